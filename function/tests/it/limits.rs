//! How many different sign-ups may come of one kind: exactly so many, whatever goes on at once and whatever fails.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use function::sign_up::{Reference, SignUp, Suspicion};
use function::store::{Limit, Limited, Saved, Store, StoreError};
use jiff::SignedDuration;

use crate::engine::{faulty_store, fresh_store, secret};
use crate::proxy::Fate;
use crate::samples::{at, sign_up};
use crate::store::{LEASE, patiently, traces};

const HOUR: SignedDuration = SignedDuration::from_hours(1);

fn from(address: &str, max: u32) -> Limit {
    Limit::per_address(&secret(), address, HOUR, max)
}

fn limited() -> Saved {
    Saved::Limited(Limited {
        by: "address",
        until: at("2026-11-26T13:00:00Z"),
    })
}

async fn try_to_save(store: &Store, own: &SignUp, limits: &[Limit]) -> Result<Saved, StoreError> {
    let saved = store.save_leased(own, &[], LEASE, (limits, None)).await;
    saved.map(|(saved, _)| saved)
}

async fn save(store: &Store, own: &SignUp, limits: &[Limit]) -> Saved {
    try_to_save(store, own, limits).await.unwrap()
}

/// All at once.
async fn all_at_once(store: &Store, all: &[SignUp], limits: &[Limit]) -> Vec<Saved> {
    let tries = all.iter().map(|own| {
        let (store, own, limits) = (store.clone(), own.clone(), limits.to_vec());
        tokio::spawn(async move { patiently(|| try_to_save(&store, &own, &limits)).await })
    });
    let mut came = Vec::new();
    for one in tries.collect::<Vec<_>>() {
        came.push(one.await.unwrap());
    }
    came
}

/// The same answers, sent once more.
fn again(own: &SignUp) -> SignUp {
    SignUp {
        reference: Reference::draw("KD", 1_000),
        ..own.clone()
    }
}

