//! The outbox's contract: one sender at a time, off the queue only when sent, listed when given up.

use function::notify::{Recipients, messages_for};
use function::settings::COORDINATORS_MAX;
use function::store::{Among, Fault, MessageState, Next, Saved};

use crate::engine::fresh_store;
use crate::samples::{NOW, at, by_eva, messages, recipients, sign_up};
use crate::store::LEASE;

#[tokio::test]
async fn one_sender_holds_a_message_at_a_time() {
    let store = fresh_store().await;
    let ana = sign_up(1, "Ana");
    store.save(&ana, &messages(&ana)).await.unwrap();
    let id = store.waiting(&ana.reference).await.unwrap().remove(0);
    let first = store.lease(&id, at(NOW), LEASE).await.unwrap().unwrap();
    assert_eq!(first.attempts, 1);
    assert_eq!(
        store
            .lease(&id, at("2026-11-26T12:00:59Z"), LEASE)
            .await
            .unwrap(),
        None
    );
    let second = store
        .lease(&id, at("2026-11-26T12:01:00Z"), LEASE)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(second.attempts, 2);
    let later = Next::TryAt(at("2026-11-26T13:00:00Z"));
    assert!(
        !store
            .failed(&first, &Fault("X".into()), later, at(NOW))
            .await
            .unwrap(),
        "its lease has ended"
    );
    assert!(
        store
            .failed(&second, &Fault("X".into()), later, at(NOW))
            .await
            .unwrap()
    );
    assert_eq!(
        store
            .lease(&id, at("2026-11-26T12:59:59Z"), LEASE)
            .await
            .unwrap(),
        None
    );
    let third = store
        .lease(&id, at("2026-11-26T13:00:00Z"), LEASE)
        .await
        .unwrap()
        .unwrap();
    assert!(
        store
            .sent(&third, at("2026-11-26T13:00:01Z"))
            .await
            .unwrap()
    );
    assert_eq!(
        store
            .lease(&id, at("2027-01-01T00:00:00Z"), LEASE)
            .await
            .unwrap(),
        None,
        "it is sent"
    );
}

