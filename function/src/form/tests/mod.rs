//! The form that is really asked: its rules, its words, and that nothing posted brings it down.

mod askable;
mod definition;
mod rules;
mod words;

use proptest::prelude::*;

use super::*;
use crate::sign_up::{Answers, Suspicion};

fn form_text() -> String {
    fs_err::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../content/sign-up/form.toml"
    ))
    .unwrap()
}

fn form() -> &'static Form {
    static FORM: std::sync::OnceLock<Form> = std::sync::OnceLock::new();
    FORM.get_or_init(|| Form::read(&form_text()).unwrap())
}

/// A full sheet of a kind; each `name=value` line replaces what the sheet has for that name, `name=` takes it away.
fn submission(kind: &str, changes: &[&str]) -> Submission {
    let mut lines = vec![
        "role=newcomer",
        "place=yes",
        "adult=yes",
        "name=Åsa Öst",
        "email=asa@example.org",
        "phone=070-174 06 05",
    ];
    let kind_line = format!("kind={kind}");
    lines.push(&kind_line);
    if kind == "family" {
        lines.extend(["children=2", "child_ages=0-1", "child_ages=4-6"]);
    }
    let name_of = |line: &str| line.split_once('=').unwrap().0.to_owned();
    lines.retain(|line| {
        !changes
            .iter()
            .any(|change| name_of(change) == name_of(line))
    });
    lines.extend(changes);
    let pairs = lines.into_iter().map(|line| line.split_once('=').unwrap());
    Submission::new(
        pairs
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
    )
}

fn faults(kind: &str, changes: &[&str]) -> Vec<(String, FaultCode)> {
    match form().check(&submission(kind, changes), kind) {
        Outcome::Faulty(faults) => faults
            .into_iter()
            .map(|fault| (fault.field, fault.code))
            .collect(),
        Outcome::Accepted { .. } => Vec::new(),
        Outcome::Stopped(stop) => panic!("stopped: {stop}"),
    }
}

fn accepted(kind: &str, changes: &[&str]) -> (Answers, Option<Suspicion>) {
    match form().check(&submission(kind, changes), kind) {
        Outcome::Accepted { answers, suspect } => (answers, suspect),
        other => panic!("{other:?}"),
    }
}

proptest! {
    /// Whatever is posted: no panic, and each field has one fault at most.
    #[test]
    fn any_submission_comes_to_an_outcome(pairs in prop::collection::vec(("[a-z_]{1,8}|name|email|phone|more|children|child_ages|role", any::<String>()), 0..12)) {
        let form = form();
        let submission = Submission::new(pairs);
        for kind in ["individual", "family"] {
            if let Outcome::Faulty(faults) = form.check(&submission, kind) {
                for fault in &faults {
                    prop_assert_eq!(faults.iter().filter(|each| each.field == fault.field).count(), 1);
                }
            }
            for kept in form.kept(&submission, kind).into_values() {
                let Kept::Text(text) = kept else { continue };
                prop_assert!(!text.chars().any(|char| char.is_control() && char != '\n'), "{:?}", text);
            }
        }
    }

    /// Phone and address readers see everything that a person can type.
    #[test]
    fn any_typed_text_is_read_or_refused(typed in "[0-9+() a-z;=٠-٩@.,:*#\\PC]{0,50}") {
        let form = form();
        for name in ["email", "phone", "helper_phone", "children"] {
            let pairs = vec![(name.to_owned(), typed.clone())];
            form.check(&Submission::new(pairs), "family");
        }
    }
}
