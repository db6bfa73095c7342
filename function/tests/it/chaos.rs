//! Many sign-ups while one request in four fails, the mail server refuses one day in five and one sender in four dies:
//! nothing that was acknowledged is lost, and everything stored is mailed or shown as failed.
//!
//! `SIGN_UPS=10000 cargo test -p function --test it chaos -- --nocapture` runs it longer and prints the counts.

use std::collections::BTreeMap;

use function::notify::{MailMode, Mailer, Notifier, SmtpTls};
use function::store::{Saved, Store};
use futures_util::StreamExt;
use jiff::SignedDuration;

use crate::engine::{Fate, faulty_store};
use crate::mail::composer;
use crate::samples::{NOW, at, messages, recipients, sign_up};
use crate::smtp::SmtpServer;

/// Chance that can be repeated (a linear congruential generator).
struct Chance(u64);

impl Chance {
    fn one_in(&mut self, n: u64) -> bool {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33).is_multiple_of(n)
    }

    fn fate(&mut self) -> Fate {
        match (self.one_in(4), self.one_in(2), self.one_in(2)) {
            (false, _, _) => Fate::Pass,
            (true, true, true) => Fate::LoseAnswer,
            (true, true, false) => Fate::throttle(),
            (true, false, true) => Fate::down(),
            (true, false, false) => Fate::conflict(),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_and_nothing_stored_is_unmailed() {
    let count: u64 = std::env::var("SIGN_UPS")
        .ok()
        .and_then(|count| count.parse().ok())
        .unwrap_or(100);
    let (server, mut chance) = (SmtpServer::start().await, Chance(7));
    let store = faulty_store(Box::new(move |_| chance.fate())).await;
    let notifier = Notifier::new(
        store.clone(),
        composer(MailMode::Notice),
        Mailer::Smtp(server.mailer(SmtpTls::NoneOnLoopback)),
        recipients(),
    );

    let acknowledged: Vec<u64> = futures_util::stream::iter(0..count)
        .map(|number| sign_one_up(&store, &notifier, number))
        .buffer_unordered(20)
        .filter_map(async |acknowledged| acknowledged)
        .collect()
        .await;

    // What is left is swept on later days; a sweep may itself fail to read, and comes again.
    for day in 1..=30 {
        match day % 5 {
            0 => server.refuse("RCPT", "450 not now"),
            _ => server.accept_all(),
        }
        notifier
            .deliver_due(at(NOW) + SignedDuration::from_hours(24 * day))
            .await
            .ok();
    }

    let mut mailed: BTreeMap<String, u32> = BTreeMap::new();
    for mail in server.mails() {
        let id = mailparse::parse_mail(&mail.bytes).unwrap().headers[0].get_value();
        *mailed
            .entry(
                id.trim_matches(['<', '>'])
                    .split('@')
                    .next()
                    .unwrap()
                    .to_owned(),
            )
            .or_default() += 1;
    }
    let (mut lost, mut never) = (0, 0);
    for number in &acknowledged {
        let own = sign_up(*number, &format!("Person{number}"));
        lost += u32::from(patiently(|| store.find(&own.reference)).await.is_none());
        never += messages(&own)
            .iter()
            .filter(|message| !mailed.contains_key(&message.id.to_string()))
            .count();
    }
    let twice = mailed.values().filter(|times| **times > 1).count();
    let acknowledged = acknowledged.len();
    eprintln!(
        "posted {count}, acknowledged {acknowledged}, mails {}, more than once {twice}, never {never}, lost {lost}",
        mailed.len()
    );
    assert_eq!((lost, never), (0, 0));
    assert!(
        acknowledged as u64 * 10 > count * 9,
        "only {acknowledged} of {count} got through"
    );
}

/// The number, when the person was told that it is stored. One in four senders dies before it sends.
async fn sign_one_up(store: &Store, notifier: &Notifier, number: u64) -> Option<u64> {
    let own = sign_up(number, &format!("Person{number}"));
    match store.save(&own, &messages(&own)).await {
        Ok(Saved::New) if number.is_multiple_of(4) => Some(number),
        Ok(Saved::New) => {
            notifier.deliver(&own.reference, at(NOW)).await;
            Some(number)
        }
        Ok(Saved::Already(other)) => {
            assert_eq!(other, own.reference, "nobody else has these answers");
            None
        }
        Err(_) => None,
    }
}

/// Asks until there is an answer: the proof must not fail for the faults it looks for.
async fn patiently<T, E, F: Future<Output = Result<T, E>>>(ask: impl Fn() -> F) -> T {
    loop {
        if let Ok(answer) = ask().await {
            return answer;
        }
    }
}
