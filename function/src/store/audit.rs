//! What was done to a sign-up, when, and by whom where it was a human: a line each, which goes with the sign-up.

use std::fmt;

use jiff::Timestamp;

use super::item::{Item, get, get_time, item, key, text};
use super::table::{AUDIT, sign_up_pk, time_text};
use crate::sign_up::Reference;

/// Who does something to a sign-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// This service, at the schedule's word or because the person signed up again.
    Service,
    Human(Name),
}

/// By what name colleagues know somebody who works here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name(String);

/// What is done, by whom and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    pub by: Actor,
    pub at: Timestamp,
}

/// What was done. Its words are ours: no answer stands in them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditLine {
    pub at: Timestamp,
    pub what: String,
    /// `None`: the service itself, or somebody of whom no name was kept yet.
    pub by: Option<String>,
}

impl Name {
    const SIGNS_MAX: usize = 60;

    /// `None` where it is empty, longer than a line, or more than one.
    pub fn parse(written: &str) -> Option<Self> {
        let name = written.trim();
        let fits = !name.is_empty()
            && name.chars().count() <= Self::SIGNS_MAX
            && !name.chars().any(char::is_control);
        fits.then(|| Self(name.to_owned()))
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Service => f.write_str("the service"),
            Self::Human(name) => name.fmt(f),
        }
    }
}

impl Act {
    pub fn of_service(at: Timestamp) -> Self {
        let by = Actor::Service;
        Self { by, at }
    }
}

/// Two lines of the same moment are told apart by random signs.
pub(super) fn audit_item(reference: &Reference, what: &str, act: &Act) -> Item {
    let (at, apart) = (time_text(act.at), getrandom::u32().unwrap_or_default());
    let key = key(sign_up_pk(reference), format!("{AUDIT}{at}#{apart:08x}"));
    let mut line = item(key, [("at", text(at)), ("what", text(what))]);
    if let Actor::Human(name) = &act.by {
        line.insert("by".to_owned(), text(name.to_string()));
    }
    line
}

pub(super) fn audit_of(item: &Item) -> Option<AuditLine> {
    Some(AuditLine {
        at: get_time(item, "at")?,
        what: get(item, "what")?.to_owned(),
        by: get(item, "by").map(str::to_owned),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_line() {
        let check = |written: &str, expected: Option<&str>| {
            let read = Name::parse(written).map(|name| name.to_string());
            assert_eq!(read.as_deref(), expected, "{written:?}");
        };
        check(" Eva Ek ", Some("Eva Ek"));
        check(&"å".repeat(60), Some(&"å".repeat(60)));
        for wrong in ["", " ", "Eva\nEk", "Eva\tEk", &"å".repeat(61)] {
            check(wrong, None);
        }
    }
}
