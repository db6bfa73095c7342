//! The valid value: one sign-up with its reference, key, language and answers as codes.
//! Made from answers that passed the form's rules; must not know where they came from, nor where they go.

mod answers;
mod key;
mod reference;
#[cfg(test)]
mod samples;

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use answers::{Answer, Answers, Value};
pub use key::{Key, keyed_hash};
pub use reference::{NotAReference, Reference, TRIAL_PREFIX};

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

#[cfg(test)]
mod tests {
    use super::samples::some_answers;
    use super::*;

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
}
