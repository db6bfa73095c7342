//! What the outbox holds: which mail is owed to whom, without its words. A mail is composed when it is sent.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::Date;

use super::table::{OUT, SIGN_UP, TRIAL};
use crate::sign_up::Reference;

/// One mail that is owed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub id: MessageId,
    /// A coordinator's address; `None` means the person who signed up.
    pub to: Option<String>,
    /// When the same answers came once more, after the sign-up was closed; a mail about those says so.
    pub came_again: Option<Timestamp>,
}

/// Names a message for ever: in its key, its Message-ID and the tag that a bounce brings back.
/// Written `KD-7F2K94_notice_2`, signs that SES allows in a tag.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MessageId {
    pub about: About,
    pub kind: MessageKind,
    pub number: u16,
}

/// What a message is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum About {
    SignUp(Reference),
    /// An ISO week, `2026-W48`.
    Week(String),
    /// A day (UTC), `2026-11-26`.
    Day(Date),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MessageKind {
    /// To the person: we have it.
    Receipt,
    /// To a coordinator: there is a new one.
    Notice,
    /// To a coordinator: the person's mail came back.
    Returned,
    /// To a coordinator: what waits, failed, is quarantined.
    Digest,
    /// To a coordinator: something came into quarantine.
    Quarantine,
}

impl MessageKind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Receipt => "receipt",
            Self::Notice => "notice",
            Self::Returned => "returned",
            Self::Digest => "digest",
            // What is stored goes by it. Older than `admin hold`, which is another thing.
            Self::Quarantine => "held",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        [
            Self::Receipt,
            Self::Notice,
            Self::Returned,
            Self::Digest,
            Self::Quarantine,
        ]
        .into_iter()
        .find(|kind| kind.as_str() == text)
    }
}

impl MessageId {
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('_');
        let (about, kind, number) = (parts.next()?, parts.next()?, parts.next()?);
        let about = Reference::parse(about)
            .map(About::SignUp)
            .or_else(|| span(about))?;
        let id = Self {
            about,
            kind: MessageKind::parse(kind)?,
            number: number.parse().ok()?,
        };
        parts.next().is_none().then_some(id)
    }

    pub(super) fn pk(&self) -> String {
        match &self.about {
            About::SignUp(reference) => super::table::sign_up_pk(reference),
            About::Week(_) | About::Day(_) => format!("{DIGEST}{}", self.about),
        }
    }

    pub(super) fn sk(&self) -> String {
        format!("{OUT}{}#{}", self.kind.as_str(), self.number)
    }

    pub(super) fn from_keys(pk: &str, sk: &str) -> Option<Self> {
        let reference = pk.strip_prefix(SIGN_UP).or_else(|| pk.strip_prefix(TRIAL));
        let about = match reference {
            Some(reference) => About::SignUp(Reference::parse(reference)?),
            None => span(pk.strip_prefix(DIGEST)?)?,
        };
        let (kind, number) = sk.strip_prefix(OUT)?.split_once('#')?;
        Some(Self {
            about,
            kind: MessageKind::parse(kind)?,
            number: number.parse().ok()?,
        })
    }
}

const DIGEST: &str = "DIGEST#";

/// The week or day that a digest is about.
fn span(text: &str) -> Option<About> {
    week(text).or_else(|| day(text))
}

fn day(text: &str) -> Option<About> {
    let day: Date = text.parse().ok()?;
    (day.to_string() == text).then_some(About::Day(day))
}

fn week(text: &str) -> Option<About> {
    let (year, number) = text.split_once("-W")?;
    let digits =
        |text: &str, length| text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    (digits(year, 4) && digits(number, 2)).then(|| About::Week(text.to_owned()))
}

impl fmt::Display for About {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SignUp(reference) => reference.fmt(f),
            Self::Week(week) => f.write_str(week),
            Self::Day(day) => day.fmt(f),
        }
    }
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}_{}", self.about, self.kind.as_str(), self.number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_come_back_from_text_and_keys() {
        for text in [
            "KD-7F2K94_receipt_1",
            "KD-7F2K94_notice_12",
            "2026-W48_digest_1",
            "2026-11-26_held_1",
            "KD-7F2K94_returned_3",
            "PROV-7F2K94_receipt_1",
        ] {
            let id = MessageId::parse(text).unwrap();
            assert_eq!(id.to_string(), text);
            assert_eq!(MessageId::from_keys(&id.pk(), &id.sk()), Some(id));
        }
    }

    #[test]
    fn what_is_no_id_is_refused() {
        for text in [
            "",
            "KD-7F2K94",
            "KD-7F2K94_letter_1",
            "KD-7F2K94_receipt_x",
            "KD-7F2K94_receipt_1_1",
            "2026-48_digest_1",
            "20261126_held_1",
            "2026-11-31_held_1",
        ] {
            assert_eq!(MessageId::parse(text), None, "{text}");
        }
        assert_eq!(MessageId::from_keys("SIGNUP#KD-7F2K94", "META"), None);
    }
}
