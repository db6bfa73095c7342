//! Erasures: all of a sign-up goes at once or stays, whoever comes between, and whatever can still be read of it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use function::sign_up::SignUp;
use function::store::{AnswerKeys, Connection, MessageKind, Saved, Secret, Status, Store};

use crate::engine::{engine_endpoint, fresh_store, secret, store_at};
use crate::proxy::{Fate, proxy_endpoint};
use crate::samples::{NOW, at, by_eva, messages, sign_up};
use crate::store::{LEASE, traces};

/// While a read is on its way back.
const BETWEEN: Duration = Duration::from_millis(150);

/// The item of the same answers is another sign-up's since the erasure looked for it.
#[tokio::test]
async fn an_erasure_leaves_what_is_another_s_by_now() {
    let engine = engine_endpoint().await;
    let store = store_at(engine.clone()).await;
    let late = AtomicBool::new(true);
    let script = move |operation: &str| match operation {
        "GetItem" if late.swap(false, Ordering::SeqCst) => Fate::SlowAfter(2 * BETWEEN),
        _ => Fate::Pass,
    };
    let erasing = Connection::to_endpoint(proxy_endpoint(engine, Box::new(script)).await);
    let erasing = Store::new(erasing.dynamodb(), "sign-ups", secret());
    let ana = sign_up(1, "Ana");
    store.save(&ana, &[]).await.unwrap();
    let mut anew = sign_up(1, "Ana");
    anew.reference = sign_up(2, "Bo").reference;
    anew.created_at = at("2027-03-01T00:00:00Z"); // The answers are forgotten by then.
    let (erased, saved) = tokio::join!(erasing.erase(&ana.reference), async {
        tokio::time::sleep(BETWEEN).await;
        store.save(&anew, &[]).await
    });
    assert_eq!(saved.unwrap(), Saved::New);
    assert!(erased.unwrap().is_some());
    assert_eq!(
        store.record(&ana.reference).await.unwrap().map(|_| ()),
        None
    );
    let again = SignUp {
        reference: sign_up(3, "Cy").reference,
        ..anew.clone()
    };
    let same = store.save(&again, &[]).await.unwrap();
    assert_eq!(same, Saved::Already(anew.reference));
}

#[tokio::test]
async fn erasing_leaves_nothing() {
    let store = fresh_store().await;
    let (ana, bo) = (sign_up(1, "Ana"), sign_up(2, "Bo"));
    store.save(&ana, &messages(&ana)).await.unwrap();
    store.save(&bo, &messages(&bo)).await.unwrap();
    store
        .set_status(&ana.reference, Status::Contacted, by_eva(at(NOW)))
        .await
        .unwrap();
    let id = store.waiting(&ana.reference).await.unwrap().remove(0);
    let leased = store.lease(&id, at(NOW), LEASE).await.unwrap().unwrap();
    assert!(!traces(&store, ana.reference.as_str()).await.is_empty());

    // Sign-up, two messages, one note, two contacts, one idempotency item.
    assert_eq!(store.erase(&ana.reference).await.unwrap().unwrap().items, 7);
    assert!(
        !store.sent(&leased, at(NOW)).await.unwrap(),
        "a late sender must not bring it back"
    );
    for trace in [
        ana.reference.as_str(),
        "Ana",
        "ana@example.org",
        ana.key.as_str(),
    ] {
        assert_eq!(traces(&store, trace).await, [], "{trace}");
    }
    assert_eq!(store.erase(&ana.reference).await.unwrap(), None);
    assert_eq!(store.find(&bo.reference).await.unwrap(), Some(bo.clone()));
    assert_eq!(
        store.by_contact("+46701740605").await.unwrap(),
        [bo.reference]
    );
    assert_eq!(
        store
            .counts(at(NOW).to_zoned(jiff::tz::TimeZone::UTC).date())
            .await
            .unwrap()["total"],
        2,
        "counts stay"
    );
}

#[tokio::test]
async fn an_erasure_needs_neither_the_answers_nor_the_secret() {
    let lost = AnswerKeys::parse(&format!("lost:{}", "0f".repeat(32))).unwrap();
    for (keys, can_be_read) in [(lost, false), (AnswerKeys::default(), true)] {
        let endpoint = engine_endpoint().await;
        let store = store_at(endpoint.clone()).await.with_answer_keys(keys);
        let ana = sign_up(1, "Ana");
        store.save(&ana, &messages(&ana)).await.unwrap();
        let client = Connection::to_endpoint(endpoint).dynamodb();
        let other_secret = Secret::new([8; 32]);
        assert_ne!(other_secret, secret());
        let other = Store::new(client, "sign-ups", other_secret);
        assert_eq!(other.find(&ana.reference).await.is_ok(), can_be_read);
        assert_eq!(other.erase(&ana.reference).await.unwrap().unwrap().items, 6);
        assert_eq!(store.by_contact("ana@example.org").await.unwrap(), []);
        assert_eq!(traces(&store, ana.reference.as_str()).await, []);
    }
}

#[tokio::test]
async fn what_has_more_items_than_a_transaction_takes_is_erased_in_rounds() {
    let store = fresh_store().await;
    let ana = sign_up(1, "Ana");
    store.save(&ana, &messages(&ana)).await.unwrap();
    for number in 0..120 {
        let note = format!("call {number}");
        let act = by_eva(at(NOW));
        assert!(store.note(&ana.reference, &note, &act).await.unwrap());
    }
    // The notes, the sign-up, two messages, two contacts, one idempotency item.
    let erased = store.erase(&ana.reference).await.unwrap().unwrap();
    assert_eq!(erased.items, 126);
    assert_eq!(traces(&store, ana.reference.as_str()).await, []);
}

/// The list that a sweep works from is old by the time that it comes to the last.
#[tokio::test]
async fn what_was_opened_again_is_not_erased_as_closed() {
    let store = fresh_store().await;
    let (ana, closed, before) = (sign_up(1, "Ana"), Status::Closed, at(NOW));
    store.save(&ana, &messages(&ana)).await.unwrap();
    let set = async |status, time: &str| {
        let moved = store
            .set_status(&ana.reference, status, by_eva(at(time)))
            .await;
        assert!(moved.unwrap());
    };
    let erased = async || store.erase_closed(&ana.reference, before).await.unwrap();
    assert_eq!(erased().await, None, "never closed");
    set(closed, "2026-11-26T12:00:01Z").await;
    assert_eq!(erased().await, None, "closed too late");
    set(Status::Contacted, "2026-11-01T00:00:00Z").await;
    assert_eq!(erased().await, None, "open again");
    let record = store.record(&ana.reference).await.unwrap().unwrap();
    assert_eq!(record.messages.len(), 2, "all of it is there");
    set(closed, NOW).await;
    assert_eq!(erased().await.unwrap().items, 9);
    assert_eq!(traces(&store, ana.reference.as_str()).await, []);
}

/// Whoever tells the office of a mail that came back has read the sign-up before.
#[tokio::test]
async fn nothing_is_owed_about_what_was_erased_meanwhile() {
    let store = fresh_store().await;
    let ana = sign_up(1, "Ana");
    store.save(&ana, &messages(&ana)).await.unwrap();
    let mut word = messages(&ana).remove(1);
    word.id.kind = MessageKind::Returned;
    assert!(store.owe(&word, at(NOW)).await.unwrap());
    assert!(!store.owe(&word, at(NOW)).await.unwrap(), "once");
    store.erase(&ana.reference).await.unwrap();
    assert!(!store.owe(&word, at(NOW)).await.unwrap());
    assert_eq!(traces(&store, ana.reference.as_str()).await, []);
}
