//! `load_data(url=…)`: one HTTP request → the text of its answer. Only a template that asks for it ever gets here.

use std::time::Duration;

use ureq::Agent;
use ureq::http::Request;

use crate::http;

/// What a template asks of a server; `headers` are `name=value`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RemoteRequest {
    pub url: String,
    pub method: Method,
    pub accept: &'static str,
    pub content_type: Option<String>,
    pub body: Option<String>,
    pub headers: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    Get,
    Post,
}

/// The agent of one build: it waits 30 seconds at most and keeps connections open between requests.
pub fn agent() -> Agent {
    http::within(Duration::from_secs(30)).build().into()
}

/// Sends the request and reads the answer, 64 MiB at most.
///
/// # Errors
/// When the server cannot be reached, answers with an error, or answers with something that is not text.
pub fn fetch(agent: &Agent, request: &RemoteRequest) -> Result<String, String> {
    const BODY_BYTES_MAX: u64 = 64 << 20;
    let response = match request.method {
        Method::Get => agent.run(
            builder(request)?
                .body(())
                .map_err(|error| error.to_string())?,
        ),
        Method::Post => {
            let body = request.body.clone().unwrap_or_default();
            agent.run(
                builder(request)?
                    .body(body)
                    .map_err(|error| error.to_string())?,
            )
        }
    };
    response
        .map_err(said)?
        .body_mut()
        .with_config()
        .limit(BODY_BYTES_MAX)
        .read_to_string()
        .map_err(|error| format!("the answer cannot be read: {error}"))
}

fn builder(request: &RemoteRequest) -> Result<ureq::http::request::Builder, String> {
    let method = match request.method {
        Method::Get => "GET",
        Method::Post => "POST",
    };
    let mut builder = Request::builder().method(method).uri(&request.url);
    for header in &request.headers {
        let (name, value) = header
            .split_once('=')
            .ok_or_else(|| format!("header `{header}` is not `name=value`"))?;
        builder = builder.header(name, value);
    }
    builder = builder.header("accept", request.accept);
    if let (Method::Post, Some(content_type)) = (request.method, &request.content_type) {
        builder = builder.header("content-type", content_type);
    }
    Ok(builder)
}

fn said(error: ureq::Error) -> String {
    match error {
        ureq::Error::StatusCode(status) => format!("the server answers {status}"),
        ureq::Error::Http(error) => format!("not a request that can be sent: {error}"),
        ureq::Error::BadUri(message) => format!("not an address: {message}"),
        other => format!(
            "the server cannot be reached: {other}. Is this machine offline? `required=false` lets the build go on without it"
        ),
    }
}
