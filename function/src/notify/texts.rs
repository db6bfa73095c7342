//! What words there are for the mails: the tables of `content/sign-up/mail.toml`, and how their words in braces are filled in.

use std::collections::BTreeMap;

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
    /// By a name that is older than `admin hold`, which is another thing.
    #[serde(rename = "held")]
    pub quarantine: Quarantine,
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
    /// In their place where a sign-up was closed, and the same answers came once more.
    pub again_heading: String,
    pub again: String,
    /// Where the answers are read, in `notice` mode.
    pub read_them: Vec<String>,
    /// What to do with a mail that holds answers, in `full` mode.
    pub handle_with_care: Vec<String>,
    /// Where a reply to such a mail goes: to the person, or to nobody who waits for it.
    pub reply_reaches: String,
    pub reply_does_not: String,
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
pub(super) struct Quarantine {
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

impl Texts {
    /// The coordinators'.
    pub fn language(&self) -> Language {
        Language::new(&self.programme.language)
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
}