#[tokio::test]
async fn a_message_that_is_stored_leased_is_its_storers_until_the_lease_ends() {
    let store = fresh_store().await;
    let ana = sign_up(1, "Ana");
    let saved = store
        .save_leased(&ana, &messages(&ana), LEASE, (&[], None))
        .await;
    let (saved, leased) = saved.unwrap();
    assert_eq!((saved, leased.len()), (Saved::New, 2));
    let again = sign_up(2, "Ana");
    let again = store
        .save_leased(&again, &messages(&again), LEASE, (&[], None))
        .await;
    let held_by_the_first = (Saved::Already(ana.reference.clone()), vec![]);
    assert_eq!(again.unwrap(), held_by_the_first);

    let (refused, died) = (&leased[0], &leased[1]);
    let too_early = at("2026-11-26T12:00:59Z");
    assert_eq!(store.due(too_early, 10).await.unwrap(), []);
    for own in &leased {
        let taken = store.lease(&own.message.id, too_early, LEASE).await;
        assert_eq!(taken.unwrap(), None);
    }
    let fault = Fault("X".into());
    let tomorrow = Next::TryAt(at("2026-11-27T12:00:00Z"));
    let judged = store.failed(refused, &fault, tomorrow, at(NOW)).await;
    assert!(judged.unwrap(), "it is theirs to judge");
    let ended = at("2026-11-26T12:01:00Z");
    let due = store.due(ended, 10).await.unwrap();
    assert_eq!(due, std::slice::from_ref(&died.message.id));
    let taken = store.lease(&due[0], ended, LEASE).await.unwrap().unwrap();
    assert_eq!((taken.attempts, &taken.message), (2, &died.message));
    let judged = store.failed(died, &fault, Next::GiveUp, ended).await;
    assert!(!judged.unwrap(), "its lease has ended");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_twenty_senders_one_gets_the_message() {
    let store = fresh_store().await;
    let ana = sign_up(1, "Ana");
    store.save(&ana, &messages(&ana)).await.unwrap();
    let id = store.waiting(&ana.reference).await.unwrap().remove(0);
    let tries: Vec<_> = (0..20)
        .map(|_| {
            let (store, id) = (store.clone(), id.clone());
            tokio::spawn(async move { store.lease(&id, at(NOW), LEASE).await.unwrap().is_some() })
        })
        .collect();
    let mut got = 0;
    for one in tries {
        got += u32::from(one.await.unwrap());
    }
    assert_eq!(got, 1);
}

#[tokio::test]
async fn a_message_given_up_is_listed_until_it_is_tried_again() {
    let store = fresh_store().await;
    let ana = sign_up(1, "Ana");
    store.save(&ana, &messages(&ana)).await.unwrap();
    let id = store.waiting(&ana.reference).await.unwrap().remove(0);
    let leased = store.lease(&id, at(NOW), LEASE).await.unwrap().unwrap();
    store
        .failed(&leased, &Fault("550".into()), Next::GiveUp, at(NOW))
        .await
        .unwrap();
    assert_eq!(
        store.dead(at(NOW), 10).await.unwrap(),
        std::slice::from_ref(&id)
    );
    assert_eq!(
        store
            .due(at("2027-01-01T00:00:00Z"), 10)
            .await
            .unwrap()
            .len(),
        1,
        "only the other one"
    );
    let record = store.record(&ana.reference).await.unwrap().unwrap();
    let dead = record
        .messages
        .iter()
        .find(|own| own.message.id == id)
        .unwrap();
    assert_eq!(
        (&dead.state, dead.fault.as_deref()),
        (&MessageState::Dead, Some("550"))
    );
    assert!(
        store
            .retry(&id, Among::Failed, &by_eva(at(NOW)))
            .await
            .unwrap()
    );
    assert!(
        !store
            .retry(&id, Among::Failed, &by_eva(at(NOW)))
            .await
            .unwrap(),
        "it waits already"
    );
    assert_eq!(store.dead(at(NOW), 10).await.unwrap(), []);
    assert_eq!(
        store
            .lease(&id, at(NOW), LEASE)
            .await
            .unwrap()
            .unwrap()
            .attempts,
        1
    );
}

/// SES may bring a mail back before whoever sent it has written so down.
#[tokio::test]
async fn a_mail_that_came_back_at_once_stays_so_and_is_sent_again_only_when_meant() {
    let store = fresh_store().await;
    let ana = sign_up(1, "Ana");
    store.save(&ana, &messages(&ana)[..1]).await.unwrap();
    let id = store.waiting(&ana.reference).await.unwrap().remove(0);
    let leased = store.lease(&id, at(NOW), LEASE).await.unwrap().unwrap();
    let fault = Fault("BouncePermanent".to_owned());
    assert!(store.returned(&id, &fault, at(NOW)).await.unwrap());
    assert!(!store.sent(&leased, at(NOW)).await.unwrap(), "too late");
    let record = store.record(&ana.reference).await.unwrap().unwrap();
    assert_eq!(record.messages[0].state, MessageState::Returned);
    assert_eq!(
        store.lately_dead(10).await.unwrap(),
        std::slice::from_ref(&id)
    );

    assert!(
        !store
            .retry(&id, Among::Failed, &by_eva(at(NOW)))
            .await
            .unwrap()
    );
    assert!(
        store
            .retry(&id, Among::FailedAndReturned, &by_eva(at(NOW)))
            .await
            .unwrap()
    );
    let leased = store.lease(&id, at(NOW), LEASE).await.unwrap().unwrap();
    assert!(store.sent(&leased, at(NOW)).await.unwrap());
}

#[tokio::test]
async fn as_many_coordinators_as_there_may_be_are_owed_a_notice_each() {
    let coordinator = recipients().coordinators.remove(0);
    let all = Recipients {
        coordinators: vec![coordinator; COORDINATORS_MAX],
    };
    let (store, ana) = (fresh_store().await, sign_up(1, "Ana"));
    let owed = messages_for(&ana, &all);
    assert_eq!(store.save(&ana, &owed).await.unwrap(), Saved::New);
    let waiting = store.waiting(&ana.reference).await.unwrap();
    assert_eq!(waiting.len(), 1 + COORDINATORS_MAX);
}
