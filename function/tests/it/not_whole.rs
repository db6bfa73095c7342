//! Answers with a status of 200 that leave out how many there are, or what: they are an error, and never "there is nothing".

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use function::store::{Status, Store, StoreError};
use jiff::Timestamp;

use crate::engine::faulty_store;
use crate::proxy::Fate;
use crate::samples::{NOW, at, messages, sign_up};

const NOT_WHOLE: [&str; 3] = [
    "{}",
    r#"{"Items":[],"ScannedCount":0}"#,
    r#"{"Count":null,"ScannedCount":0,"Items":null}"#,
];

/// A table with one sign-up in it, of which the next so many questions are answered so.
async fn answering(answer: &'static str) -> (Store, Arc<AtomicUsize>) {
    let left = Arc::new(AtomicUsize::new(0));
    let own = Arc::clone(&left);
    let one_less = |left: usize| left.checked_sub(1);
    let script = move |operation: &str| {
        let asks = operation == "Query" || operation == "Scan";
        let hit = asks
            && own
                .fetch_update(Ordering::SeqCst, Ordering::SeqCst, one_less)
                .is_ok();
        if hit {
            Fate::Refuse(200, answer.to_owned())
        } else {
            Fate::Pass
        }
    };
    let (store, ana) = (faulty_store(Box::new(script)).await, sign_up(1, "Ana"));
    store.save(&ana, &messages(&ana)).await.unwrap();
    (store, left)
}

/// Everything that is asked by a query or a scan, once each.
async fn ask_all(store: &Store) -> Vec<Result<usize, StoreError>> {
    let ana = sign_up(1, "Ana");
    let patience = Duration::from_secs(5);
    vec![
        store.due(at(NOW), 10).await.map(|due| due.len()),
        store.waiting(&ana.reference).await.map(|all| all.len()),
        store
            .record(&ana.reference)
            .await
            .map(|own| own.iter().len()),
        store
            .list(Status::New, Timestamp::MAX)
            .await
            .map(|all| all.len()),
        store.newest(Status::New, 1).await.map(|all| all.len()),
        store.how_many(Status::New).await,
        store.how_many_held().await.map(|none| none + 1),
        store
            .by_contact("ana@example.org")
            .await
            .map(|all| all.len()),
        store.same_contact(&ana).await.map(|none| none.len() + 1),
        store
            .oldest_waiting(patience)
            .await
            .map(|own| own.since.iter().len()),
        store.traces(&["KD"], |_| {}).await.map(|scan| scan.items),
    ]
}

#[tokio::test]
async fn what_leaves_out_how_many_there_are_is_an_error() {
    for answer in NOT_WHOLE {
        let (store, left) = answering(answer).await;
        left.store(usize::MAX, Ordering::SeqCst);
        for (number, asked) in ask_all(&store).await.into_iter().enumerate() {
            let is_temporary = asked.as_ref().is_err_and(StoreError::is_temporary);
            assert!(is_temporary, "{answer}: {number}: {asked:?}");
        }
    }
}

#[tokio::test]
async fn one_such_answer_is_not_felt() {
    for answer in NOT_WHOLE {
        let (store, left) = answering(answer).await;
        left.store(1, Ordering::SeqCst);
        assert_eq!(store.due(at(NOW), 10).await.unwrap().len(), 2, "{answer}");
        assert_eq!(left.load(Ordering::SeqCst), 0, "{answer}");
    }
    let (store, _) = answering("").await;
    for (number, asked) in ask_all(&store).await.into_iter().enumerate() {
        assert!(asked.unwrap() > 0, "{number}");
    }
}
