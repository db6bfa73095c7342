//! What keeps sign-ups is set up by the first answer that needs it; until it can be, no answer is lost.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use function::app::{App, Keeping, router};
use function::notify::Delivered;
use function::parts::Parts;
use function::settings::Settings;
use function::sources::{Front, Sources};
use function::store::Connection;
use futures_util::FutureExt;
use jiff::SignedDuration;
use tower::ServiceExt;

use super::{INDIVIDUAL, URLENCODED, settings, write_pages};
use crate::engine::{engine_endpoint, fresh_connection};
use crate::proxy::{Fate, proxy_endpoint};
use crate::samples::{NOW, at};

/// A function whose secrets cannot be read at the first try, and how often it tried. It starts as `front` says of the sources.
async fn function(
    folder: &Path,
    front: impl FnOnce(&Sources, &Settings) -> Front,
) -> (Router, Arc<AtomicUsize>) {
    write_pages(folder);
    let (settings, connection) = (settings(folder), fresh_connection().await);
    let sources = Sources::read(&settings.site_root, settings.public()).unwrap();
    let front = front(&sources, &settings);
    let parts = Parts::from_sources(sources.clone(), &settings, &connection);
    parts.store.create_table().await.unwrap();
    let tries = Arc::new(AtomicUsize::new(0));
    let tried = Arc::clone(&tries);
    let languages = parts.store.languages();
    let languages = move || Ok(languages.clone());
    let app = App::set_up_later(front, None, languages, move || {
        let set_up = match tried.fetch_add(1, Ordering::SeqCst) {
            0 => Err("HASH_SECRET names a secret that cannot be read".into()),
            _ => {
                let parts = Parts::from_sources(sources.clone(), &settings, &connection);
                Ok(Keeping::new(parts, &settings))
            }
        };
        std::future::ready(set_up).boxed()
    });
    (router(Arc::new(app)), tries)
}

async fn post(router: &Router, body: String) -> (StatusCode, String) {
    let request = Request::post("/api/sign-up").header(URLENCODED.0, URLENCODED.1);
    let request = request.body(Body::from(body)).unwrap();
    let answer = router.clone().oneshot(request).await.unwrap();
    let status = answer.status();
    let body = axum::body::to_bytes(answer.into_body(), usize::MAX)
        .await
        .unwrap();
    (status, String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn only_what_is_kept_waits_for_the_secrets() {
    let folder = tempfile::tempdir().unwrap();
    let (router, tries) = function(folder.path(), |sources, _| sources.front.clone()).await;
    let faulty = INDIVIDUAL.replace("asa%40example.org", "nowhere");
    let (status, page) = post(&router, faulty).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{page}");
    let unknown = Request::get("/api/sign-up/KD-7F2K94").body(Body::empty());
    let answer = router.clone().oneshot(unknown.unwrap()).await.unwrap();
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    assert_eq!(tries.load(Ordering::SeqCst), 0);

    let (status, page) = post(&router, INDIVIDUAL.to_owned()).await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
    assert!(page.contains("value=\"asa@example.org\""), "{page}");
    assert!(!page.contains("HASH_SECRET"), "{page}");

    for _ in 0..2 {
        let (status, page) = post(&router, INDIVIDUAL.to_owned()).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    }
    assert_eq!(tries.load(Ordering::SeqCst), 2, "set up once");
}

#[tokio::test]
async fn words_that_are_gone_cost_nobody_a_sign_up() {
    let folder = tempfile::tempdir().unwrap();
    let prepared = tempfile::tempdir().unwrap();
    let front = |sources: &Sources, settings: &Settings| {
        sources.prepare(prepared.path()).unwrap();
        fs_err::remove_file(prepared.path().join("form.ar.json")).unwrap();
        Front::prepared(
            prepared.path(),
            settings.site_root.clone(),
            settings.public(),
        )
        .unwrap()
    };
    let (router, _) = function(folder.path(), front).await;
    let arabic = INDIVIDUAL.replace("language=sv", "language=ar");
    assert_ne!(arabic, INDIVIDUAL);
    let check = async |body: String, expected: StatusCode| {
        let (status, page) = post(&router, body).await;
        assert_eq!(status, expected, "{page}");
    };
    check(INDIVIDUAL.to_owned(), StatusCode::SERVICE_UNAVAILABLE).await; // Its secrets, at the first try.
    check(arabic.clone(), StatusCode::SEE_OTHER).await;
    let faulty = |body: &str| body.replace("asa%40example.org", "nowhere");
    check(faulty(&arabic), StatusCode::INTERNAL_SERVER_ERROR).await;
    check(faulty(INDIVIDUAL), StatusCode::UNPROCESSABLE_ENTITY).await;
}

#[tokio::test]
async fn mails_that_cannot_be_written_keep_nobody_from_signing_up() {
    let folder = tempfile::tempdir().unwrap();
    let prepared = tempfile::tempdir().unwrap();
    write_pages(folder.path());
    let (settings, connection) = (settings(folder.path()), fresh_connection().await);
    let sources = Sources::read(&settings.site_root, settings.public()).unwrap();
    sources.prepare(prepared.path()).unwrap();
    let words = prepared.path().join("mail.json");
    let away = prepared.path().join("away.json");
    fs_err::rename(&words, &away).unwrap();
    let parts = || {
        let root = settings.site_root.clone();
        let front = Front::prepared(prepared.path(), root, settings.public()).unwrap();
        let folder = prepared.path().to_path_buf();
        Parts::mailing_later(front, folder, &settings, &connection)
    };
    let Parts {
        store, notifier, ..
    } = parts();
    store.create_table().await.unwrap();
    let app = App::without_pages(parts(), &settings).with_clock(|| at(NOW));
    let router = router(Arc::new(app));

    let (status, page) = post(&router, INDIVIDUAL.to_owned()).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    let after = |hours| at(NOW) + SignedDuration::from_hours(hours);
    let swept = notifier.deliver_due(after(1)).await.unwrap();
    let expected = Delivered {
        later: 2,
        ..Delivered::default()
    };
    assert_eq!(swept, expected);

    fs_err::rename(&away, &words).unwrap();
    let swept = notifier.deliver_due(after(24)).await.unwrap();
    assert_eq!(swept.sent, 2, "{swept:?}");
}

/// Secrets and a table that never answer: the visitor has the answers back before anybody gives up on us.
#[tokio::test]
async fn whoever_waits_for_what_hangs_has_the_answers_back_in_time() {
    const LIMIT: Duration = Duration::from_millis(300);
    let folder = tempfile::tempdir().unwrap();
    write_pages(folder.path());
    let settings = settings(folder.path());
    let hanging = proxy_endpoint(engine_endpoint().await, Box::new(|_| Fate::Hang)).await;
    let parts = || Parts::new(&settings, &Connection::to_endpoint(&hanging)).unwrap();
    let languages = parts().store.languages();
    let without_secrets = App::set_up_later(
        parts().front,
        None,
        move || Ok(languages.clone()),
        || std::future::pending().boxed(),
    );
    let without_table = App::new(parts(), &settings).unwrap();
    for app in [without_secrets, without_table] {
        let router = router(Arc::new(app.accepting_within(LIMIT)));
        let posted = post(&router, INDIVIDUAL.to_owned());
        let in_time = tokio::time::timeout(10 * LIMIT, posted).await;
        let (status, page) = in_time.unwrap();
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{page}");
        for kept in ["value=\"asa@example.org\"", "value=\"newcomer\" checked"] {
            assert!(page.contains(kept), "{kept}: {page}");
        }
    }
}
