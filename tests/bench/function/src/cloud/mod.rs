//! AWS on loopback, over HTTPS as in the cloud: DynamoDB and SES at one address.
//! Its own time is kept, so that it can be told from the function's.

mod answers;
mod busy;
mod tls;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::Response;
use hyper_util::client::legacy::{Client, connect::HttpConnector};
use hyper_util::rt::TokioExecutor;
use tokio::net::TcpListener;

use answers::Items;
use busy::Busy;

/// Where the endpoint is and by which certificate it is known.
pub struct Cloud {
    pub url: String,
    pub certificate: String,
    busy: Arc<Busy>,
}

/// What stands behind the table's interface.
pub enum Table {
    /// It answers at once: what remains is the function.
    AtOnce,
    /// A DynamoDB-compatible engine, at this address.
    Engine(SocketAddr),
}

enum Behind {
    AtOnce(Items),
    Engine(Box<Client<HttpConnector, Body>>, SocketAddr),
}

impl Cloud {
    /// Listens on a free port.
    ///
    /// # Errors
    /// When there is none, or no certificate can be made.
    pub async fn start(table: Table) -> std::io::Result<Self> {
        let plain = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let busy = Arc::new(Busy::default());
        let (certificate, listener) = tls::Listener::new(plain, Arc::clone(&busy))?;
        let url = format!("https://localhost:{}", listener.port());
        let behind = match table {
            Table::AtOnce => Behind::AtOnce(Items::default()),
            Table::Engine(address) => Behind::Engine(
                Box::new(Client::builder(TokioExecutor::new()).build_http()),
                address,
            ),
        };
        let router = Router::new().fallback(answer).with_state(Arc::new(behind));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Self {
            url,
            certificate,
            busy,
        })
    }

    /// How long the endpoint was at work since it was last asked.
    pub fn own_time(&self) -> Duration {
        self.busy.take()
    }
}

async fn answer(State(table): State<Arc<Behind>>, request: Request) -> Response<Body> {
    let target = request.headers().get("x-amz-target");
    let target = target
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    match (target.split_once('.'), table.as_ref()) {
        (Some((_, operation)), Behind::AtOnce(items)) => items.answer(operation, request).await,
        (Some(_), Behind::Engine(client, address)) => forward(client, *address, request).await,
        (None, _) => answers::mail(request).await,
    }
}

async fn forward(
    client: &Client<HttpConnector, Body>,
    address: SocketAddr,
    mut request: Request,
) -> Response<Body> {
    let path = request.uri().path().to_owned();
    match format!("http://{address}{path}").parse() {
        Ok(uri) => *request.uri_mut() = uri,
        Err(_) => return answers::broken(),
    }
    client
        .request(request)
        .await
        .map_or_else(|_| answers::broken(), |answer| answer.map(Body::new))
}
