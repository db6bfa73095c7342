//! receive → check → store → notify, as an axum router. What is answered is decided here, and nothing else:
//! no rule of the form, no AWS, no socket.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, Response, StatusCode, header};
use axum::middleware::{self, Next};
use axum::routing;
use jiff::Timestamp;

use crate::draw::{DrawError, Drawing, Summary};
use crate::form::{Form, Outcome, Submission};
use crate::limit::{self, Limited};
use crate::notify::Notifier;
use crate::parts::Parts;
use crate::receive::body::{self, ReadBody};
use crate::receive::fields::{self, Unreadable};
use crate::receive::{Reply, language};
use crate::settings::Settings;
use crate::sign_up::{Answers, Key, Language, Reference, SignUp, Suspicion};
use crate::store::{Saved, Secret, Store, StoreError};

/// The four steps with all that they need.
pub struct App {
    form: Form,
    drawing: Drawing,
    store: Store,
    notifier: Notifier,
    secret: Secret,
    limits: limit::Limits,
    now: fn() -> Timestamp,
}

/// The sheet that was posted: whose words to use, which page to draw.
struct Sheet<'a> {
    kind: &'a str,
    language: Language,
    submission: &'a Submission,
}

/// The mails of a sign-up are awaited this long; what is not sent by then, the sweeper sends.
const DELIVER_TIMEOUT: Duration = Duration::from_secs(10);
const REFERENCES_DRAWN_MAX: u32 = 5;
const TRY_AGAIN_S: i64 = 60;

impl App {
    /// Reads the components and the built pages, once.
    ///
    /// # Errors
    /// When one of them is missing or unsound.
    pub fn new(parts: Parts, settings: &Settings) -> Result<Self, DrawError> {
        let Parts {
            form,
            store,
            notifier,
        } = parts;
        let drawing = Drawing::read(&form, &settings.site_root, &settings.public())?;
        Ok(Self {
            form,
            drawing,
            store,
            notifier,
            secret: settings.secret.clone(),
            limits: limit::Limits::new(settings),
            now: Timestamp::now,
        })
    }

    /// With a clock of one's own.
    pub fn with_clock(mut self, now: fn() -> Timestamp) -> Self {
        self.now = now;
        self
    }
}

/// The routes, for any host that speaks HTTP.
pub fn router(app: Arc<App>) -> Router {
    let form_path = format!("/api/{}", app.form.definition().name);
    let posts = routing::post(sign_up).fallback(only_post);
    let shows = routing::get(thanks).fallback(only_get);
    Router::new()
        .route(&form_path, posts)
        .route(&format!("{form_path}/{{reference}}"), shows)
        .fallback(nothing_here)
        .layer(middleware::from_fn_with_state(
            Arc::clone(&app),
            from_our_origin,
        ))
        .with_state(app)
}

async fn sign_up(State(app): State<Arc<App>>, request: Request) -> Response<Body> {
    let (parts, body) = request.into_parts();
    app.receive(&parts.headers, body).await.into_response()
}

async fn thanks(
    State(app): State<Arc<App>>,
    Path(written): Path<String>,
    headers: HeaderMap,
) -> Response<Body> {
    app.show(&written, &headers).await.into_response()
}

async fn only_post(State(app): State<Arc<App>>, headers: HeaderMap) -> Response<Body> {
    app.not_allowed("POST", &headers).into_response()
}

async fn only_get(State(app): State<Arc<App>>, headers: HeaderMap) -> Response<Body> {
    app.not_allowed("GET, HEAD", &headers).into_response()
}

async fn nothing_here(State(app): State<Arc<App>>, headers: HeaderMap) -> Response<Body> {
    app.trouble(StatusCode::NOT_FOUND, "nothing-here", &headers, b"")
        .into_response()
}

