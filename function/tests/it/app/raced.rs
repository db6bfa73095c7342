//! What a colleague or the retention does between a look at a sign-up and what comes of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::http::StatusCode;
use function::store::{Record, Status};

use super::{INDIVIDUAL, Place};
use crate::proxy::Fate;
use crate::samples::{NOW, at, by_eva};

/// While the look is on its way back.
const BETWEEN: Duration = Duration::from_millis(150);

/// A place whose looks at a sign-up are late, once they are to be.
async fn slow_to_look() -> (Place, Arc<AtomicBool>) {
    let late = Arc::new(AtomicBool::new(false));
    let is_late = Arc::clone(&late);
    let script = move |operation: &str| match operation {
        "Query" if is_late.swap(false, Ordering::SeqCst) => Fate::SlowAfter(2 * BETWEEN),
        _ => Fate::Pass,
    };
    (Place::with(|_| {}, Box::new(script)).await, late)
}

/// What the answer's sign-up has come to.
async fn promised(place: &Place, between: impl Future<Output = ()>) -> Record {
    let (answer, ()) = tokio::join!(place.post(INDIVIDUAL), async {
        tokio::time::sleep(BETWEEN).await;
        between.await;
    });
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    let record = place.store.record(&answer.reference()).await.unwrap();
    record.unwrap()
}

#[tokio::test]
async fn what_is_erased_as_it_comes_again_is_stored_anew() {
    let (place, late) = slow_to_look().await;
    let first = place.post(INDIVIDUAL).await.reference();
    let closed = place
        .store
        .set_status(&first, Status::Closed, by_eva(at(NOW)));
    assert!(closed.await.unwrap());
    late.store(true, Ordering::SeqCst);
    let record = promised(&place, async {
        assert!(place.store.erase(&first).await.unwrap().is_some());
    })
    .await;
    assert_ne!(record.reference, first);
    assert_eq!((record.status, record.messages.len()), (Status::New, 2));
}

#[tokio::test]
async fn what_is_closed_out_of_quarantine_as_it_comes_again_is_taken_up() {
    let (place, late) = slow_to_look().await;
    let trapped = INDIVIDUAL.replace("leave_empty=", "leave_empty=x");
    let first = place.post(&trapped).await.reference();
    late.store(true, Ordering::SeqCst);
    let record = promised(&place, async {
        let closed = place
            .store
            .set_status(&first, Status::Closed, by_eva(at(NOW)));
        assert!(closed.await.unwrap());
    })
    .await;
    assert_eq!(record.reference, first);
    assert_eq!((record.status, record.messages.len()), (Status::New, 2));
}
