//! Lists in mails to coordinators: as long as can be read, and then how many more there are.

use function::sign_up::Suspicion;

use crate::deliver::over_smtp;
use crate::engine::fresh_store;
use crate::samples::{NOW, at, messages, sign_up};
use crate::smtp::SmtpServer;

/// The text of the last mail to coordinators.
fn last_told(server: &SmtpServer) -> String {
    let mut mails = server.mails().into_iter();
    let last = mails.rfind(|mail| mail.to == "samordnare@example.se");
    let parsed = last.unwrap();
    let parsed = mailparse::parse_mail(&parsed.bytes).unwrap();
    parsed.subparts[0].get_body().unwrap()
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
