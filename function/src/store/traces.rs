//! Texts → the items in which they stand, by a scan of the whole table: the proof that an erasure left nothing, and the names
//! of those who mention the person still.

use aws_sdk_dynamodb::types::AttributeValue;

use super::item::{Item, get};
use super::meta::sign_up_of;
use super::note::is_note;
use super::sealed::SEALED;
use super::table::{NAMED, OUT, PK, SIGN_UP, SK};
use super::{Store, StoreError};
use crate::sign_up::{Reference, SignUp};

/// What a scan of the whole table found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scan {
    /// How many items were read.
    pub items: usize,
    pub traces: Vec<Trace>,
    /// Sign-ups whose answers could not be opened to look into them.
    pub unopened: usize,
}

/// The key of an item in which one of the texts stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    pub pk: String,
    pub sk: String,
}

impl Trace {
    /// Whose item it is.
    pub fn sign_up(&self) -> Option<Reference> {
        let own = self.pk.strip_prefix(SIGN_UP);
        let others = || {
            [SIGN_UP, NAMED]
                .into_iter()
                .find_map(|of| self.sk.strip_prefix(of))
        };
        Reference::parse(own.or_else(others)?)
    }
}

impl Store {
    /// Texts by which a person is found: the reference, the key of the answers, the ways to reach the person, their hashes.
    pub fn marks(&self, sign_up: &SignUp) -> Vec<String> {
        let ways = [sign_up.answers.email(), sign_up.answers.phone()];
        let ways = ways.into_iter().flatten();
        let ways = ways.flat_map(|way| [way.to_owned(), self.contact_hash(way)]);
        let own = [sign_up.reference.as_str(), sign_up.key.as_str()];
        own.map(str::to_owned).into_iter().chain(ways).collect()
    }

    /// Reads the whole table for texts, sealed answers too. Slow, and meant to be; `seen` is told after each page how many
    /// items have been read.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn traces(
        &self,
        texts: &[&str],
        mut seen: impl FnMut(usize),
    ) -> Result<Scan, StoreError> {
        let mut scan = Scan::default();
        let mut pages = self
            .client
            .scan()
            .table_name(&self.table)
            .consistent_read(true)
            .into_paginator()
            .send();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| StoreError::from_sdk("scan the table", &error))?;
            scan.items += page.items().len();
            for item in page.items() {
                let opened = self.opened(item);
                scan.unopened += usize::from(matches!(opened, Opened::Not));
                if texts.iter().any(|text| is_in(item, &opened, text)) {
                    scan.traces.extend(trace_of(item));
                }
            }
            seen(scan.items);
        }
        Ok(scan)
    }

    fn opened(&self, item: &Item) -> Opened {
        if !item.contains_key(SEALED) {
            return Opened::NothingSealed;
        }
        if is_note(item) {
            let own = trace_of(item).and_then(|trace| trace.sign_up());
            let note = own.and_then(|own| self.answer_keys.note_of(&own, item).ok());
            return note.map_or(Opened::Not, Opened::Answers);
        }
        let sign_up = sign_up_of(item, &self.answer_keys).ok();
        let answers = sign_up.and_then(|own| serde_json::to_string(&own.answers).ok());
        answers.map_or(Opened::Not, Opened::Answers)
    }
}

enum Opened {
    NothingSealed,
    Answers(String),
    Not,
}

fn is_in(item: &Item, opened: &Opened, text: &str) -> bool {
    // To whom a mail to coordinators goes says nothing of who signed up.
    let is_mail = get(item, SK).is_some_and(|sk| sk.starts_with(OUT));
    let counts = |name: &str| !(is_mail && name == "to");
    let stands = item
        .iter()
        .any(|(name, value)| counts(name) && (contains(name, text) || holds(value, text)));
    stands || matches!(opened, Opened::Answers(answers) if contains(answers, text))
}

fn holds(value: &AttributeValue, text: &str) -> bool {
    match value {
        AttributeValue::S(own) | AttributeValue::N(own) => contains(own, text),
        AttributeValue::B(own) => contains(&String::from_utf8_lossy(own.as_ref()), text),
        AttributeValue::Ss(all) => all.iter().any(|own| contains(own, text)),
        AttributeValue::L(all) => all.iter().any(|own| holds(own, text)),
        AttributeValue::M(all) => all
            .iter()
            .any(|(name, own)| contains(name, text) || holds(own, text)),
        _ => false,
    }
}

/// Whether a text stands in another by itself: `ek@example.org` is not in `bjork.ek@example.org`. Case makes no difference.
fn contains(whole: &str, text: &str) -> bool {
    let (whole, text) = (whole.to_lowercase(), text.to_lowercase());
    let goes_on = |sign: Option<char>| {
        sign.is_some_and(|sign| sign.is_alphanumeric() || "@_%+".contains(sign))
    };
    let is_alone = |(at, found): (usize, &str)| {
        let (before, after) = (&whole[..at], &whole[at + found.len()..]);
        let mut next = after.chars();
        let (first, second) = (next.next(), next.next());
        let joined_before = match before.chars().next_back() {
            Some('.' | '-') => goes_on(before.chars().rev().nth(1)),
            last => goes_on(last),
        };
        let joined_after = match first {
            Some('.' | '-') => goes_on(second),
            first => goes_on(first),
        };
        !joined_before && !joined_after
    };
    whole.match_indices(text.as_str()).any(is_alone)
}

fn trace_of(item: &Item) -> Option<Trace> {
    Some(Trace {
        pk: get(item, PK)?.to_owned(),
        sk: get(item, SK)?.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_counts_where_it_stands_by_itself() {
        let check = |whole: &str, text: &str, expected: bool| {
            assert_eq!(contains(whole, text), expected, "{text} in {whole}");
        };
        check("ek@example.org", "ek@example.org", true);
        check(r#"{"value":"Ek@Example.org"}"#, "ek@example.org", true);
        check("write to ek@example.org.", "ek@example.org", true);
        check("(ek@example.org, or 070)", "ek@example.org", true);
        check("bjork.ek@example.org", "ek@example.org", false);
        check("bjork-ek@example.org", "ek@example.org", false);
        check("ek@example.org.se", "ek@example.org", false);
        check("ek@example.organic", "ek@example.org", false);
        check("a.ek@example.org, ek@example.org", "ek@example.org", true);
        check("CONTACT#00ff", "00ff", true);
        check("SIGNUP#KD-7F2K94", "KD-7F2K94", true);
        check("KD-7F2K94_receipt_1", "KD-7F2K94", false);
    }

    #[test]
    fn a_trace_is_somebodys() {
        let check = |pk: &str, sk: &str, expected: Option<&str>| {
            let (pk, sk) = (pk.to_owned(), sk.to_owned());
            let found = Trace { pk, sk }.sign_up();
            assert_eq!(found.as_ref().map(Reference::as_str), expected);
        };
        check("SIGNUP#KD-7F2K94", "META", Some("KD-7F2K94"));
        check("CONTACT#00ff", "SIGNUP#KD-7F2K94", Some("KD-7F2K94"));
        check("CONTACT#00ff", "NAMED#KD-7F2K94", Some("KD-7F2K94"));
        check("IDEM#00ff", "IDEM", None);
    }
}
