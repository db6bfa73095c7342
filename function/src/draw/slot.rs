//! The places in built pages where the function draws: which there are, and how they are marked.

use serde::{Deserialize, Serialize};

/// What a page has between its two comments; written as the first of them, e.g. `<!--form:family:sv-->`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub enum Slot {
    Form { kind: String, language: String },
    Answer { language: String },
}

impl Slot {
    pub(super) fn form(kind: &str, language: &str) -> Self {
        Self::Form {
            kind: kind.to_owned(),
            language: language.to_owned(),
        }
    }

    pub(super) fn answer(language: &str) -> Self {
        Self::Answer {
            language: language.to_owned(),
        }
    }

    /// Of what stands in the first of the two comments.
    pub(super) fn opened_by(opening: &str) -> Option<Self> {
        let parts: Vec<&str> = opening.split(':').collect();
        match parts[..] {
            ["form", kind, language] => Some(Self::Form {
                kind: kind.to_owned(),
                language: language.to_owned(),
            }),
            ["answer", language] => Some(Self::Answer {
                language: language.to_owned(),
            }),
            _ => None,
        }
    }

    /// What a page must have for it, for whoever writes pages.
    pub fn told(&self) -> String {
        match self {
            Self::Form { kind, language } => format!(
                "the form of the kind {kind:?} in {language:?} (`form_kind = {kind:?}` under [extra], and the form's template)"
            ),
            Self::Answer { language } => format!(
                "the place for the form's answers in {language:?} (content/sign-up/thanks.md)"
            ),
        }
    }
}

impl std::fmt::Display for Slot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Form { kind, language } => write!(f, "<!--form:{kind}:{language}-->"),
            Self::Answer { language } => write!(f, "<!--answer:{language}-->"),
        }
    }
}

impl From<Slot> for String {
    fn from(slot: Slot) -> Self {
        slot.to_string()
    }
}

impl TryFrom<String> for Slot {
    type Error = String;

    fn try_from(comment: String) -> Result<Self, String> {
        let inner = comment.strip_prefix("<!--");
        let read = inner.and_then(|inner| Slot::opened_by(inner.strip_suffix("-->")?));
        read.ok_or_else(|| format!("{comment:?} opens no form and no answer"))
    }
}
