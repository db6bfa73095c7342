//! Many sign-ups while everything fails at random: one request to the table in four (throttled, down, in conflict, answered
//! in vain, late, silent), one mail in twelve (SMTP and SES, refused, broken off, taken without a word), one sender in four
//! (killed), and the clock, by up to two days: nothing that was acknowledged is lost, and everything stored is mailed or
//! shown as failed. Two sweeps always run at once. The faults end before the counting, which only reads.
//!
//! `SIGN_UPS=10000 cargo test --workspace --test it chaos -- --nocapture` runs it longer and prints the counts; it takes
//! some eight minutes of CPU.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use function::notify::{MailMode, Mailer, Notifier, SesMailer, SmtpTls};
use function::sign_up::{SignUp, Value};
use function::store::{Connection, Limit, Saved, Store};
use futures_util::StreamExt;
use jiff::{SignedDuration, Timestamp};

use crate::deliver::later;
use crate::engine::{engine_endpoint, secret, store_at};
use crate::mail::composer;
use crate::proxy::{Fate, proxy_with_mails};
use crate::samples::{answer, codes, messages, recipients, with_answers};
use crate::ses::{OPERATION, Ses};
use crate::smtp::SmtpServer;

/// Chance that can be repeated (a linear congruential generator).
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    fn fate(&mut self, operation: &str) -> Fate {
        let in_a_hundred = self.below(100);
        let late = Fate::Slow(Duration::from_millis(20));
        match (operation == OPERATION, in_a_hundred) {
            (true, 0..4) => Fate::Refuse(429, r#"{"message":"TooManyRequests"}"#.to_owned()),
            (true, 4..6) => Fate::down(),
            (true, 6..8) => Fate::LoseAnswer,
            (false, 0..6) => Fate::LoseAnswer,
            (false, 6..12) => Fate::throttle(),
            (false, 12..17) => Fate::down(),
            (false, 17..20) => Fate::conflict(),
            (false, 20..22) => Fate::RefuseLimits("TransactionConflict"),
            (_, 22..25) => late,
            // These wait for a timeout, so they are few.
            (_, 25) if self.below(6) == 0 => Fate::Hang,
            (_, 26) if self.below(6) == 0 => Fate::HangAfter,
            _ => Fate::Pass,
        }
    }

    /// What the mail server does from now on.
    fn trouble(&mut self, server: &SmtpServer) {
        server.accept_all();
        match self.below(24) {
            0 => server.refuse("RCPT", "450 not now"),
            1 => server.refuse("DATA", "close"),
            2 => server.refuse(".", "close after"),
            _ => {}
        }
    }

    /// A clock that is right, mostly.
    fn time(&mut self) -> Timestamp {
        match self.below(10) {
            0 => later(2),
            1 => later(-2),
            _ => later(0),
        }
    }
}

/// All that sign-ups are stored with and mailed by, in trouble.
struct World {
    chance: Arc<Mutex<Chance>>,
    /// Beside the trouble: what the table really holds.
    table: Store,
    server: SmtpServer,
    ses: Ses,
    /// One over SMTP, one over SES.
    notifiers: [Notifier; 2],
}

impl World {
    async fn new() -> Self {
        let (chance, ses) = (Arc::new(Mutex::new(Chance(7))), Ses::default());
        let engine = engine_endpoint().await;
        let table = store_at(engine.clone()).await;
        let own = Arc::clone(&chance);
        let script = Box::new(move |operation: &str| own.lock().unwrap().fate(operation));
        let proxy = proxy_with_mails(engine, ses.clone(), script).await;
        let connection = Connection::to_endpoint(proxy);
        let store = Store::new(connection.dynamodb(), "sign-ups", secret());
        let server = SmtpServer::start().await;
        let mailers = [
            Mailer::Smtp(server.mailer(SmtpTls::NoneOnLoopback)),
            Mailer::Ses(SesMailer::new(connection.clone(), None)),
        ];
        let notifiers = mailers.map(|mailer| {
            let composer = composer(MailMode::Notice);
            Notifier::new(store.clone(), composer, mailer, recipients())
        });
        Self {
            chance,
            table,
            server,
            ses,
            notifiers,
        }
    }

