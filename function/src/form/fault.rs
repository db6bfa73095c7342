//! What is wrong with an answer: a field and a code. The words for it stand in `form.toml`.

use serde::{Deserialize, Serialize};

/// A rule that an answer broke.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FaultCode {
    Missing,
    EitherMissing,
    EmailWrong,
    PhoneWrong,
    TooLong,
    NotANumber,
    UnknownChoice,
}

impl FaultCode {
    pub const ALL: [Self; 7] = [
        Self::Missing,
        Self::EitherMissing,
        Self::EmailWrong,
        Self::PhoneWrong,
        Self::TooLong,
        Self::NotANumber,
        Self::UnknownChoice,
    ];

    /// Whether the form's words for it say what is to be written, so that one knows of which field they are.
    pub fn names_its_field(self) -> bool {
        matches!(
            self,
            Self::EitherMissing | Self::EmailWrong | Self::PhoneWrong
        )
    }

    /// The code as `form.toml` spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::EitherMissing => "either-missing",
            Self::EmailWrong => "email-wrong",
            Self::PhoneWrong => "phone-wrong",
            Self::TooLong => "too-long",
            Self::NotANumber => "not-a-number",
            Self::UnknownChoice => "unknown-choice",
        }
    }
}

/// One fault, of one field. Fields are faulted once: the first thing to mend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub field: String,
    pub code: FaultCode,
}
