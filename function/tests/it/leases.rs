//! Leases of which nothing came. Where nobody tried to send anything, no try is counted; where somebody may have, it is sent again,
//! but not for ever.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use function::notify::Delivered;
use function::store::{MessageState, Store};
use jiff::{SignedDuration, Timestamp, ToSpan};

use crate::deliver::{came_to, later, over_smtp};
use crate::engine::{faulty_store, fresh_store};
use crate::proxy::Fate;
use crate::samples::{NOW, at, messages, sign_up};
use crate::smtp::SmtpServer;
use crate::store::LEASE;

#[tokio::test]
async fn a_lease_that_is_repeated_counts_once() {
    let asked = AtomicU32::new(0);
    let script = move |operation: &str| match operation {
        "UpdateItem" if asked.fetch_add(1, Ordering::SeqCst) < 2 => Fate::LoseAnswer,
        _ => Fate::Pass,
    };
    let store = faulty_store(Box::new(script)).await;
    let ana = sign_up(1, "Ana");
    store.save(&ana, &messages(&ana)[..1]).await.unwrap();
    let id = store.waiting(&ana.reference).await.unwrap().remove(0);
    let leased = store.lease(&id, at(NOW), LEASE).await.unwrap().unwrap();
    assert_eq!((leased.attempts, leased.failures), (1, 0));
    assert!(store.lease(&id, at(NOW), LEASE).await.unwrap().is_none());
    assert!(store.sent(&leased, at(NOW)).await.unwrap());
}

#[tokio::test]
async fn a_message_whose_leases_were_lost_has_all_its_tries_still() {
    let (losing, server) = (Arc::new(AtomicBool::new(true)), SmtpServer::start().await);
    let loses = Arc::clone(&losing);
    let script = move |operation: &str| match operation {
        "UpdateItem" if loses.load(Ordering::SeqCst) => Fate::LoseAnswer,
        _ => Fate::Pass,
    };
    let store = faulty_store(Box::new(script)).await;
    let ana = sign_up(1, "Ana");
    store.save(&ana, &messages(&ana)[..1]).await.unwrap();
    let notifier = over_smtp(&store, &server);
    let unmarked = Delivered {
        unmarked: 1,
        ..Delivered::default()
    };
    for day in 0..24 {
        let swept = notifier.deliver_due(later(day)).await.unwrap();
        assert_eq!(swept, unmarked, "{day}");
    }
    losing.store(false, Ordering::SeqCst);
    server.refuse("MAIL", "451 later");
    for day in 24..30 {
        let swept = notifier.deliver_due(later(day)).await.unwrap();
        assert_eq!(swept, came_to(0, 1, 0, 0), "{day}");
    }
    server.accept_all();
    let swept = notifier.deliver_due(later(30)).await.unwrap();
    assert_eq!(swept, came_to(1, 0, 0, 0));
}

/// A table that does this to an operation for a while.
async fn table_in_trouble(operation: &'static str, fate: fn() -> Fate) -> (Store, Arc<AtomicBool>) {
    let trouble = Arc::new(AtomicBool::new(true));
    let is_troubled = Arc::clone(&trouble);
    let script = move |own: &str| match is_troubled.load(Ordering::SeqCst) {
        true if own == operation => fate(),
        _ => Fate::Pass,
    };
    (faulty_store(Box::new(script)).await, trouble)
}

fn after(minutes: i64) -> Timestamp {
    at(NOW) + minutes.minutes()
}

#[tokio::test]
async fn a_message_that_could_not_be_read_for_hours_is_sent_as_soon_as_it_can() {
    let denied = || {
        let body = r#"{"__type":"com.amazon.coral.service#AccessDeniedException"}"#;
        Fate::Refuse(400, body.to_owned())
    };
    for fate in [Fate::throttle as fn() -> Fate, denied] {
        sent_as_soon_as_read(fate).await;
    }
}

async fn sent_as_soon_as_read(fate: fn() -> Fate) {
    let (store, trouble) = table_in_trouble("GetItem", fate).await;
    let (server, ana) = (SmtpServer::start().await, sign_up(1, "Ana"));
    store.save(&ana, &messages(&ana)).await.unwrap();
    let notifier = over_smtp(&store, &server);
    for sweep in 0..30 {
        let swept = notifier.deliver_due(after(5 * sweep)).await;
        assert!(swept.is_err(), "{sweep}: what waits longest is not known");
    }
    assert_eq!(store.waiting(&ana.reference).await.unwrap().len(), 2);
    trouble.store(false, Ordering::SeqCst);
    let swept = notifier.deliver_due(after(150)).await.unwrap();
    assert_eq!(swept, came_to(2, 0, 0, 0));
    let all = store.messages(&ana.reference).await.unwrap();
    assert!(all.iter().all(|own| own.attempts == 1), "{all:?}");
}

#[tokio::test]
async fn where_no_mark_is_taken_the_copies_are_few_and_none_is_lost() {
    let (store, trouble) = table_in_trouble("UpdateItem", || Fate::RefuseMarks).await;
    let (server, ana) = (SmtpServer::start().await, sign_up(1, "Ana"));
    store.save(&ana, &messages(&ana)[1..]).await.unwrap();
    let notifier = over_smtp(&store, &server);
    for sweep in 0..24 {
        notifier.deliver_due(after(5 * sweep)).await.unwrap();
    }
    let copies = server.mails().len();
    assert!((4..=6).contains(&copies), "{copies}");
    trouble.store(false, Ordering::SeqCst);
    let swept = notifier.deliver_due(after(24 * 60)).await.unwrap();
    assert_eq!(swept, came_to(1, 0, 0, 0));
    assert_eq!(server.mails().len(), copies + 1);
}

