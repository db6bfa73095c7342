//! What is answered → an HTTP response with the headers that every answer has. Pages are personal: never cached, never indexed.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, header};

use crate::sign_up::{Language, Reference};

/// An answer of ours.
#[derive(Debug)]
pub enum Reply {
    Page {
        status: StatusCode,
        html: String,
    },
    /// To the page of the sign-up that is stored now.
    Stored {
        path: String,
    },
    /// A page for another method than the one used.
    NotAllowed {
        allowed: &'static str,
        html: String,
    },
    /// A page to be sent again after so many seconds.
    TryAgain {
        status: StatusCode,
        after_s: i64,
        html: String,
    },
}

const HEADERS: [(HeaderName, &str); 5] = [
    (header::CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("x-robots-tag"), "noindex"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
];

impl Reply {
    /// A redirect that a reload does not post again; to the page in the sign-up's own language, if no other is named.
    pub fn stored(form: &str, reference: &Reference, language: Option<&Language>) -> Self {
        let language = language.map_or(String::new(), |language| format!("/{language}"));
        Self::Stored {
            path: format!("/api/{form}/{reference}{language}"),
        }
    }

    pub fn into_response(self) -> Response<Body> {
        let mut response = match self {
            Self::Page { status, html } => page(status, html),
            Self::Stored { path } => {
                with_header(empty(StatusCode::SEE_OTHER), header::LOCATION, &path)
            }
            Self::NotAllowed { allowed, html } => with_header(
                page(StatusCode::METHOD_NOT_ALLOWED, html),
                header::ALLOW,
                allowed,
            ),
            Self::TryAgain {
                status,
                after_s,
                html,
            } => with_header(
                page(status, html),
                header::RETRY_AFTER,
                &after_s.max(1).to_string(),
            ),
        };
        for (name, value) in HEADERS {
            response
                .headers_mut()
                .insert(name, HeaderValue::from_static(value));
        }
        response
    }
}

fn page(status: StatusCode, html: String) -> Response<Body> {
    let mut response = Response::new(Body::from(html));
    *response.status_mut() = status;
    with_header(response, header::CONTENT_TYPE, "text/html; charset=utf-8")
}

fn empty(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    response
}

fn with_header(mut response: Response<Body>, name: HeaderName, value: &str) -> Response<Body> {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reply_is_private() {
        let html = || "<p>".to_owned();
        let check = |reply: Reply, status: u16, own: Option<(&str, &str)>| {
            let response = reply.into_response();
            assert_eq!(response.status(), status);
            for (name, value) in HEADERS
                .iter()
                .map(|(name, value)| (name.as_str(), *value))
                .chain(own)
            {
                assert_eq!(response.headers()[name], value, "{status} {name}");
            }
        };
        check(
            Reply::Page {
                status: StatusCode::OK,
                html: html(),
            },
            200,
            Some(("content-type", "text/html; charset=utf-8")),
        );
        let reference = Reference::draw("KD", 0);
        check(
            Reply::stored("sign-up", &reference, None),
            303,
            Some(("location", "/api/sign-up/KD-222222")),
        );
        check(
            Reply::NotAllowed {
                allowed: "POST",
                html: html(),
            },
            405,
            Some(("allow", "POST")),
        );
        for (after_s, expected) in [(90, "90"), (0, "1"), (-5, "1")] {
            let again = Reply::TryAgain {
                status: StatusCode::TOO_MANY_REQUESTS,
                after_s,
                html: html(),
            };
            check(again, 429, Some(("retry-after", expected)));
        }
    }
}
