//! The folder of mails → `/inbox`, a page on which a person reads them. Local only: in the cloud no such page exists.

mod mail;
mod page;

use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;

pub use mail::{Mail, read_all};

/// The newest mails that the page shows; the rest are in the folder.
const SHOWN_MAX: usize = 100;

/// Own style, no script, and the mails' frames may do nothing at all.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'; form-action 'none'; base-uri 'none'";

/// The route of the inbox over the folder of mails.
pub fn router(folder: PathBuf) -> Router {
    Router::new()
        .route("/inbox", get(show))
        .route("/inbox/", get(show))
        .layer(middleware::from_fn(from_this_machine))
        .with_state(Arc::new(folder))
}

async fn show(State(folder): State<Arc<PathBuf>>) -> Response {
    let headers = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::CACHE_CONTROL, "no-store"),
    ];
    let shown = folder.clone();
    match tokio::task::spawn_blocking(move || read_all(&shown)).await {
        Ok(Ok(mails)) => (headers, Html(page::draw(&mails, &folder, SHOWN_MAX))).into_response(),
        Ok(Err(error)) => (StatusCode::INTERNAL_SERVER_ERROR, format!("{error}\n")).into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, format!("{error}\n")).into_response(),
    }
}

/// A foreign page could point a name of its own at 127.0.0.1 and read the mails through the visitor's browser:
/// only requests that name this machine are answered.
async fn from_this_machine(headers: HeaderMap, request: Request, next: Next) -> Response {
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or_default();
    if is_this_machine(host) {
        next.run(request).await
    } else {
        let reason = "the inbox answers to 127.0.0.1 and localhost only\n";
        (StatusCode::MISDIRECTED_REQUEST, reason).into_response()
    }
}

fn is_this_machine(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    ["127.0.0.1", "localhost", "[::1]"].contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_reads_mails() {
        for (host, expected) in [
            ("127.0.0.1:8080", true),
            ("localhost", true),
            ("[::1]:8080", true),
            ("127.0.0.1.example.org:8080", false),
            ("example.org", false),
            ("", false),
        ] {
            assert_eq!(is_this_machine(host), expected, "{host}");
        }
    }
}
