//! A request's path and the built site → the file, the redirect or the nearest 404 page, under the site's own headers.
//! It never shows a file outside the built site, and knows nothing of the form.

mod files;
mod headers;

use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware;
use axum::response::{IntoResponse, Response};

use files::{Found, content_type, find};
use headers::HeaderRules;

/// The built site as a service for whatever no other route takes.
#[derive(Clone)]
pub struct BuiltSite {
    folder: Arc<PathBuf>,
}

impl BuiltSite {
    /// The site in `folder`; files are read at each request, so a rebuilt site is shown at once.
    #[must_use]
    pub fn new(folder: PathBuf) -> Self {
        Self {
            folder: Arc::new(folder),
        }
    }

    /// The site behind the routes of `router`.
    pub fn behind(&self, router: Router) -> Router {
        let site = axum::routing::any(answer).with_state::<()>(self.clone());
        self.with_headers(router.fallback_service(site))
    }

    /// The routes of `router`, each answer with the site's own headers.
    pub fn with_headers(&self, router: Router) -> Router {
        router.layer(middleware::from_fn_with_state(self.clone(), add_headers))
    }
}

async fn answer(State(site): State<BuiltSite>, method: Method, uri: Uri) -> Response {
    if method != Method::GET && method != Method::HEAD {
        return (
            StatusCode::METHOD_NOT_ALLOWED,
            [(header::ALLOW, "GET, HEAD")],
        )
            .into_response();
    }
    match find(&site.folder, uri.path()) {
        Found::File(path) => file(StatusCode::OK, path).await,
        Found::Folder => moved(&uri),
        Found::Nothing { page: Some(page) } => file(StatusCode::NOT_FOUND, page).await,
        Found::Nothing { page: None } => (StatusCode::NOT_FOUND, "404\n").into_response(),
    }
}

/// A folder's address ends with a slash, so that relative links in its page are right.
fn moved(uri: &Uri) -> Response {
    let query = uri
        .query()
        .map(|query| format!("?{query}"))
        .unwrap_or_default();
    let target = format!("{}/{query}", uri.path());
    (StatusCode::MOVED_PERMANENTLY, [(header::LOCATION, target)]).into_response()
}

async fn file(status: StatusCode, path: PathBuf) -> Response {
    match fs_err::tokio::read(&path).await {
        Ok(bytes) => (
            status,
            [
                (header::CONTENT_TYPE, content_type(&path)),
                (header::CACHE_CONTROL, "no-cache"),
            ],
            Body::from(bytes),
        )
            .into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, format!("{error}\n")).into_response(),
    }
}

/// What the site's headers file says, except for caching: here, what is on disk now is shown.
async fn add_headers(
    State(site): State<BuiltSite>,
    request: axum::extract::Request,
    next: middleware::Next,
) -> Response {
    let path = request.uri().path().to_owned();
    let mut response = next.run(request).await;
    for (name, value) in HeaderRules::read(&site.folder).for_path(&path) {
        if name != header::CACHE_CONTROL && !response.headers().contains_key(&name) {
            response.headers_mut().insert(name, value);
        }
    }
    response
        .headers_mut()
        .entry(header::X_CONTENT_TYPE_OPTIONS)
        .or_insert(HeaderValue::from_static("nosniff"));
    response
}