fn count(came: &[Saved], expected: &Saved) -> usize {
    came.iter().filter(|saved| *saved == expected).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_fifty_at_once_from_one_address_ten_are_stored() {
    let store = fresh_store().await;
    let people: Vec<SignUp> = (0..50)
        .map(|number| sign_up(number, &format!("Ana{number}")))
        .collect();
    let ten = [from("192.0.2.1", 10)];
    let came = all_at_once(&store, &people, &ten).await;
    assert_eq!(
        (count(&came, &Saved::New), count(&came, &limited())),
        (10, 40)
    );
    for (own, came) in people.iter().zip(&came) {
        let found = store.find(&own.reference).await.unwrap();
        assert_eq!(found.is_some(), *came == Saved::New);
        let expected = match came {
            Saved::New => Saved::Already(own.reference.clone()),
            _ => limited(),
        };
        assert_eq!(save(&store, &again(own), &ten).await, expected);
    }

    let mut later = sign_up(60, "Bo");
    assert_eq!(save(&store, &later, &ten).await, limited());
    let elsewhere = [from("192.0.2.2", 10)];
    assert_eq!(
        save(&store, &sign_up(61, "Cy"), &elsewhere).await,
        Saved::New
    );
    later.created_at = at("2026-11-26T13:00:00Z");
    assert_eq!(save(&store, &later, &ten).await, Saved::New);
    assert_eq!(traces(&store, "192.0.2.1").await, []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_same_answers_fifty_times_are_counted_once() {
    let store = fresh_store().await;
    let same: Vec<SignUp> = (0..50).map(|number| sign_up(number, "Ana")).collect();
    let one = [from("192.0.2.1", 1)];
    let came = all_at_once(&store, &same, &one).await;
    let new = came.iter().position(|saved| *saved == Saved::New).unwrap();
    let already = Saved::Already(same[new].reference.clone());
    assert_eq!((count(&came, &Saved::New), count(&came, &already)), (1, 49));
    assert_eq!(save(&store, &sign_up(51, "Bo"), &one).await, limited());
}

#[tokio::test]
async fn the_limit_that_is_exceeded_is_named() {
    let store = fresh_store().await;
    let by_contact = |way| Limit::per_contact(&secret(), way, SignedDuration::from_hours(2), 1);
    let limits = |way| [from("192.0.2.1", 2), by_contact(way)];
    let (ana, bo) = (sign_up(1, "Ana"), sign_up(2, "Bo"));
    assert_eq!(
        save(&store, &ana, &limits("a@example.org")).await,
        Saved::New
    );
    let by_contact = Saved::Limited(Limited {
        by: "contact",
        until: at("2026-11-26T14:00:00Z"),
    });
    assert_eq!(
        save(&store, &bo, &limits("a@example.org")).await,
        by_contact
    );
    assert_eq!(
        save(&store, &bo, &limits("b@example.org")).await,
        Saved::New
    );
    let cy = sign_up(3, "Cy");
    assert_eq!(save(&store, &cy, &limits("c@example.org")).await, limited());
}

#[tokio::test]
async fn only_what_is_stored_is_counted() {
    let store = fresh_store().await;
    let two = [from("192.0.2.1", 2)];
    let (ana, taken) = (sign_up(1, "Ana"), sign_up(1, "Bo"));
    assert_eq!(save(&store, &ana, &two).await, Saved::New);
    let refused = try_to_save(&store, &taken, &two).await.unwrap_err();
    assert!(
        matches!(refused, StoreError::ReferenceTaken(_)),
        "{refused}"
    );
    let mut suspect = sign_up(2, "Cy");
    suspect.suspect = Some(Suspicion::Honeypot);
    assert_eq!(save(&store, &suspect, &two).await, Saved::New);
    assert_eq!(save(&store, &sign_up(3, "Di"), &two).await, limited());
}

#[tokio::test]
async fn a_limit_that_is_named_twice_is_one() {
    let store = fresh_store().await;
    let twice = [from("192.0.2.1", 2), from("192.0.2.1", 2)];
    for (number, expected) in (0..).zip([Saved::New, Saved::New, limited()]) {
        let own = sign_up(number, &format!("Ana{number}"));
        assert_eq!(save(&store, &own, &twice).await, expected, "{number}");
    }
}

#[tokio::test]
async fn a_lost_answer_is_not_counted_against_who_lost_it() {
    for fates in [
        vec![Fate::LoseAnswer; 3],
        [vec![Fate::LoseAnswer; 3], vec![Fate::conflict()]].concat(),
        // Carried out without a word, and then the service names only the limit.
        [
            vec![Fate::LoseAnswer; 3],
            vec![Fate::RefuseLimits("ConditionalCheckFailed")],
        ]
        .concat(),
    ] {
        let shown = format!("{fates:?}");
        let mut fates = fates.into_iter();
        let store = faulty_store(Box::new(move |operation| match operation {
            "TransactWriteItems" => fates.next().unwrap_or(Fate::Pass),
            _ => Fate::Pass,
        }))
        .await;
        let (ana, one) = (sign_up(1, "Ana"), [from("192.0.2.1", 1)]);
        assert_eq!(save(&store, &ana, &one).await, Saved::New, "{shown}");
        let already = Saved::Already(ana.reference.clone());
        assert_eq!(save(&store, &again(&ana), &one).await, already, "{shown}");
        assert_eq!(
            save(&store, &sign_up(3, "Bo"), &one).await,
            limited(),
            "{shown}"
        );
    }
}

#[tokio::test]
async fn where_only_the_limits_fail_it_is_stored_uncounted() {
    for (code, tries_expected) in [
        ("TransactionConflict", 8 + 1),
        ("ThrottlingError", 8 + 1),
        ("ProvisionedThroughputExceeded", 8 + 1),
        ("ValidationError", 1 + 1),
    ] {
        let tries = Arc::new(AtomicU32::new(0));
        let tried = Arc::clone(&tries);
        let store = faulty_store(Box::new(move |operation| {
            if operation != "TransactWriteItems" {
                return Fate::Pass;
            }
            match tried.fetch_add(1, Ordering::SeqCst) {
                0..20 => Fate::RefuseLimits(code),
                _ => Fate::Pass,
            }
        }))
        .await;
        let (ana, one) = (sign_up(1, "Ana"), [from("192.0.2.1", 1)]);
        assert_eq!(save(&store, &ana, &one).await, Saved::New, "{code}");
        assert_eq!(tries.swap(20, Ordering::SeqCst), tries_expected, "{code}");
        assert_eq!(
            store.find(&ana.reference).await.unwrap(),
            Some(ana),
            "{code}"
        );
        let bo = sign_up(2, "Bo");
        assert_eq!(
            save(&store, &bo, &one).await,
            Saved::New,
            "{code}: not counted"
        );
    }
}

#[tokio::test]
async fn a_limit_in_conflict_for_a_while_is_waited_for() {
    let mut fates = vec![Fate::RefuseLimits("TransactionConflict"); 7].into_iter();
    let store = faulty_store(Box::new(move |operation| match operation {
        "TransactWriteItems" => fates.next().unwrap_or(Fate::Pass),
        _ => Fate::Pass,
    }))
    .await;
    let one = [from("192.0.2.1", 1)];
    assert_eq!(save(&store, &sign_up(1, "Ana"), &one).await, Saved::New);
    assert_eq!(save(&store, &sign_up(2, "Bo"), &one).await, limited());
}

#[tokio::test]
async fn a_flood_beyond_a_limit_costs_no_transaction() {
    let transactions = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&transactions);
    let store = faulty_store(Box::new(move |operation| {
        counted.fetch_add(
            u32::from(operation == "TransactWriteItems"),
            Ordering::SeqCst,
        );
        Fate::Pass
    }))
    .await;
    let one = [from("192.0.2.1", 1)];
    let ana = sign_up(1, "Ana");
    assert_eq!(save(&store, &ana, &one).await, Saved::New);
    for number in 2..10 {
        let own = sign_up(number, &format!("Bo{number}"));
        assert_eq!(save(&store, &own, &one).await, limited(), "{number}");
    }
    let already = Saved::Already(ana.reference.clone());
    assert_eq!(save(&store, &again(&ana), &one).await, already);
    assert_eq!(transactions.load(Ordering::SeqCst), 2);

    let both = [from("192.0.2.2", 1), from("192.0.2.1", 1)];
    let mut later = sign_up(10, "Cy");
    assert_eq!(save(&store, &later, &both).await, limited());
    later.created_at = at("2026-11-26T13:00:00Z");
    assert_eq!(save(&store, &later, &both).await, Saved::New);
    assert_eq!(
        save(&store, &sign_up(11, "Di"), &both[..1]).await,
        Saved::New
    );
}
