//! Where a sign-up stands with the coordinators, and the change of it, with a line that says what was done.

use aws_sdk_dynamodb::types::{TransactWriteItem, Update};
use jiff::Timestamp;

use super::item::{Item, item, key, message_item, text};
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

impl Store {
    /// Moves a sign-up on. Says `false` when there is none with this reference.
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
        let writes = vec![
            self.status_update(reference, status, now),
            self.put(audit_item(reference, &what, now)),
        ];
        self.change(reference, writes).await
    }

    /// Lets a sign-up out of quarantine, with the mails that it owes from now on.
    ///
    /// # Errors
    /// When the table does not take it.
    pub async fn release(
        &self,
        reference: &Reference,
        messages: &[Message],
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut writes = vec![
            self.status_update(reference, Status::New, now),
            self.put(audit_item(reference, "released from quarantine", now)),
        ];
        writes.extend(
            messages
                .iter()
                .map(|message| self.put(message_item(message, now))),
        );
        self.change(reference, writes).await
    }

    async fn change(
        &self,
        reference: &Reference,
        writes: Vec<Option<TransactWriteItem>>,
    ) -> Result<bool, StoreError> {
        const DOING: &str = "change a sign-up's status";
        let writes: Option<Vec<_>> = writes.into_iter().collect();
        let Err(error) = self
            .client
            .transact_write_items()
            .set_transact_items(writes)
            .send()
            .await
        else {
            return Ok(true);
        };
        // The only condition is that the sign-up is there; all else that cancels is worth another try.
        match error_code(&error) {
            code if code != "TransactionCanceledException" => {
                Err(StoreError::from_sdk(DOING, &error))
            }
            _ if self.find(reference).await?.is_none() => Ok(false),
            code => Err(StoreError::Unavailable { doing: DOING, code }),
        }
    }

    fn status_update(
        &self,
        reference: &Reference,
        status: Status,
        now: Timestamp,
    ) -> Option<TransactWriteItem> {
        let update = Update::builder()
            .table_name(&self.table)
            .set_key(Some(key(sign_up_pk(reference), META)))
            .condition_expression("attribute_exists(PK)")
            .update_expression(
                "SET #status = :status, #queue = :queue, #queue_at = :now REMOVE suspect",
            )
            .expression_attribute_names("#status", "status")
            .expression_attribute_names("#queue", QUEUE)
            .expression_attribute_names("#queue_at", QUEUE_AT)
            .expression_attribute_values(":status", text(status.as_str()))
            .expression_attribute_values(":queue", text(status.queue()))
            .expression_attribute_values(":now", text(time_text(now)));
        update
            .build()
            .ok()
            .map(|update| TransactWriteItem::builder().update(update).build())
    }
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
