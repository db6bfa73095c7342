//! The last good site and what is wrong now, shared by the thread that builds and those that answer browsers.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, Method, Uri, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use futures_util::{Stream, stream};
use serde_json::json;
use tokio::sync::watch;

use super::address;
use super::files::{Difference, Files, difference};
use super::inject::Injection;
use super::respond;
use crate::problem::Problem;

const SCRIPT: &str = include_str!("livereload.js");

/// A site that is being served; clones are the same preview.
#[derive(Clone)]
pub struct Preview {
    base_path: Arc<str>,
    latest: Arc<watch::Sender<Shown>>,
}

/// What browsers are shown.
#[derive(Clone)]
pub(super) struct Shown {
    /// None until the first build succeeds.
    pub(super) files: Option<Arc<Files>>,
    pub(super) problems: Arc<[Problem]>,
    /// Rises when a page has to be fetched again.
    pages_version: u64,
    /// Rises when only style sheets have.
    styles_version: u64,
}

impl Preview {
    /// A preview of a site with this base URL, of which nothing is built yet.
    pub(super) fn new(base_url: &str) -> Self {
        // Pages that are open since an earlier run have lower versions.
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let version = u64::try_from(now.as_millis()).unwrap_or_default();
        let shown = Shown {
            files: None,
            problems: Arc::new([]),
            pages_version: version,
            styles_version: version,
        };
        Self {
            base_path: address::path_of(base_url).into(),
            latest: Arc::new(watch::Sender::new(shown)),
        }
    }

    /// Shows a site that was built without errors.
    pub(super) fn publish(&self, files: Files) {
        self.latest.send_if_modified(|shown| {
            let old = shown.files.as_deref();
            let difference = old.map_or(Difference::Pages, |old| difference(old, &files));
            match difference {
                Difference::Nothing => {}
                Difference::Styles => shown.styles_version += 1,
                Difference::Pages => shown.pages_version += 1,
            }
            let mended = !shown.problems.is_empty();
            shown.problems = Arc::new([]);
            shown.files = Some(Arc::new(files));
            mended || difference != Difference::Nothing
        });
    }

    /// Shows what is wrong, over the last good site.
    pub(super) fn publish_problems(&self, problems: Vec<Problem>) {
        self.latest
            .send_modify(|shown| shown.problems = problems.into());
    }

    /// Answers all requests for the site's files, and the script's for what is new.
    pub fn router(&self) -> Router {
        let at = |path: &str| match &*self.base_path {
            "" => path.to_owned(),
            base => format!("/{base}{path}"),
        };
        Router::new()
            .route(&at("/livereload.js"), get(script))
            .route(&at("/livereload"), get(events))
            .fallback(file)
            .with_state(self.clone())
    }

    pub(super) fn shown(&self) -> Shown {
        self.latest.borrow().clone()
    }

    pub(super) fn injection<'a>(&'a self, shown: &'a Shown) -> Injection<'a> {
        Injection {
            base_path: &self.base_path,
            pages_version: shown.pages_version,
            styles_version: shown.styles_version,
            problems: &shown.problems,
        }
    }
}

async fn file(State(preview): State<Preview>, method: Method, uri: Uri) -> Response {
    let shown = preview.shown();
    let site = respond::Site {
        files: shown.files.as_deref(),
        injection: preview.injection(&shown),
    };
    respond::to(&site, &method, uri.path()).await
}

async fn script() -> impl IntoResponse {
    let mut headers = HeaderMap::new();
    headers.insert(
        header::CONTENT_TYPE,
        super::media_type::header("livereload.js"),
    );
    headers.insert(header::CACHE_CONTROL, respond::NO_STORE);
    (headers, SCRIPT)
}

/// Sends the state at once and whenever it changes, so that a browser that was away misses nothing.
async fn events(
    State(preview): State<Preview>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let mut receiver = preview.latest.subscribe();
    receiver.mark_changed();
    let states = stream::unfold(receiver, |mut receiver| async move {
        receiver.changed().await.ok()?;
        let event = receiver.borrow_and_update().event();
        Some((Ok(event), receiver))
    });
    Sse::new(states).keep_alive(KeepAlive::default())
}

impl Shown {
    fn event(&self) -> Event {
        let problems: Vec<_> = self.problems.iter().map(ToString::to_string).collect();
        let state = json!({
            "pages": self.pages_version,
            "styles": self.styles_version,
            "problems": problems,
        });
        Event::default().data(state.to_string())
    }
}
