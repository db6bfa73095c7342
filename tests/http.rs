//! A request as a browser without script sends it → the answer as it came: no redirect is followed, no status is an error.

use std::time::Duration;

/// What the server said.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    headers: Vec<(String, String)>,
    pub body: String,
}

impl Answer {
    /// The header of that name, or an empty string.
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .iter()
            .find(|(other, _)| other == name)
            .map_or("", |(_, value)| value)
    }
}

/// A client that keeps its connections.
#[derive(Clone)]
pub struct Client {
    agent: ureq::Agent,
}

impl Client {
    pub fn new() -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(Duration::from_secs(60)))
            .build();
        Self {
            agent: config.into(),
        }
    }

    pub fn get(&self, url: &str) -> Answer {
        self.try_get(url)
            .unwrap_or_else(|error| panic!("GET {url}: {error}"))
    }

    pub fn try_get(&self, url: &str) -> Result<Answer, ureq::Error> {
        self.agent.get(url).call().map(read)
    }

    /// Posts names and values, urlencoded.
    pub fn post(&self, url: &str, values: &[(String, String)]) -> Answer {
        self.try_post(url, values)
            .unwrap_or_else(|error| panic!("POST {url}: {error}"))
    }

    pub fn try_post(&self, url: &str, values: &[(String, String)]) -> Result<Answer, ureq::Error> {
        let pairs = values
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()));
        self.agent.post(url).send_form(pairs).map(read)
    }

    /// Sends a JSON text and reads the JSON answer's text, as WebDriver speaks.
    pub fn json(&self, url: &str, body: &str) -> Answer {
        let request = self
            .agent
            .post(url)
            .header("content-type", "application/json");
        request
            .send(body)
            .map(read)
            .unwrap_or_else(|error| panic!("POST {url}: {error}"))
    }

    pub fn delete(&self, url: &str) {
        let _ = self.agent.delete(url).call();
    }
}

fn read(mut response: ureq::http::Response<ureq::Body>) -> Answer {
    let headers = response
        .headers()
        .iter()
        .map(|(name, value)| {
            (
                name.to_string(),
                value.to_str().unwrap_or_default().to_owned(),
            )
        })
        .collect();
    Answer {
        status: response.status().as_u16(),
        headers,
        body: response.body_mut().read_to_string().unwrap_or_default(),
    }
}
