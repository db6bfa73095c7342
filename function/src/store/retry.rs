//! A message that was given up → due again with all its tries, and a line on its sign-up that says at whose word.

use aws_sdk_dynamodb::types::{TransactWriteItem, Update};

use super::audit::audit_item;
use super::item::{get_number, key, number, text};
use super::table::{OUTBOX_DEAD, OUTBOX_PENDING, QUEUE, QUEUE_AT, time_text};
use super::{About, Act, MessageId, Store, StoreError};

/// Which of the messages that were given up may be tried again. What came back only where it is meant by itself: an address
/// that is none stays none, and who complained wants no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Among {
    Failed,
    FailedAndReturned,
}

impl Store {
    /// Gives a message that was given up all its tries again. `false` when it is not among those. What is about no sign-up, or
    /// a trial, has nowhere to keep a line.
    ///
    /// # Errors
    /// When the table does not take it.
    pub async fn retry(&self, id: &MessageId, among: Among, act: &Act) -> Result<bool, StoreError> {
        let mut writes = vec![self.due_again(id, among, act)];
        if let About::SignUp(reference) = &id.about
            && !reference.is_trial()
        {
            let what = format!("{id} to be sent again");
            writes.push(self.put(audit_item(reference, &what, act)));
        }
        self.change("retry a message", writes).await
    }

    fn due_again(&self, id: &MessageId, among: Among, act: &Act) -> Option<TransactWriteItem> {
        let update = Update::builder()
            .table_name(&self.table)
            .set_key(Some(key(id.pk(), id.sk())))
            .update_expression(
                "SET #state = :pending, #queue = :due, #queue_at = :now, attempts = :zero, failures = :zero ADD retries :one",
            )
            .expression_attribute_names("#state", "state")
            .expression_attribute_names("#queue", QUEUE)
            .expression_attribute_names("#queue_at", QUEUE_AT)
            .expression_attribute_values(":pending", text("pending"))
            .expression_attribute_values(":due", text(OUTBOX_PENDING))
            .expression_attribute_values(":dead", text(OUTBOX_DEAD))
            .expression_attribute_values(":now", text(time_text(act.at)))
            .expression_attribute_values(":zero", number(0))
            .expression_attribute_values(":one", number(1));
        let update = match among {
            Among::Failed => update
                .condition_expression("#queue = :dead AND #state <> :returned")
                .expression_attribute_values(":returned", text("returned")),
            Among::FailedAndReturned => update.condition_expression("#queue = :dead"),
        };
        let update = update.build().ok()?;
        Some(TransactWriteItem::builder().update(update).build())
    }

    /// How often somebody gave it all its tries again.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn retries(&self, id: &MessageId) -> Result<u16, StoreError> {
        let item = self.get(key(id.pk(), id.sk())).await?;
        let retries = item.and_then(|item| get_number(&item, "retries"));
        let retries = retries.map(|count| u16::try_from(count).unwrap_or(u16::MAX));
        Ok(retries.unwrap_or_default())
    }
}
