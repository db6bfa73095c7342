//! A store or a mail server that fails, and limits that are reached: no answer is lost.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::http::StatusCode;
use function::settings::{MailWay, RateLimits, Settings};
use function::store::Status;

use super::{INDIVIDUAL, Place, URLENCODED};
use crate::mail::form;
use crate::proxy::Fate;
use crate::samples::{NOW, at, by_eva};

#[tokio::test]
async fn a_store_that_is_down_keeps_the_answers_on_the_page() {
    let place = Place::with(|_| {}, Box::new(|_| Fate::down())).await;
    let answer = place
        .post(&INDIVIDUAL.replace("language=sv", "language=en"))
        .await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.headers["retry-after"], "60");
    answer.shows(&[
        "We could not receive your sign-up just now",
        "value=\"asa@example.org\"",
        "value=\"newcomer\" checked",
    ]);
    let (_, told) = answer.html.split_once("id=\"faults-text\"").unwrap();
    let (told, _) = told.split_once("</p>").unwrap();
    assert!(
        told.contains("telefon till samordnaren"),
        "whom to phone: {told}"
    );
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
    shown.shows(&["You need not send it again"]);
    let asked = place.ask("GET", "/api/sign-up/KD-7F2K94/ar", &[], "").await;
    assert_eq!(asked.status, StatusCode::SERVICE_UNAVAILABLE);
    asked.shows(&["lang=\"ar\" dir=\"rtl\"", "لا يمكننا عرض التسجيل الآن"]);
    assert_eq!(place.rows().await, 0);
}

/// DynamoDB says of each answer how many there are in it. One that does not is none.
#[tokio::test]
async fn a_closed_sign_up_is_not_taken_for_gone_where_an_answer_is_empty() {
    let broken = Arc::new(AtomicBool::new(false));
    let is_broken = Arc::clone(&broken);
    let script = move |operation: &str| match operation {
        "Query" if is_broken.load(Ordering::SeqCst) => Fate::Refuse(200, "{}".to_owned()),
        _ => Fate::Pass,
    };
    let place = Place::with(|_| {}, Box::new(script)).await;
    let first = place.post(INDIVIDUAL).await.reference();
    let closed = place
        .store
        .set_status(&first, Status::Closed, by_eva(at(NOW)));
    assert!(closed.await.unwrap());
    broken.store(true, Ordering::SeqCst);
    let answer = place.post(INDIVIDUAL).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    broken.store(false, Ordering::SeqCst);
    assert_eq!(place.post(INDIVIDUAL).await.reference(), first);
    assert_eq!(place.rows().await, 1);
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
}

#[tokio::test]
async fn where_the_counting_fails_nobody_is_stopped() {
    let uncounted = Box::new(|_: &str| Fate::RefuseLimits("ThrottlingError"));
    let place = Place::with(|_| {}, uncounted).await;
    assert_eq!(place.post(INDIVIDUAL).await.status, StatusCode::SEE_OTHER);
    assert_eq!((place.rows().await, place.mails()), (1, 2));
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
    answer.shows(&[
        "Skicka igen efter klockan 14:00",
        "value=\"established\" checked",
        &form().definition().contact.phone,
    ]);
    assert_eq!(place.rows().await, 1);
    let again = place.post(INDIVIDUAL).await;
    assert_eq!(
        again.status,
        StatusCode::SEE_OTHER,
        "the same again is not counted"
    );
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
