//! Is this likely to be spam? A suspicion puts a sign-up in quarantine, where a human looks; it never drops one.

use super::definition::Definition;
use super::submission::Submission;
use crate::sign_up::{Answers, Suspicion, Value};

pub fn of(
    definition: &Definition,
    submission: &Submission,
    answers: &Answers,
) -> Option<Suspicion> {
    if submission.first(&definition.honeypot.name).is_some() {
        return Some(Suspicion::Honeypot);
    }
    let rules = &definition.suspicion;
    let texts: Vec<String> = answers
        .iter()
        .filter_map(|answer| lower_text(&answer.value))
        .collect();
    let count: usize = texts.iter().map(|text| links(text)).sum();
    let signs = texts.iter().any(|text| {
        rules
            .signs
            .iter()
            .any(|sign| text.contains(&sign.to_lowercase()))
    });
    let name = answers.text("name").unwrap_or_default();
    let is_link = links(&name.to_lowercase()) > 0;
    (count > rules.links_max || signs || is_link).then_some(Suspicion::Content)
}

fn lower_text(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) => Some(text.to_lowercase()),
        _ => None,
    }
}

/// How many there are in a text of small letters.
fn links(text: &str) -> usize {
    let schemes = text.matches("://").count();
    let bare = text
        .split_whitespace()
        .filter(|word| word.starts_with("www."))
        .count();
    schemes + bare
}
