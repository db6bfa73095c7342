//! Sheets that are asked for in another language before they are sent.

use axum::http::StatusCode;

use super::{INDIVIDUAL, Place};

#[tokio::test]
async fn a_sheet_is_shown_in_another_language_with_every_answer() {
    let place = Place::new().await;
    let faulty = INDIVIDUAL.replace("070-174+06+05", "%3Cb%3E");
    let answer = place.post(&format!("{faulty}&show_in=ar")).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    answer.shows(&[
        "<title>خطأ: T</title>",
        "name=\"language\" value=\"ar\"",
        "value=\"Åsa\"",
        "value=\"&lt;b&gt;\"",
        "href=\"#f-phone\"",
    ]);
    assert_eq!((place.rows().await, place.mails()), (0, 0));
}

#[tokio::test]
async fn a_sheet_that_is_only_to_be_shown_is_not_sent() {
    let place = Place::new().await;
    for sound in [INDIVIDUAL, &INDIVIDUAL.replace("adult=yes", "adult=no")] {
        let answer = place.post(&format!("{sound}&show_in=en")).await;
        assert_eq!(answer.status, StatusCode::OK);
        answer.shows(&[
            "<title>T</title>",
            "name=\"language\" value=\"en\"",
            "value=\"Åsa\"",
            "value=\"asa@example.org\"",
            ">Your answers are not sent yet</h2>",
        ]);
    }
    assert_eq!((place.rows().await, place.mails()), (0, 0));
}

#[tokio::test]
async fn an_unknown_language_to_be_shown_in_keeps_nobody_from_signing_up() {
    let place = Place::new().await;
    let answer = place.post(&format!("{INDIVIDUAL}&show_in=xx")).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert_eq!(place.rows().await, 1);
}
