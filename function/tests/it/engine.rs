//! An embedded engine with DynamoDB's interface on loopback, and stores over it. `ENGINE=URL` names another that runs already:
//! the store's contract must hold there too (`deploy/contract_test.py`).

use dynoxide::Database;
use function::store::{Connection, Secret, Store};
use tokio::net::TcpListener;

use crate::proxy::{Script, proxy_endpoint};

/// A store with its own empty table in an engine that lives as long as the test's runtime.
pub async fn fresh_store() -> Store {
    let engine = Engine::any().await;
    table_over(&engine.connection(&engine.endpoint)).await
}

/// The same with a proxy between; the table is made before the script begins.
pub async fn faulty_store(script: Script) -> Store {
    let engine = Engine::any().await;
    table_over(&engine.connection(&engine.endpoint)).await;
    let troubled = proxy_endpoint(engine.endpoint.clone(), script).await;
    let troubled = engine.connection(&troubled);
    Store::new(troubled.dynamodb(), "sign-ups", secret())
}

struct Engine {
    endpoint: String,
    /// Where tests share an engine, each has an account to itself: tables and request tokens are an account's.
    account: Option<String>,
}

impl Engine {
    async fn any() -> Self {
        let Ok(endpoint) = std::env::var("ENGINE") else {
            let (endpoint, account) = (engine_endpoint().await, None);
            return Self { endpoint, account };
        };
        let account = format!("{:012}", getrandom::u64().unwrap() % 1_000_000_000_000);
        let account = Some(account);
        Self { endpoint, account }
    }

    fn connection(&self, endpoint: &str) -> Connection {
        let Some(account) = &self.account else {
            return Connection::to_endpoint(endpoint);
        };
        let variables = [
            ("AWS_REGION", "eu-north-1"),
            ("AWS_ACCESS_KEY_ID", account),
            ("AWS_SECRET_ACCESS_KEY", "local"),
            ("AWS_ENDPOINT_URL", endpoint),
        ];
        let set = |name: &str| variables.iter().find(|(set, _)| *set == name);
        Connection::from_environment(|name| set(name).map(|(_, value)| (*value).to_owned()))
            .unwrap()
    }
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
    table_over(&Connection::to_endpoint(endpoint)).await
}

async fn table_over(connection: &Connection) -> Store {
    let store = Store::new(connection.dynamodb(), "sign-ups", secret());
    store.create_table().await.unwrap();
    store
}
