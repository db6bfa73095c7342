//! `content/sign-up/mail.toml` → all words of the mails. What is lacking, unknown or has an unknown `{placeholder}` is
//! refused when the function is packed, not when the first mail is due.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::sign_up::Language;

/// All words of the mails.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    pub(super) programme: Programme,
    pub(super) receipt: BTreeMap<String, Receipt>,
    pub(super) coordinators: Coordinators,
}

/// What stands for the `{placeholders}` in all languages.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Programme {
    pub name: String,
    pub phone: String,
    pub email: String,
    /// IANA name of the zone in which coordinators read times.
    pub time_zone: String,
    /// The language of the coordinators, which also stands beneath the person's own in a receipt.
    pub language: String,
}

/// The receipt in one language.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Receipt {
    /// For the `lang` attribute, which knows no `sv-simple`.
    pub lang: String,
    pub direction: String,
    /// A native speaker has read it; otherwise `unproofed` stands under it.
    pub proofread: bool,
    pub unproofed: String,
    pub subject: String,
    pub heading: String,
    pub paragraphs: Vec<String>,
    pub steps_heading: String,
    pub steps: Vec<String>,
    pub closing: Vec<String>,
}

/// The mails to coordinators, in one language.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Coordinators {
    pub lang: String,
    pub direction: String,
    /// What stands before the values.
    pub labels: RowLabels,
    /// The languages of the form, named in this one.
    pub languages: BTreeMap<String, String>,
    /// Short words for answers in subjects, by field and code; the form's own label stands in for a lacking one.
    pub short: BTreeMap<String, BTreeMap<String, String>>,
    pub notice: Notice,
    pub returned: Plain,
    pub held: Held,
    pub digest: Digest,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RowLabels {
    pub reference: String,
    pub role: String,
    pub kind: String,
    pub language: String,
    pub time: String,
    /// Before the references of other sign-ups with the same address or number.
    pub same_contact: String,
    pub yes: String,
    pub unknown: String,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Notice {
    pub subject: String,
    pub heading: String,
    /// Where the answers are read, in `notice` mode.
    pub read_them: Vec<String>,
    /// What to do with a mail that holds answers, in `full` mode.
    pub handle_with_care: Vec<String>,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Plain {
    pub subject: String,
    pub heading: String,
    pub paragraphs: Vec<String>,
}

/// Something came into quarantine; the references stand between `paragraphs` and `closing`.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Held {
    pub subject: String,
    pub heading: String,
    pub paragraphs: Vec<String>,
    pub closing: Vec<String>,
}

#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Digest {
    pub subject: String,
    pub heading: String,
    pub new: String,
    pub same_contact: String,
    pub unreadable: String,
    pub waiting: String,
    pub failed: String,
    pub quarantined: String,
    pub none: String,
    pub more: String,
    pub closing: Vec<String>,
}

/// Why the texts cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TextsError {
    #[error(transparent)]
    Read(#[from] std::io::Error),
    #[error("{path}: {fault}")]
    Parse { path: PathBuf, fault: String },
    #[error("{path}: {faults}")]
    Faults { path: PathBuf, faults: String },
}

/// Words in braces that a text may use.
const PLACEHOLDERS: [&str; 9] = [
    "programme",
    "phone",
    "email",
    "reference",
    "role",
    "kind",
    "week",
    "days",
    "count",
];

impl Texts {
    /// The coordinators'.
    pub fn language(&self) -> Language {
        Language::new(&self.programme.language)
    }

    /// Reads and checks the file.
    ///
    /// # Errors
    /// When it cannot be read, or names all that is wrong in it.
    pub fn load(path: &Path) -> Result<Self, TextsError> {
        Self::parse(path, &fs_err::read_to_string(path)?)
    }

