//! What the alarms go by: each event is counted once, and nothing else is.

use std::sync::{Arc, Mutex};

use function::events::{Task, run_task};
use function::notify::{Bounce, BounceKind};
use function::settings::Settings;
use function::store::MessageId;
use jiff::SignedDuration;
use metrics::{
    Counter, CounterFn, Gauge, Histogram, HistogramFn, Key, KeyName, Metadata, Recorder,
    SharedString, Unit,
};

use crate::deliver::over_smtp;
use crate::engine::fresh_store;
use crate::lambda::Function;
use crate::samples::{NOW, at};
use crate::smtp::SmtpServer;

/// Keeps what this test's thread counts, as `name value`.
#[derive(Clone, Default)]
struct Counted(Arc<Mutex<Vec<String>>>);

impl Counted {
    fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

struct Named(Counted, String);

impl Named {
    fn note(&self, value: impl std::fmt::Display) {
        let noted = format!("{} {value}", self.1);
        self.0.0.lock().unwrap().push(noted);
    }
}

impl CounterFn for Named {
    fn increment(&self, value: u64) {
        self.note(value);
    }

    fn absolute(&self, value: u64) {
        self.note(value);
    }
}

impl HistogramFn for Named {
    fn record(&self, value: f64) {
        self.note(value);
    }
}

impl Recorder for Counted {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, key: &Key, _: &Metadata<'_>) -> Counter {
        Counter::from_arc(Arc::new(Named(self.clone(), key.name().to_owned())))
    }

    fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::noop()
    }

    fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::from_arc(Arc::new(Named(self.clone(), key.name().to_owned())))
    }
}

#[tokio::test]
async fn what_the_alarms_go_by_is_counted_once() {
    let counted = Counted::default();
    let _here = metrics::set_default_local_recorder(&counted);
    let function = Function::start().await;
    let probing = Settings {
        probe_mail: Some("sink@example.net".to_owned()),
        ..function.settings.clone()
    };
    let task = async |task, now| run_task(task, &function.parts, &probing, now).await.is_ok();

    function.answer("form-post-faulty.json").await;
    assert_eq!(counted.take(), [""; 0], "a fault is no sign-up");
    assert!(task(Task::Probe, at(NOW)).await);
    assert_eq!(counted.take(), ["TrialsPassed 1"], "a trial is no sign-up");

    function.server.refuse("RCPT", "450 4.2.1 later");
    function.answer("form-post.json").await;
    function.answer("form-post.json").await;
    assert_eq!(counted.take(), ["SignUps 1"], "the same again is the same");

    let later = jiff::Timestamp::now() + SignedDuration::from_mins(20);
    assert!(task(Task::Sweep, later).await);
    let [waits] = &counted.take()[..] else {
        panic!("one number a sweep");
    };
    let waits = waits.strip_prefix("OldestUndeliveredSeconds ").unwrap();
    assert!(
        (1_190.0..1_300.0).contains(&waits.parse().unwrap()),
        "{waits}"
    );

    function.server.refuse("RCPT", "550 5.1.1 no such user");
    assert!(task(Task::Sweep, later + SignedDuration::from_hours(1)).await);
    let told = counted.take();
    let failed = told.iter().filter(|told| *told == "FailedMessages 1");
    assert_eq!(
        failed.count(),
        3,
        "receipt, notice, and the word of the receipt: {told:?}"
    );
    assert!(!task(Task::Probe, at(NOW)).await);
    assert!(!counted.take().contains(&"TrialsPassed 1".to_owned()));
}

/// Of a receipt that came back the coordinators hear by mail; of their own mail, or a trial's, nobody would.
#[tokio::test]
async fn a_mail_that_came_back_is_counted_where_nobody_is_told() {
    let counted = Counted::default();
    let _here = metrics::set_default_local_recorder(&counted);
    let (store, server) = (fresh_store().await, SmtpServer::start().await);
    let notifier = over_smtp(&store, &server);
    let returned = async |id: &str| {
        let bounce = Bounce {
            message: MessageId::parse(id).unwrap(),
            kind: BounceKind::Permanent,
        };
        notifier.take_bounce(&bounce, at(NOW)).await.unwrap();
        counted.take()
    };
    let once = ["FailedMessages 1"];
    assert_eq!(returned("KD-222222_notice_1").await, once);
    assert_eq!(returned("PROV-222222_receipt_1").await, once);
    assert_eq!(returned("KD-222222_receipt_1").await, [""; 0]);
}
