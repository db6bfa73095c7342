//! Posts that are good: stored once, mailed, shown.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use axum::http::StatusCode;
use function::settings::MailWay;
use function::store::Status;
use jiff::Timestamp;

use super::{INDIVIDUAL, Place};
use crate::proxy::Fate;
use crate::samples::by_eva;

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
async fn a_sign_up_is_shown_in_its_own_language() {
    let place = Place::new().await;
    let body = INDIVIDUAL.replace("language=sv", "language=ar");
    let path = format!("/api/sign-up/{}", place.post(&body).await.reference());
    let shown = place
        .ask("GET", &path, &[("accept-language", "en")], "")
        .await;
    assert_eq!(shown.status, StatusCode::OK);
    assert!(shown.html.contains("شكرًا"), "{}", shown.html);
}

#[tokio::test]
async fn a_sign_up_is_shown_in_the_language_that_is_asked_for() {
    let place = Place::new().await;
    let path = format!("/api/sign-up/{}", place.post(INDIVIDUAL).await.reference());
    let check = async |asked: &str, status: u16, expected: &str| {
        let shown = place.ask("GET", &format!("{path}{asked}"), &[], "").await;
        assert_eq!(shown.status, status, "{asked}");
        assert!(shown.html.contains(expected), "{asked} {}", shown.html);
    };
    check("/en", 200, "Thank you, we have received your sign-up</h1>").await;
    check("/ar", 200, "dir=\"rtl\"").await;
    check("/xx", 404, "Här finns inget").await;
    check("/en/en", 404, "Här finns inget").await;
    let unknown = place.ask("GET", "/api/sign-up/KD-7F2K94/en", &[], "").await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_same_answers_from_another_language_are_acknowledged_in_it() {
    let place = Place::new().await;
    let location = async |language: &str| {
        let body = INDIVIDUAL.replace("language=sv", &format!("language={language}"));
        let posted = place.post(&body).await;
        posted.headers["location"].to_str().unwrap().to_owned()
    };
    let first = location("sv").await;
    assert_eq!(location("ar").await, format!("{first}/ar"));
    assert_eq!(location("sv").await, first);
    assert_eq!((place.rows().await, place.mails()), (1, 2));
}

/// What a person waits for, and what each start of the function must open connections for.
#[tokio::test]
async fn a_sign_up_asks_no_more_than_it_needs() {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&asked);
    let note = Box::new(move |operation: &str| {
        noted.lock().unwrap().push(operation.to_owned());
        Fate::Pass
    });
    let over_ses = MailWay::Ses {
        configuration_set: None,
    };
    let place = Place::with(|settings| settings.mail_way = over_ses, note).await;
    place.post(INDIVIDUAL).await.reference();
    let mut first = std::mem::take(&mut *asked.lock().unwrap());
    assert_eq!(first.remove(0), "TransactWriteItems", "limits and all");
    first.sort();
    let expected = "Query Query SendEmail SendEmail UpdateItem UpdateItem";
    assert_eq!(
        first.join(" "),
        expected,
        "others of address and number; mails; marks"
    );
    place.post(INDIVIDUAL).await.reference();
    let again = asked.lock().unwrap().join(" ");
    assert_eq!(
        again, "TransactWriteItems GetItem Query",
        "whose answers they are; whether in quarantine, and in which language"
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
    let anyone = place
        .post(&INDIVIDUAL.replace("newcomer", "established"))
        .await;
    assert_ne!(anyone.reference(), answer.reference());
    let mut seen = Vec::new();
    for posted in [&answer, &anyone] {
        let reference = posted.reference();
        let shown = place
            .ask("GET", &format!("/api/sign-up/{reference}"), &[], "")
            .await;
        let page = shown.html.replace(reference.as_str(), "REFERENCE");
        seen.push((posted.status, posted.html.clone(), shown.status, page));
    }
    assert_eq!(seen[0], seen[1]);
}

/// A browser may fill in the trap unseen; whoever sends again without it is no spammer.
#[tokio::test]
async fn a_suspect_who_comes_again_unsuspected_leaves_quarantine() {
    let place = Place::new().await;
    let trapped = INDIVIDUAL.replace("leave_empty=", "leave_empty=x");
    let reference = place.post(&trapped).await.reference();
    assert_eq!(place.post(&trapped).await.reference(), reference);
    let status = async || {
        let record = place.store.record(&reference).await.unwrap().unwrap();
        (
            record.status,
            place.store.waiting(&reference).await.unwrap().len(),
        )
    };
    assert_eq!(status().await, (Status::Quarantined, 0));
    for _ in 0..2 {
        assert_eq!(place.post(INDIVIDUAL).await.reference(), reference);
        assert_eq!(status().await, (Status::New, 2));
    }
    assert_eq!(place.post(&trapped).await.reference(), reference);
    assert_eq!(status().await, (Status::New, 2));
}

#[tokio::test]
async fn a_suspect_that_was_closed_unmailed_is_opened_when_it_comes_again_unsuspected() {
    let place = Place::new().await;
    let trapped = INDIVIDUAL.replace("leave_empty=", "leave_empty=x");
    let reference = place.post(&trapped).await.reference();
    let status = async || {
        let record = place.store.record(&reference).await.unwrap().unwrap();
        (record.status, record.messages.len())
    };
    let close = async || {
        let now = Timestamp::now();
        place
            .store
            .set_status(&reference, Status::Closed, by_eva(now))
            .await
    };
    assert!(close().await.unwrap());
    place.post(&trapped).await;
    assert_eq!(status().await, (Status::Closed, 0));
    place.post(INDIVIDUAL).await;
    assert_eq!(status().await, (Status::New, 2));
}

/// Whoever sends it once more is told once more that somebody calls.
#[tokio::test]
async fn what_was_closed_and_comes_again_is_opened_and_mailed_again() {
    let place = Place::new().await;
    let reference = place.post(INDIVIDUAL).await.reference();
    assert_eq!(place.mails(), 2);
    let now = Timestamp::now();
    let closed = place
        .store
        .set_status(&reference, Status::Closed, by_eva(now));
    assert!(closed.await.unwrap());
    for again in [
        &INDIVIDUAL.replace("leave_empty=", "leave_empty=x"),
        INDIVIDUAL,
    ] {
        assert_eq!(place.post(again).await.reference(), reference);
        place.sweeper.deliver_due(Timestamp::now()).await.unwrap();
        let record = place.store.record(&reference).await.unwrap().unwrap();
        let messages = record.messages.iter().map(|own| own.message.id.to_string());
        let numbers = messages.map(|id| id.split_once('_').unwrap().1.to_owned());
        let numbers: BTreeSet<String> = numbers.collect();
        let expected = ["notice_1", "notice_2", "receipt_1", "receipt_2"].map(str::to_owned);
        assert_eq!((record.status, numbers), (Status::New, expected.into()));
        assert_eq!(place.mails(), 4);
    }
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

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_clients_with_the_same_answers_are_one_sign_up() {
    let place = Arc::new(Place::new().await);
    let clients = (0..50).map(|_| {
        let place = Arc::clone(&place);
        tokio::spawn(async move { place.post(INDIVIDUAL).await })
    });
    let mut references = BTreeSet::new();
    for client in clients.collect::<Vec<_>>() {
        let answer = client.await.unwrap();
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.html);
        references.insert(answer.reference());
    }
    assert_eq!(references.len(), 1, "{references:?}");
    assert_eq!((place.rows().await, place.mails()), (1, 2));
}

/// From a request of the taking up on, nothing but faults: who is told that it is stored is mailed, and nobody else.
#[tokio::test]
async fn what_is_taken_up_has_all_its_mails_or_is_as_it_was() {
    for broken in 1..4 {
        let count = Arc::new(Mutex::new(None::<usize>));
        let counted = Arc::clone(&count);
        let note = Box::new(move |_: &str| {
            let mut count = counted.lock().unwrap();
            let Some(before) = count.as_mut() else {
                return Fate::Pass;
            };
            *before += 1;
            match *before > broken {
                true => Fate::down(),
                false => Fate::Pass,
            }
        });
        let place = Place::with(|_| {}, note).await;
        let trapped = INDIVIDUAL.replace("leave_empty=", "leave_empty=x");
        let reference = place.post(&trapped).await.reference();
        let now = Timestamp::now();
        let closed = place
            .store
            .set_status(&reference, Status::Closed, by_eva(now))
            .await;
        assert!(closed.unwrap());
        *count.lock().unwrap() = Some(0);
        let answer = place.post(INDIVIDUAL).await;
        assert!(
            count.lock().unwrap().take() > Some(broken),
            "{broken}: never met"
        );
        let status = async || {
            let record = place.store.record(&reference).await.unwrap().unwrap();
            (record.status, record.messages.len())
        };
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{broken}");
        assert!(answer.html.contains("asa@example.org"), "{broken}");
        assert_eq!(status().await, (Status::Closed, 0), "{broken}");
        let answer = place.post(INDIVIDUAL).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{broken}");
        assert_eq!(status().await, (Status::New, 2), "{broken}");
    }
}
