//! Which mails that failed the digest names: those that somebody should still do something about.

use function::notify::{Bounce, BounceKind};
use function::sign_up::SignUp;
use function::store::{Fault, MessageId, Next, Status, Store};
use jiff::{Timestamp, ToSpan};

use crate::deliver::{later, over_smtp};
use crate::engine::fresh_store;
use crate::samples::{NOW, at, by_eva, messages, sign_up};
use crate::smtp::SmtpServer;
use crate::store::LEASE;

async fn with_a_lost_receipt(store: &Store, number: u64) -> SignUp {
    let own = sign_up(number, &format!("Ana{number}"));
    store.save(&own, &messages(&own)).await.unwrap();
    let message = MessageId::parse(&format!("{}_receipt_1", own.reference)).unwrap();
    let (store, server) = (store.clone(), SmtpServer::start().await);
    let bounce = Bounce {
        message,
        kind: BounceKind::Permanent,
    };
    let notifier = over_smtp(&store, &server);
    notifier.deliver(&own.reference, at(NOW)).await;
    notifier.take_bounce(&bounce, at(NOW)).await.unwrap();
    own
}

/// What a digest of that time says below the heading of what failed.
async fn told(store: &Store, now: Timestamp) -> String {
    let server = SmtpServer::start().await;
    let notifier = over_smtp(store, &server);
    notifier.owe_digest(now).await.unwrap();
    notifier.deliver_due(now).await.unwrap();
    let mails = server.mails();
    let texts = mails.iter().map(|mail| {
        let parsed = mailparse::parse_mail(&mail.bytes).unwrap();
        parsed.subparts[0].get_body().unwrap()
    });
    let mut digests = texts.filter(|text| text.contains("Mejl som inte har kommit fram:"));
    let (_, after) = digests
        .next()
        .unwrap()
        .split_once("Mejl som inte har kommit fram:")
        .map(|(before, after)| (before.to_owned(), after.to_owned()))
        .unwrap();
    after.split("I karantän").next().unwrap().to_owned()
}

#[tokio::test]
async fn a_failed_mail_is_told_until_somebody_takes_up_the_sign_up() {
    let store = fresh_store().await;
    let mut all = Vec::new();
    for number in 0..4 {
        all.push(with_a_lost_receipt(&store, number).await.reference);
    }
    let first = told(&store, later(1)).await;
    for reference in &all {
        assert!(first.contains(reference.as_str()), "{first}");
    }
    for (reference, status) in all.iter().zip([Status::Contacted, Status::Closed]) {
        let moved = store.set_status(reference, status, by_eva(later(2)));
        assert!(moved.await.unwrap());
    }
    store.erase(&all[2]).await.unwrap();
    let second = told(&store, later(8)).await;
    for gone in &all[..3] {
        assert!(!second.contains(gone.as_str()), "{second}");
    }
    assert!(second.contains(all[3].as_str()), "{second}");
}

#[tokio::test]
async fn a_digest_that_failed_is_told_in_the_next_ones_and_no_longer() {
    let store = fresh_store().await;
    let server = SmtpServer::start().await;
    let owed = over_smtp(&store, &server)
        .owe_digest(at(NOW))
        .await
        .unwrap();
    let leased = store
        .lease(&owed[0], at(NOW), LEASE)
        .await
        .unwrap()
        .unwrap();
    let fault = Fault("Rcpt550".to_owned());
    let given_up = store.failed(&leased, &fault, Next::GiveUp, at(NOW));
    assert!(given_up.await.unwrap());
    let name = owed[0].to_string();
    assert!(
        told(&store, at(NOW) + (24 * 7).hours())
            .await
            .contains(&name)
    );
    assert!(
        !told(&store, at(NOW) + (24 * 28).hours())
            .await
            .contains(&name)
    );
}