#[tokio::test]
async fn where_no_mark_is_ever_taken_it_is_shown_as_failed() {
    let (store, _) = table_in_trouble("UpdateItem", || Fate::RefuseMarks).await;
    let (server, ana) = (SmtpServer::start().await, sign_up(1, "Ana"));
    store.save(&ana, &messages(&ana)[1..]).await.unwrap();
    let notifier = over_smtp(&store, &server);
    for half_hours in 0..96 {
        notifier.deliver_due(after(30 * half_hours)).await.unwrap();
    }
    let message = &store.messages(&ana.reference).await.unwrap()[0];
    let shown = (&message.state, message.fault.as_deref());
    assert_eq!(shown, (&MessageState::Dead, Some("NeverJudged")));
    assert_eq!(server.mails().len(), 8);
}

/// Where the table would not take the mark, it does not take either that the message is put off.
#[tokio::test]
async fn nothing_is_sent_a_third_time_unless_it_can_be_put_off() {
    let (updates, last_taken) = (AtomicU32::new(0), Arc::new(AtomicU32::new(3)));
    let last = Arc::clone(&last_taken);
    let script = move |operation: &str| match operation {
        "UpdateItem" if updates.fetch_add(1, Ordering::SeqCst) >= last.load(Ordering::SeqCst) => {
            Fate::down()
        }
        _ => Fate::Pass,
    };
    let store = faulty_store(Box::new(script)).await;
    let (server, ana) = (SmtpServer::start().await, sign_up(1, "Ana"));
    store.save(&ana, &messages(&ana)[1..]).await.unwrap();
    let id = store.waiting(&ana.reference).await.unwrap().remove(0);
    for died in 0..2 {
        let taken = store.lease(&id, after(5 * died), LEASE).await.unwrap();
        assert_eq!(taken.unwrap().untold(), u32::try_from(died).unwrap());
    }
    let notifier = over_smtp(&store, &server);
    let swept = notifier.deliver_due(after(10)).await.unwrap();
    assert_eq!((swept.unmarked, server.mails().len()), (1, 0));
    last_taken.store(u32::MAX, Ordering::SeqCst);
    let swept = notifier.deliver_due(after(15)).await.unwrap();
    assert_eq!((swept.sent, server.mails().len()), (1, 1));
}

#[tokio::test]
async fn what_is_handed_back_is_as_if_it_had_not_been_taken() {
    let (store, ana) = (fresh_store().await, sign_up(1, "Ana"));
    store.save(&ana, &messages(&ana)[1..]).await.unwrap();
    let id = store.waiting(&ana.reference).await.unwrap().remove(0);
    let taken = store.lease(&id, at(NOW), LEASE).await.unwrap().unwrap();
    assert!(store.put_off(&taken, after(60)).await.unwrap());
    assert_eq!(store.due(after(59), 10).await.unwrap(), []);
    assert!(store.hand_back(&taken, after(20)).await.unwrap());
    assert!(!store.hand_back(&taken, after(20)).await.unwrap(), "once");
    assert!(!store.put_off(&taken, after(60)).await.unwrap());
    let again = store.lease(&id, after(20), LEASE).await.unwrap().unwrap();
    assert_eq!((again.attempts, again.untold()), (1, 0));
    assert!(!store.hand_back(&taken, after(20)).await.unwrap());
}

/// An answer of `{}` to a get says that there is nothing. Erased are both together.
#[tokio::test]
async fn a_message_whose_sign_up_is_not_found_is_tried_again() {
    let (store, trouble) = table_in_trouble("GetItem", || Fate::Refuse(200, "{}".into())).await;
    let (server, ana) = (SmtpServer::start().await, sign_up(1, "Ana"));
    store.save(&ana, &messages(&ana)).await.unwrap();
    let notifier = over_smtp(&store, &server);
    let swept = notifier.deliver_due(at(NOW)).await.unwrap();
    assert_eq!(swept, came_to(0, 2, 0, 0));
    trouble.store(false, Ordering::SeqCst);
    let swept = notifier.deliver_due(after(5)).await.unwrap();
    assert_eq!(swept, came_to(2, 0, 0, 0));
}

/// It may kill whoever takes it, and the other mails of a sweep with them.
#[tokio::test]
async fn what_is_taken_again_and_again_and_never_judged_is_given_up_and_told() {
    let (store, server) = (fresh_store().await, SmtpServer::start().await);
    let ana = sign_up(1, "Ana");
    store.save(&ana, &messages(&ana)[..1]).await.unwrap();
    let id = store.waiting(&ana.reference).await.unwrap().remove(0);
    for taken in 1..=8 {
        let now = at(NOW) + SignedDuration::from_hours(taken);
        let leased = store.lease(&id, now, LEASE).await.unwrap();
        assert!(leased.is_some(), "{taken}");
    }
    let swept = over_smtp(&store, &server).deliver_due(later(2)).await;
    assert_eq!(swept.unwrap(), came_to(1, 0, 1, 0));
    let record = store.record(&ana.reference).await.unwrap().unwrap();
    let receipt = record.messages.iter().find(|own| own.message.id == id);
    let receipt = receipt.unwrap();
    assert_eq!(
        (&receipt.state, receipt.fault.as_deref()),
        (&MessageState::Dead, Some("NeverJudged"))
    );
    let mails = server.mails();
    assert_eq!(mails.len(), 1);
    assert_eq!(
        mails[0].to, "samordnare@example.se",
        "so that somebody phones"
    );
}
