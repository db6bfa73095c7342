//! What the person is told and can read out on the phone: a prefix and six signs.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What the person is told and can read out on the phone, e.g. `KD-7F2K94`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Reference(String);

/// Signs that are not taken for one another (no 0/O, 1/I/L, 2/Z, 5/S, 8/B pairs), without vowels so that no word comes out.
const REFERENCE_SIGNS: &[u8; 24] = b"23456789CDFGHJKMNPQRTVWX";
const REFERENCE_LENGTH: usize = 6;
const PREFIX_LENGTH_MAX: usize = 4;
/// What marks a trial; a form whose references began so would be refused.
pub const TRIAL_PREFIX: &str = "PROV";

impl Reference {
    /// Draws a reference from a random number. The prefix is the form's, which [`Reference::is_prefix`].
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
        let signs_fit = signs.len() == REFERENCE_LENGTH
            && signs.bytes().all(|byte| REFERENCE_SIGNS.contains(&byte));
        (Self::is_prefix(prefix) && signs_fit).then_some(Self(upper))
    }

    /// Whether references may begin so: one to four of the letters A-Z.
    pub fn is_prefix(text: &str) -> bool {
        (1..=PREFIX_LENGTH_MAX).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_uppercase())
    }

    /// Draws the reference of a trial, which no person's ever is: no form may have its prefix.
    pub fn draw_trial(random: u64) -> Self {
        Self::draw(TRIAL_PREFIX, random)
    }

    /// Whether this marks a trial: stored, mailed and removed again by ourselves, to see that the whole line works.
    pub fn is_trial(&self) -> bool {
        self.0
            .split_once('-')
            .is_some_and(|(prefix, _)| prefix == TRIAL_PREFIX)
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

#[cfg(test)]
mod tests {
    use super::*;

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
}