    /// What the receipts lack of a form's languages, or have besides: a language without its own would be thanked in another.
    pub fn receipts_unlike(&self, languages: impl Iterator<Item = Language>) -> Vec<String> {
        let spoken: Vec<Language> = languages.collect();
        let lacking = spoken
            .iter()
            .filter(|own| !self.receipt.contains_key(own.as_str()))
            .map(|own| format!("there is no [receipt.{own}], though form.toml has that language"));
        let foreign = self
            .receipt
            .keys()
            .filter(|code| !spoken.iter().any(|own| own.as_str() == code.as_str()))
            .map(|code| format!("[receipt.{code}] is in no language of form.toml"));
        lacking.chain(foreign).collect()
    }

    pub fn parse(path: &Path, text: &str) -> Result<Self, TextsError> {
        let texts: Self = toml::from_str(text).map_err(|error| TextsError::Parse {
            path: path.to_owned(),
            fault: error.to_string(),
        })?;
        let faults = texts.faults(text);
        if faults.is_empty() {
            Ok(texts)
        } else {
            Err(TextsError::Faults {
                path: path.to_owned(),
                faults: faults.join("; "),
            })
        }
    }

    fn faults(&self, source: &str) -> Vec<String> {
        let mut faults: Vec<String> = unknown_placeholders(source)
            .map(|name| {
                format!(
                    "unknown placeholder {{{name}}} (known: {})",
                    PLACEHOLDERS.join(", ")
                )
            })
            .collect();
        let own = &self.programme.language;
        if !self.receipt.contains_key(own) {
            faults.push(format!(
                "programme.language is {own:?}, but there is no [receipt.{own}]"
            ));
        }
        if jiff::tz::TimeZone::get(&self.programme.time_zone).is_err() {
            faults.push(format!(
                "programme.time_zone: no zone is called {:?}",
                self.programme.time_zone
            ));
        }
        for (code, receipt) in &self.receipt {
            if !matches!(receipt.direction.as_str(), "ltr" | "rtl") {
                faults.push(format!(
                    "receipt.{code}.direction must be \"ltr\" or \"rtl\""
                ));
            }
        }
        faults
    }

    /// The codes of the languages that a receipt is written in.
    pub fn languages(&self) -> impl Iterator<Item = &str> {
        self.receipt.keys().map(String::as_str)
    }

    /// The receipt in a language, or in the programme's own where it is lacking.
    pub(super) fn receipt_in(&self, language: &str) -> Option<&Receipt> {
        self.receipt
            .get(language)
            .or_else(|| self.receipt.get(&self.programme.language))
    }
}

/// Names in braces that nothing stands for. TOML's own inline tables are not used in this file.
fn unknown_placeholders(source: &str) -> impl Iterator<Item = &str> {
    let lines = source
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'));
    let names = lines.flat_map(|line| {
        line.split('{')
            .skip(1)
            .filter_map(|rest| rest.split_once('}'))
    });
    names
        .map(|(name, _)| name)
        .filter(|name| !PLACEHOLDERS.contains(name))
}

/// Puts values in the place of `{names}`. A value that holds braces is not filled again.
pub(super) fn fill(text: &str, values: &[(&str, String)]) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            filled.push('{');
            rest = after;
            continue;
        };
        let value = values
            .iter()
            .find(|(known, _)| *known == name)
            .map_or("", |(_, value)| value.as_str());
        filled.push_str(value);
        rest = tail;
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_filled_once() {
        let check = |text: &str, expected: &str| {
            let values = [
                ("reference", "KD-1{phone}".to_owned()),
                ("phone", "08".to_owned()),
            ];
            assert_eq!(fill(text, &values), expected, "{text}");
        };
        check("Nr {reference}, ring {phone}.", "Nr KD-1{phone}, ring 08.");
        check("{none} {", " {");
        check("", "");
    }

    #[test]
    fn unknown_placeholders_are_found() {
        let found: Vec<&str> =
            unknown_placeholders("# {comment}\na = \"{phone} {fone}\"\nb = \"{week}\"").collect();
        assert_eq!(found, ["fone"]);
    }
}