    /// The number, when the person was told that it is stored. One in four senders dies before it sends.
    async fn sign_one_up(&self, number: u64) -> Option<u64> {
        let (now, over) = {
            let mut chance = self.chance.lock().unwrap();
            chance.trouble(&self.server);
            (chance.time(), usize::from(chance.below(2) == 0))
        };
        let mut own = person(number);
        own.created_at = now;
        let notifier = &self.notifiers[over];
        // Nobody is over a limit of their own, whatever is lost on the way.
        let address = own.answers.email().unwrap();
        let one = Limit::per_contact(&secret(), address, SignedDuration::from_hours(1), 1);
        match notifier.save(&own, &[one], None).await {
            Ok((Saved::New, _)) if number.is_multiple_of(4) => Some(number),
            Ok((Saved::New, leased)) => {
                notifier.deliver_leased(&own, leased, now).await;
                Some(number)
            }
            Ok((Saved::Already(other), _)) => {
                assert_eq!(other, own.reference, "nobody else has these answers");
                None
            }
            Ok((stopped @ Saved::Limited(_), _)) => {
                assert_eq!(stopped, Saved::New, "{number} is counted once");
                None
            }
            Err(_) => None,
        }
    }

    /// What is left is swept on later days, by two at once; a sweep may itself fail to read, and comes again.
    async fn sweep(&self) {
        for day in 1..=30 {
            self.server.accept_all();
            if day % 5 == 0 {
                self.server.refuse("RCPT", "450 not now");
            }
            let sweeps = self.notifiers.each_ref();
            let sweeps = sweeps.map(|notifier| notifier.deliver_due(later(day)));
            futures_util::future::join_all(sweeps).await;
        }
    }

    /// How often each message was mailed.
    fn mailed(&self) -> BTreeMap<String, u32> {
        let over_smtp = self.server.mails().into_iter().map(|mail| mail.bytes);
        let mut mailed = BTreeMap::new();
        for mail in over_smtp.chain(self.ses.mails()) {
            let (headers, _) = mailparse::parse_headers(&mail).unwrap();
            let named = headers
                .iter()
                .find(|header| header.get_key_ref() == "X-Sign-Up-Message");
            *mailed.entry(named.unwrap().get_value()).or_default() += 1;
        }
        mailed
    }
}

/// Most of them wait.
const AT_ONCE: usize = 40;

/// Nobody shares an address with another.
fn person(number: u64) -> SignUp {
    let answers = vec![
        answer("role", codes(&["newcomer"])),
        answer("kind", codes(&["individual"])),
        answer("name", Value::Text(format!("Person {number}"))),
        answer("email", Value::Email(format!("person{number}@example.org"))),
    ];
    with_answers(number, answers)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_acknowledged_is_lost_and_nothing_stored_is_unmailed() {
    let count: u64 = std::env::var("SIGN_UPS")
        .ok()
        .and_then(|count| count.parse().ok())
        .unwrap_or(100);
    let world = World::new().await;
    let acknowledged: Vec<u64> = futures_util::stream::iter(0..count)
        .map(|number| world.sign_one_up(number))
        .buffer_unordered(AT_ONCE)
        .filter_map(async |acknowledged| acknowledged)
        .collect()
        .await;
    world.sweep().await;

    let failed = world.table.dead(Timestamp::MAX, u16::MAX).await.unwrap();
    let failed: Vec<String> = failed.iter().map(ToString::to_string).collect();
    let mailed = world.mailed();
    let (mut stored, mut lost, mut never) = (0, 0, 0);
    for number in 0..count {
        let own = person(number);
        let Some(found) = world.table.find(&own.reference).await.unwrap() else {
            lost += u32::from(acknowledged.contains(&number));
            continue;
        };
        assert_eq!(found.answers, own.answers);
        stored += 1;
        let ids = messages(&own)
            .into_iter()
            .map(|message| message.id.to_string());
        never += ids
            .filter(|id| !mailed.contains_key(id) && !failed.contains(id))
            .count();
    }
    let twice = mailed.values().filter(|times| **times > 1).count();
    let told = acknowledged.len();
    eprintln!(
        "posted {count}, acknowledged {told}, stored {stored}, mails {}: once {}, more than once {twice}, failed {}, \
         never {never}, lost {lost}",
        mailed.len(),
        mailed.len() - twice,
        failed.len(),
    );
    assert_eq!((lost, never), (0, 0));
    assert!(
        told as u64 * 10 > count * 9,
        "only {told} of {count} got through"
    );
    assert!(stored >= told);
}
