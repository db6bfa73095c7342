//! The valid value: one sign-up with its reference, key, language and answers as codes.
//! Made from answers that passed the form's rules; must not know where they came from, nor where they go.
//! `Debug` shows which fields are answered, never what was typed, so that no log can hold it.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::Sha256;

/// One person's (or family's) sign-up, as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignUp {
    pub reference: Reference,
    pub key: Key,
    pub created_at: Timestamp,
    pub language: Language,
    pub answers: Answers,
    pub suspect: Option<Suspicion>,
}

/// Why a sign-up is put in quarantine: stored and listed, but not mailed like the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Suspicion {
    /// The field that people never see was filled in.
    Honeypot,
    /// The free text looks like advertising.
    Content,
}

/// What the person is told and can read out on the phone, e.g. `KD-7F2K94`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Reference(String);

/// Signs that are not taken for one another (no 0/O, 1/I/L, 2/Z, 5/S, 8/B pairs), without vowels so that no word comes out.
const REFERENCE_SIGNS: &[u8; 24] = b"23456789CDFGHJKMNPQRTVWX";
const REFERENCE_LENGTH: usize = 6;
const PREFIX_LENGTH_MAX: usize = 4;

impl Reference {
    /// Draws a reference from a random number. The prefix is the form's, capital letters.
    pub fn draw(prefix: &str, random: u64) -> Self {
        let base = REFERENCE_SIGNS.len() as u64;
        let mut rest = random;
        let signs = (0..REFERENCE_LENGTH).map(|_| {
            let sign = REFERENCE_SIGNS[(rest % base) as usize];
            rest /= base;
            char::from(sign)
        });
        Self(format!("{prefix}-{}", signs.collect::<String>()))
    }

