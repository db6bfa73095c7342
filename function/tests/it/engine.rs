//! An embedded engine with DynamoDB's interface on loopback, and a proxy in front of it that fails as the network does.

use std::sync::{Arc, Mutex};

use dynoxide::Database;
use function::store::{Connection, Secret, Store};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What happens to one request.
#[derive(Debug, Clone)]
pub enum Fate {
    Pass,
    /// Refused before it reaches the engine: an HTTP status and the service's error.
    Refuse(u16, String),
    /// Carried out, but the connection breaks before the answer is sent.
    LoseAnswer,
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

fn error_body(code: &str, more: &str) -> String {
    format!(r#"{{"__type":"com.amazonaws.dynamodb.v20120810#{code}","message":"injected"{more}}}"#)
}

/// Decides by the operation's name, e.g. `TransactWriteItems`.
pub type Script = Box<dyn FnMut(&str) -> Fate + Send>;

/// A store with its own empty table in an engine that lives as long as the test's runtime.
pub async fn fresh_store() -> Store {
    store_at(engine_endpoint().await).await
}

/// The same with a proxy between; the table is made before the script begins.
pub async fn faulty_store(script: Script) -> Store {
    let engine = engine_endpoint().await;
    store_at(engine.clone()).await;
    Store::new(
        Connection::to_endpoint(proxy_endpoint(engine, script).await).dynamodb(),
        "sign-ups",
        secret(),
    )
}

pub fn secret() -> Secret {
    Secret::new([7; 32])
}

/// A connection to an engine without a table.
pub async fn fresh_connection() -> Connection {
    Connection::to_endpoint(engine_endpoint().await)
}

pub async fn engine_endpoint() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(dynoxide::server::serve_on(
        listener,
        Database::memory().unwrap(),
    ));
    format!("http://{address}")
}

pub async fn store_at(endpoint: String) -> Store {
    let store = Store::new(
        Connection::to_endpoint(endpoint).dynamodb(),
        "sign-ups",
        secret(),
    );
    store.create_table().await.unwrap();
    store
}

pub async fn proxy_endpoint(engine: String, script: Script) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let script = Arc::new(Mutex::new(script));
    let engine = engine.trim_start_matches("http://").to_owned();
    tokio::spawn(async move {
        loop {
            let (client, _) = listener.accept().await.unwrap();
            tokio::spawn(carry(client, engine.clone(), Arc::clone(&script)));
        }
    });
    format!("http://{address}")
}

/// One request a connection: simple, and every loss is a whole one.
async fn carry(mut client: TcpStream, engine: String, script: Arc<Mutex<Script>>) {
    let Some(request) = read_request(&mut client).await else {
        return;
    };
    let operation = operation_of(&request);
    let fate = script.lock().unwrap()(&operation);
    match fate {
        Fate::Pass => {
            let answer = ask(&engine, &request).await;
            client.write_all(&answer).await.ok();
        }
        Fate::LoseAnswer => drop(ask(&engine, &request).await),
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

async fn ask(engine: &str, request: &[u8]) -> Vec<u8> {
    let mut server = TcpStream::connect(engine).await.unwrap();
    server.write_all(request).await.unwrap();
    let mut answer = Vec::new();
    server.read_to_end(&mut answer).await.unwrap();
    answer
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
