//! Who is let out of quarantine, however that comes, is counted as signed up from then on, once.

use std::collections::BTreeMap;

use function::sign_up::{SignUp, Suspicion};
use function::store::{AnswerKeys, Corrected, Status, Store};
use jiff::civil::date;

use crate::admin::desk_with;
use crate::deliver::over_smtp;
use crate::samples::{NOW, at, by_eva, sign_up};
use crate::smtp::SmtpServer;

async fn suspect(store: &Store, number: u64, name: &str) -> SignUp {
    let own = SignUp {
        suspect: Some(Suspicion::Honeypot),
        ..sign_up(number, name)
    };
    store.save(&own, &[]).await.unwrap();
    own
}

/// On the day on which they came, and on that on which they were let out.
async fn counted(store: &Store) -> [BTreeMap<String, u64>; 2] {
    let mut days = [BTreeMap::new(), BTreeMap::new()];
    for (counts, day) in days.iter_mut().zip([26, 30]) {
        *counts = store.counts(date(2026, 11, day)).await.unwrap();
    }
    days
}

fn groups<const N: usize>(counts: [(&str, u64); N]) -> BTreeMap<String, u64> {
    counts
        .map(|(group, count)| (group.to_owned(), count))
        .into()
}

#[tokio::test]
async fn who_is_let_out_is_counted_on_that_day_and_no_longer_as_a_suspect() {
    let (desk, store) = desk_with(AnswerKeys::default()).await;
    let server = SmtpServer::start().await;
    let notifier = over_smtp(&store, &server);
    let (ana, bo, cy) = (
        suspect(&store, 1, "Ana").await,
        suspect(&store, 2, "Bo").await,
        suspect(&store, 3, "Cy").await,
    );
    suspect(&store, 4, "Di").await;
    let all_wait = groups([("quarantined", 4), ("total", 4)]);
    assert_eq!(counted(&store).await, [all_wait, groups([])]);

    // At once, and days later; of two who do it at once, one does.
    let same_day = notifier.came_again(&ana.reference, None, at(NOW)).await;
    same_day.unwrap();
    let later = at("2026-11-30T06:00:00Z");
    desk.let_out(&bo.reference, by_eva(later)).await.unwrap();
    let again = desk.let_out(&bo.reference, by_eva(later)).await;
    assert!(again.is_err());
    for status in [Status::Closed, Status::Contacted, Status::Closed] {
        let moved = desk.set_status(&cy.reference, status, by_eva(later));
        assert!(moved.await.unwrap());
    }
    let opened_again = notifier.came_again(&cy.reference, None, later).await;
    opened_again.unwrap();
    let (came, let_out) = (
        groups([("newcomer/individual", 1), ("quarantined", 1), ("total", 2)]),
        groups([("newcomer/individual", 2), ("total", 2)]),
    );
    assert_eq!(counted(&store).await, [came, let_out]);
}

/// Its answers' key decides where it is counted, and a correction changes the key.
#[tokio::test]
async fn who_was_corrected_in_quarantine_is_counted_no_less() {
    let (desk, store) = desk_with(AnswerKeys::default()).await;
    for number in 1..=20 {
        let before = suspect(&store, number, &format!("Ana{number}")).await;
        let after = sign_up(number, &format!("Bo{number}"));
        let act = by_eva(at(NOW));
        let corrected = store.correct(&before, &after, "name", &act);
        assert!(matches!(
            corrected.await.unwrap(),
            Corrected::Done { same: None }
        ));
        let let_out = desk.let_out(&before.reference, act).await;
        let_out.unwrap();
        let all = groups([("newcomer/individual", number), ("total", number)]);
        assert_eq!(counted(&store).await, [all, groups([])]);
    }
}

/// A suspect of the last hours before a digest is let out after it: the next one counts them.
#[tokio::test]
async fn a_digest_counts_who_was_let_out_since_the_last() {
    let (desk, store) = desk_with(AnswerKeys::default()).await;
    let server = SmtpServer::start().await;
    let notifier = over_smtp(&store, &server);
    let ana = suspect(&store, 1, "Ana").await;
    let act = by_eva(at("2026-12-01T08:00:00Z"));
    let told = async |monday: &str| {
        notifier.owe_digest(at(monday)).await.unwrap();
        notifier.deliver_due(at(monday)).await.unwrap();
        let mails = server.mails().into_iter();
        let mut digests = mails.filter(|mail| mail.to == "samordnare@example.se");
        let digest = digests.next_back().unwrap();
        let parsed = mailparse::parse_mail(&digest.bytes).unwrap();
        let text = parsed.subparts[0].get_body().unwrap();
        let line = text.lines().find(|line| line.contains("dagarna: "));
        line.unwrap().rsplit(' ').next().unwrap().to_owned()
    };
    assert_eq!(told("2026-11-30T06:00:00Z").await, "0");
    desk.let_out(&ana.reference, act).await.unwrap();
    notifier
        .deliver(&ana.reference, at("2026-12-01T08:00:00Z"))
        .await;
    assert_eq!(told("2026-12-07T06:00:00Z").await, "1");
}
