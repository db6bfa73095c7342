//! A sign-up ↔ its `META` item, a person's as well as a trial's. The answers are one attribute (`seal`); every other stands alone.

use super::StoreError;
use super::item::{Item, code_of, damaged, get, get_time, item, key, require, text};
use super::seal::AnswerKeys;
use super::table::{META, sign_up_pk, time_text};
use crate::sign_up::{Reference, SignUp, Suspicion};

/// The item without what only a person's has: a status, and its place in a queue.
///
/// # Errors
/// When the answers cannot be sealed.
pub(super) fn meta_item(sign_up: &SignUp, keys: &AnswerKeys) -> Result<Item, StoreError> {
    let mut meta = item(
        key(sign_up_pk(&sign_up.reference), META),
        [
            ("reference", text(sign_up.reference.as_str())),
            ("key", text(sign_up.key.as_str())),
            ("created_at", text(time_text(sign_up.created_at))),
            ("language", text(sign_up.language.as_str())),
        ],
    );
    let answers = keys.attributes(&sign_up.reference, &sign_up.answers)?;
    meta.extend(
        answers
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value)),
    );
    if let Some(suspicion) = sign_up.suspect.as_ref().and_then(code_of) {
        meta.insert("suspect".to_owned(), text(suspicion));
    }
    Ok(meta)
}

/// Reads the sign-up out of its item.
///
/// # Errors
/// When an attribute lacks or cannot be read; its text is not quoted.
pub(super) fn sign_up_of(item: &Item, keys: &AnswerKeys) -> Result<SignUp, StoreError> {
    let unreadable = |name: &str| damaged(item, format!("{name} cannot be read"));
    let json = |name: &str| require(item, name).map(serde_json::Value::from);
    let reference: Reference =
        serde_json::from_value(json("reference")?).map_err(|_| unreadable("reference"))?;
    Ok(SignUp {
        answers: keys.answers_of(&reference, item)?,
        reference,
        key: serde_json::from_value(json("key")?).map_err(|_| unreadable("key"))?,
        created_at: get_time(item, "created_at").ok_or_else(|| unreadable("created_at"))?,
        language: serde_json::from_value(json("language")?).map_err(|_| unreadable("language"))?,
        suspect: suspicion_of(item).map_err(|()| unreadable("suspect"))?,
    })
}

fn suspicion_of(item: &Item) -> Result<Option<Suspicion>, ()> {
    let Some(code) = get(item, "suspect") else {
        return Ok(None);
    };
    serde_json::from_value(code.into())
        .map(Some)
        .map_err(|_| ())
}
