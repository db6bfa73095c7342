//! The whole router over a real engine and bare pages: posts in, pages, rows and mails out.

mod gone;
mod raced;
mod refused;
mod set_up;
mod shown;
mod signed_up;
mod stopped;
mod troubled;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use function::app::{App, router};
use function::notify::{MailMode, Notifier, Sender};
use function::parts::Parts;
use function::settings::{MailWay, RateLimits, Settings};
use function::sign_up::Reference;
use function::store::{AnswerKeys, Connection, Store};
use tempfile::TempDir;
use tower::ServiceExt;

use crate::engine::{engine_endpoint, secret};
use crate::proxy::{Fate, Script, proxy_with_mails};
use crate::samples::{NOW, at, recipients};
use crate::ses::Ses;

pub const INDIVIDUAL: &str = "form=sign-up&language=sv&kind=individual&role=newcomer&place=yes&adult=yes\
     &name=%C3%85sa&email=asa%40example.org&phone=070-174+06+05&leave_empty=";
const URLENCODED: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// A router of its own, with the folder that its pages and mails are in.
pub struct Place {
    router: Router,
    pub store: Store,
    /// Over the table itself, without faults between: what the schedule does later.
    pub sweeper: Notifier,
    /// The same where the faults are.
    pub troubled_sweeper: Notifier,
    pub ses: Ses,
    /// To the table itself.
    direct: Connection,
    folder: TempDir,
}

pub struct Answer {
    pub status: StatusCode,
    headers: HeaderMap,
    html: String,
}

impl Place {
    async fn new() -> Self {
        Self::with(|_| {}, Box::new(|_| Fate::Pass)).await
    }

    pub async fn with(change: impl FnOnce(&mut Settings), script: Script) -> Self {
        let folder = tempfile::tempdir().unwrap();
        write_pages(folder.path());
        let mut settings = settings(folder.path());
        change(&mut settings);
        let (engine, ses) = (engine_endpoint().await, Ses::default());
        let untroubled = proxy_with_mails(engine.clone(), ses.clone(), Box::new(|_| Fate::Pass));
        let direct = Connection::to_endpoint(untroubled.await);
        let troubled = proxy_with_mails(engine, ses.clone(), script);
        let connection = Connection::to_endpoint(troubled.await);
        let Parts {
            store,
            notifier: sweeper,
            ..
        } = Parts::new(&settings, &direct).unwrap();
        store.create_table().await.unwrap();
        let troubled_sweeper = Parts::new(&settings, &connection).unwrap().notifier;
        let parts = Parts::new(&settings, &connection).unwrap();
        let app = App::new(parts, &settings).unwrap().with_clock(|| at(NOW));
        let router = router(Arc::new(app));
        Self {
            router,
            store,
            sweeper,
            troubled_sweeper,
            ses,
            direct,
            folder,
        }
    }

    async fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = self
            .router
            .clone()
            .oneshot(request.body(body.into()).unwrap())
            .await
            .unwrap();
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        let html = String::from_utf8(bytes.to_vec()).unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            html,
        }
    }

    pub async fn post(&self, body: &str) -> Answer {
        self.ask("POST", "/api/sign-up", &[URLENCODED], body.to_owned())
            .await
    }

    fn mails(&self) -> usize {
        fs_err::read_dir(self.folder.path().join("mail")).map_or(0, Iterator::count)
    }

    pub async fn rows(&self) -> usize {
        let new = function::store::Status::parse("new").unwrap();
        self.store
            .list(new, at("2027-01-01T00:00:00Z"))
            .await
            .unwrap()
            .len()
    }
}

impl Answer {
    pub fn shows(&self, all: &[&str]) {
        for expected in all {
            assert!(self.html.contains(expected), "{expected}: {}", self.html);
        }
    }

    pub fn reference(&self) -> Reference {
        let location = self.headers["location"].to_str().unwrap();
        let path = location.strip_prefix("/api/sign-up/").unwrap();
        Reference::parse(path.split('/').next().unwrap()).unwrap()
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn write_pages(folder: &Path) {
    for language in ["sv", "en", "ar"] {
        for slot in ["form:individual", "form:family", "answer"] {
            let closing = slot.split(':').next().unwrap();
            let html = format!("<title>T</title><!--{slot}:{language}-->old<!--/{closing}-->");
            fs_err::write(
                folder.join(format!("{}-{language}.html", slot.replace(':', "-"))),
                html,
            )
            .unwrap();
        }
    }
}

fn settings(folder: &Path) -> Settings {
    Settings {
        table: "sign-ups".to_owned(),
        site_root: root(),
        public_folder: Some(folder.to_path_buf()),
        secret: secret(),
        answer_keys: AnswerKeys::default(),
        origin_secret: None,
        sender: Sender {
            name: Some("Kompisbyrån".to_owned()),
            address: "post@example.se".to_owned(),
        },
        mail_mode: MailMode::Notice,
        recipients: recipients(),
        mail_way: MailWay::Folder(folder.join("mail")),
        probe_mail: None,
        retention: None,
        rate_limits: RateLimits::default(),
    }
}
