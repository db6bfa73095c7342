//! Recorded events through the same adapter that runs on Lambda: what comes in, what is stored, mailed, answered, logged.

use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use function::app::{Afterwards, App, router};
use function::events::{SnsEvent, take_bounces};
use function::invocation::{AnswerFirst, possible};
use function::metrics::Metrics;
use function::notify::{Coordinator, MailMode, Recipients, Sender, SmtpTls};
use function::parts::Parts;
use function::settings::{MailWay, RateLimits, Settings};
use function::sign_up::{Language, Reference};
use function::store::{AnswerKeys, MessageState, Secret, Status, Store};
use lambda_http::request::LambdaRequest;
use lambda_http::{Adapter, Service};
use lambda_runtime::{Context, LambdaEvent, service_fn};
use serde_json::Value;
use tower::{Layer, ServiceExt};

use crate::engine::{fresh_connection, secret};
use crate::mail::form;
use crate::samples::{NOW, at, messages, sign_up};
use crate::smtp::SmtpServer;

/// A whole function over an engine and a mail server.
pub struct Function {
    pub settings: Settings,
    pub parts: Parts,
    app: Arc<App>,
    pub server: SmtpServer,
    _public: tempfile::TempDir,
}

impl Function {
    pub async fn start() -> Self {
        Self::with(built_site(), |app| app).await
    }

    pub async fn with(public: tempfile::TempDir, change: impl FnOnce(App) -> App) -> Self {
        let (connection, server) = (fresh_connection().await, SmtpServer::start().await);
        let settings = Settings {
            public_folder: Some(public.path().to_path_buf()),
            ..settings(&server)
        };
        let parts = Parts::new(&settings, &connection).unwrap();
        parts.store.create_table().await.unwrap();
        let own = Parts::new(&settings, &connection).unwrap();
        let app = change(App::without_pages(own, &settings));
        Self {
            settings,
            parts,
            app: Arc::new(app),
            server,
            _public: public,
        }
    }

    pub fn store(&self) -> &Store {
        &self.parts.store
    }

    /// Gives the event to the adapter as the runtime does, and takes its answer as the runtime does.
    pub async fn answer(&self, event: &str) -> Value {
        self.answer_to(serde_json::from_str(&recorded(event)).unwrap())
            .await
    }

    async fn answer_to(&self, event: Value) -> Value {
        let request: LambdaRequest = serde_json::from_value(event).unwrap();
        let answering = Adapter::from(router(Arc::clone(&self.app)))
            .map_request(possible)
            .call(LambdaEvent::new(request, Context::default()));
        let answer = answering.await.unwrap();
        serde_json::to_value(answer).unwrap()
    }
}

fn settings(server: &SmtpServer) -> Settings {
    let coordinator = Coordinator {
        address: "samordnare@example.se".to_owned(),
        ..Coordinator::default()
    };
    Settings {
        table: "sign-ups".to_owned(),
        site_root: repository(),
        public_folder: None,
        secret: secret(),
        answer_keys: AnswerKeys::default(),
        origin_secret: Some(Secret::new("front-door")),
        sender: Sender {
            name: Some("Kompis".to_owned()),
            address: "noreply@kompis.example.se".to_owned(),
        },
        mail_mode: MailMode::Notice,
        recipients: Recipients {
            coordinators: vec![coordinator],
        },
        mail_way: MailWay::Smtp {
            host: "127.0.0.1".to_owned(),
            port: server.port,
            tls: SmtpTls::NoneOnLoopback,
            login: None,
            root: None,
        },
        probe_mail: None,
        retention: None,
        rate_limits: RateLimits::default(),
    }
}

pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn recorded(event: &str) -> String {
    fs_err::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("tests/events")
            .join(event),
    )
    .unwrap()
}

/// Pages that hold nothing but the places for form and answers.
pub fn built_site() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: String, slot: &str, end: &str| {
        let html = format!("<!doctype html><title>T</title>{slot}{end}");
        fs_err::write(folder.path().join(name), html).unwrap();
    };
    for language in form().languages() {
        for kind in ["individual", "family"] {
            write(
                format!("{kind}.{language}.html"),
                &format!("<!--form:{kind}:{language}-->"),
                "<!--/form-->",
            );
        }
        write(
            format!("thanks.{language}.html"),
            &format!("<!--answer:{language}-->"),
            "<!--/answer-->",
        );
    }
    folder
}

fn location(answer: &Value) -> &str {
    answer["headers"]["location"].as_str().unwrap()
}

#[tokio::test]
async fn a_posted_form_is_stored_mailed_and_answered_with_its_reference() {
    let function = Function::start().await;
    let answer = function.answer("form-post.json").await;
    assert_eq!(answer["statusCode"], 303, "{answer}");
    let written = location(&answer).strip_prefix("/api/sign-up/").unwrap();
    let reference = Reference::parse(written).unwrap();
    let stored = function.store().find(&reference).await.unwrap().unwrap();
    assert_eq!(stored.answers.text("name"), Some("سلمى الأحمد"));
    assert_eq!(stored.answers.phone(), Some("+46701740605"));
    let mut to: Vec<String> = function
        .server
        .mails()
        .into_iter()
        .map(|mail| mail.to)
        .collect();
    to.sort();
    assert_eq!(to, ["salma@example.org", "samordnare@example.se"]);

    let again = function.answer("form-post-multipart.json").await;
    assert_eq!(
        (again["statusCode"].as_u64(), location(&again)),
        (Some(303), location(&answer)),
        "the same answers"
    );
    assert_eq!(function.server.mails().len(), 2);
}

