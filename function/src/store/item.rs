//! Values ↔ the table's items. A sign-up's answers are one attribute (`seal`); every other stands alone.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;

use super::seal::AnswerKeys;
use super::table::{PK, QUEUE, QUEUE_AT, SK, TTL, time_text};
use super::{Message, MessageId, StoreError};
use crate::sign_up::{Reference, SignUp, Suspicion};

pub(super) type Item = HashMap<String, AttributeValue>;

pub(super) fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

pub(super) fn number(value: impl ToString) -> AttributeValue {
    AttributeValue::N(value.to_string())
}

/// The key of an item.
pub(super) fn key(pk: impl Into<String>, sk: impl Into<String>) -> Item {
    Item::from([(PK.to_owned(), text(pk)), (SK.to_owned(), text(sk))])
}

/// An item by its key and further attributes.
pub(super) fn item<const N: usize>(key: Item, attributes: [(&str, AttributeValue); N]) -> Item {
    let mut item = key;
    item.extend(attributes.map(|(name, value)| (name.to_owned(), value)));
    item
}

/// Puts an item into a queue of the index.
pub(super) fn queued(mut item: Item, queue: impl Into<String>, at: Timestamp) -> Item {
    item.insert(QUEUE.to_owned(), text(queue));
    item.insert(QUEUE_AT.to_owned(), text(time_text(at)));
    item
}

/// Lets an item go at a time.
pub(super) fn expiring(mut item: Item, at: Timestamp) -> Item {
    item.insert(TTL.to_owned(), number(at.as_second()));
    item
}

/// An attribute that is a text.
pub(super) fn get<'i>(item: &'i Item, name: &str) -> Option<&'i str> {
    item.get(name)?.as_s().ok().map(String::as_str)
}

pub(super) fn get_number(item: &Item, name: &str) -> Option<u64> {
    item.get(name)?.as_n().ok()?.parse().ok()
}

pub(super) fn get_time(item: &Item, name: &str) -> Option<Timestamp> {
    get(item, name)?.parse().ok()
}

pub(super) fn require<'i>(item: &'i Item, name: &str) -> Result<&'i str, StoreError> {
    get(item, name).ok_or_else(|| damaged(item, format!("no {name}")))
}

pub(super) fn damaged(item: &Item, what: impl ToString) -> StoreError {
    let key = format!(
        "{} / {}",
        get(item, PK).unwrap_or("?"),
        get(item, SK).unwrap_or("?")
    );
    StoreError::Damaged {
        key,
        what: what.to_string(),
    }
}

/// Reads the sign-up out of its `META` item.
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

/// Writes a value as the text that serde gives it, e.g. an enum's code.
pub(super) fn code_of(value: &impl serde::Serialize) -> Option<String> {
    serde_json::to_value(value)
        .ok()?
        .as_str()
        .map(str::to_owned)
}

/// Reads the message out of its `OUT#…` item.
///
/// # Errors
/// When its keys are no message's.
pub(super) fn message_of(item: &Item) -> Result<Message, StoreError> {
    let id = MessageId::from_keys(require(item, PK)?, require(item, SK)?)
        .ok_or_else(|| damaged(item, "no message's key"))?;
    Ok(Message {
        id,
        to: get(item, "to").map(str::to_owned),
    })
}