/// Lets nothing through that did not come by the way that checks addresses and limits for us.
async fn from_our_origin(
    State(app): State<Arc<App>>,
    request: Request,
    next: Next,
) -> Response<Body> {
    if app.limits.trusts(request.headers()) {
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
        let bytes = match body::read(body).await {
            ReadBody::Whole(bytes) => bytes,
            ReadBody::TooLarge(start) => {
                return self.trouble(StatusCode::PAYLOAD_TOO_LARGE, "too-large", headers, &start);
            }
            ReadBody::Broken => {
                return self.trouble(StatusCode::BAD_REQUEST, "unreadable", headers, b"");
            }
        };
        let submission = match fields::read(headers, bytes.clone()).await {
            Ok(submission) => submission,
            Err(unreadable) => {
                let status = match unreadable {
                    Unreadable::Type => StatusCode::UNSUPPORTED_MEDIA_TYPE,
                    Unreadable::Content => StatusCode::BAD_REQUEST,
                };
                return self.trouble(status, "unreadable", headers, &bytes);
            }
        };
        match self.sheet(&submission) {
            Some(sheet) => self.check(&sheet, headers).await,
            None => self.trouble(StatusCode::BAD_REQUEST, "unreadable", headers, &bytes),
        }
    }

    /// Which sheet this is; `None` when it is not one of this form's.
    fn sheet<'a>(&'a self, submission: &'a Submission) -> Option<Sheet<'a>> {
        let ours = submission.first("form") == Some(&self.form.definition().name);
        let language = self.form.language(submission.first("language")?)?;
        let kind = self.form.kind_of(submission)?;
        ours.then_some(Sheet {
            kind,
            language,
            submission,
        })
    }

    async fn check(&self, sheet: &Sheet<'_>, headers: &HeaderMap) -> Reply {
        match self.form.check(sheet.submission, sheet.kind) {
            Outcome::Accepted { answers, suspect } => {
                self.accept(sheet, answers, suspect, headers).await
            }
            Outcome::Stopped(name) => {
                tracing::info!(event = "stopped", %name);
                self.answer(StatusCode::OK, &name, None, &sheet.language)
            }
            Outcome::Faulty(faults) => {
                tracing::info!(event = "faulty", faults = faults.len(), language = %sheet.language);
                let summary = Summary::of_faults(&self.form, &faults, &sheet.language);
                let status = StatusCode::UNPROCESSABLE_ENTITY;
                self.drawn(self.form_page(sheet, &summary), |html| Reply::Page {
                    status,
                    html,
                })
            }
        }
    }

    async fn accept(
        &self,
        sheet: &Sheet<'_>,
        answers: Answers,
        suspect: Option<Suspicion>,
        headers: &HeaderMap,
    ) -> Reply {
        let now = (self.now)();
        if let Some(limited) = self
            .limits
            .exceeded(&self.store, &answers, headers, now)
            .await
        {
            return self.later(sheet, &limited, now);
        }
        let ignored = self.form.ignored(sheet.submission, sheet.kind);
        match self.store(sheet, answers, suspect, now).await {
            Ok((reference, Saved::New)) => {
                tracing::info!(event = "stored", %reference, language = %sheet.language, suspect = suspect.is_some(), ignored);
                let delivery = self.notifier.deliver(&reference, now);
                if tokio::time::timeout(DELIVER_TIMEOUT, delivery)
                    .await
                    .is_err()
                {
                    tracing::warn!(event = "delivery_late", %reference);
                }
                Reply::stored(&self.form.definition().name, &reference)
            }
            Ok((_, Saved::Already(reference))) => {
                tracing::info!(event = "stored_already", %reference);
                Reply::stored(&self.form.definition().name, &reference)
            }
            Err(error) => {
                tracing::error!(event = "not_stored", %error);
                self.not_stored(sheet)
            }
        }
    }

    /// Stores the sign-up under a reference that no other has.
    async fn store(
        &self,
        sheet: &Sheet<'_>,
        answers: Answers,
        suspect: Option<Suspicion>,
        now: Timestamp,
    ) -> Result<(Reference, Saved), NotStored> {
        let definition = self.form.definition();
        let key = Key::new(self.secret.as_bytes(), &definition.name, &answers);
        let mut sign_up = SignUp {
            reference: draw_reference(&definition.reference_prefix)?,
            key,
            created_at: now,
            language: sheet.language.clone(),
            answers,
            suspect,
        };
        for _ in 1..REFERENCES_DRAWN_MAX {
            match self
                .store
                .save(&sign_up, &self.notifier.messages_for(&sign_up))
                .await
            {
                Err(StoreError::ReferenceTaken(_)) => {
                    sign_up.reference = draw_reference(&definition.reference_prefix)?
                }
                saved => return Ok((sign_up.reference, saved?)),
            }
        }
        Err(NotStored::NoReferenceFree)
    }

    async fn show(&self, written: &str, headers: &HeaderMap) -> Reply {
        let Some(reference) = Reference::parse(written) else {
            return self.trouble(StatusCode::NOT_FOUND, "not-found", headers, b"");
        };
        match self.store.find(&reference).await {
            Ok(Some(sign_up)) => {
                let language = self.form.language(sign_up.language.as_str());
                let language = language.unwrap_or_else(|| self.form.original_language());
                self.answer(StatusCode::OK, "thanks", Some(&reference), &language)
            }
            Ok(None) => self.trouble(StatusCode::NOT_FOUND, "not-found", headers, b""),
            Err(error) => {
                tracing::error!(event = "not_shown", %reference, %error);
                self.trouble(StatusCode::SERVICE_UNAVAILABLE, "not-shown", headers, b"")
            }
        }
    }
}

