//! The keys that answers are sealed with, and bytes ↔ the same, sealed. Must not know where the keys are kept, nor what is sealed.
//!
//! AES-256-GCM by ring, which is here for TLS already. The nonce is random (one key is good for 2³² sign-ups). The
//! reference is sealed in with the answers, so that nobody can put one person's answers under another's number; the
//! table's name is not, or a table restored from a backup under a new name could not be read. Filled up to 256 bytes,
//! so that the length tells little. Whoever can write to the table can still put unsealed answers there.

use std::fmt;
use std::sync::Arc;

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

/// The keys that answers are sealed with. Without one they are stored as they are.
#[derive(Clone, Default)]
pub struct AnswerKeys {
    /// All can open.
    keys: Arc<[AnswerKey]>,
    /// Which of them seals what is stored from now on.
    sealing: Option<usize>,
}

pub(super) struct AnswerKey {
    pub(super) id: String,
    key: LessSafeKey,
}

/// Stands in the first key's place where nothing more is to be sealed.
const UNSEALED: &str = "unsealed";
const KEY_BYTES: usize = 32;
const FILLED_UP_TO: usize = 256;

impl AnswerKeys {
    /// Reads `ID:HEX` (32 bytes as 64 signs), several with commas between: the first seals, all open. Where the first is
    /// `unsealed`, nothing more is sealed.
    pub fn parse(written: &str) -> Option<Self> {
        let entries: Vec<&str> = written.split(',').map(str::trim).collect();
        let (sealing, entries) = match entries.split_first()? {
            (&UNSEALED, others) => (None, others),
            _ => (Some(0), &entries[..]),
        };
        let keys: Vec<AnswerKey> = entries
            .iter()
            .map(|entry| AnswerKey::parse(entry))
            .collect::<Option<_>>()?;
        let is_twice = |at: usize| keys[..at].iter().any(|other| other.id == keys[at].id);
        let sound = !(0..keys.len()).any(is_twice);
        sound.then(|| Self {
            keys: keys.into(),
            sealing,
        })
    }

    /// What seals from now on.
    pub(super) fn sealing(&self) -> Option<&AnswerKey> {
        self.keys.get(self.sealing?)
    }

    pub(super) fn of_id(&self, id: &str) -> Option<&AnswerKey> {
        self.keys.iter().find(|key| key.id == id)
    }
}

impl AnswerKey {
    fn parse(entry: &str) -> Option<Self> {
        let (id, hex) = entry.split_once(':')?;
        let is_id = !id.is_empty()
            && id != UNSEALED
            && id
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let bytes = from_hex(hex).filter(|bytes| is_id && bytes.len() == KEY_BYTES)?;
        let key = UnboundKey::new(&AES_256_GCM, &bytes).ok()?;
        Some(Self {
            id: id.to_owned(),
            key: LessSafeKey::new(key),
        })
    }

    /// Nonce, sealed bytes, tag.
    pub(super) fn seal(&self, of: Aad<String>, mut json: Vec<u8>) -> Option<Vec<u8>> {
        let mut nonce = [0; NONCE_LEN];
        getrandom::fill(&mut nonce).ok()?;
        // JSON may end in spaces.
        json.resize(json.len().next_multiple_of(FILLED_UP_TO), b' ');
        let unique = Nonce::assume_unique_for_key(nonce);
        self.key
            .seal_in_place_append_tag(unique, of, &mut json)
            .ok()?;
        Some([&nonce[..], &json].concat())
    }

    pub(super) fn open(&self, of: Aad<String>, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, sealed) = sealed.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut bytes = sealed.to_vec();
        let opened = self.key.open_in_place(nonce, of, &mut bytes).ok()?;
        Some(opened.to_vec())
    }
}

fn from_hex(hex: &str) -> Option<Vec<u8>> {
    let (pairs, left) = hex.as_bytes().as_chunks();
    let digit = |sign: u8| char::from(sign).to_digit(16);
    let byte = |[high, low]: &[u8; 2]| u8::try_from(16 * digit(*high)? + digit(*low)?).ok();
    left.is_empty()
        .then(|| pairs.iter().map(byte).collect())
        .flatten()
}

