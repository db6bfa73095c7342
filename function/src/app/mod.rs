//! receive → check → store → notify, as an axum router. What is answered is decided here, and nothing else:
//! no rule of the form, no AWS, no socket.

mod afterwards;
mod keeping;
mod origin;
mod pages;
mod receiving;
mod sheet;
mod showing;
mod storing;

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, Response, StatusCode};
use axum::middleware::{self, Next};
use axum::routing;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use jiff::Timestamp;

use crate::draw::{DrawError, LazyDrawing};
use crate::form::Forms;
use crate::parts::Parts;
use crate::settings::Settings;
use crate::sources::Front;
use crate::store::{Languages, Secret};
pub use afterwards::Afterwards;
use keeping::LazyKeeping;
pub use keeping::{Keeping, NotSetUp};
use origin::Origin;
use sheet::Sheet;
use showing::LazyLanguages;

/// The four steps with all that they need.
pub struct App {
    forms: Forms,
    drawing: LazyDrawing,
    origin: Origin,
    languages: LazyLanguages,
    keeping: LazyKeeping,
    /// Takes the mails; without it, they go before the answer.
    afterwards: Option<Afterwards>,
    now: fn() -> Timestamp,
    accept_timeout: Duration,
}

/// Before Lambda and the API give up, who would answer for us without the answers. An instance's first look-up of a host's name takes
/// the thread, for some seconds where no name server answers, and no limit is seen meanwhile: it has room after this one.
const ACCEPT_TIMEOUT: Duration = Duration::from_secs(20);

/// Before Lambda gives up, who would not say what came of the mails.
const MAILS_TIMEOUT: Duration = Duration::from_secs(27);

impl App {
    /// Reads the components and the built pages too, so that what is wrong with them is known before anybody asks.
    ///
    /// # Errors
    /// When one of them is missing or unsound.
    pub fn new(parts: Parts, settings: &Settings) -> Result<Self, DrawError> {
        parts.front.drawing.try_now()?;
        Ok(Self::without_pages(parts, settings))
    }

    /// Waits for them when the first page is asked for. What is deployed was tried before.
    pub fn without_pages(parts: Parts, settings: &Settings) -> Self {
        let front = parts.front.clone();
        let origin = settings.origin_secret.clone();
        let languages = parts.store.languages();
        let languages = LazyLanguages::new(move || Ok(languages.clone()));
        let keeping = LazyKeeping::ready(Keeping::new(parts, settings));
        Self::with(front, origin, languages, keeping)
    }

    /// Waits with what shows sign-ups, and what keeps them, until the first answer needs it.
    pub fn set_up_later(
        front: Front,
        origin_secret: Option<Secret>,
        languages: impl Fn() -> Result<Languages, NotSetUp> + Send + Sync + 'static,
        keeping: impl Fn() -> BoxFuture<'static, Result<Keeping, NotSetUp>> + Send + Sync + 'static,
    ) -> Self {
        let languages = LazyLanguages::new(languages);
        let keeping = LazyKeeping::later(Box::new(keeping));
        Self::with(front, origin_secret, languages, keeping)
    }

    fn with(
        front: Front,
        origin_secret: Option<Secret>,
        languages: LazyLanguages,
        keeping: LazyKeeping,
    ) -> Self {
        Self {
            forms: front.forms,
            drawing: front.drawing,
            origin: Origin::new(origin_secret),
            languages,
            keeping,
            afterwards: None,
            now: Timestamp::now,
            accept_timeout: ACCEPT_TIMEOUT,
        }
    }

    /// Leaves the mails to the host: it must do what is in here once it has sent an answer.
    pub fn mailing_afterwards(mut self, afterwards: Afterwards) -> Self {
        self.afterwards = Some(afterwards);
        self
    }

    /// With a clock of one's own.
    pub fn with_clock(mut self, now: fn() -> Timestamp) -> Self {
        self.now = now;
        self
    }

    /// For a host that gives up sooner: by then every answer to a sign-up is given.
    pub fn accepting_within(mut self, limit: Duration) -> Self {
        self.accept_timeout = limit;
        self
    }

    fn form_name(&self) -> &str {
        &self.forms.outline().name
    }
}

/// The routes, for any host that speaks HTTP.
pub fn router(app: Arc<App>) -> Router {
    let form_path = format!("/api/{}", app.form_name());
    let posts = routing::post(sign_up).fallback(only_post);
    let shows = routing::get(thanks).fallback(only_get);
    let shows_in = routing::get(thanks_in).fallback(only_get);
    Router::new()
        .route(&form_path, posts)
        .route(&format!("{form_path}/{{reference}}"), shows)
        .route(&format!("{form_path}/{{reference}}/{{language}}"), shows_in)
        .fallback(nothing_here)
        .layer(middleware::from_fn_with_state(
            Arc::clone(&app),
            from_our_origin,
        ))
        .layer(middleware::from_fn(after_a_panic))
        .with_state(app)
}

async fn sign_up(State(app): State<Arc<App>>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    app.receive(&parts.headers, body).await.into_response()
}

async fn thanks(
    State(app): State<Arc<App>>,
    written: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
) -> Response<Body> {
    match written {
        Ok(Path(written)) => app.show(&written, None, &headers).await.into_response(),
        Err(_) => app.no_such(&headers).into_response(),
    }
}

async fn thanks_in(
    State(app): State<Arc<App>>,
    written: Result<Path<(String, String)>, PathRejection>,
    headers: HeaderMap,
) -> Response<Body> {
    match written {
        Ok(Path((written, code))) => {
            let asked = Some(code.as_str());
            app.show(&written, asked, &headers).await.into_response()
        }
        Err(_) => app.no_such(&headers).into_response(),
    }
}

async fn only_post(State(app): State<Arc<App>>, headers: HeaderMap) -> Response<Body> {
    app.not_allowed("POST", &headers).into_response()
}

async fn only_get(State(app): State<Arc<App>>, headers: HeaderMap) -> Response<Body> {
    app.not_allowed("GET, HEAD", &headers).into_response()
}

async fn nothing_here(State(app): State<Arc<App>>, headers: HeaderMap) -> Response<Body> {
    app.no_such(&headers).into_response()
}

/// A visitor gets a page even then; and whoever runs the router is not told what the panic said.
async fn after_a_panic(request: Request, next: Next) -> Response<Body> {
    let answering = AssertUnwindSafe(next.run(request)).catch_unwind();
    answering
        .await
        .unwrap_or_else(|_| pages::bare().into_response())
}

/// Lets nothing through that did not come by the way that checks addresses and limits for us.
async fn from_our_origin(
    State(app): State<Arc<App>>,
    request: Request,
    next: Next,
) -> Response<Body> {
    if app.origin.trusts(request.headers()) {
        return next.run(request).await;
    }
    tracing::warn!(event = "foreign_origin");
    app.trouble(
        StatusCode::FORBIDDEN,
        "nothing-here",
        request.headers(),
        b"",
    )
    .into_response()
}
