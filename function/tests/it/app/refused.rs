//! Posts that are not stored, and requests that are no posts of ours.

use axum::http::StatusCode;

use super::{INDIVIDUAL, Place, URLENCODED};
use crate::proxy::Fate;

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
    answer.shows(&[
        "<title>خطأ: T</title>",
        "value=\"Åsa\"",
        "value=\"&lt;b&gt;\"",
        "href=\"#f-phone\"",
        "dir=\"rtl\"",
    ]);
    assert_eq!((place.rows().await, place.mails()), (0, 0));
}

/// Nobody was given it, and no right of the function's lets it look.
#[tokio::test]
async fn a_trials_page_is_not_looked_for() {
    let place = Place::with(|_| {}, Box::new(|_| Fate::down())).await;
    for (path, expected) in [
        ("/api/sign-up/PROV-234567", StatusCode::NOT_FOUND),
        ("/api/sign-up/KD-234567", StatusCode::SERVICE_UNAVAILABLE),
    ] {
        let answer = place.ask("GET", path, &[], "").await;
        assert_eq!(answer.status, expected, "{path}");
    }
}

/// 3,000 letters of Tigrinya, of which each takes nine bytes on the way.
#[tokio::test]
async fn what_is_too_long_comes_back_with_every_answer() {
    let place = Place::new().await;
    let tigrinya = INDIVIDUAL.replace("language=sv", "language=ti");
    let long = "%E1%88%80".repeat(3_000);
    let post = async |body: String| {
        let body = body.into_bytes();
        place.ask("POST", "/api/sign-up", &[URLENCODED], body).await
    };
    let answer = post(format!("{tigrinya}&more={long}")).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    for expected in [
        &format!(">{}</textarea>", "ሀ".repeat(3_000)),
        "value=\"asa@example.org\"",
        "href=\"#f-more\"",
    ] {
        assert!(answer.html.contains(expected), "{expected}");
    }
    let unasked = post(format!("{INDIVIDUAL}&other={long}")).await;
    assert_eq!(unasked.status, StatusCode::PAYLOAD_TOO_LARGE);
    for expected in ["Din anmälan är för lång", "value=\"asa@example.org\""] {
        assert!(unasked.html.contains(expected), "{expected}");
    }
    assert_eq!((place.rows().await, place.mails()), (0, 0));
}

/// Whoever has a page open while the form loses its language or its kind has typed all the same.
#[tokio::test]
async fn what_a_page_that_is_gone_sends_is_kept_and_not_stored() {
    let place = Place::new().await;
    let check = async |from: &str, to: &str, preferred: &str, expected: &[&str]| {
        let sent = INDIVIDUAL.replace(from, to);
        assert_ne!(sent, INDIVIDUAL);
        let headers = [URLENCODED, ("accept-language", preferred)];
        let body = sent.into_bytes();
        let answer = place.ask("POST", "/api/sign-up", &headers, body).await;
        assert_eq!(answer.status.as_u16(), 400, "{to}");
        answer.shows(expected);
    };
    let name = "value=\"Åsa\"";
    let arabic = [
        "لم تُرسَل إجاباتك بعد",
        "name=\"language\" value=\"ar\"",
        name,
    ];
    check("language=sv", "language=xx", "ar", &arabic).await;
    check("language=sv&", "", "ar", &arabic).await;
    let swedish = [
        "inte skickade än",
        "name=\"kind\" value=\"individual\"",
        name,
    ];
    check("kind=individual", "kind=firm", "ar", &swedish).await;
    assert_eq!((place.rows().await, place.mails()), (0, 0));
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
    let large = format!("{english}&more={}", "a".repeat(140_000));
    let too_large = check(
        "POST",
        "/api/sign-up",
        &[URLENCODED],
        large.as_bytes(),
        (413, "Your sign-up is too long"),
    )
    .await;
    too_large.shows(&["You can also phone us: <mark", "href=\"/en/sign-up/\""]);
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
    for (from, to) in [("form=sign-up", "form=other"), ("form=sign-up&", "")] {
        check(
            "POST",
            "/api/sign-up",
            &[URLENCODED],
            english.replace(from, to).as_bytes(),
            (400, unreadable),
        )
        .await;
    }
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
    for (path, title) in [
        ("KD-7F2K94/ar", "لم نعثر على هذا التسجيل"),
        ("KD-7F2K94/fa-AF", "این ثبت‌نام را پیدا نکردیم"),
        ("KD-7F2K94/xx", "There is nothing to show here"),
    ] {
        let path = format!("/api/sign-up/{path}");
        let english = [("accept-language", "en")];
        check("GET", &path, &english, b"", (404, title)).await;
    }
    check("GET", "/api/other", &[], b"", (404, "Här finns inget")).await;
    for odd in ["%ff", "%ff/sv", "KD-7F2K94/%ff"] {
        let path = format!("/api/sign-up/{odd}");
        check("GET", &path, &[], b"", (404, "Här finns inget")).await;
    }
    assert_eq!(place.rows().await, 0);
}