impl fmt::Debug for AnswerKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids: Vec<&str> = self.keys.iter().map(|key| key.id.as_str()).collect();
        write!(f, "AnswerKeys({})", ids.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::super::item::Item;
    use super::super::sealed::sealed_in;
    use super::*;
    use crate::sign_up::{Answer, Value};
    use crate::sign_up::{Answers, Reference};

    fn keys(written: &str) -> AnswerKeys {
        AnswerKeys::parse(&written.replace('…', &"0f".repeat(31))).unwrap()
    }

    fn stored(keys: &AnswerKeys, reference: &Reference) -> Item {
        let name = Value::Text("Åsa".to_owned());
        let answers = Answers::new(vec![Answer {
            field: "name".to_owned(),
            value: name,
        }]);
        let attributes = keys.attributes(reference, &answers).unwrap();
        attributes
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect()
    }

    #[test]
    fn settings_are_read_or_refused() {
        let check = |written: &str, expected: Option<&str>| {
            let read = AnswerKeys::parse(&written.replace('…', &"0f".repeat(31)));
            let shown = read.map(|keys| format!("{keys:?} {:?}", keys.sealing));
            assert_eq!(shown.as_deref(), expected, "{written}");
        };
        check("a:…01", Some("AnswerKeys(a) Some(0)"));
        check("b-2:…01 , a:…02", Some("AnswerKeys(b-2, a) Some(0)"));
        check("unsealed,a:…01", Some("AnswerKeys(a) None"));
        check("unsealed", Some("AnswerKeys() None"));
        for wrong in ["", "a", "…01", ":…01", "a:…", "a:…0x", "a:…0101", "å:…01"] {
            check(wrong, None);
        }
        for lenient in ["+f".repeat(32), "0".repeat(63), "٣٣".repeat(16)] {
            check(&format!("a:{lenient}"), None);
        }
        check("a:…01,a:…02", None);
        check("a:…01,unsealed", None);
    }

    #[test]
    fn what_is_sealed_opens_under_its_own_reference_and_key_only() {
        let (ana, bo) = (Reference::draw("KD", 1), Reference::draw("KD", 2));
        let name = |keys: &AnswerKeys, reference: &Reference, item: &Item| {
            keys.answers_of(reference, item)
                .map(|answers| answers.text("name").unwrap_or_default().to_owned())
                .map_err(|error| error.to_string())
        };
        let item = stored(&keys("a:…01"), &ana);
        assert_eq!(name(&keys("a:…01"), &ana, &item).unwrap(), "Åsa");
        assert_eq!(name(&keys("b:…02,a:…01"), &ana, &item).unwrap(), "Åsa");
        assert_eq!(name(&keys("unsealed,a:…01"), &ana, &item).unwrap(), "Åsa");
        let check = |keys: &AnswerKeys, reference, expected: &str| {
            let refused = name(keys, reference, &item).unwrap_err();
            assert!(refused.contains(expected), "{refused}");
        };
        check(&keys("a:…01"), &bo, "not what was stored here");
        check(&keys("a:…02"), &ana, "do not open with the key \"a\"");
        check(
            &keys("b:…01"),
            &ana,
            "key \"a\", which is not in ANSWER_KEYS",
        );
        check(&AnswerKeys::default(), &ana, "which is not in ANSWER_KEYS");
        let plain = stored(&AnswerKeys::default(), &ana);
        assert_eq!(name(&keys("a:…01"), &ana, &plain).unwrap(), "Åsa");
    }

    #[test]
    fn sealed_answers_tell_nothing_and_never_look_alike() {
        let reference = Reference::draw("KD", 1);
        let of = |keys: &AnswerKeys| {
            let item = stored(keys, &reference);
            (
                sealed_in(&item).map(<[u8]>::to_vec).ok(),
                keys.are_current(&item),
            )
        };
        let (first, second) = (of(&keys("a:…01")).0.unwrap(), of(&keys("a:…01")).0.unwrap());
        assert_ne!(first, second);
        assert_eq!(
            first.len(),
            NONCE_LEN + FILLED_UP_TO + AES_256_GCM.tag_len()
        );
        assert!(!String::from_utf8_lossy(&first).contains("name"));
        assert_eq!(of(&AnswerKeys::default()), (None, true));
        let item = stored(&keys("a:…01"), &reference);
        assert!(!keys("b:…02,a:…01").are_current(&item));
        assert!(!keys("unsealed,a:…01").are_current(&item));
    }
}
