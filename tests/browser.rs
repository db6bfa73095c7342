//! WebDriver commands → a real Chromium with JavaScript off, driven by Debian's chromedriver over loopback HTTP.
//! `tests/install` brings both. Nothing here knows the form.

use std::io::{BufRead, BufReader};
use std::ops::Range;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::http::Client;

/// The key under which WebDriver names an element.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// How long a page may take on a busy machine before the test calls it lost.
const PATIENCE: Duration = Duration::from_secs(30);

/// A browser window; it closes when the value goes.
pub struct Browser {
    driver: Child,
    client: Client,
    session: String,
}

/// An element of the page that is open now.
pub struct Element<'a> {
    browser: &'a Browser,
    id: String,
}

impl Browser {
    /// Opens a window 360 pixels wide, in which no page may run a script.
    pub fn without_script() -> Self {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver is missing: run tests/install");
        let port = port_of(&mut driver);
        let client = Client::new();
        let base = format!("http://127.0.0.1:{port}/session");
        let made = client.json(&base, &capabilities().to_string());
        let id = value_of(&made.body)["sessionId"]
            .as_str()
            .map(str::to_owned);
        let id = id.unwrap_or_else(|| panic!("no browser: {}", made.body));
        let browser = Self {
            driver,
            client,
            session: format!("{base}/{id}"),
        };
        browser.forbid_scripts();
        browser
    }

    fn forbid_scripts(&self) {
        let forbid =
            json!({"cmd": "Emulation.setScriptExecutionDisabled", "params": {"value": true}});
        self.command("goog/cdp/execute", &forbid);
    }

    pub fn open(&self, url: &str) {
        self.command("url", &json!({ "url": url }));
    }

    pub fn url(&self) -> String {
        self.read("url")
    }

    pub fn title(&self) -> String {
        self.read("title")
    }

