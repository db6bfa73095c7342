//! Lists in mails to coordinators: as long as can be read, and then how many more there are.

use function::sign_up::{Reference, SignUp, Suspicion, Value};
use function::store::{About, Fault, Message, MessageId, MessageKind};
use jiff::SignedDuration;
use jiff::civil::date;

use crate::deliver::over_smtp;
use crate::engine::fresh_store;
use crate::samples::{NOW, answer, at, messages, sign_up, with_answers};
use crate::smtp::SmtpServer;

/// The text of the last mail to coordinators.
fn last_told(server: &SmtpServer) -> String {
    let mut mails = server.mails().into_iter();
    let last = mails.rfind(|mail| mail.to == "samordnare@example.se");
    let parsed = last.unwrap();
    let parsed = mailparse::parse_mail(&parsed.bytes).unwrap();
    parsed.subparts[0].get_body().unwrap().replace("\r\n", "\n")
}

#[tokio::test]
async fn the_days_mail_names_a_hundred_in_quarantine_and_counts_the_others() {
    let (store, server) = (fresh_store().await, SmtpServer::start().await);
    for number in 0..103 {
        let mut own = sign_up(number, &format!("Ana{number}"));
        own.suspect = Some(Suspicion::Honeypot);
        store.save(&own, &[]).await.unwrap();
    }
    let notifier = over_smtp(&store, &server);
    notifier.owe_quarantine(at(NOW)).await.unwrap();
    notifier.deliver_due(at(NOW)).await.unwrap();
    let text = last_told(&server);
    assert_eq!(text.matches("- KD-").count(), 100, "{text}");
    assert!(text.contains("och 3 till"), "{text}");
}

#[tokio::test]
async fn a_notice_names_twenty_of_the_same_contact_and_counts_the_others() {
    let (store, server) = (fresh_store().await, SmtpServer::start().await);
    for number in 0..23 {
        let own = sign_up(number, &format!("Ana{number}"));
        store.save(&own, &[]).await.unwrap();
    }
    let own = sign_up(23, "Bo");
    store.save(&own, &messages(&own)).await.unwrap();
    let notifier = over_smtp(&store, &server);
    notifier.deliver(&own.reference, at(NOW)).await;
    let text = last_told(&server);
    let (_, others) = text.split_once("Samma kontakt som: ").unwrap();
    let others = others.lines().next().unwrap();
    assert_eq!(others.matches("KD-").count(), 20, "{text}");
    assert!(others.ends_with(", och 3 till"), "{text}");
}

/// Of somebody who helps many with one telephone: so many others that it is seen, in one request.
#[tokio::test]
async fn a_hundred_of_one_contact_are_looked_at() {
    let store = fresh_store().await;
    let all: Vec<SignUp> = (0..103)
        .map(|number| sign_up(number, &format!("Ana{number}")))
        .collect();
    for own in &all {
        store.save(own, &[]).await.unwrap();
    }
    let mut first: Vec<Reference> = all.iter().map(|own| own.reference.clone()).collect();
    first.sort_by(|one, other| one.as_str().cmp(other.as_str()));
    first.truncate(100);
    first.retain(|other| *other != all[0].reference);
    assert_eq!(store.same_contact(&all[0]).await.unwrap(), first);
}

/// Nobody reads so many, and the admin command lists them all.
#[tokio::test]
async fn a_digest_tells_of_the_last_five_hundred_that_failed() {
    let (store, server) = (fresh_store().await, SmtpServer::start().await);
    for number in 0..503 {
        let message = Message {
            id: MessageId {
                about: About::Day(date(2026, 11, 26)),
                kind: MessageKind::Quarantine,
                number,
            },
            to: Some("b@example.se".to_owned()),
            came_again: None,
        };
        store.owe(&message, at(NOW)).await.unwrap();
        let fault = Fault("BouncePermanent".to_owned());
        let failed_at = at(NOW) + SignedDuration::from_secs(number.into());
        let failed = store.returned(&message.id, &fault, failed_at).await;
        assert!(failed.unwrap());
    }
    let notifier = over_smtp(&store, &server);
    let monday = at("2026-11-30T06:00:00Z");
    notifier.owe_digest(monday).await.unwrap();
    notifier.deliver_due(monday).await.unwrap();
    let text = last_told(&server);
    let listed = |number: u16| text.contains(&format!("- 2026-11-26_held_{number}\n"));
    assert_eq!([502, 403, 402].map(listed), [true, true, false], "{text}");
    assert!(text.contains("och 400 till"), "{text}");
}

/// The notice of each tells the same, and the mail must leave while it is leased.
#[tokio::test]
async fn a_digest_compares_the_first_five_hundred() {
    let (store, server) = (fresh_store().await, SmtpServer::start().await);
    let mut last_two = Vec::new();
    for number in 0..501 {
        let name = answer("name", Value::Text(format!("Ana{number}")));
        let mut own = with_answers(number, vec![name]);
        if number >= 499 {
            own = sign_up(number, &format!("Bo{number}"));
            last_two.push(own.reference.clone());
        }
        own.created_at = at(NOW) + SignedDuration::from_secs(number.cast_signed());
        store.save(&own, &[]).await.unwrap();
    }
    let notifier = over_smtp(&store, &server);
    let monday = at("2026-11-30T06:00:00Z");
    notifier.owe_digest(monday).await.unwrap();
    notifier.deliver_due(monday).await.unwrap();
    let text = last_told(&server);
    let [compared, beyond] = &last_two[..] else {
        panic!("two")
    };
    let told = |one, other| text.contains(&format!("- {one}: {other}\n"));
    assert!(told(compared, beyond), "{text}");
    assert!(!told(beyond, compared), "{text}");
}
