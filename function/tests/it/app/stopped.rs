//! Answers with which nobody can sign up: they are explained, kept on the page, and stored nowhere.

use axum::http::StatusCode;

use super::{INDIVIDUAL, Place};

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

/// In the visitor's language, whatever was typed, and each answer of many.
#[tokio::test]
async fn a_no_keeps_every_answer_for_the_way_back() {
    let place = Place::new().await;
    let family = "form=sign-up&language=ar&kind=family&place=no&name=%3Cb%3E%22&child_ages=0-1&child_ages=4-6\
         &more=a%0D%0Ab&unasked=1&leave_empty=trap";
    let answer = place.post(family).await;
    assert_eq!(answer.status, StatusCode::OK);
    let hidden = |name: &str, value: &str| {
        format!("<input type=\"hidden\" name=\"{name}\" value=\"{value}\">")
    };
    for (name, value) in [
        ("form", "sign-up"),
        ("language", "ar"),
        ("show_in", "ar"),
        ("kind", "family"),
        ("place", "no"),
        ("name", "&lt;b&gt;&quot;"),
        ("child_ages", "0-1"),
        ("child_ages", "4-6"),
        ("more", "a\nb"),
        ("leave_empty", "trap"),
    ] {
        answer.shows(&[&hidden(name, value)]);
    }
    answer.shows(&["action=\"/api/sign-up\"", ">تغيير إجاباتي</button>"]);
    assert!(!answer.html.contains("unasked"), "{}", answer.html);
    assert_eq!((place.rows().await, place.mails()), (0, 0));
}
