//! A request's path → the file of the site that answers it.

use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use percent_encoding::percent_decode_str;

use super::files::Files;
use super::inject::Injection;
use super::media_type;
use crate::render::OutputBody;

pub(super) const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

/// What there is to answer with.
pub(super) struct Site<'a> {
    /// None until the first build succeeds.
    pub(super) files: Option<&'a Files>,
    /// What each page gets into it, and a page of its own while there is none.
    pub(super) injection: Injection<'a>,
}

/// Answers a request for the file at `path`.
pub(super) async fn to(site: &Site<'_>, method: &Method, path: &str) -> Response {
    if method != Method::GET && method != Method::HEAD {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let injection = &site.injection;
    let Some(files) = site.files else {
        return html(StatusCode::INTERNAL_SERVER_ERROR, injection.page());
    };
    let (status, name) = match find(files, injection.base_path, path) {
        Found::File(name) => (StatusCode::OK, name),
        Found::Folder => return Redirect::temporary(&format!("{path}/")).into_response(),
        Found::Nothing => (StatusCode::NOT_FOUND, "404.html".to_owned()),
    };
    let content = match files.get(&name) {
        Some(body) => read(files, body).await,
        None => Err(StatusCode::NOT_FOUND.into_response()),
    };
    match content {
        Ok(page) if media_type::is_html(&name) => html(status, injection.set_into(&page)),
        Ok(bytes) => answer(status, &name, bytes.into()),
        Err(trouble) => trouble,
    }
}

enum Found {
    File(String),
    /// Its page has a slash at the end of its address.
    Folder,
    Nothing,
}

fn find(files: &Files, base_path: &str, path: &str) -> Found {
    let path = percent_decode_str(path).decode_utf8_lossy();
    let Some(path) = path.trim_start_matches('/').strip_prefix(base_path) else {
        return Found::Nothing;
    };
    let path = path.trim_start_matches('/');
    let index = format!(
        "{}{}index.html",
        path.trim_end_matches('/'),
        if path.is_empty() { "" } else { "/" }
    );
    if !path.is_empty() && !path.ends_with('/') {
        if files.get(path).is_some() {
            return Found::File(path.to_owned());
        }
        if files.get(&index).is_some() {
            return Found::Folder;
        }
    } else if files.get(&index).is_some() {
        return Found::File(index);
    }
    Found::Nothing
}

async fn read(files: &Files, body: &OutputBody) -> Result<Bytes, Response> {
    match body {
        OutputBody::Bytes(bytes) => Ok(bytes.clone()),
        OutputBody::File(source) => match tokio::fs::read(files.on_disk(source)).await {
            Ok(bytes) => Ok(bytes.into()),
            Err(error) => {
                let message = format!("{} cannot be read: {error}", source.display());
                Err((StatusCode::INTERNAL_SERVER_ERROR, message).into_response())
            }
        },
    }
}

fn html(status: StatusCode, page: Vec<u8>) -> Response {
    answer(status, "index.html", page.into())
}

fn answer(status: StatusCode, name: &str, body: Body) -> Response {
    let headers = [
        (header::CONTENT_TYPE, media_type::header(name)),
        (header::CACHE_CONTROL, NO_STORE),
        (
            header::ACCESS_CONTROL_ALLOW_ORIGIN,
            HeaderValue::from_static("*"),
        ),
    ];
    (status, headers, body).into_response()
}
