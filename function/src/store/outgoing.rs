//! A sign-up's `OUT#…` items → its messages, and how they fare. One that cannot be read, such as one of a kind that a newer
//! version sends, keeps nobody from the others: it is named by its key.

use jiff::Timestamp;

use super::item::{Item, damaged, get, get_number, get_time, message_of, require};
use super::table::{OUT, QUEUE_AT, SK, sign_up_pk};
use super::{Message, Store, StoreError};
use crate::sign_up::Reference;

/// A message and how it fares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    pub message: Message,
    pub state: MessageState,
    pub attempts: u32,
    /// Why the last try failed, as a code.
    pub fault: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MessageState {
    Pending {
        next_at: Timestamp,
    },
    Sent {
        at: Timestamp,
    },
    /// Given up: a human must look.
    Dead,
    /// Sent, but it came back.
    Returned,
}

impl Store {
    /// A sign-up's messages, and how they fare; those that cannot be read are told in the log.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn messages(&self, reference: &Reference) -> Result<Vec<Outgoing>, StoreError> {
        let items = self.query_partition(&sign_up_pk(reference), OUT).await?;
        Ok(outgoing_of_all(items.iter()).0)
    }
}

/// The messages, and the sort keys of what is none that we know.
pub(super) fn outgoing_of_all<'i>(
    items: impl Iterator<Item = &'i Item>,
) -> (Vec<Outgoing>, Vec<String>) {
    let (mut messages, mut unreadable) = (Vec::new(), Vec::new());
    for item in items {
        match outgoing_of(item) {
            Ok(message) => messages.push(message),
            Err(error) => {
                tracing::error!(event = "unreadable_message", %error);
                unreadable.extend(get(item, SK).map(str::to_owned));
            }
        }
    }
    (messages, unreadable)
}

fn outgoing_of(item: &Item) -> Result<Outgoing, StoreError> {
    let time = |name| get_time(item, name).ok_or_else(|| damaged(item, format!("no {name}")));
    let state = match require(item, "state")? {
        "pending" => MessageState::Pending {
            next_at: time(QUEUE_AT)?,
        },
        "sent" => MessageState::Sent {
            at: time("sent_at")?,
        },
        "returned" => MessageState::Returned,
        _ => MessageState::Dead,
    };
    let attempts = get_number(item, "attempts")
        .and_then(|count| u32::try_from(count).ok())
        .unwrap_or(u32::MAX);
    Ok(Outgoing {
        message: message_of(item)?,
        state,
        attempts,
        fault: get(item, "fault").map(str::to_owned),
    })
}
