//! Every await between the first byte and the last mail × every fault that a table or a mail service knows.
//!
//! | at the n-th request of a sign-up | what holds |
//! |---|---|
//! | once: throttled, down, late, no answer, answered in vain, carried out and never answered | 303, and the mails at once or with the next sweep |
//! | from then on: throttled, down, answers lost, silent | before the transaction 503 with every answer kept, after it 303; mails with the next sweep |
//! | the process is killed, the request carried out or not | sent again, it is the same sign-up; mails with the next sweep |
//!
//! The requests are found by counting those of a sign-up without faults: the transaction, and for each mail the others of its
//! contact, SES, the mark. So are those of a sweep that finds what a dead sender left: the outbox, and for
//! each mail its lease, the sign-up and the same again; whatever fails there, the next sweep mails it. Elsewhere: faults of SMTP (`smtp_faults`), clocks
//! that jump (`clock`), answers that leave something out (`not_whole`), takers of whom nothing is heard (`leases`), full disks
//! (`full_disk` in the other tests and `deliver`), `kill -9` (`kill` in the other tests), and all at random (`chaos`).
//!
//! Faults that are waited for are tried at every fourth request; `SLOW_FAULTS=all cargo test --workspace --test it faults`
//! tries them at all, in some two minutes. Longer runs of others: `SIGN_UPS=10000` (`chaos`), `CASES=1000000` (`properties`).

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::http::StatusCode;
use function::notify::Notifier;
use function::settings::MailWay;
use function::sign_up::Reference;
use futures_util::StreamExt;
use tokio::sync::{Mutex as AsyncMutex, Notify};

use crate::app::{Answer, INDIVIDUAL, Place};
use crate::deliver::later;
use crate::proxy::{Fate, Script};
use crate::samples::{messages, sign_up};
use crate::ses::Ses;

#[derive(Debug, Clone, Copy, PartialEq)]
enum Reach {
    Once,
    FromThenOn,
    Killed,
}

use Reach::{FromThenOn, Killed, Once};

#[derive(Clone, Copy)]
struct Fault {
    reach: Reach,
    name: &'static str,
    fate: fn() -> Fate,
}

const fn fault(reach: Reach, name: &'static str, fate: fn() -> Fate) -> Fault {
    Fault { reach, name, fate }
}

const QUICK: [Fault; 6] = [
    fault(Once, "throttled", Fate::throttle),
    fault(Once, "down", Fate::down),
    fault(Once, "answer lost", || Fate::LoseAnswer),
    fault(Once, "late", || Fate::Slow(Duration::from_millis(50))),
    fault(Killed, "before it is carried out", || Fate::Hang),
    fault(Killed, "after it is carried out", || Fate::HangAfter),
];

/// These wait for timeouts, so all of them wait at once.
const SLOW: [Fault; 6] = [
    fault(Once, "no answer", || Fate::Hang),
    fault(Once, "carried out, no answer", || Fate::HangAfter),
    fault(FromThenOn, "throttled", Fate::throttle),
    fault(FromThenOn, "down", Fate::down),
    fault(FromThenOn, "answers lost", || Fate::LoseAnswer),
    fault(FromThenOn, "silent", || Fate::Hang),
];

/// Most of them wait; few enough that none waits for a core.
const AT_ONCE: usize = 24;
static MAKING_PLACES: AsyncMutex<()> = AsyncMutex::const_new(());

/// What goes wrong at present, shared with the proxy.
#[derive(Clone, Default)]
struct Trouble(Arc<Mutex<Plan>>);

#[derive(Default)]
struct Plan {
    /// The request at which it happens, and what; nothing when all is well.
    planned: Option<(usize, Fault)>,
    seen: usize,
    died: Arc<Notify>,
}

impl Trouble {
    fn script(&self) -> Script {
        let plan = Arc::clone(&self.0);
        Box::new(move |_| {
            let mut plan = plan.lock().unwrap();
            plan.seen += 1;
            let Some((at, fault)) = plan.planned else {
                return Fate::Pass;
            };
            let hit = plan.seen - 1 == at || (fault.reach == FromThenOn && plan.seen > at);
            if hit && fault.reach == Killed {
                plan.died.notify_one();
            }
            if hit { (fault.fate)() } else { Fate::Pass }
        })
    }

    fn begins(&self, at: usize, fault: Fault) -> Arc<Notify> {
        let mut plan = self.0.lock().unwrap();
        (plan.planned, plan.seen) = (Some((at, fault)), 0);
        plan.died = Arc::default();
        Arc::clone(&plan.died)
    }

    /// Heals, and says how many requests there have been.
    fn ends(&self) -> usize {
        let mut plan = self.0.lock().unwrap();
        plan.planned = None;
        std::mem::take(&mut plan.seen)
    }
}

async fn troubled_place() -> (Place, Trouble) {
    // To read templates keeps a core busy: many at once would be a fault of its own.
    let _alone = MAKING_PLACES.lock().await;
    let trouble = Trouble::default();
    let over_ses = MailWay::Ses {
        configuration_set: None,
    };
    let place = Place::with(|settings| settings.mail_way = over_ses, trouble.script()).await;
    (place, trouble)
}

/// Nobody else's answers.
fn body(person: usize) -> String {
    INDIVIDUAL
        .replace("asa%40", &format!("asa{person}%40"))
        .replace(
            "070-174+06+05",
            &format!("070-174+{:02}+{:02}", person / 100, person % 100),
        )
}

