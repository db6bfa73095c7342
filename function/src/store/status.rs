//! Where a sign-up stands with the coordinators, and the change of it, with a line that says what was done.

use aws_sdk_dynamodb::types::{TransactWriteItem, Update};

use super::audit::audit_item;
use super::hold::NOT_HELD;
use super::item::{key, message_item, text};
use super::table::{META, QUEUE, QUEUE_AT, sign_up_pk, time_text};
use super::{Act, Actor, Message, Store, StoreError, count};
use crate::sign_up::{Reference, SignUp};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Suspected spam: stored, listed, not mailed.
    Quarantined,
    New,
    Contacted,
    Proposed,
    Matched,
    Met,
    Closed,
}

impl Status {
    pub const ALL: [Self; 7] = [
        Self::Quarantined,
        Self::New,
        Self::Contacted,
        Self::Proposed,
        Self::Matched,
        Self::Met,
        Self::Closed,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Quarantined => "quarantined",
            Self::New => "new",
            Self::Contacted => "contacted",
            Self::Proposed => "proposed",
            Self::Matched => "matched",
            Self::Met => "met",
            Self::Closed => "closed",
        }
    }

    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == code)
    }

    pub(super) fn queue(self) -> String {
        format!("STATUS#{}", self.as_str())
    }
}

/// Where a sign-up must stand to be moved.
#[derive(Clone, Copy)]
enum From {
    Any,
    Only(Status),
    OutOfQuarantine,
}

impl From {
    /// What is held stands still for everybody who works here. Whoever sent it may send it again, and is served.
    fn condition(self, by: &Actor) -> String {
        let from = match self {
            Self::Any => "attribute_exists(PK)",
            Self::Only(_) => "attribute_exists(PK) AND #status = :from",
            Self::OutOfQuarantine => "attribute_exists(PK) AND #status <> :from",
        };
        match by {
            Actor::Service => from.to_owned(),
            Actor::Human(_) => format!("{from} AND {NOT_HELD}"),
        }
    }
}

const DOING: &str = "change a sign-up's status";

impl Store {
    /// Moves a sign-up on. Says `false` when there is none with this reference, it is held, or in quarantine: what owes its
    /// mails still is let out by [`Store::take_up`], or closed.
    ///
    /// # Errors
    /// When the table does not take it.
    pub async fn set_status(
        &self,
        reference: &Reference,
        status: Status,
        act: Act,
    ) -> Result<bool, StoreError> {
        let what = format!("status {}", status.as_str());
        let from = match status {
            Status::Closed => From::Any,
            _ => From::OutOfQuarantine,
        };
        let writes = vec![
            self.status_update(reference, from, status, &act),
            self.put(audit_item(reference, &what, &act)),
        ];
        self.change(DOING, writes).await
    }

    /// Takes up a sign-up that was suspect until now, with the mails that it owes from now on, and counts it as signed up; or not
    /// at all. Why stands among what was done to it. Says `false` when it stands elsewhere than it did, or is held and somebody
    /// here takes it up.
    ///
    /// # Errors
    /// When the table does not take it.
    pub async fn take_up(
        &self,
        freed: &SignUp,
        moved: (Status, Status),
        messages: &[Message],
        done: (&str, Act),
    ) -> Result<bool, StoreError> {
        let mut writes = count::counted_anew(&self.table, freed, done.1.at);
        writes.extend(self.moved(&freed.reference, moved, messages, done));
        self.change(DOING, writes).await
    }

    /// Opens again what was closed, likewise; it was counted when it came.
    ///
    /// # Errors
    /// When the table does not take it.
    pub async fn open_again(
        &self,
        reference: &Reference,
        messages: &[Message],
        done: (&str, Act),
    ) -> Result<bool, StoreError> {
        let moved = (Status::Closed, Status::New);
        let writes = self.moved(reference, moved, messages, done);
        self.change(DOING, writes).await
    }

    fn moved(
        &self,
        reference: &Reference,
        (from, to): (Status, Status),
        messages: &[Message],
        (why, act): (&str, Act),
    ) -> Vec<Option<TransactWriteItem>> {
        let mut writes = vec![
            self.status_update(reference, From::Only(from), to, &act),
            self.put(audit_item(reference, why, &act)),
        ];
        writes.extend(
            messages
                .iter()
                .map(|message| self.put(message_item(message, act.at))),
        );
        writes
    }

    fn status_update(
        &self,
        reference: &Reference,
        from: From,
        status: Status,
        act: &Act,
    ) -> Option<TransactWriteItem> {
        let update = Update::builder()
            .table_name(&self.table)
            .set_key(Some(key(sign_up_pk(reference), META)))
            .condition_expression(from.condition(&act.by))
            .update_expression(
                "SET #status = :status, #queue = :queue, #queue_at = :now REMOVE suspect",
            )
            .expression_attribute_names("#status", "status")
            .expression_attribute_names("#queue", QUEUE)
            .expression_attribute_names("#queue_at", QUEUE_AT)
            .expression_attribute_values(":status", text(status.as_str()))
            .expression_attribute_values(":queue", text(status.queue()))
            .expression_attribute_values(":now", text(time_text(act.at)));
        let update = match from {
            From::Any => update,
            From::Only(status) => {
                update.expression_attribute_values(":from", text(status.as_str()))
            }
            From::OutOfQuarantine => {
                update.expression_attribute_values(":from", text(Status::Quarantined.as_str()))
            }
        };
        update
            .build()
            .ok()
            .map(|update| TransactWriteItem::builder().update(update).build())
    }
}
