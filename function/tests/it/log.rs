//! What is logged while people sign up, mails fail and strangers knock: events, and nothing that anybody typed.

use std::sync::{Arc, Mutex};

use function::events::{Task, run_task};
use function::log;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::lambda::{Function, built_site};
use crate::samples::at;

/// Gathers what is logged.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// What a function answers whose clock panics with an address in its message.
async fn panicking() -> Value {
    fn broken() -> Timestamp {
        "salma@example.org"
            .parse::<Timestamp>()
            .map_err(|_| "salma@example.org")
            .unwrap()
    }
    let function = Function::with(built_site(), |app| app.with_clock(broken)).await;
    let others = std::panic::take_hook();
    log::panics_by_their_place();
    let answer = function.answer("form-post.json").await;
    std::panic::set_hook(others);
    answer
}

#[tokio::test]
async fn no_log_line_holds_what_was_typed() {
    let lines = Lines::default();
    let writer = lines.clone();
    // For the whole process, so that the other tests' events are looked through as well.
    tracing::subscriber::set_global_default(log::json_lines(move || writer.clone())).unwrap();
    let function = Function::start().await;
    function
        .server
        .refuse("RCPT", "550 5.1.1 no such user salma@example.org");
    for event in [
        "form-post.json",
        "form-post.json",
        "form-post-faulty.json",
        "form-post-foreign.json",
    ] {
        function.answer(event).await;
    }
    let answer = panicking().await;
    assert_eq!(answer["statusCode"], 500, "{answer}");
    let later = at("2100-01-01T00:00:00Z") + SignedDuration::from_hours(1);
    run_task(Task::Sweep, &function.parts, &function.settings, later)
        .await
        .unwrap();
    tracing::info!(target: "hyper", event = "of_others");
    tracing::warn!(target: "hyper", event = "warned_by_others");

    let logged = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    let events: Vec<Value> = logged
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let named = |name: &str| events.iter().any(|event| event["event"] == name);
    for expected in [
        "stored",
        "stored_already",
        "faulty",
        "foreign_origin",
        "message_given_up",
        "panicked",
        "swept",
    ] {
        assert!(named(expected), "{expected} in {logged}");
    }
    assert!(named("warned_by_others") && !named("of_others"));
    let typed = [
        "سلمى",
        "الأحمد",
        "salma",
        "example.org",
        "samordnare",
        "٠٧٠",
        "0701740605",
        "701740605",
        "script",
        "198.51.100",
        "0-1",
    ];
    for typed in typed {
        assert!(!logged.contains(typed), "{typed} in {logged}");
    }
}