/// How often each message was sent.
fn sent(ses: &Ses) -> BTreeMap<String, usize> {
    let mut sent = BTreeMap::new();
    for mail in ses.mails() {
        let (headers, _) = mailparse::parse_headers(&mail).unwrap();
        let named = headers
            .iter()
            .find(|header| header.get_key_ref() == "X-Sign-Up-Message");
        *sent.entry(named.unwrap().get_value()).or_default() += 1;
    }
    sent
}

fn is_mailed(ses: &Ses, reference: &Reference) -> bool {
    let sent = sent(ses);
    ["receipt", "notice"]
        .iter()
        .all(|kind| sent.contains_key(&format!("{reference}_{kind}_1")))
}

async fn swept(sweeper: &Notifier) {
    for day in 1..=2 {
        sweeper.deliver_due(later(day)).await.unwrap();
    }
}

/// A sign-up in trouble, told to be stored or not; the same again when all is well: one sign-up, mailed to both.
async fn holds((place, trouble): &(Place, Trouble), person: usize, at: usize, fault: Fault) {
    let case = format!("request {at}, {:?} {}", fault.reach, fault.name);
    let (died, posted) = (trouble.begins(at, fault), body(person));
    let first: Option<Answer> = tokio::select! {
        answer = place.post(&posted) => Some(answer),
        () = died.notified() => None,
    };
    trouble.ends();
    let told = first.filter(|answer| answer.status == StatusCode::SEE_OTHER);
    let told = told.map(|answer| answer.reference());
    let address = format!("asa{person}@example.org");
    let stored = place.store.by_contact(&address).await.unwrap();
    if let Some(told) = &told {
        assert_eq!(stored, std::slice::from_ref(told), "{case}");
    }
    swept(&place.sweeper).await;
    for own in &stored {
        assert!(is_mailed(&place.ses, own), "{case}: {own} is not mailed");
    }
    let again = place.post(&posted).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER, "{case}");
    swept(&place.sweeper).await;
    let one = again.reference();
    assert!(told.is_none_or(|told| told == one), "{case}");
    let all = place.store.by_contact(&address).await.unwrap();
    assert_eq!(all, std::slice::from_ref(&one), "{case}: one sign-up");
    assert!(is_mailed(&place.ses, &one), "{case}");
}

/// A sweep in trouble, over a sign-up whose sender died before it mailed: the next sweep mails it.
async fn swept_next((place, trouble): &(Place, Trouble), person: usize, at: usize, fault: Fault) {
    let case = format!("request {at} of a sweep, {:?} {}", fault.reach, fault.name);
    let own = sign_up(person as u64, &format!("Asa{person}"));
    place.store.save(&own, &messages(&own)).await.unwrap();
    let died = trouble.begins(at, fault);
    tokio::select! {
        // Whether it could read the outbox or not.
        _ = place.troubled_sweeper.deliver_due(later(0)) => {},
        () = died.notified() => {},
    }
    trouble.ends();
    swept(&place.sweeper).await;
    assert!(is_mailed(&place.ses, &own.reference), "{case}");
}

/// What is tried.
#[derive(Clone, Copy)]
enum Work {
    SignUp,
    Sweep,
}

impl Work {
    async fn holds(self, place: &(Place, Trouble), at: usize, fault: Fault) {
        match self {
            Self::SignUp => holds(place, at, at, fault).await,
            Self::Sweep => swept_next(place, at, at, fault).await,
        }
    }

    /// How many requests it takes where all is well; each mail leaves once.
    async fn requests(self) -> usize {
        let (place, trouble) = troubled_place().await;
        let own = sign_up(0, "Asa");
        let reference = match self {
            Self::SignUp => place.post(&body(0)).await.reference(),
            Self::Sweep => {
                place.store.save(&own, &messages(&own)).await.unwrap();
                place.troubled_sweeper.deliver_due(later(0)).await.unwrap();
                own.reference
            }
        };
        let requests = trouble.ends();
        assert!(sent(&place.ses).values().all(|times| *times == 1));
        assert!(is_mailed(&place.ses, &reference));
        requests
    }
}

async fn one_after_the_other(work: Work, fault: Fault, requests: Range<usize>) {
    let place = troubled_place().await;
    for at in requests {
        work.holds(&place, at, fault).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_fails_wherever_nobody_is_lost_or_unmailed() {
    // The transaction, and for each mail the others of its contact (two for the notice), SES and the mark.
    tried(Work::SignUp, 7).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_fails_in_a_sweep_the_next_one_mails() {
    // The outbox, and for each mail its lease, the sign-up, the others of its contact, SES and the mark.
    tried(Work::Sweep, 14).await;
}

async fn tried(work: Work, requests_min: usize) {
    let requests = work.requests().await;
    assert!(requests >= requests_min, "{requests}");
    let quick = QUICK.map(|fault| (fault, 0..requests));
    let step = match std::env::var("SLOW_FAULTS").as_deref() {
        Ok("all") => 1,
        _ => 4,
    };
    let slow = SLOW.into_iter().flat_map(|fault| {
        let some = (0..requests).step_by(step);
        some.map(move |at| (fault, at..at + 1))
    });
    futures_util::stream::iter(quick.into_iter().chain(slow))
        .map(|(fault, requests)| tokio::spawn(one_after_the_other(work, fault, requests)))
        .buffer_unordered(AT_ONCE)
        .for_each(async |held| held.unwrap())
        .await;
}