    /// The one element that the selector names.
    pub fn find(&self, selector: &str) -> Element<'_> {
        let mut found = self.find_all(selector);
        assert_eq!(found.len(), 1, "{selector} on {}", self.url());
        found.remove(0)
    }

    pub fn find_all(&self, selector: &str) -> Vec<Element<'_>> {
        let found = self.command(
            "elements",
            &json!({"using": "css selector", "value": selector}),
        );
        let ids = found.as_array().cloned().unwrap_or_default();
        ids.iter().map(|id| self.element(id)).collect()
    }

    /// The element that has the focus.
    pub fn focused(&self) -> Element<'_> {
        let answer = self.client.get(&format!("{}/element/active", self.session));
        self.element(&value_of(&answer.body))
    }

    /// Gives the page a screen of so many pixels.
    pub fn resize(&self, width: u32, height: u32) {
        let metrics =
            json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": true});
        let command = json!({"cmd": "Emulation.setDeviceMetricsOverride", "params": metrics});
        self.command("goog/cdp/execute", &command);
    }

    /// Lets text be so many pixels high where a page says nothing of it; 16 are usual.
    pub fn set_text_size(&self, pixels: u32) {
        let sizes = json!({"fontSizes": {"standard": pixels}});
        let command = json!({"cmd": "Page.setFontSizes", "params": sizes});
        self.command("goog/cdp/execute", &command);
    }

    /// How much wider the page is than the screen.
    pub fn hidden_width(&self) -> f64 {
        let ask = json!({"cmd": "Page.getLayoutMetrics", "params": {}});
        let metrics = self.command("goog/cdp/execute", &ask);
        let width = |of: &str, name: &str| metrics[of][name].as_f64().expect("a number");
        width("cssContentSize", "width") - width("cssLayoutViewport", "clientWidth")
    }

    /// Which part of the page is on the screen, in pixels from its top.
    pub fn screen(&self) -> Range<f64> {
        let ask = json!({"cmd": "Page.getLayoutMetrics", "params": {}});
        let shown = &self.command("goog/cdp/execute", &ask)["cssVisualViewport"];
        let number = |name: &str| shown[name].as_f64().expect("a number");
        let top = number("pageY");
        top..top + number("clientHeight")
    }

    /// How many windows and tabs there are.
    pub fn windows(&self) -> usize {
        let answer = self.client.get(&format!("{}/window/handles", self.session));
        value_of(&answer.body).as_array().map_or(0, Vec::len)
    }

    /// Does what leads to another page, and waits until that page stands in the old one's place.
    pub fn wait_for_page(&self, leave: impl FnOnce()) {
        let document = self.find("html").id;
        leave();
        let start = Instant::now();
        while self
            .find_all("html")
            .first()
            .is_none_or(|now| now.id == document)
        {
            assert!(
                start.elapsed() < PATIENCE,
                "no new page after {}",
                self.url()
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn element(&self, found: &Value) -> Element<'_> {
        Element {
            browser: self,
            id: found[ELEMENT].as_str().expect("an element").to_owned(),
        }
    }

    fn read(&self, what: &str) -> String {
        let answer = self.client.get(&format!("{}/{what}", self.session));
        value_of(&answer.body)
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    pub fn command(&self, name: &str, body: &Value) -> Value {
        let answer = self
            .client
            .json(&format!("{}/{name}", self.session), &body.to_string());
        assert_eq!(answer.status, 200, "{name} {body}: {}", answer.body);
        value_of(&answer.body)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.client.delete(&self.session);
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

impl Element<'_> {
    pub fn click(&self) {
        self.browser
            .command(&format!("element/{}/click", self.id), &json!({}));
    }

    /// Clicks what leads to another page, and waits for it.
    pub fn follow(&self) {
        self.browser.wait_for_page(|| self.click());
    }

    pub fn type_text(&self, text: &str) {
        self.browser.command(
            &format!("element/{}/value", self.id),
            &json!({ "text": text }),
        );
    }

    pub fn clear(&self) {
        self.browser
            .command(&format!("element/{}/clear", self.id), &json!({}));
    }

    pub fn text(&self) -> String {
        self.browser.read(&format!("element/{}/text", self.id))
    }

    pub fn attribute(&self, name: &str) -> String {
        self.browser
            .read(&format!("element/{}/attribute/{name}", self.id))
    }

    /// What a field holds now, as distinct from what the page gave it.
    pub fn property(&self, name: &str) -> String {
        self.browser
            .read(&format!("element/{}/property/{name}", self.id))
    }

    /// Whether this is one of the elements that the selector names.
    pub fn is(&self, selector: &str) -> bool {
        let named = self.browser.find_all(selector);
        named.iter().any(|other| other.id == self.id)
    }

    /// How far down the page it begins, in pixels.
    pub fn top(&self) -> f64 {
        self.value("rect")["y"].as_f64().unwrap_or_default()
    }

    /// Where it ends.
    pub fn bottom(&self) -> f64 {
        let height = self.value("rect")["height"].as_f64();
        self.top() + height.unwrap_or_default()
    }

    pub fn is_displayed(&self) -> bool {
        self.value("displayed").as_bool().unwrap_or_default()
    }

    fn value(&self, what: &str) -> Value {
        let url = format!("{}/element/{}/{what}", self.browser.session, self.id);
        value_of(&self.browser.client.get(&url).body)
    }

    pub fn css(&self, name: &str) -> String {
        self.browser
            .read(&format!("element/{}/css/{name}", self.id))
    }
}

/// The flags keep a root's container working and Chromium from calling its maker's hosts.
fn capabilities() -> Value {
    json!({"capabilities": {"alwaysMatch": {
        "browserName": "chrome",
        "goog:chromeOptions": {"args": [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic",
            "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--window-size=360,800",
        ]},
    }}})
}

fn port_of(driver: &mut Child) -> u16 {
    let output = driver.stdout.take().expect("the driver's output");
    let mut lines = BufReader::new(output).lines().map_while(Result::ok);
    let line = lines.find(|line| line.contains("started successfully on port"));
    let port = line
        .as_deref()
        .and_then(|line| line.trim_end_matches('.').rsplit(' ').next()?.parse().ok());
    port.unwrap_or_else(|| panic!("chromedriver said no port: {line:?}"))
}

fn value_of(body: &str) -> Value {
    let answer: Value =
        serde_json::from_str(body).unwrap_or_else(|error| panic!("{error}: {body}"));
    answer["value"].clone()
}

#[test]
fn pages_cannot_run_scripts() {
    let browser = Browser::without_script();
    browser.open("data:text/html,<p id=here>off</p><script>document.getElementById('here').textContent='on'</script>");
    assert_eq!(browser.find("#here").text(), "off");
}
