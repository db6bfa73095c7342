//! Due messages: taken by one sender at a time. A sender that dies lets go of its message when its lease ends.

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::ReturnValue;
use aws_sdk_dynamodb::types::ReturnValuesOnConditionCheckFailure::AllOld;
use jiff::{SignedDuration, Timestamp};

use super::due::misdated_after;
use super::item::{Item, get, get_number, key, message_item, message_of, number, queued, text};
use super::table::{OUTBOX_PENDING, QUEUE_AT, time_text};
use super::{Message, MessageId, Store, StoreError, error_code};

/// A message that nobody else may send until the lease ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leased {
    pub message: Message,
    /// How often it was taken, this time among them: so that a message that kills its sender is given up too.
    pub attempts: u32,
    /// How many tries failed before.
    pub failures: u32,
    pub(super) owner: String,
}

const DOING: &str = "take a message";

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

    /// How often it was taken before by somebody who never said what came of it: who died, or sent it and could not write so down.
    pub fn untold(&self) -> u32 {
        let told = self.failures.saturating_add(1);
        self.attempts.saturating_sub(told)
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
        let taken = match update.send().await {
            Ok(updated) => updated.attributes.ok_or_else(not_told),
            // Repeated, because the answer to the first was lost: it is ours, and was taken once.
            Err(error) if error_code(&error) == CONDITION_FAILED => {
                match item_of(&error).filter(|item| get(item, "lease_owner") == Some(&owner)) {
                    Some(item) => Ok(item),
                    None => return Ok(None),
                }
            }
            Err(error) => Err(StoreError::from_sdk(DOING, &error)),
        };
        let item = match taken {
            Ok(item) => item,
            Err(error) => {
                if may_be_done(&error) {
                    self.untried(id, &owner, now + length).await.ok();
                }
                return Err(error);
            }
        };
        let count = |name| get_number(&item, name).map(|count| u32::try_from(count).ok());
        Ok(Some(Leased {
            message: message_of(&item)?,
            attempts: count("attempts").flatten().unwrap_or(u32::MAX),
            failures: count("failures").map_or(0, |count| count.unwrap_or(u32::MAX)),
            owner,
        }))
    }

    /// Lets nobody else take it before a time. `false` when it is no longer ours.
    ///
    /// # Errors
    /// When the table does not take it: it would not take either that the mail was sent.
    pub async fn put_off(&self, leased: &Leased, until: Timestamp) -> Result<bool, StoreError> {
        let update = self
            .own_update(&leased.message.id, &leased.owner, until)
            .update_expression("SET #queue_at = :until");
        Ok(write("put off a message", update).await?.is_some())
    }

    /// Gives back what was taken and not tried: it is as if nobody had taken it, but due at a time. `false` when it is no longer
    /// ours.
    ///
    /// # Errors
    /// When the table does not take it: it counts as taken then.
    pub async fn hand_back(&self, leased: &Leased, due: Timestamp) -> Result<bool, StoreError> {
        self.untried(&leased.message.id, &leased.owner, due).await
    }

    /// Done once, however often it is asked for: the owner goes with it.
    async fn untried(
        &self,
        id: &MessageId,
        owner: &str,
        due: Timestamp,
    ) -> Result<bool, StoreError> {
        let update = self
            .own_update(id, owner, due)
            .update_expression("SET #queue_at = :until REMOVE lease_owner ADD attempts :one_less")
            .expression_attribute_values(":one_less", number(-1));
        Ok(write("hand back a message", update).await?.is_some())
    }

    fn own_update(&self, id: &MessageId, owner: &str, until: Timestamp) -> UpdateItemFluentBuilder {
        self.message_update(id)
            .condition_expression("lease_owner = :owner")
            .expression_attribute_names("#queue_at", QUEUE_AT)
            .expression_attribute_values(":owner", text(owner))
            .expression_attribute_values(":until", text(time_text(until)))
    }

    pub(super) fn message_update(&self, id: &MessageId) -> UpdateItemFluentBuilder {
        self.client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key(id.pk(), id.sk())))
    }
}

pub(super) const CONDITION_FAILED: &str = "ConditionalCheckFailedException";

/// What stood there when a condition failed.
fn item_of<R>(error: &SdkError<UpdateItemError, R>) -> Option<Item> {
    match error.as_service_error()? {
        UpdateItemError::ConditionalCheckFailedException(failed) => failed.item.clone(),
        _ => None,
    }
}

/// Runs a conditional update: the item as it is now where asked for, `None` when the condition failed.
pub(super) async fn write(
    doing: &'static str,
    update: UpdateItemFluentBuilder,
) -> Result<Option<Item>, StoreError> {
    match update.send().await {
        Ok(updated) => Ok(Some(updated.attributes.unwrap_or_default())),
        Err(error) if error_code(&error) == CONDITION_FAILED => Ok(None),
        Err(error) => Err(StoreError::from_sdk(doing, &error)),
    }
}

/// No answer, or none that tells: it may be ours, and nobody knows.
fn may_be_done(error: &StoreError) -> bool {
    const NO_ANSWER: [&str; 4] = [
        NOT_TOLD,
        "NoAnswerInTime",
        "NoConnection",
        "UnreadableAnswer",
    ];
    matches!(error, StoreError::Unavailable { code, .. } if NO_ANSWER.contains(&code.as_str()))
}

const NOT_TOLD: &str = "AnsweredWithoutAttributes";

fn not_told() -> StoreError {
    StoreError::Unavailable {
        doing: DOING,
        code: NOT_TOLD.to_owned(),
    }
}

/// A new name a lease, so that two senders never share one, not even in one process.
fn new_owner() -> Result<String, StoreError> {
    let refused = |_| StoreError::Unavailable {
        doing: DOING,
        code: "NoRandomness".to_owned(),
    };
    getrandom::u64()
        .map(|random| format!("{random:016x}"))
        .map_err(refused)
}
