//! Messages that somebody took, marked sent, to be tried again, or given up. A message leaves the queue only after it was sent.

use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use jiff::Timestamp;

use super::item::{message_item, number, text};
use super::lease::write;
use super::table::{OUTBOX_DEAD, OUTBOX_PENDING, QUEUE, QUEUE_AT, time_text};
use super::{About, Leased, Message, MessageId, Store, StoreError};

/// Why a try failed, as a code without any word of the mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault(pub String);

/// What becomes of a message whose try failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    TryAt(Timestamp),
    GiveUp,
}

impl Store {
    /// Takes a sent message off the queue, whoever holds it by now: it is sent. `false` when it was erased meanwhile, or has
    /// come back already: that news may be faster than this mark, and says more.
    ///
    /// # Errors
    /// When the table does not take it; the message will be sent again then.
    pub async fn sent(&self, leased: &Leased, now: Timestamp) -> Result<bool, StoreError> {
        let update = self
            .message_update(&leased.message.id)
            .condition_expression("attribute_exists(PK) AND #state <> :returned")
            .update_expression(
                "SET #state = :sent, sent_at = :now REMOVE #queue, #queue_at, lease_owner, fault",
            )
            .expression_attribute_names("#state", "state")
            .expression_attribute_names("#queue", QUEUE)
            .expression_attribute_names("#queue_at", QUEUE_AT)
            .expression_attribute_values(":sent", text("sent"))
            .expression_attribute_values(":returned", text("returned"))
            .expression_attribute_values(":now", text(time_text(now)));
        Ok(write("mark a message sent", update).await?.is_some())
    }

    /// Puts a message back for later, or gives it up. `false` when it is no longer ours to judge.
    ///
    /// # Errors
    /// When the table does not take it; the lease's end puts the message back then.
    pub async fn failed(
        &self,
        leased: &Leased,
        fault: &Fault,
        next: Next,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let (state, queue, at) = match next {
            Next::TryAt(at) => ("pending", OUTBOX_PENDING, at),
            Next::GiveUp => ("dead", OUTBOX_DEAD, now),
        };
        let update = self
            .requeue(&leased.message.id, state, queue, at)
            .condition_expression("lease_owner = :owner")
            .update_expression("SET #state = :state, #queue = :queue, #queue_at = :at, fault = :fault, failures = :failures REMOVE lease_owner")
            .expression_attribute_values(":failures", number(leased.failures.saturating_add(1)))
            .expression_attribute_values(":owner", text(&leased.owner))
            .expression_attribute_values(":fault", text(&fault.0));
        Ok(write("mark a message failed", update).await?.is_some())
    }

    /// Marks a message that was sent but came back. `false` when there is none.
    ///
    /// # Errors
    /// When the table does not take it.
    pub async fn returned(
        &self,
        id: &MessageId,
        fault: &Fault,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let update = self
            .requeue(id, "returned", OUTBOX_DEAD, now)
            .condition_expression("attribute_exists(PK)")
            .update_expression("SET #state = :state, #queue = :queue, #queue_at = :at, fault = :fault REMOVE lease_owner")
            .expression_attribute_values(":fault", text(&fault.0));
        Ok(write("mark a message returned", update).await?.is_some())
    }

    /// Owes one more message, once: `false` when it is owed or sent already, or is about a sign-up that is erased.
    ///
    /// # Errors
    /// When the table does not take it.
    pub async fn owe(&self, message: &Message, now: Timestamp) -> Result<bool, StoreError> {
        let mut writes = vec![self.put_new(message_item(message, now))];
        if let About::SignUp(reference) = &message.id.about {
            writes.push(self.is_there(reference));
        }
        self.change("owe a message", writes).await
    }

    fn requeue(
        &self,
        id: &MessageId,
        state: &str,
        queue: &str,
        at: Timestamp,
    ) -> UpdateItemFluentBuilder {
        self.message_update(id)
            .expression_attribute_names("#state", "state")
            .expression_attribute_names("#queue", QUEUE)
            .expression_attribute_names("#queue_at", QUEUE_AT)
            .expression_attribute_values(":state", text(state))
            .expression_attribute_values(":queue", text(queue))
            .expression_attribute_values(":at", text(time_text(at)))
    }
}
