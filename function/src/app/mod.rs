//! receive → check → store → notify, as an axum router. What is answered is decided here, and nothing else:
//! no rule of the form, no AWS, no socket.

mod afterwards;
mod keeping;
mod origin;
mod pages;
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
use crate::form::{Form, Forms, Outcome, PreparedError, SHOW_IN, Submission};
use crate::parts::Parts;
use crate::receive::Reply;
use crate::receive::body::{self, ReadBody};
use crate::receive::fields::{self, Unreadable};
use crate::settings::Settings;
use crate::sign_up::Language;
use crate::sources::Front;
use crate::store::{Languages, Secret};
pub use afterwards::Afterwards;
use keeping::LazyKeeping;
pub use keeping::{Keeping, NotSetUp};
use origin::Origin;
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

/// The sheet that was posted: whose words to use, which page to draw.
struct Sheet<'a> {
    /// For its rules.
    form: &'a Form,
    kind: &'a str,
    language: Language,
    submission: &'a Submission,
    /// In the language that was asked for, and not sent yet.
    only_shown: bool,
}

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

impl App {
    async fn receive(&self, headers: &HeaderMap, body: Body) -> Reply {
        let too_large =
            |start: &[u8]| self.trouble(StatusCode::PAYLOAD_TOO_LARGE, "too-large", headers, start);
        let (bytes, fits) = match body::read(body).await {
            ReadBody::Whole(bytes) => (bytes, true),
            ReadBody::TooLarge(bytes) => (bytes, false),
            ReadBody::FarTooLarge(start) => return too_large(&start),
            ReadBody::Broken => {
                return self.trouble(StatusCode::BAD_REQUEST, "unreadable", headers, b"");
            }
        };
        let submission = match fields::read(headers, bytes.clone()).await {
            Ok(submission) => submission,
            Err(_) if !fits => return too_large(&bytes),
            Err(unreadable) => {
                let status = match unreadable {
                    Unreadable::Type => StatusCode::UNSUPPORTED_MEDIA_TYPE,
                    Unreadable::Content => StatusCode::BAD_REQUEST,
                };
                return self.trouble(status, "unreadable", headers, &bytes);
            }
        };
        match self.sheet(&submission) {
            Ok(Some(sheet)) if fits => self.check(&sheet, headers).await,
            Ok(Some(sheet)) => self.too_large(&sheet),
            Ok(None) if !fits => too_large(&bytes),
            Ok(None) => self.trouble(StatusCode::BAD_REQUEST, "unreadable", headers, &bytes),
            Err(error) => pages::undrawn(&error.into()),
        }
    }

    /// Which sheet this is; `None` when it is not one of this form's.
    fn sheet<'a>(&'a self, submission: &'a Submission) -> Result<Option<Sheet<'a>>, PreparedError> {
        let ours = submission.first("form") == Some(self.form_name());
        let known = |code| self.forms.language(code);
        let Some(language) = submission.first("language").and_then(known) else {
            return Ok(None);
        };
        let other = submission.first(SHOW_IN).and_then(known);
        let only_shown = other.is_some();
        let language = other.unwrap_or(language);
        let form = self.forms.rules()?.as_ref();
        let kind = form.kind_of(submission).filter(|_| ours);
        Ok(kind.map(|kind| Sheet {
            form,
            kind,
            language,
            submission,
            only_shown,
        }))
    }

    async fn check(&self, sheet: &Sheet<'_>, headers: &HeaderMap) -> Reply {
        match sheet.form.check(sheet.submission, sheet.kind) {
            Outcome::Accepted { .. } | Outcome::Stopped(_) if sheet.only_shown => self.shown(sheet),
            Outcome::Accepted { answers, suspect } => {
                self.accept(sheet, answers, suspect, headers).await
            }
            Outcome::Stopped(name) => self.stopped(sheet, &name),
            Outcome::Faulty(faults) => {
                tracing::info!(event = "faulty", faults = faults.len(), language = %sheet.language);
                self.faulty(sheet, &faults)
            }
        }
    }

    fn form_name(&self) -> &str {
        &self.forms.outline().name
    }
}
