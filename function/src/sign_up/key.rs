//! Answers → what is equal when the same answers come again, without telling what they are.

use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;

use super::{Answer, Answers};

/// What is equal when the same answers come again: hex HMAC-SHA256 of form, contact and answers.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Key(String);

impl Key {
    /// Keyed, so that nobody who sees the key can try out names and numbers against it.
    pub fn new(secret: &[u8], form: &str, answers: &Answers) -> Self {
        let mut text = String::new();
        push_part(&mut text, form);
        // A form may come to ask in another order.
        let mut answers: Vec<&Answer> = answers.iter().collect();
        answers.sort_by(|one, other| one.field.cmp(&other.field));
        for answer in answers {
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

#[cfg(test)]
mod tests {
    use super::super::Value;
    use super::super::samples::{answer, phone, some_answers, with};
    use super::*;

    #[test]
    fn the_key_sees_what_is_the_same_and_what_is_not() {
        let key = |answers: &Answers| Key::new(b"secret", "sign-up", answers);
        let first = key(&some_answers());
        assert_eq!(first.as_str().len(), 64);
        assert_eq!(
            first,
            key(&with("phone", &phone("+46701740605", "+46 70 174 06 05")))
        );
        assert_eq!(
            first,
            key(&with("email", &Value::Email("asa@example.org".into())))
        );
        let reversed = Vec::from_iter(some_answers().iter().cloned());
        let reversed = reversed.into_iter().rev().collect();
        assert_eq!(first, key(&Answers::new(reversed)));
        assert_ne!(first, key(&with("name", &Value::Text("Osa".into()))));
        assert_ne!(first, key(&with("children", &Value::Number(3))));
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
}
