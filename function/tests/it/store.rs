//! The store's contract: what it promises to the rest, tried over the real SDK.

use function::sign_up::{Answer, Reference, Suspicion, Value};
use function::store::{MessageKind, Saved, Status, Store, StoreError, Trace};
use jiff::SignedDuration;

use crate::engine::fresh_store;
use crate::samples::{NOW, answer, at, by_eva, messages, sign_up, with_answers};

/// Where a text still stands in the table.
pub async fn traces(store: &Store, text: &str) -> Vec<Trace> {
    store.traces(&[text], |_| {}).await.unwrap().traces
}

/// Asks until there is an answer: the proof must not fail for the faults it looks for.
pub async fn patiently<T, E, F: Future<Output = Result<T, E>>>(ask: impl Fn() -> F) -> T {
    loop {
        if let Ok(answer) = ask().await {
            return answer;
        }
    }
}

pub const LEASE: SignedDuration = SignedDuration::from_secs(60);

#[tokio::test]
async fn a_new_sign_up_is_stored_with_its_messages() {
    let store = fresh_store().await;
    let ana = sign_up(1, "Ana");
    assert_eq!(store.save(&ana, &messages(&ana)).await.unwrap(), Saved::New);
    assert_eq!(store.find(&ana.reference).await.unwrap(), Some(ana.clone()));
    assert_eq!(store.find(&Reference::draw("KD", 2)).await.unwrap(), None);
    let record = store.record(&ana.reference).await.unwrap().unwrap();
    assert_eq!(
        (record.sign_up.unwrap(), record.status, record.since),
        (ana.clone(), Status::New, at(NOW))
    );
    assert_eq!(
        record
            .messages
            .iter()
            .map(|own| own.message.id.kind)
            .collect::<Vec<_>>(),
        [MessageKind::Notice, MessageKind::Receipt]
    );
    assert_eq!(store.due(at(NOW), 10).await.unwrap().len(), 2);
    assert_eq!(store.waiting(&ana.reference).await.unwrap().len(), 2);
}

#[tokio::test]
async fn the_same_answers_again_are_the_same_sign_up() {
    let store = fresh_store().await;
    let (first, again, other) = (sign_up(1, "Ana"), sign_up(2, "Ana"), sign_up(3, "Bo"));
    assert_eq!(
        store.save(&first, &messages(&first)).await.unwrap(),
        Saved::New
    );
    assert_eq!(
        store.save(&again, &messages(&again)).await.unwrap(),
        Saved::Already(first.reference.clone())
    );
    assert_eq!(
        store.save(&other, &messages(&other)).await.unwrap(),
        Saved::New
    );
    assert_eq!(store.find(&again.reference).await.unwrap(), None);
    assert_eq!(store.due(at(NOW), 10).await.unwrap().len(), 4);
}

#[tokio::test]
async fn after_a_long_time_the_same_answers_are_new() {
    let store = fresh_store().await;
    let (first, mut later) = (sign_up(1, "Ana"), sign_up(2, "Ana"));
    store.save(&first, &[]).await.unwrap();
    later.created_at = at("2026-12-26T12:00:00Z");
    assert_eq!(
        store.save(&later, &[]).await.unwrap(),
        Saved::Already(first.reference)
    );
    later.created_at = at("2026-12-26T12:00:01Z");
    assert_eq!(store.save(&later, &[]).await.unwrap(), Saved::New);
}

