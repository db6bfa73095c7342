//! Clocks that are wrong for a while, by a day or by a year, forwards and backwards: nothing is lost, nor held up for long.

use function::notify::messages_for;
use function::store::Status;
use jiff::{SignedDuration, Timestamp};

use crate::deliver::{came_to, later, over_smtp};
use crate::engine::fresh_store;
use crate::samples::{messages, recipients, sign_up};
use crate::smtp::SmtpServer;

const JUMPS_DAYS: [i64; 4] = [-400, -1, 1, 400];

#[tokio::test]
async fn what_was_stored_and_not_sent_at_a_wrong_time_is_sent_at_the_right_one() {
    for days in JUMPS_DAYS {
        let (store, server) = (fresh_store().await, SmtpServer::start().await);
        let notifier = over_smtp(&store, &server);
        let mut ana = sign_up(1, "Ana");
        ana.created_at = later(days);
        store.save(&ana, &messages(&ana)).await.unwrap();
        server.refuse("MAIL", "451 later");
        let at_first = notifier.deliver(&ana.reference, later(days)).await;
        assert_eq!(at_first, came_to(0, 2, 0, 0), "{days}");
        server.accept_all();
        let after = notifier.deliver_due(later(2)).await.unwrap();
        assert_eq!(after, came_to(2, 0, 0, 0), "{days}");
        assert_eq!(server.mails().len(), 2, "{days}");
    }
}

#[tokio::test]
async fn a_sender_that_died_at_a_wrong_time_lets_go_at_the_right_one() {
    for days in JUMPS_DAYS {
        let (store, server) = (fresh_store().await, SmtpServer::start().await);
        let ana = sign_up(1, "Ana");
        store.save(&ana, &messages(&ana)).await.unwrap();
        for id in store.waiting(&ana.reference).await.unwrap() {
            let length = SignedDuration::from_secs(60);
            let leased = store.lease(&id, later(days.max(0)), length).await.unwrap();
            assert!(leased.is_some(), "{days}");
        }
        let notifier = over_smtp(&store, &server);
        let after = notifier.deliver_due(later(2)).await.unwrap();
        assert_eq!(after, came_to(2, 0, 0, 0), "{days}");
    }
}

#[tokio::test]
async fn what_is_dated_into_the_future_is_told_now() {
    let (store, server) = (fresh_store().await, SmtpServer::start().await);
    let notifier = over_smtp(&store, &server);
    let mut suspect = sign_up(1, "Ana");
    suspect.created_at = later(400);
    suspect.suspect = Some(function::sign_up::Suspicion::Content);
    store
        .save(&suspect, &messages_for(&suspect, &recipients()))
        .await
        .unwrap();
    notifier.owe_quarantine(later(0)).await.unwrap();
    notifier.deliver_due(later(0)).await.unwrap();
    let mails = server.mails();
    let told = mailparse::parse_mail(&mails[0].bytes).unwrap();
    let text = told.subparts[0].get_body().unwrap();
    assert!(text.contains(suspect.reference.as_str()), "{text}");
    let listed = store.list(Status::Quarantined, Timestamp::MAX).await;
    assert_eq!(listed.unwrap().len(), 1);
}

/// Nobody puts a mail off for a day and a half: a clock was wrong.
#[tokio::test]
async fn what_is_put_off_for_longer_than_anything_is_due() {
    let store = fresh_store().await;
    let ana = sign_up(1, "Ana");
    store.save(&ana, &messages(&ana)[..1]).await.unwrap();
    let id = store.waiting(&ana.reference).await.unwrap().remove(0);
    let length = SignedDuration::from_secs(60);
    let leased = store.lease(&id, later(0), length).await.unwrap().unwrap();
    let longest = later(0) + SignedDuration::from_hours(36);
    let just_less = longest - SignedDuration::from_millis(1);
    for (until, is_due) in [(just_less, false), (longest, true)] {
        assert!(store.put_off(&leased, until).await.unwrap());
        let due = store.due(later(0), 10).await.unwrap();
        assert_eq!(due.contains(&id), is_due, "{until}");
    }
    assert!(store.put_off(&leased, just_less).await.unwrap());
    let early = store.lease(&id, later(0), length).await.unwrap();
    assert_eq!(early, None, "it is put off");
    assert!(store.put_off(&leased, longest).await.unwrap());
    let taken = store.lease(&id, later(0), length).await.unwrap();
    assert!(taken.is_some());
}