/// What is answered: pages, in the visitor's words.
impl App {
    fn later(&self, sheet: &Sheet<'_>, limited: &Limited, now: Timestamp) -> Reply {
        tracing::warn!(event = "limited", by = limited.by);
        let time = limited
            .until
            .to_zoned(self.form.time_zone().clone())
            .strftime("%H:%M")
            .to_string();
        let summary = Summary::of_answer(&self.form, "too-many", &time, &sheet.language);
        let after_s = limited.until.as_second() - now.as_second();
        let status = StatusCode::TOO_MANY_REQUESTS;
        self.drawn(self.form_page(sheet, &summary), |html| Reply::TryAgain {
            status,
            after_s,
            html,
        })
    }

    fn not_stored(&self, sheet: &Sheet<'_>) -> Reply {
        let summary = Summary::of_answer(&self.form, "not-stored", "", &sheet.language);
        let status = StatusCode::SERVICE_UNAVAILABLE;
        self.drawn(self.form_page(sheet, &summary), |html| Reply::TryAgain {
            status,
            after_s: TRY_AGAIN_S,
            html,
        })
    }

    fn form_page(&self, sheet: &Sheet<'_>, summary: &Summary) -> Result<String, DrawError> {
        let kept = self.form.kept(sheet.submission, sheet.kind);
        self.drawing
            .form(&self.form, (sheet.kind, &sheet.language), &kept, summary)
    }

    fn not_allowed(&self, allowed: &'static str, headers: &HeaderMap) -> Reply {
        let language = language::guess(&self.form, headers, b"");
        let html = self
            .drawing
            .answer(&self.form, "nothing-here", None, &language);
        self.drawn(html, |html| Reply::NotAllowed { allowed, html })
    }

    /// An answer to a request of which the fields are not known.
    fn trouble(
        &self,
        status: StatusCode,
        name: &str,
        headers: &HeaderMap,
        start_of_body: &[u8],
    ) -> Reply {
        let language = language::guess(&self.form, headers, start_of_body);
        let type_length = headers
            .get(header::CONTENT_TYPE)
            .map_or(0, |value| value.len());
        tracing::info!(event = "refused", status = status.as_u16(), %name, type_length);
        self.answer(status, name, None, &language)
    }

    fn answer(
        &self,
        status: StatusCode,
        name: &str,
        reference: Option<&Reference>,
        language: &Language,
    ) -> Reply {
        let html = self.drawing.answer(&self.form, name, reference, language);
        self.drawn(html, |html| Reply::Page { status, html })
    }

    /// A page that cannot be drawn is a fault of ours; the visitor gets a bare one.
    fn drawn(&self, html: Result<String, DrawError>, reply: impl FnOnce(String) -> Reply) -> Reply {
        html.map_or_else(
            |error| {
                tracing::error!(event = "not_drawn", %error);
                Reply::Page {
                    status: StatusCode::INTERNAL_SERVER_ERROR,
                    html: BARE_PAGE.to_owned(),
                }
            },
            reply,
        )
    }
}

const BARE_PAGE: &str = "<!doctype html><meta charset=utf-8><title>500</title><p>500";

/// Why a sign-up is not in the store.
#[derive(Debug, thiserror::Error)]
enum NotStored {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("no random number: {0}")]
    Random(#[from] getrandom::Error),
    #[error("every reference that was drawn is taken")]
    NoReferenceFree,
}

fn draw_reference(prefix: &str) -> Result<Reference, getrandom::Error> {
    Ok(Reference::draw(prefix, getrandom::u64()?))
}
