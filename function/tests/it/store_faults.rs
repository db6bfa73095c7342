//! The same contract while the network loses answers, the service throttles and transactions collide.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use function::store::{Saved, StoreError};

use crate::engine::faulty_store;
use crate::proxy::{Fate, Script};
use crate::samples::{NOW, at, messages, sign_up};

/// The first requests of an operation meet these fates, all others pass.
fn first(operation: &'static str, fates: Vec<Fate>) -> Script {
    let mut fates = fates.into_iter();
    Box::new(move |own| {
        if own == operation {
            fates.next().unwrap_or(Fate::Pass)
        } else {
            Fate::Pass
        }
    })
}

async fn saved_despite(fates: Vec<Fate>) {
    let shown = format!("{fates:?}");
    let store = faulty_store(first("TransactWriteItems", fates)).await;
    let ana = sign_up(1, "Ana");
    assert_eq!(
        store.save(&ana, &messages(&ana)).await.unwrap(),
        Saved::New,
        "{shown}"
    );
    assert_eq!(
        store.find(&ana.reference).await.unwrap(),
        Some(ana.clone()),
        "{shown}"
    );
    assert_eq!(store.due(at(NOW), 10).await.unwrap().len(), 2, "{shown}");
}

#[tokio::test]
async fn one_fault_is_not_felt() {
    saved_despite(vec![Fate::throttle()]).await;
    saved_despite(vec![Fate::down()]).await;
    saved_despite(vec![Fate::conflict()]).await;
    saved_despite(vec![Fate::LoseAnswer]).await;
}

#[tokio::test]
async fn many_faults_in_a_row_are_not_felt() {
    saved_despite(vec![
        Fate::throttle(),
        Fate::down(),
        Fate::conflict(),
        Fate::throttle(),
        Fate::conflict(),
    ])
    .await;
    saved_despite(vec![
        Fate::LoseAnswer,
        Fate::LoseAnswer,
        Fate::LoseAnswer,
        Fate::conflict(),
    ])
    .await;
    saved_despite(vec![Fate::conflict(); 6]).await;
}

#[tokio::test]
async fn an_answer_lost_to_another_sign_up_names_the_first() {
    let lost_twice = first(
        "TransactWriteItems",
        vec![Fate::Pass, Fate::LoseAnswer, Fate::LoseAnswer],
    );
    let store = faulty_store(lost_twice).await;
    let (ana, again) = (sign_up(1, "Ana"), sign_up(2, "Ana"));
    assert_eq!(store.save(&ana, &[]).await.unwrap(), Saved::New);
    assert_eq!(
        store.save(&again, &[]).await.unwrap(),
        Saved::Already(ana.reference)
    );
}

#[tokio::test]
async fn what_was_not_stored_is_never_said_to_be() {
    let store = faulty_store(Box::new(|own| {
        if own == "TransactWriteItems" {
            Fate::throttle()
        } else {
            Fate::Pass
        }
    }))
    .await;
    let ana = sign_up(1, "Ana");
    let failed = store.save(&ana, &messages(&ana)).await.unwrap_err();
    assert!(failed.is_temporary(), "{failed}");
    assert_eq!(store.find(&ana.reference).await.unwrap(), None);
}

#[tokio::test]
async fn a_last_look_finds_what_silence_hid() {
    let store = faulty_store(Box::new(|own| {
        if own == "TransactWriteItems" {
            Fate::LoseAnswer
        } else {
            Fate::Pass
        }
    }))
    .await;
    let ana = sign_up(1, "Ana");
    assert_eq!(store.save(&ana, &messages(&ana)).await.unwrap(), Saved::New);
    assert_eq!(store.due(at(NOW), 10).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_refusal_is_not_repeated_and_quotes_nothing() {
    let asked = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&asked);
    let store = faulty_store(Box::new(move |_| {
        count.fetch_add(1, Ordering::SeqCst);
        Fate::Refuse(
            400,
            r#"{"__type":"com.amazon.coral.validate#ValidationException","message":"Ana is bad"}"#
                .into(),
        )
    }))
    .await;
    let ana = sign_up(1, "Ana");
    let failed = store.save(&ana, &messages(&ana)).await.unwrap_err();
    assert!(
        matches!(&failed, StoreError::Refused { code, .. } if code == "ValidationException"),
        "{failed}"
    );
    assert!(!format!("{failed} {failed:?}").contains("Ana"));
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}
