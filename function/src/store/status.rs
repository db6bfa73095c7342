//! Where a sign-up stands with the coordinators, and the change of it, with a line that says what was done.

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{TransactWriteItem, Update};
use jiff::Timestamp;

use super::item::{Item, item, key, message_item, text};
use super::pause::Pauses;
use super::table::{AUDIT, META, QUEUE, QUEUE_AT, sign_up_pk, time_text};
use super::{Message, Store, StoreError, error_code};
use crate::sign_up::Reference;

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
    fn condition(self) -> &'static str {
        match self {
            Self::Any => "attribute_exists(PK)",
            Self::Only(_) => "attribute_exists(PK) AND #status = :from",
            Self::OutOfQuarantine => "attribute_exists(PK) AND #status <> :from",
        }
    }
}

impl Store {
    /// Moves a sign-up on. Says `false` when there is none with this reference, or it is in quarantine: what owes its mails
    /// still is let out by [`Store::take_up`], or closed.
    ///
    /// # Errors
    /// When the table does not take it.
    pub async fn set_status(
        &self,
        reference: &Reference,
        status: Status,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let what = format!("status {}", status.as_str());
        let from = match status {
            Status::Closed => From::Any,
            _ => From::OutOfQuarantine,
        };
        let writes = vec![
            self.status_update(reference, from, status, now),
            self.put(audit_item(reference, &what, now)),
        ];
        self.change(writes).await
    }

    /// Takes up a sign-up, with the mails that it owes from now on, or not at all; why stands among what
    /// was done to it. Says `false` when it stands elsewhere than it did.
    ///
    /// # Errors
    /// When the table does not take it.
    pub async fn take_up(
        &self,
        reference: &Reference,
        (from, to): (Status, Status),
        messages: &[Message],
        (why, now): (&str, Timestamp),
    ) -> Result<bool, StoreError> {
        let mut writes = vec![
            self.status_update(reference, From::Only(from), to, now),
            self.put(audit_item(reference, why, now)),
        ];
        writes.extend(
            messages
                .iter()
                .map(|message| self.put(message_item(message, now))),
        );
        self.change(writes).await
    }

    async fn change(&self, writes: Vec<Option<TransactWriteItem>>) -> Result<bool, StoreError> {
        const DOING: &str = "change a sign-up's status";
        let writes: Option<Vec<_>> = writes.into_iter().collect();
        let mut pauses = Pauses::new();
        loop {
            let request = self
                .client
                .transact_write_items()
                .set_transact_items(writes.clone());
            let Err(error) = request.send().await else {
                return Ok(true);
            };
            // The only condition is on where the sign-up stands; all else that cancels is worth another try, which the SDK
            // leaves to us.
            match error_code(&error) {
                code if code != "TransactionCanceledException" => {
                    return Err(StoreError::from_sdk(DOING, &error));
                }
                _ if a_condition_failed(&error) => return Ok(false),
                code if !pauses.wait().await => {
                    return Err(StoreError::Unavailable { doing: DOING, code });
                }
                _ => {}
            }
        }
    }

    fn status_update(
        &self,
        reference: &Reference,
        from: From,
        status: Status,
        now: Timestamp,
    ) -> Option<TransactWriteItem> {
        let update = Update::builder()
            .table_name(&self.table)
            .set_key(Some(key(sign_up_pk(reference), META)))
            .condition_expression(from.condition())
            .update_expression(
                "SET #status = :status, #queue = :queue, #queue_at = :now REMOVE suspect",
            )
            .expression_attribute_names("#status", "status")
            .expression_attribute_names("#queue", QUEUE)
            .expression_attribute_names("#queue_at", QUEUE_AT)
            .expression_attribute_values(":status", text(status.as_str()))
            .expression_attribute_values(":queue", text(status.queue()))
            .expression_attribute_values(":now", text(time_text(now)));
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

/// Whether a transaction was cancelled because a condition of ours did not hold.
pub(super) fn a_condition_failed<R>(error: &SdkError<TransactWriteItemsError, R>) -> bool {
    let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) =
        error.as_service_error()
    else {
        return false;
    };
    let mut reasons = cancelled.cancellation_reasons().iter();
    reasons.any(|reason| reason.code() == Some("ConditionalCheckFailed"))
}

/// One line about what was done to a sign-up; two in the same moment are told apart by random signs.
fn audit_item(reference: &Reference, what: &str, now: Timestamp) -> Item {
    let apart = getrandom::u32().unwrap_or_default();
    item(
        key(
            sign_up_pk(reference),
            format!("{AUDIT}{}#{apart:08x}", time_text(now)),
        ),
        [("at", text(time_text(now))), ("what", text(what))],
    )
}