#[tokio::test]
async fn a_reference_is_never_given_twice() {
    let store = fresh_store().await;
    let (ana, bo) = (sign_up(1, "Ana"), sign_up(1, "Bo"));
    store.save(&ana, &[]).await.unwrap();
    let refused = store.save(&bo, &messages(&bo)).await.unwrap_err();
    assert!(matches!(refused, StoreError::ReferenceTaken(taken) if taken == ana.reference));
    assert_eq!(store.find(&ana.reference).await.unwrap(), Some(ana));
    assert_eq!(store.due(at(NOW), 10).await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn fifty_at_once_are_one_sign_up() {
    let store = fresh_store().await;
    let tries: Vec<_> = (0..50)
        .map(|number| {
            let (store, own) = (store.clone(), sign_up(number, "Ana"));
            tokio::spawn(async move {
                // On a machine with much else to do one may get no answer in time, and tries again, as a person would.
                let owed = messages(&own);
                let saved = patiently(|| store.save(&own, &owed));
                (own.reference.clone(), saved.await)
            })
        })
        .collect();
    let mut told = Vec::new();
    let mut new = 0;
    for one in tries {
        let (own, saved) = one.await.unwrap();
        new += u32::from(saved == Saved::New);
        told.push(match saved {
            Saved::New => own,
            Saved::Already(first) => first,
            Saved::Limited(limited) => panic!("no limit was set: {limited:?}"),
        });
    }
    told.dedup();
    assert_eq!((new, told.len()), (1, 1));
    assert_eq!(store.list(Status::New, at(NOW)).await.unwrap().len(), 1);
    assert_eq!(store.due(at(NOW), 10).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_suspect_waits_in_quarantine_until_released() {
    let store = fresh_store().await;
    let mut suspect = sign_up(1, "Ana");
    suspect.suspect = Some(Suspicion::Honeypot);
    store.save(&suspect, &messages(&suspect)).await.unwrap();
    assert_eq!(store.list(Status::New, at(NOW)).await.unwrap(), []);
    assert_eq!(
        store.list(Status::Quarantined, at(NOW)).await.unwrap()[0].reference,
        suspect.reference
    );
    assert_eq!(
        store.find(&suspect.reference).await.unwrap(),
        Some(suspect.clone())
    );
    assert_eq!(store.due(at(NOW), 10).await.unwrap(), []);
    let freed = function::sign_up::SignUp {
        suspect: None,
        ..suspect.clone()
    };
    assert!(
        store
            .take_up(
                &freed,
                (Status::Quarantined, Status::New),
                &messages(&freed),
                ("released from quarantine", by_eva(at(NOW)))
            )
            .await
            .unwrap()
    );
    assert_eq!(store.list(Status::Quarantined, at(NOW)).await.unwrap(), []);
    assert_eq!(store.list(Status::New, at(NOW)).await.unwrap().len(), 1);
    assert_eq!(store.due(at(NOW), 10).await.unwrap().len(), 2);
    let record = store.record(&suspect.reference).await.unwrap().unwrap();
    assert_eq!(record.audit[0].what, "released from quarantine");
    assert_eq!(record.sign_up.unwrap(), freed);
}

#[tokio::test]
async fn lists_go_by_status_and_age() {
    let store = fresh_store().await;
    for (number, (name, created)) in (0..).zip([
        ("Ana", "2026-11-03T00:00:00Z"),
        ("Bo", "2026-11-01T00:00:00Z"),
        ("Cy", "2026-11-20T00:00:00Z"),
    ]) {
        let mut own = sign_up(number, name);
        own.created_at = at(created);
        store.save(&own, &[]).await.unwrap();
    }
    let until = |time| {
        let store = store.clone();
        async move {
            store
                .list(Status::New, at(time))
                .await
                .unwrap()
                .into_iter()
                .map(|listed| listed.reference)
                .collect::<Vec<_>>()
        }
    };
    let reference = |number| Reference::draw("KD", number);
    assert_eq!(
        until("2026-11-10T00:00:00Z").await,
        [reference(1), reference(0)]
    );
    assert_eq!(until(NOW).await, [reference(1), reference(0), reference(2)]);
    assert!(
        store
            .set_status(&reference(1), Status::Matched, by_eva(at(NOW)))
            .await
            .unwrap()
    );
    assert!(
        !store
            .set_status(&reference(9), Status::Matched, by_eva(at(NOW)))
            .await
            .unwrap(),
        "there is none"
    );
    assert_eq!(until(NOW).await, [reference(0), reference(2)]);
    assert_eq!(
        store.list(Status::Matched, at(NOW)).await.unwrap()[0].since,
        at(NOW)
    );
}

#[tokio::test]
async fn a_person_is_found_by_address_or_number() {
    let store = fresh_store().await;
    let (ana, bo) = (sign_up(1, "Ana"), sign_up(2, "Bo"));
    store.save(&ana, &[]).await.unwrap();
    store.save(&bo, &[]).await.unwrap();
    assert_eq!(
        store.by_contact("ANA@example.org").await.unwrap(),
        std::slice::from_ref(&ana.reference)
    );
    assert_eq!(store.by_contact("+46701740605").await.unwrap().len(), 2);
    assert_eq!(store.by_contact("nobody@example.org").await.unwrap(), []);
}

#[tokio::test]
async fn who_helped_is_found_apart_from_who_signed_up() {
    let store = fresh_store().await;
    let helper = "+46701740606";
    let mut answers: Vec<Answer> = sign_up(1, "Ana").answers.iter().cloned().collect();
    let value = Value::Phone {
        e164: helper.to_owned(),
        typed: "070-174 06 06".to_owned(),
    };
    // Twice, and beside it her own: an item may stand in a transaction but once.
    answers.push(answer("helper_phone", value.clone()));
    answers.push(answer("second_phone", value.clone()));
    answers.push(answer("third", Value::Email("ANA@example.org".to_owned())));
    let ana = with_answers(1, answers);
    let bo = with_answers(2, vec![answer("phone", value)]);
    store.save(&ana, &[]).await.unwrap();
    store.save(&bo, &[]).await.unwrap();
    assert_eq!(
        store.naming(helper).await.unwrap(),
        std::slice::from_ref(&ana.reference)
    );
    assert_eq!(
        store.by_contact(helper).await.unwrap(),
        std::slice::from_ref(&bo.reference)
    );
    assert_eq!(store.same_contact(&bo).await.unwrap(), []);
    assert_eq!(store.naming("ana@example.org").await.unwrap(), []);
    // Sign-up, two contacts, the helper's, one idempotency item.
    assert_eq!(store.erase(&ana.reference).await.unwrap().unwrap().items, 5);
    assert_eq!(store.naming(helper).await.unwrap(), []);
    assert_eq!(store.by_contact(helper).await.unwrap().len(), 1);
}
