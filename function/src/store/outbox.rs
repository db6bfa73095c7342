//! Due messages: taken by one sender at a time, and marked sent, to be tried again, or given up.
//! A message leaves the queue only after it was sent; a sender that dies lets go of it when its lease ends.

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::ReturnValue;
use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure::AllOld;
use jiff::{SignedDuration, Timestamp};

use super::due::misdated_after;
use super::item::{Item, get, get_number, key, message_item, message_of, number, queued, text};
use super::table::{OUTBOX_DEAD, OUTBOX_PENDING, QUEUE, QUEUE_AT, time_text};
use super::{Message, MessageId, Store, StoreError, error_code};

/// A message that nobody else may send until the lease ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leased {
    pub message: Message,
    /// How often it was taken, this time among them: so that a message that kills its sender is given up too.
    pub attempts: u32,
    /// How many tries failed before. Whoever took it and was never told so tried nothing.
    pub failures: u32,
    owner: String,
}

/// Why a try failed, as a code without any word of the mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault(pub String);

/// What becomes of a message whose try failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    TryAt(Timestamp),
    GiveUp,
}

impl Leased {
    /// Taken before it is stored, by who stores it: nobody can come in between.
    pub(super) fn at_birth(message: &Message) -> Result<Self, StoreError> {
        Ok(Self {
            message: message.clone(),
            attempts: 1,
            failures: 0,
            owner: new_owner()?,
        })
    }

    /// As it is stored, due to others when the lease ends.
    pub(super) fn item(&self, born: Timestamp, length: SignedDuration) -> Item {
        let mut item = message_item(&self.message, born);
        item.insert("attempts".to_owned(), number(self.attempts));
        item.insert("lease_owner".to_owned(), text(&self.owner));
        queued(item, OUTBOX_PENDING, born + length)
    }
}

impl Store {
    /// Takes a message for a while. `None`: another has it, or it is sent, given up or erased.
    ///
    /// # Errors
    /// When the table does not take it.
    pub async fn lease(
        &self,
        id: &MessageId,
        now: Timestamp,
        length: SignedDuration,
    ) -> Result<Option<Leased>, StoreError> {
        let owner = new_owner()?;
        let until = text(time_text(now + length));
        let update = self
            .message_update(id)
            .condition_expression(
                "#state = :pending AND (#queue_at <= :now OR #queue_at >= :misdated)",
            )
            .update_expression("SET lease_owner = :owner, #queue_at = :until ADD attempts :one")
            .expression_attribute_names("#state", "state")
            .expression_attribute_names("#queue_at", QUEUE_AT)
            .expression_attribute_values(":pending", text("pending"))
            .expression_attribute_values(":now", text(time_text(now)))
            .expression_attribute_values(":misdated", text(time_text(misdated_after(now))))
            .expression_attribute_values(":owner", text(&owner))
            .expression_attribute_values(":until", until)
            .expression_attribute_values(":one", number(1))
            .return_values(ReturnValue::AllNew)
            .return_values_on_condition_check_failure(AllOld);
        let item = match update.send().await {
            Ok(updated) => updated.attributes,
            // Repeated, because the answer to the first was lost: it is ours, and was taken once.
            Err(error) if error_code(&error) == CONDITION_FAILED => {
                item_of(&error).filter(|item| get(item, "lease_owner") == Some(&owner))
            }
            Err(error) => return Err(StoreError::from_sdk("take a message", &error)),
        };
        let Some(item) = item else {
            return Ok(None);
        };
        let count = |name| get_number(&item, name).map(|count| u32::try_from(count).ok());
        Ok(Some(Leased {
            message: message_of(&item)?,
            attempts: count("attempts").flatten().unwrap_or(u32::MAX),
            failures: count("failures").map_or(0, |count| count.unwrap_or(u32::MAX)),
            owner,
        }))
    }

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

    /// Owes one more message, once: `false` when it is owed or sent already.
    ///
    /// # Errors
    /// When the table does not take it.
    pub async fn owe(&self, message: &Message, now: Timestamp) -> Result<bool, StoreError> {
        let put = self.client.put_item().table_name(&self.table);
        let put = put.set_item(Some(message_item(message, now)));
        match put
            .condition_expression("attribute_not_exists(PK)")
            .send()
            .await
        {
            Ok(_) => Ok(true),
            Err(error) if error_code(&error) == CONDITION_FAILED => Ok(false),
            Err(error) => Err(StoreError::from_sdk("owe a message", &error)),
        }
    }

    fn message_update(&self, id: &MessageId) -> UpdateItemFluentBuilder {
        self.client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key(id.pk(), id.sk())))
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

const CONDITION_FAILED: &str = "ConditionalCheckFailedException";

/// What stood there when a condition failed.
fn item_of<R>(error: &SdkError<UpdateItemError, R>) -> Option<Item> {
    match error.as_service_error()? {
        UpdateItemError::ConditionalCheckFailedException(failed) => failed.item.clone(),
        _ => None,
    }
}

/// Runs a conditional update: the item as it is now where asked for, `None` when the condition failed.
async fn write(
    doing: &'static str,
    update: UpdateItemFluentBuilder,
) -> Result<Option<Item>, StoreError> {
    match update.send().await {
        Ok(updated) => Ok(Some(updated.attributes.unwrap_or_default())),
        Err(error) if error_code(&error) == CONDITION_FAILED => Ok(None),
        Err(error) => Err(StoreError::from_sdk(doing, &error)),
    }
}

/// A new name a lease, so that two senders never share one, not even in one process.
fn new_owner() -> Result<String, StoreError> {
    let refused = |_| StoreError::Unavailable {
        doing: "take a message",
        code: "NoRandomness".to_owned(),
    };
    getrandom::u64()
        .map(|random| format!("{random:016x}"))
        .map_err(refused)
}
