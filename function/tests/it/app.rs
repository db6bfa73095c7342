//! The whole router over a real engine: posts in, pages, rows and mails out.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use function::app::{App, router};
use function::notify::{MailMode, Sender};
use function::parts::Parts;
use function::settings::{MailWay, RateLimits, Settings};
use function::sign_up::Reference;
use function::store::{Connection, Store};
use tempfile::TempDir;
use tower::ServiceExt;

use crate::engine::{Fate, Script, engine_endpoint, proxy_endpoint, secret};
use crate::samples::{NOW, at, recipients};

const INDIVIDUAL: &str = "form=sign-up&language=sv&kind=individual&role=newcomer&place=yes&adult=yes\
     &name=%C3%85sa&email=asa%40example.org&phone=070-174+06+05&leave_empty=";
const URLENCODED: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

/// A router of its own, with the folder that its pages and mails are in.
struct Place {
    router: Router,
    store: Store,
    folder: TempDir,
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    html: String,
}

impl Place {
    async fn new() -> Self {
        Self::with(|_| {}, Box::new(|_| Fate::Pass)).await
    }

    async fn with(change: impl FnOnce(&mut Settings), script: Script) -> Self {
        let folder = tempfile::tempdir().unwrap();
        write_pages(folder.path());
        let mut settings = settings(folder.path());
        change(&mut settings);
        let engine = engine_endpoint().await;
        let direct = Connection::to_endpoint(engine.clone());
        let store = Store::new(direct.dynamodb(), &settings.table, secret());
        store.create_table().await.unwrap();
        let connection = Connection::to_endpoint(proxy_endpoint(engine, script).await);
        let parts = Parts::new(&settings, &connection).unwrap();
        let app = App::new(parts, &settings).unwrap().with_clock(|| at(NOW));
        let router = router(Arc::new(app));
        Self {
            router,
            store,
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

    async fn post(&self, body: &str) -> Answer {
        self.ask("POST", "/api/sign-up", &[URLENCODED], body.to_owned())
            .await
    }

    fn mails(&self) -> usize {
        fs_err::read_dir(self.folder.path().join("mail")).map_or(0, Iterator::count)
    }

    async fn rows(&self) -> usize {
        let new = function::store::Status::parse("new").unwrap();
        self.store
            .list(new, at("2027-01-01T00:00:00Z"))
            .await
            .unwrap()
            .len()
    }
}

impl Answer {
    fn reference(&self) -> Reference {
        let location = self.headers["location"].to_str().unwrap();
        Reference::parse(location.strip_prefix("/api/sign-up/").unwrap()).unwrap()
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
        origin_secret: None,
        sender: Sender {
            name: "Kompisbyrån".to_owned(),
            address: "post@example.se".to_owned(),
        },
        mail_mode: MailMode::Notice,
        recipients: recipients(),
        mail_way: MailWay::Folder(folder.join("mail")),
        retention: None,
        rate_limits: RateLimits::default(),
    }
}

#[tokio::test]
async fn a_sign_up_is_stored_mailed_and_shown() {
    let place = Place::new().await;
    let posted = place.post(INDIVIDUAL).await;
    assert_eq!(posted.status, StatusCode::SEE_OTHER, "{}", posted.html);
    assert_eq!(posted.headers["cache-control"], "no-store");
    let reference = posted.reference();
    let stored = place.store.find(&reference).await.unwrap().unwrap();
    assert_eq!(stored.answers.phone(), Some("+46701740605"));
    assert_eq!(stored.answers.text("name"), Some("Åsa"));
    assert_eq!(place.mails(), 2);

    let path = format!("/api/sign-up/{reference}");
    for _ in 0..2 {
        let shown = place.ask("GET", &path, &[], "").await;
        assert_eq!(shown.status, StatusCode::OK);
        assert_eq!(shown.headers["x-robots-tag"], "noindex");
        assert!(
            shown
                .html
                .contains(&format!("<bdi dir=\"ltr\">{reference}</bdi>")),
            "{}",
            shown.html
        );
        assert!(!shown.html.contains("Åsa"), "{}", shown.html);
    }
    let lower = place.ask("GET", &path.to_lowercase(), &[], "").await;
    assert_eq!(lower.status, StatusCode::OK);
    assert_eq!(
        place.ask("HEAD", &path, &[], "").await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn the_same_answers_again_are_the_same_sign_up() {
    let place = Place::new().await;
    let first = place.post(INDIVIDUAL).await.reference();
    let spelt = INDIVIDUAL
        .replace("070-174+06+05", "%2B46+70+1740605")
        .replace("asa%40", "ASA%40");
    for body in [
        INDIVIDUAL,
        &spelt,
        &INDIVIDUAL.replace("language=sv", "language=ar"),
    ] {
        assert_eq!(place.post(body).await.reference(), first);
    }
    assert_eq!((place.rows().await, place.mails()), (1, 2));
    assert_ne!(
        place
            .post(&INDIVIDUAL.replace("newcomer", "established"))
            .await
            .reference(),
        first
    );
}

#[tokio::test]
async fn a_faulty_sheet_comes_back_and_leaves_nothing() {
    let place = Place::new().await;
    let answer = place
        .post(
            &INDIVIDUAL
                .replace("language=sv", "language=ar")
                .replace("070-174+06+05", "%3Cb%3E"),
        )
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for expected in [
        "<title>خطأ: T</title>",
        "value=\"Åsa\"",
        "value=\"&lt;b&gt;\"",
        "href=\"#f-phone\"",
        "dir=\"rtl\"",
    ] {
        assert!(
            answer.html.contains(expected),
            "{expected}: {}",
            answer.html
        );
    }
    assert_eq!((place.rows().await, place.mails()), (0, 0));
}

#[tokio::test]
async fn a_no_is_explained_and_leaves_nothing() {
    let place = Place::new().await;
    let answer = place
        .post(&INDIVIDUAL.replace("adult=yes", "adult=no"))
        .await;
    assert_eq!(answer.status, StatusCode::OK);
    assert!(
        answer
            .html
            .starts_with("<title>Du behöver ha fyllt 18 år</title>"),
        "{}",
        answer.html
    );
    assert_eq!((place.rows().await, place.mails()), (0, 0));
}

#[tokio::test]
async fn a_suspect_is_stored_and_answered_like_anyone_but_not_mailed() {
    let place = Place::new().await;
    let answer = place
        .post(&INDIVIDUAL.replace("leave_empty=", "leave_empty=x"))
        .await;
    let stored = place
        .store
        .find(&answer.reference())
        .await
        .unwrap()
        .unwrap();
    assert!(stored.suspect.is_some());
    assert_eq!(place.mails(), 0);
}

#[tokio::test]
async fn what_cannot_be_read_is_answered_in_the_visitors_language() {
    let place = Place::new().await;
    let check = async |method: &str,
                       path: &str,
                       headers: &[(&str, &str)],
                       body: &[u8],
                       expected: (u16, &str)| {
        let answer = place.ask(method, path, headers, body.to_vec()).await;
        assert_eq!(answer.status.as_u16(), expected.0, "{method} {path}");
        assert!(
            answer.html.starts_with(&format!("<title>{}", expected.1)),
            "{method} {path}: {}",
            answer.html
        );
        answer
    };
    let unreadable = "We could not read your sign-up";
    let english = INDIVIDUAL.replace("language=sv", "language=en");
    let large = format!("{english}&more={}", "a".repeat(17_000));
    check(
        "POST",
        "/api/sign-up",
        &[URLENCODED],
        large.as_bytes(),
        (413, "Your sign-up is too long"),
    )
    .await;
    let json = ("content-type", "application/json");
    check(
        "POST",
        "/api/sign-up",
        &[json, ("accept-language", "en")],
        b"{}",
        (415, unreadable),
    )
    .await;
    check(
        "POST",
        "/api/sign-up",
        &[URLENCODED],
        format!("{english}&more=%ff").as_bytes(),
        (400, unreadable),
    )
    .await;
    for (from, to) in [
        ("kind=individual", "kind=firm"),
        ("form=sign-up", "form=other"),
        ("form=sign-up&", ""),
    ] {
        check(
            "POST",
            "/api/sign-up",
            &[URLENCODED],
            english.replace(from, to).as_bytes(),
            (400, unreadable),
        )
        .await;
    }
    let unknown = english.replace("language=en", "language=xx");
    check(
        "POST",
        "/api/sign-up",
        &[URLENCODED],
        unknown.as_bytes(),
        (400, "Vi kunde inte läsa"),
    )
    .await;
    let allowed = check(
        "GET",
        "/api/sign-up",
        &[("accept-language", "ar")],
        b"",
        (405, "لا يوجد"),
    )
    .await;
    assert_eq!(allowed.headers["allow"], "POST");
    let allowed = check(
        "POST",
        "/api/sign-up/KD-7F2K94",
        &[],
        b"",
        (405, "Här finns inget"),
    )
    .await;
    assert_eq!(allowed.headers["allow"], "GET, HEAD");
    check(
        "GET",
        "/api/sign-up/KD-7F2K94",
        &[],
        b"",
        (404, "Vi hittar inte"),
    )
    .await;
    check(
        "GET",
        "/api/sign-up/%3Cb%3E",
        &[],
        b"",
        (404, "Vi hittar inte"),
    )
    .await;
    check("GET", "/api/other", &[], b"", (404, "Här finns inget")).await;
    assert_eq!(place.rows().await, 0);
}

#[tokio::test]
async fn a_multipart_post_is_as_good() {
    let place = Place::new().await;
    let pairs = INDIVIDUAL
        .split('&')
        .map(|pair| pair.split_once('=').unwrap());
    let parts = pairs.map(|(name, value)| {
        let value = value
            .replace("%40", "@")
            .replace('+', " ")
            .replace("%C3%85", "Å");
        format!("--B\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    });
    let body = parts.collect::<String>() + "--B--\r\n";
    let multipart = ("content-type", "multipart/form-data; boundary=B");
    let answer = place.ask("POST", "/api/sign-up", &[multipart], body).await;
    assert_eq!(answer.reference(), place.post(INDIVIDUAL).await.reference());
}

#[tokio::test]
async fn a_store_that_is_down_keeps_the_answers_on_the_page() {
    let down: Script = Box::new(|operation| {
        if operation == "UpdateItem" {
            Fate::Pass
        } else {
            Fate::down()
        }
    });
    let place = Place::with(|_| {}, down).await;
    let answer = place
        .post(&INDIVIDUAL.replace("language=sv", "language=en"))
        .await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.headers["retry-after"], "60");
    for expected in [
        "We could not receive your sign-up just now",
        "value=\"asa@example.org\"",
        "value=\"newcomer\" checked",
    ] {
        assert!(
            answer.html.contains(expected),
            "{expected}: {}",
            answer.html
        );
    }
    assert!(
        !answer.html.contains("InternalServerError"),
        "{}",
        answer.html
    );
    let shown = place
        .ask(
            "GET",
            "/api/sign-up/KD-7F2K94",
            &[("accept-language", "en")],
            "",
        )
        .await;
    assert_eq!(shown.status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(
        shown.html.contains("You need not send it again"),
        "{}",
        shown.html
    );
    assert_eq!(place.rows().await, 0);
}

#[tokio::test]
async fn mails_that_fail_do_not_change_the_answer() {
    let place = Place::with(
        |settings| settings.mail_way = MailWay::Folder("/dev/null/mail".into()),
        Box::new(|_| Fate::Pass),
    )
    .await;
    assert_eq!(place.post(INDIVIDUAL).await.status, StatusCode::SEE_OTHER);
    assert_eq!(place.rows().await, 1);
    // Where limits cannot be counted, nobody is stopped.
    let uncounted: Script = Box::new(|operation| {
        if operation == "UpdateItem" {
            Fate::down()
        } else {
            Fate::Pass
        }
    });
    let place = Place::with(|_| {}, uncounted).await;
    assert_eq!(place.post(INDIVIDUAL).await.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn over_the_limit_the_answers_are_kept_until_later() {
    let limits = RateLimits {
        per_contact_max: 1,
        ..RateLimits::default()
    };
    let place = Place::with(
        |settings| settings.rate_limits = limits,
        Box::new(|_| Fate::Pass),
    )
    .await;
    assert_eq!(place.post(INDIVIDUAL).await.status, StatusCode::SEE_OTHER);
    let answer = place
        .post(&INDIVIDUAL.replace("newcomer", "established"))
        .await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(answer.headers["retry-after"], "3600");
    for expected in [
        "Skicka igen efter klockan 14:00",
        "value=\"established\" checked",
        "[telefon till samordnaren]",
    ] {
        assert!(
            answer.html.contains(expected),
            "{expected}: {}",
            answer.html
        );
    }
    assert_eq!(place.rows().await, 1);
}

#[tokio::test]
async fn addresses_are_counted_behind_our_own_front_only() {
    let limits = RateLimits {
        per_address_max: 1,
        ..RateLimits::default()
    };
    let change = |settings: &mut Settings| {
        settings.rate_limits = limits;
        settings.origin_secret = Some(function::store::Secret::new(*b"front"));
    };
    let place = Place::with(change, Box::new(|_| Fate::Pass)).await;
    let front = ("x-origin-secret", "front");
    let check = async |number: u32, headers: &[(&str, &str)], expected: u16| {
        let body = format!(
            "{}&more={number}",
            INDIVIDUAL
                .replace("asa%40", &format!("a{number}%40"))
                .replace("070-174+06+05", "")
        );
        let answer = place
            .ask(
                "POST",
                "/api/sign-up",
                &[&[URLENCODED], headers].concat(),
                body,
            )
            .await;
        assert_eq!(answer.status.as_u16(), expected, "{number}");
    };
    check(1, &[], 403).await;
    check(
        2,
        &[front, ("cloudfront-viewer-address", "198.51.100.1:1")],
        303,
    )
    .await;
    check(
        3,
        &[front, ("cloudfront-viewer-address", "198.51.100.1:2")],
        429,
    )
    .await;
    check(
        4,
        &[front, ("cloudfront-viewer-address", "198.51.100.2:1")],
        303,
    )
    .await;
    check(5, &[front], 303).await;
}
