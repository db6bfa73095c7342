//! A proxy in front of the engine (and of a mail service in SES's place) that fails as the network does.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::ses::{self, Ses};

/// What happens to one request.
#[derive(Debug, Clone)]
pub enum Fate {
    Pass,
    /// Refused before it reaches the engine: an HTTP status and the service's error.
    Refuse(u16, String),
    /// As [`Fate::Refuse`], for this reason at each limit that the transaction is counted against; without limits it passes.
    RefuseLimits(&'static str),
    /// Down for the mark that a mail was sent; all else passes.
    RefuseMarks,
    /// Carried out, but the connection breaks before the answer is sent.
    LoseAnswer,
    /// Not carried out, and never answered.
    Hang,
    /// Carried out, and never answered.
    HangAfter,
    /// Carried out and answered, but late.
    Slow(Duration),
    /// Carried out at once, and answered late.
    SlowAfter(Duration),
}

impl Fate {
    pub fn throttle() -> Self {
        Self::Refuse(
            400,
            error_body("ProvisionedThroughputExceededException", ""),
        )
    }

    pub fn down() -> Self {
        Self::Refuse(500, error_body("InternalServerError", ""))
    }

    pub fn conflict() -> Self {
        let reasons = r#","CancellationReasons":[{"Code":"TransactionConflict"},{"Code":"None"}]"#;
        Self::Refuse(400, error_body("TransactionCanceledException", reasons))
    }
}

impl Fate {
    fn of(self, request: &[u8]) -> Self {
        let code = match self {
            Self::RefuseLimits(code) => code,
            Self::RefuseMarks if is_mark(request) => return Self::down(),
            Self::RefuseMarks => return Self::Pass,
            other => return other,
        };
        let asked = body_of(request);
        let writes = asked["TransactItems"].as_array().into_iter().flatten();
        let is_limit = |write: &Value| {
            let pk = write["Update"]["Key"]["PK"]["S"].as_str();
            pk.is_some_and(|pk| pk.starts_with("RL#"))
        };
        let limits: Vec<bool> = writes.map(is_limit).collect();
        if !limits.contains(&true) {
            return Self::Pass;
        }
        let reasons = limits.iter().map(|is_limit| match is_limit {
            true => json!({ "Code": code }),
            false => json!({ "Code": "None" }),
        });
        let reasons = Value::from_iter(reasons);
        let reasons = format!(r#","CancellationReasons":{reasons}"#);
        Self::Refuse(400, error_body("TransactionCanceledException", &reasons))
    }
}

fn is_mark(request: &[u8]) -> bool {
    let update = &body_of(request)["UpdateExpression"];
    update.as_str().is_some_and(|set| set.contains("sent_at"))
}

fn body_of(request: &[u8]) -> Value {
    let head_end = request.windows(4).position(|four| four == b"\r\n\r\n");
    let body = head_end.map(|end| &request[end + 4..]);
    serde_json::from_slice(body.unwrap_or_default()).unwrap_or_default()
}

fn error_body(code: &str, more: &str) -> String {
    format!(r#"{{"__type":"com.amazonaws.dynamodb.v20120810#{code}","message":"injected"{more}}}"#)
}

/// Decides by the operation's name, e.g. `TransactWriteItems`, or [`ses::OPERATION`].
pub type Script = Box<dyn FnMut(&str) -> Fate + Send>;

pub async fn proxy_endpoint(engine: String, script: Script) -> String {
    proxy_with_mails(engine, Ses::default(), script).await
}

/// The same, with mails to SES given to `ses`.
pub async fn proxy_with_mails(engine: String, ses: Ses, script: Script) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let script = Arc::new(Mutex::new(script));
    let behind = Behind {
        engine: engine.trim_start_matches("http://").to_owned(),
        ses,
    };
    tokio::spawn(async move {
        loop {
            let (client, _) = listener.accept().await.unwrap();
            tokio::spawn(carry(client, behind.clone(), Arc::clone(&script)));
        }
    });
    format!("http://{address}")
}

/// One request a connection: simple, and every loss is a whole one.
async fn carry(mut client: TcpStream, behind: Behind, script: Arc<Mutex<Script>>) {
    let Some(request) = read_request(&mut client).await else {
        return;
    };
    let operation = operation_of(&request);
    let fate = script.lock().unwrap()(&operation);
    match fate.of(&request) {
        Fate::Pass | Fate::RefuseLimits(_) | Fate::RefuseMarks => {
            let answer = behind.ask(&request).await;
            client.write_all(&answer).await.ok();
        }
        Fate::Slow(pause) => {
            tokio::time::sleep(pause).await;
            let answer = behind.ask(&request).await;
            client.write_all(&answer).await.ok();
        }
        Fate::SlowAfter(pause) => {
            let answer = behind.ask(&request).await;
            tokio::time::sleep(pause).await;
            client.write_all(&answer).await.ok();
        }
        Fate::LoseAnswer => drop(behind.ask(&request).await),
        Fate::Hang => hang(&mut client).await,
        Fate::HangAfter => {
            behind.ask(&request).await;
            hang(&mut client).await;
        }
        Fate::Refuse(status, body) => {
            let head = format!(
                "HTTP/1.1 {status} X\r\ncontent-type: application/x-amz-json-1.0\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                body.len()
            );
            client
                .write_all(format!("{head}{body}").as_bytes())
                .await
                .ok();
        }
    }
    client.shutdown().await.ok();
}

/// Says nothing until the client has gone.
async fn hang(client: &mut TcpStream) {
    client.read_u8().await.ok();
}

#[derive(Clone)]
struct Behind {
    engine: String,
    ses: Ses,
}

impl Behind {
    async fn ask(&self, request: &[u8]) -> Vec<u8> {
        if operation_of(request) == ses::OPERATION {
            return self.ses.take(request);
        }
        let mut server = TcpStream::connect(&self.engine).await.unwrap();
        server.write_all(request).await.unwrap();
        let mut answer = Vec::new();
        server.read_to_end(&mut answer).await.unwrap();
        answer
    }
}

/// Head and body, with `connection: close` put in so that the engine ends its answer by closing.
pub async fn read_request(client: &mut TcpStream) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let head_end = loop {
        if client.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
    };
    let head = String::from_utf8_lossy(&bytes[..head_end]).into_owned();
    let length = header(&head, "content-length")
        .and_then(|length| length.parse().ok())
        .unwrap_or(0);
    while bytes.len() < head_end + 4 + length {
        if client.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
    let mut request = format!("{head}\r\nconnection: close\r\n\r\n").into_bytes();
    request.extend_from_slice(&bytes[head_end + 4..]);
    Some(request)
}

fn operation_of(request: &[u8]) -> String {
    let head = String::from_utf8_lossy(request);
    if ses::is_sending(&head) {
        return ses::OPERATION.to_owned();
    }
    header(&head, "x-amz-target")
        .and_then(|target| target.split_once('.'))
        .map_or_else(String::new, |(_, name)| name.to_owned())
}

fn header<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    head.lines()
        .take_while(|line| !line.is_empty())
        .find_map(|line| {
            let (own, value) = line.split_once(':')?;
            own.eq_ignore_ascii_case(name).then_some(value.trim())
        })
}
