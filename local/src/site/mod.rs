//! A request's path and the built site → the file, the redirect or the nearest 404 page, under the site's own headers,
//! compressed where the build left it so and the browser takes it.
//! It never shows a file outside the built site, and knows nothing of the form.

mod encoding;
mod files;
mod headers;

use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware;
use axum::response::{IntoResponse, Response};

use encoding::compressed;
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

async fn answer(
    State(site): State<BuiltSite>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    if method != Method::GET && method != Method::HEAD {
        return (
            StatusCode::METHOD_NOT_ALLOWED,
            [(header::ALLOW, "GET, HEAD")],
        )
            .into_response();
    }
    match find(&site.folder, uri.path()) {
        Found::File(path) => file(StatusCode::OK, path, &headers).await,
        Found::Folder => moved(&uri),
        Found::Nothing { page: Some(page) } => file(StatusCode::NOT_FOUND, page, &headers).await,
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

async fn file(status: StatusCode, path: PathBuf, asked: &HeaderMap) -> Response {
    let copy = compressed(&path, asked);
    let read = copy.as_ref().map_or(&path, |(_, copy)| copy);
    let bytes = match fs_err::tokio::read(read).await {
        Ok(bytes) => bytes,
        Err(error) => {
            return (StatusCode::INTERNAL_SERVER_ERROR, format!("{error}\n")).into_response();
        }
    };
    let headers = [
        (header::CONTENT_TYPE, content_type(&path)),
        (header::CACHE_CONTROL, "no-cache"),
        (header::VARY, "accept-encoding"),
    ];
    let encoding = copy.map(|(encoding, _)| [(header::CONTENT_ENCODING, encoding)]);
    (status, headers, encoding, Body::from(bytes)).into_response()
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

#[cfg(test)]
mod tests {
    use axum::http::Request;
    use tower::ServiceExt;

    use super::*;

    /// Headers and body of an answer, a line each.
    async fn asked(site: &BuiltSite, path: &str, accepted: &str) -> String {
        let request = Request::get(path)
            .header(header::ACCEPT_ENCODING, accepted)
            .body(Body::empty())
            .unwrap();
        let answer = site.behind(Router::new()).oneshot(request).await.unwrap();
        let of = |name| match answer.headers().get(name) {
            Some(value) => value.to_str().unwrap().to_owned(),
            None => "-".to_owned(),
        };
        let said = [header::CONTENT_TYPE, header::CONTENT_ENCODING, header::VARY].map(of);
        let status = answer.status().as_u16();
        let body = axum::body::to_bytes(answer.into_body(), 99).await.unwrap();
        let body = String::from_utf8(body.to_vec()).unwrap();
        format!("{status} {} {body}", said.join(" "))
    }

    #[tokio::test]
    async fn what_is_compressed_keeps_its_type_and_its_status() {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [
            ("index.html", "plain"),
            ("index.html.br", "small"),
            ("404.html", "lost"),
            ("404.html.gz", "small and lost"),
        ] {
            fs_err::write(folder.path().join(name), text).unwrap();
        }
        let site = BuiltSite::new(folder.path().to_path_buf());
        let html = "text/html; charset=utf-8";
        for (path, accepted, expected) in [
            (
                "/",
                "gzip, br",
                format!("200 {html} br accept-encoding small"),
            ),
            ("/", "gzip", format!("200 {html} - accept-encoding plain")),
            (
                "/x",
                "gzip, br",
                format!("404 {html} gzip accept-encoding small and lost"),
            ),
            ("/x", "br", format!("404 {html} - accept-encoding lost")),
        ] {
            assert_eq!(
                asked(&site, path, accepted).await,
                expected,
                "{path} {accepted}"
            );
        }
    }
}
