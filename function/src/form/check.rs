//! A posted form → its answers, or all its faults at once, or the page that explains why there is no signing up; and what of it
//! is shown again.

use std::collections::BTreeMap;

use super::definition::{Field, Need};
use super::fault::{Fault, FaultCode};
use super::rule::{self, Kept};
use super::submission::Submission;
use super::{Form, OWN_FIELDS, suspicion, text};
use crate::sign_up::{Answer, Answers, Suspicion, Value};

/// What a submission comes to.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Every rule holds.
    Accepted {
        answers: Answers,
        suspect: Option<Suspicion>,
    },
    /// An answer leads to the explaining page of this name; nothing is to be stored.
    Stopped(String),
    /// All faults, in the form's order.
    Faulty(Vec<Fault>),
}

impl Form {
    /// Holds a submission against every rule.
    pub fn check(&self, submission: &Submission, kind: &str) -> Outcome {
        let mut answers = Vec::new();
        let mut faults = Vec::new();
        for field in self.fields(kind) {
            let values: Vec<&str> = submission.all(&field.name).collect();
            match rule::answer(field, &values, &self.phones) {
                Ok(Some(value)) => answers.push(Answer {
                    field: field.name.clone(),
                    value,
                }),
                Ok(None) if field.need == Need::Required => {
                    faults.push(fault(field, FaultCode::Missing))
                }
                Ok(None) => {}
                Err(code) => faults.push(fault(field, code)),
            }
        }
        faults.extend(self.neither_answered(kind, &answers, &faults));
        if let Some(stop) = self.stop(&answers) {
            return Outcome::Stopped(stop);
        }
        if !faults.is_empty() {
            return self.faulty(faults);
        }
        let answers = Answers::new(answers);
        let suspect = suspicion::of(&self.definition, submission, &answers);
        Outcome::Accepted { answers, suspect }
    }

    /// How many of the posted fields the form does not ask this kind for.
    pub fn ignored(&self, submission: &Submission, kind: &str) -> usize {
        let asked = |name: &str| {
            OWN_FIELDS.contains(&name)
                || name == self.definition.honeypot.name
                || self.fields(kind).any(|field| field.name == name)
        };
        submission.names().filter(|name| !asked(name)).count()
    }

    /// What was typed, by field, to be shown again: text without its invisible marks, choices as the form's codes.
    pub fn kept(&self, submission: &Submission, kind: &str) -> BTreeMap<String, Kept> {
        let mut kept: BTreeMap<String, Kept> = BTreeMap::new();
        for field in self.fields(kind) {
            let values: Vec<&str> = submission.all(&field.name).collect();
            kept.insert(field.name.clone(), rule::kept(field, &values));
        }
        let trap = &self.definition.honeypot.name;
        let trapped = submission.first(trap).map(text::clean_line);
        kept.insert(trap.clone(), Kept::Text(trapped.unwrap_or_default()));
        kept
    }

    /// In the order of the page.
    pub(super) fn faulty(&self, mut faults: Vec<Fault>) -> Outcome {
        faults.sort_by_key(|fault| {
            let mut fields = self.definition.fields.iter();
            fields.position(|field| field.name == fault.field)
        });
        Outcome::Faulty(faults)
    }

    /// Of the fields of which one at least must be answered, the first, where nobody tried any.
    pub(super) fn neither_answered(
        &self,
        kind: &str,
        answers: &[Answer],
        faults: &[Fault],
    ) -> Option<Fault> {
        let either: Vec<&Field> = self
            .fields(kind)
            .filter(|field| field.need == Need::Either)
            .collect();
        let touched = |name: &str| {
            answers.iter().any(|answer| answer.field == name)
                || faults.iter().any(|fault| fault.field == name)
        };
        if either.iter().any(|field| touched(&field.name)) {
            return None;
        }
        either
            .first()
            .map(|field| fault(field, FaultCode::EitherMissing))
    }

    /// The name of the page to which one of these answers leads, if so.
    pub(super) fn stop(&self, answers: &[Answer]) -> Option<String> {
        let chosen = answers.iter().filter_map(|answer| match &answer.value {
            Value::Codes(codes) => Some((answer.field.as_str(), codes)),
            _ => None,
        });
        let mut stops = chosen.flat_map(|(field, codes)| {
            codes
                .iter()
                .filter_map(move |code| self.definition.field(field)?.choice(code)?.stop.clone())
        });
        stops.next()
    }
}

fn fault(field: &Field, code: FaultCode) -> Fault {
    Fault {
        field: field.name.clone(),
        code,
    }
}
