//! Leases that were written and whose answers were lost: nobody tried to send anything, so no try is counted.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use function::notify::Delivered;

use crate::deliver::{came_to, later, over_smtp};
use crate::engine::faulty_store;
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
    for day in 0..14 {
        let swept = notifier.deliver_due(later(day)).await.unwrap();
        assert_eq!(swept, unmarked, "{day}");
    }
    losing.store(false, Ordering::SeqCst);
    server.refuse("MAIL", "451 later");
    for day in 14..20 {
        let swept = notifier.deliver_due(later(day)).await.unwrap();
        assert_eq!(swept, came_to(0, 1, 0, 0), "{day}");
    }
    server.accept_all();
    let swept = notifier.deliver_due(later(20)).await.unwrap();
    assert_eq!(swept, came_to(1, 0, 0, 0));
}
