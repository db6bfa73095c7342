//! A sweep over a table that is slow, or an outbox that is full: it minds its time, and tells what it must.

use std::time::{Duration, Instant};

use function::sign_up::SignUp;
use function::store::{Fault, Next, Store};
use jiff::{SignedDuration, ToSpan};

use crate::deliver::over_smtp;
use crate::engine::{faulty_store, fresh_store};
use crate::proxy::Fate;
use crate::samples::{NOW, at, messages, sign_up};
use crate::smtp::SmtpServer;
use crate::store::LEASE;

const PATIENCE: Duration = Duration::from_secs(5);

/// Tried once in vain, and to be tried again after so long.
async fn put_off(store: &Store, own: &SignUp, hours: i64) {
    let id = store.waiting(&own.reference).await.unwrap().remove(0);
    let leased = store.lease(&id, at(NOW), LEASE).await.unwrap().unwrap();
    let next = Next::TryAt(at(NOW) + SignedDuration::from_hours(hours));
    let fault = Fault("X".to_owned());
    assert!(store.failed(&leased, &fault, next, at(NOW)).await.unwrap());
}

#[tokio::test]
async fn what_waits_longest_is_seen_before_behind_and_between_many_that_do_not() {
    let store = fresh_store().await;
    let mut old = sign_up(0, "Old");
    old.created_at = at(NOW) - 9.hours();
    for number in 1..=120 {
        let own = sign_up(number, &format!("Ana{number}"));
        store.save(&own, &messages(&own)[..1]).await.unwrap();
        if number > 60 {
            put_off(&store, &own, 2).await;
        }
    }
    store.save(&old, &messages(&old)[..1]).await.unwrap();
    for hours in [0, 1, 5] {
        put_off(&store, &old, hours).await;
        let longest = store.oldest_waiting(PATIENCE).await.unwrap();
        let seen = (longest.since, longest.all_seen);
        assert_eq!(seen, (Some(old.created_at), true), "{hours}");
        let id = store.waiting(&old.reference).await.unwrap().remove(0);
        let later = at(NOW) + SignedDuration::from_hours(hours);
        let taken = store.lease(&id, later, LEASE).await.unwrap().unwrap();
        assert!(store.hand_back(&taken, at(NOW)).await.unwrap());
    }
    let not_waited = store.oldest_waiting(Duration::ZERO).await.unwrap();
    assert!(!not_waited.all_seen, "it does not say that it knows");
}

/// Where each answer takes 20 ms, the backlog would take some three seconds, and the digest's comparisons six more.
#[tokio::test]
async fn a_sweep_over_a_slow_table_ends_in_time_with_the_digest_first() {
    let slow = |_: &str| Fate::Slow(Duration::from_millis(20));
    let (store, server) = (
        faulty_store(Box::new(slow)).await,
        SmtpServer::start().await,
    );
    for number in 1..=100 {
        let own = sign_up(number, &format!("Ana{number}"));
        store.save(&own, &messages(&own)[..1]).await.unwrap();
    }
    let limit = Duration::from_millis(1_500);
    let notifier = over_smtp(&store, &server).sweeping_for(limit);
    let (tomorrow, began) = (at(NOW) + 24.hours(), Instant::now());
    let digest = notifier.owe_digest(tomorrow).await.unwrap();
    assert_eq!(digest.len(), 1);
    let swept = notifier.sweep(digest, (tomorrow, began)).await.unwrap();
    assert!(began.elapsed() < limit * 5 / 2, "{:?}", began.elapsed());
    assert!((2..100).contains(&swept.sent), "{swept:?}");
    let mails = server.mails();
    let to_coordinators = mails
        .iter()
        .filter(|mail| mail.to == "samordnare@example.se");
    assert_eq!(to_coordinators.count(), 1);

    let notifier = over_smtp(&store, &server);
    let left = notifier.deliver_due(tomorrow + 1.hours()).await.unwrap();
    assert_eq!(swept.sent + left.sent, 101);
}
