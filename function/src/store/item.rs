//! Values ↔ the attributes of the table's items.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;

use super::table::{OUTBOX_PENDING, PK, QUEUE, QUEUE_AT, SK, TTL, time_text};
use super::{Message, MessageId, StoreError};

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

/// Writes a value as the text that serde gives it, e.g. an enum's code.
pub(super) fn code_of(value: &impl serde::Serialize) -> Option<String> {
    serde_json::to_value(value)
        .ok()?
        .as_str()
        .map(str::to_owned)
}

const CAME_AGAIN: &str = "came_again_at";

/// A message that waits, due at once.
pub(super) fn message_item(message: &Message, now: Timestamp) -> Item {
    let mut waiting = item(
        key(message.id.pk(), message.id.sk()),
        [
            ("state", text("pending")),
            ("attempts", number(0)),
            ("created_at", text(time_text(now))),
        ],
    );
    if let Some(to) = &message.to {
        waiting.insert("to".to_owned(), text(to));
    }
    if let Some(at) = message.came_again {
        waiting.insert(CAME_AGAIN.to_owned(), text(time_text(at)));
    }
    queued(waiting, OUTBOX_PENDING, now)
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
        came_again: get_time(item, CAME_AGAIN),
    })
}
