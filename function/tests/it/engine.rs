//! An embedded engine with DynamoDB's interface on loopback, and stores over it.

use dynoxide::Database;
use function::store::{Connection, Secret, Store};
use tokio::net::TcpListener;

use crate::proxy::{Script, proxy_endpoint};

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