#[tokio::test]
async fn a_visitor_waits_for_no_mail_server() {
    let afterwards = Afterwards::default();
    let host = AnswerFirst {
        afterwards: afterwards.clone(),
        metrics: Metrics::begin(None).unwrap(),
    };
    let function = Function::with(built_site(), |app| app.mailing_afterwards(afterwards)).await;
    let function = Arc::new(function);
    let asked = Arc::clone(&function);
    let mut answering = host.layer(service_fn(move |event: &'static str| {
        let asked = Arc::clone(&asked);
        async move {
            let answer = asked.answer(event).await;
            assert_eq!(answer["statusCode"], 303, "{answer}");
            Ok::<_, Infallible>(asked.server.mails().len())
        }
    }));
    let with_the_answer = answering.call("form-post.json").await.unwrap();
    assert_eq!((with_the_answer, function.server.mails().len()), (0, 2));
}

#[tokio::test]
async fn what_is_not_right_is_neither_stored_nor_mailed() {
    let function = Function::start().await;
    let check = async |event: &str, status: u16| {
        let answer = function.answer(event).await;
        assert_eq!(answer["statusCode"], status, "{event}: {answer}");
        answer["body"].as_str().unwrap_or_default().to_owned()
    };
    let body = check("form-post-faulty.json", 422).await;
    assert!(
        body.contains("&lt;script&gt;") && !body.contains("<script>alert"),
        "{body}"
    );
    check("form-post-foreign.json", 403).await;
    check("unknown-path.json", 404).await;
    assert_eq!(
        function
            .store()
            .list(Status::New, at("2100-01-01T00:00:00Z"))
            .await
            .unwrap(),
        []
    );
    assert!(function.server.mails().is_empty());
}

/// The adapter panics at these, and the visitor had a bare 500.
#[tokio::test]
async fn an_event_that_is_no_request_is_answered_with_a_page_of_ours() {
    let function = Function::start().await;
    let recorded: Value = serde_json::from_str(&recorded("form-post.json")).unwrap();
    let check = async |place: &str, value: &str, status: u16, said: &str| {
        let mut event = recorded.clone();
        *event.pointer_mut(place).unwrap() = Value::from(value);
        let answer = function.answer_to(event).await;
        assert_eq!(answer["statusCode"], status, "{place}: {answer}");
        let page = answer["body"].as_str().unwrap_or_default();
        assert!(page.contains(said), "{place}: {page}");
    };
    let title = |name: &str| {
        let form = form();
        form.answer_texts(name, &Language::new("ar")).0.to_owned()
    };
    let (unreadable, nothing) = (title("unreadable"), title("nothing-here"));
    check("/body", "Zm9ybT1", 400, &unreadable).await;
    check("/body", "form=sign-up", 400, &unreadable).await;
    check("/rawPath", &"/a".repeat(35_000), 404, &nothing).await;
    check("/rawPath", ":70000", 404, &nothing).await;
    check("/rawPath", "/api/<\u{1}\"{", 404, &nothing).await;
    check("/rawQueryString", "a=<", 303, "").await;
    check("/rawQueryString", &"a".repeat(70_000), 303, "").await;
    check("/headers/host", "a host", 303, "").await;
    check("/headers/x-forwarded-proto", "ht tp", 303, "").await;
    check("/requestContext/domainName", "a host", 303, "").await;
}

#[tokio::test]
async fn a_bounce_from_sns_marks_the_receipt() {
    let function = Function::start().await;
    let ana = sign_up(0, "Ana");
    function.store().save(&ana, &messages(&ana)).await.unwrap();
    let event: SnsEvent = serde_json::from_str(&recorded("bounce.json")).unwrap();
    take_bounces(&event, &function.parts.notifier, at(NOW))
        .await
        .unwrap();
    let record = function
        .store()
        .record(&ana.reference)
        .await
        .unwrap()
        .unwrap();
    let receipt = record
        .messages
        .iter()
        .find(|own| own.message.to.is_none())
        .unwrap();
    assert_eq!(
        (&receipt.state, receipt.fault.as_deref()),
        (&MessageState::Returned, Some("BouncePermanent"))
    );
}

/// A package with broken pages, or none: who signs up is none the worse for it.
#[tokio::test]
async fn a_sign_up_needs_no_pages() {
    let function = Function::with(tempfile::tempdir().unwrap(), |app| app).await;
    let answer = function.answer("form-post.json").await;
    assert_eq!(answer["statusCode"], 303, "{answer}");
    assert_eq!(function.server.mails().len(), 2);
    let answer = function.answer("form-post-faulty.json").await;
    assert_eq!(answer["statusCode"], 500, "{answer}");
}