    /// Reads what somebody wrote: any case, surrounding white space. `None` when it cannot be a reference.
    ///
    /// ```
    /// use function::sign_up::Reference;
    /// assert_eq!(Reference::parse(" kd-7f2k94 ").unwrap().as_str(), "KD-7F2K94");
    /// assert!(Reference::parse("KD-7F2K9O").is_none());
    /// ```
    pub fn parse(written: &str) -> Option<Self> {
        let upper = written.trim().to_ascii_uppercase();
        let (prefix, signs) = upper.split_once('-')?;
        let prefix_fits = (1..=PREFIX_LENGTH_MAX).contains(&prefix.len())
            && prefix.bytes().all(|byte| byte.is_ascii_uppercase());
        let signs_fit = signs.len() == REFERENCE_LENGTH
            && signs.bytes().all(|byte| REFERENCE_SIGNS.contains(&byte));
        (prefix_fits && signs_fit).then_some(Self(upper))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Reference {
    type Error = NotAReference;

    fn try_from(written: String) -> Result<Self, NotAReference> {
        Self::parse(&written).ok_or(NotAReference(written))
    }
}

impl From<Reference> for String {
    fn from(reference: Reference) -> Self {
        reference.0
    }
}

/// A stored or passed text that should have been a reference.
#[derive(Debug, thiserror::Error)]
#[error("{0:?} is not a reference (expected e.g. KD-7F2K94)")]
pub struct NotAReference(String);

/// What is equal when the same answers come again: hex HMAC-SHA256 of form, contact and answers.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Key(String);

impl Key {
    /// Keyed, so that nobody who sees the key can try out names and numbers against it.
    pub fn new(secret: &[u8], form: &str, answers: &Answers) -> Self {
        let mut text = String::new();
        push_part(&mut text, form);
        for answer in answers.iter() {
            push_part(&mut text, &answer.field);
            for part in answer.value.normalised() {
                push_part(&mut text, &part);
            }
            text.push(';');
        }
        Self(keyed_hash(secret, text.as_bytes()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Length first, so that two lists of parts never run together into the same text.
fn push_part(text: &mut String, part: &str) {
    text.push_str(&part.len().to_string());
    text.push(':');
    text.push_str(part);
}

/// Hex HMAC-SHA256: for keys that must not tell what they were made of.
pub fn keyed_hash(secret: &[u8], bytes: &[u8]) -> String {
    #[expect(clippy::expect_used, reason = "HMAC takes a key of any length")]
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("any length of key");
    mac.update(bytes);
    mac.finalize()
        .into_bytes()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// One of the form's languages, by its code: `sv`, `sv-simple`, `fa-AF`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Language(String);

impl Language {
    pub fn new(code: impl Into<String>) -> Self {
        Self(code.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

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
}

impl Value {
    /// The parts that count when two answers are compared: case of an address and spelling of a number do not.
    fn normalised(&self) -> Vec<String> {
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
    use super::*;

    fn answer(field: &str, value: Value) -> Answer {
        Answer {
            field: field.to_owned(),
            value,
        }
    }

    fn phone(e164: &str, typed: &str) -> Value {
        Value::Phone {
            e164: e164.to_owned(),
            typed: typed.to_owned(),
        }
    }

    fn some_answers() -> Answers {
        Answers::new(vec![
            answer("role", Value::Codes(vec!["newcomer".into()])),
            answer("name", Value::Text("Åsa".into())),
            answer("email", Value::Email("Asa@example.org".into())),
            answer("phone", phone("+46701740605", "070-174 06 05")),
            answer("children", Value::Number(2)),
            answer("adult", Value::Yes),
        ])
    }

    #[test]
    fn a_drawn_reference_can_be_parsed() {
        for random in [0, 1, 23, 24, 191_102_975, 191_102_976, u64::MAX] {
            let reference = Reference::draw("KD", random);
            assert_eq!(reference.as_str().len(), 9);
            assert_eq!(Reference::parse(reference.as_str()), Some(reference));
        }
        assert_ne!(Reference::draw("KD", 1), Reference::draw("KD", 2));
    }

    #[test]
    fn parsing_refuses_what_is_no_reference() {
        let check = |written: &str, expected: Option<&str>| {
            assert_eq!(
                Reference::parse(written).as_ref().map(Reference::as_str),
                expected,
                "{written:?}"
            );
        };
        check("KD-7F2K94", Some("KD-7F2K94"));
        check("kd-7f2k94\n", Some("KD-7F2K94"));
        check("KD-7F2K9", None);
        check("KD-7F2K944", None);
        check("KD-7F2K9A", None);
        check("KD7F2K94", None);
        check("-7F2K94", None);
        check("LONGER-7F2K94", None);
        check("K/-7F2K94", None);
        check("ÅÅ-7F2K94", None);
        check("", None);
    }

    #[test]
    fn the_key_sees_what_is_the_same_and_what_is_not() {
        let key = |answers: &Answers| Key::new(b"secret", "sign-up", answers);
        let with = |field: &str, value: Value| {
            let mut answers = some_answers();
            for answer in &mut answers.0 {
                if answer.field == field {
                    answer.value = value.clone();
                }
            }
            answers
        };
        let first = key(&some_answers());
        assert_eq!(first.as_str().len(), 64);
        assert_eq!(
            first,
            key(&with("phone", phone("+46701740605", "+46 70 174 06 05")))
        );
        assert_eq!(
            first,
            key(&with("email", Value::Email("asa@example.org".into())))
        );
        assert_ne!(first, key(&with("name", Value::Text("Osa".into()))));
        assert_ne!(first, key(&with("children", Value::Number(3))));
        assert_ne!(first, Key::new(b"other", "sign-up", &some_answers()));
        assert_ne!(first, Key::new(b"secret", "other", &some_answers()));
    }

    #[test]
    fn parts_never_run_together() {
        let codes = |codes: &[&str]| {
            let value = Value::Codes(codes.iter().map(|code| (*code).to_owned()).collect());
            Key::new(b"s", "f", &Answers::new(vec![answer("a", value)]))
        };
        assert_ne!(codes(&["ab", "c"]), codes(&["a", "bc"]));
        assert_ne!(codes(&["1:a"]), codes(&["a"]));
    }

    #[test]
    fn a_sign_up_survives_json() {
        let sign_up = SignUp {
            reference: Reference::draw("KD", 7),
            key: Key::new(b"secret", "sign-up", &some_answers()),
            created_at: Timestamp::UNIX_EPOCH,
            language: Language::new("fa-AF"),
            answers: some_answers(),
            suspect: Some(Suspicion::Honeypot),
        };
        let json = serde_json::to_string(&sign_up).unwrap();
        assert!(json.contains(r#""value":{"codes":["newcomer"]}"#), "{json}");
        assert_eq!(serde_json::from_str::<SignUp>(&json).unwrap(), sign_up);
    }

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
