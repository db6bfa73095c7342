//! What was answered, field by field, as codes and normal forms.
//! `Debug` shows which fields are answered, never what was typed, so that no log can hold it.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

/// The answers in the form's order; a field that was left empty is not among them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Answers(Vec<Answer>);

/// What was answered to one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    pub field: String,
    pub value: Value,
}

/// An answer by its kind: choices as the form's codes, never as translated words.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Value {
    Text(String),
    Codes(Vec<String>),
    Number(u32),
    Email(String),
    Phone { e164: String, typed: String },
    Yes,
}

impl Answers {
    pub fn new(answers: Vec<Answer>) -> Self {
        Self(answers)
    }

    pub fn iter(&self) -> impl Iterator<Item = &Answer> {
        self.0.iter()
    }

    pub fn get(&self, field: &str) -> Option<&Value> {
        self.0
            .iter()
            .find(|answer| answer.field == field)
            .map(|answer| &answer.value)
    }

    /// The (first) code chosen in a field of choices.
    pub fn code(&self, field: &str) -> Option<&str> {
        match self.get(field)? {
            Value::Codes(codes) => codes.first().map(String::as_str),
            _ => None,
        }
    }

    pub fn text(&self, field: &str) -> Option<&str> {
        match self.get(field)? {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The person's own address: the answer to the field named `email`.
    pub fn email(&self) -> Option<&str> {
        match self.get("email")? {
            Value::Email(address) => Some(address),
            _ => None,
        }
    }

    /// The person's own number in E.164: the answer to the field named `phone`.
    pub fn phone(&self) -> Option<&str> {
        match self.get("phone")? {
            Value::Phone { e164, .. } => Some(e164),
            _ => None,
        }
    }

    /// Addresses and numbers of others, such as whoever helped, in small letters; each once.
    pub fn ways_to_others(&self) -> BTreeSet<String> {
        let way = |value: &Value| match value {
            Value::Email(address) => Some(address.to_lowercase()),
            Value::Phone { e164, .. } => Some(e164.clone()),
            _ => None,
        };
        let own = ["email", "phone"].map(|field| way(self.get(field)?));
        let all = self.0.iter().filter_map(|answer| way(&answer.value));
        all.filter(|way| !own.iter().flatten().any(|own| own == way))
            .collect()
    }
}

impl Value {
    /// The parts that count when two answers are compared: case of an address and spelling of a number do not.
    pub(super) fn normalised(&self) -> Vec<String> {
        match self {
            Self::Text(text) => vec![text.clone()],
            Self::Codes(codes) => codes.clone(),
            Self::Number(number) => vec![number.to_string()],
            Self::Email(address) => vec![address.to_lowercase()],
            Self::Phone { e164, .. } => vec![e164.clone()],
            Self::Yes => vec!["yes".to_owned()],
        }
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text(_) => "Text(…)",
            Self::Codes(_) => "Codes(…)",
            Self::Number(_) => "Number(…)",
            Self::Email(_) => "Email(…)",
            Self::Phone { .. } => "Phone(…)",
            Self::Yes => "Yes",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::some_answers;

    #[test]
    fn accessors_find_answers_by_field() {
        let answers = some_answers();
        assert_eq!(answers.code("role"), Some("newcomer"));
        assert_eq!(answers.text("name"), Some("Åsa"));
        assert_eq!(answers.email(), Some("Asa@example.org"));
        assert_eq!(answers.phone(), Some("+46701740605"));
        assert_eq!(answers.text("role"), None);
        assert_eq!(answers.get("district"), None);
    }

    #[test]
    fn debug_never_shows_what_was_typed() {
        let shown = format!("{:?}", some_answers());
        assert!(shown.contains("email"), "{shown}");
        for typed in ["Åsa", "Asa@", "701740605", "newcomer"] {
            assert!(!shown.contains(typed), "{shown}");
        }
    }
}
