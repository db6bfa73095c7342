//! What the schedule asks for: a sweep that sends what is due and deletes what a decision says, the digest, and the trial.

use std::time::{Duration, Instant};

use function::events::{Scheduled, Task, erase_outlived, run_task};
use function::parts::Parts;
use function::settings::{Retention, Settings};
use function::store::{Connection, Status, Store};

use crate::engine::{engine_endpoint, fresh_store};
use crate::lambda::Function;
use crate::proxy::{Fate, proxy_endpoint};
use crate::samples::{NOW, at, by_eva, messages, sign_up};
use crate::store::traces;

#[tokio::test]
async fn a_sweep_sends_what_was_left_and_a_digest_tells_of_it() {
    let function = Function::start().await;
    let ana = sign_up(1, "Ana");
    function.store().save(&ana, &messages(&ana)).await.unwrap();
    let scheduled: Scheduled = serde_json::from_str(r#"{"task":"sweep"}"#).unwrap();
    run_task(scheduled.task, &function.parts, &function.settings, at(NOW))
        .await
        .unwrap();
    assert_eq!(function.server.mails().len(), 2);
    run_task(Task::Digest, &function.parts, &function.settings, at(NOW))
        .await
        .unwrap();
    assert_eq!(function.server.mails().len(), 3);
    assert!(serde_json::from_str::<Scheduled>(r#"{"task":"dance"}"#).is_err());
}

#[tokio::test]
async fn nothing_is_deleted_without_a_decision() {
    let function = Function::start().await;
    let (old, fresh) = (sign_up(1, "Ana"), sign_up(2, "Bo"));
    let store = function.store();
    for (own, closed) in [(&old, "2024-01-01T00:00:00Z"), (&fresh, NOW)] {
        store.save(own, &[]).await.unwrap();
        store
            .set_status(&own.reference, Status::Closed, by_eva(at(closed)))
            .await
            .unwrap();
    }
    let left = async || store.list(Status::Closed, at(NOW)).await.unwrap().len();
    run_task(Task::Sweep, &function.parts, &function.settings, at(NOW))
        .await
        .unwrap();
    assert_eq!(left().await, 2);
    run_task(Task::Sweep, &function.parts, &decided(&function), at(NOW))
        .await
        .unwrap();
    assert_eq!(left().await, 1);
    assert_eq!(store.find(&old.reference).await.unwrap(), None);
    assert_eq!(traces(store, old.reference.as_str()).await, []);
}

/// Where the digest cannot be owed, mails go all the same, and the schedule is told, so that an alarm speaks.
#[tokio::test]
async fn what_cannot_be_owed_keeps_no_mail_waiting_and_is_told() {
    let (function, engine) = (Function::start().await, engine_endpoint().await);
    let script = |operation: &str| match operation {
        "TransactWriteItems" => Fate::down(),
        _ => Fate::Pass,
    };
    let troubled = proxy_endpoint(engine.clone(), Box::new(script)).await;
    let parts = |endpoint: &str| {
        let connection = Connection::to_endpoint(endpoint);
        Parts::new(&function.settings, &connection).unwrap()
    };
    let store = parts(&engine).store;
    store.create_table().await.unwrap();
    let ana = sign_up(1, "Ana");
    store.save(&ana, &messages(&ana)).await.unwrap();
    let done = run_task(Task::Digest, &parts(&troubled), &function.settings, at(NOW)).await;
    let said = done.unwrap_err().to_string();
    assert!(said.starts_with("owe a message"), "{said}");
    assert_eq!(function.server.mails().len(), 2);
}

/// The first sweep after a decision may find years of closed ones: it does what it has time for, and the next goes on.
#[tokio::test]
async fn a_sweep_deletes_a_hundred_and_the_next_goes_on() {
    let function = Function::start().await;
    let store = function.store();
    for number in 0..103 {
        let own = sign_up(number, &format!("Ana{number}"));
        store.save(&own, &[]).await.unwrap();
        let act = by_eva(at("2024-01-01T00:00:00Z"));
        let closed = store.set_status(&own.reference, Status::Closed, act);
        assert!(closed.await.unwrap());
    }
    let decided = decided(&function);
    for left in [3, 0] {
        run_task(Task::Sweep, &function.parts, &decided, at(NOW))
            .await
            .unwrap();
        let closed = store.list(Status::Closed, at(NOW)).await.unwrap();
        assert_eq!(closed.len(), left);
    }
}

/// With a decision that keeps what is closed for a year.
fn decided(function: &Function) -> Settings {
    Settings {
        retention: Some(Retention {
            decision: "SN 2026/12".to_owned(),
            days: 365,
        }),
        ..function.settings.clone()
    }
}

/// Everything in the table but what the trial itself could have left.
async fn items(store: &Store) -> usize {
    store.traces(&[], |_| {}).await.unwrap().items
}

#[tokio::test]
async fn a_trial_goes_the_whole_line_and_leaves_nothing() {
    let function = Function::start().await;
    let probing = Settings {
        probe_mail: Some("sink@example.net".to_owned()),
        ..function.settings.clone()
    };
    let scheduled: Scheduled = serde_json::from_str(r#"{"task":"probe"}"#).unwrap();
    run_task(scheduled.task, &function.parts, &probing, at(NOW))
        .await
        .unwrap();
    let mails = function.server.mails();
    assert_eq!(mails.len(), 2);
    assert!(mails.iter().all(|mail| mail.to == "sink@example.net"));
    assert_eq!(
        items(function.store()).await,
        0,
        "no row, no count, no message"
    );

    function.server.refuse("RCPT", "550 no such sink");
    let failed = run_task(Task::Probe, &function.parts, &probing, at(NOW)).await;
    let said = failed.unwrap_err().to_string();
    assert_eq!(
        said,
        "the trial failed: 2 of the trial's mails were not sent (Rcpt550, Rcpt550)"
    );
    assert_eq!(
        items(function.store()).await,
        0,
        "nobody is told of a trial's lost receipt"
    );
    let unset = run_task(Task::Probe, &function.parts, &function.settings, at(NOW)).await;
    assert!(
        unset
            .unwrap_err()
            .to_string()
            .contains("PROBE_MAIL is not set")
    );
}

#[tokio::test]
async fn a_trial_removes_no_person() {
    let function = Function::start().await;
    let ana = sign_up(1, "Ana");
    function.store().save(&ana, &messages(&ana)).await.unwrap();
    let before = items(function.store()).await;
    function.store().remove_trial(&ana.reference).await.unwrap();
    assert_eq!(items(function.store()).await, before);
}

#[tokio::test]
async fn nothing_is_erased_once_the_time_is_over() {
    let (store, own) = (fresh_store().await, sign_up(1, "Ana"));
    store.save(&own, &[]).await.unwrap();
    let closed = store.set_status(&own.reference, Status::Closed, by_eva(at(NOW)));
    assert!(closed.await.unwrap());
    let retention = Retention {
        decision: "SN 2026/12".to_owned(),
        days: 0,
    };
    for (began_s, is_left) in [(90, true), (80, false)] {
        let began = Instant::now().checked_sub(Duration::from_secs(began_s));
        let swept = erase_outlived(&store, &retention, (at(NOW), began.unwrap())).await;
        swept.unwrap();
        let left = store.find(&own.reference).await.unwrap();
        assert_eq!(left.is_some(), is_left, "{began_s}");
    }
}
