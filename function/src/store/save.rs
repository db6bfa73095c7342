//! A sign-up and the mails it owes → the table, in one transaction: all of it, or nothing.
//! Whatever is lost on the way (answers, connections, races), the caller learns what the table holds.

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::TransactWriteItem;
use jiff::{SignedDuration, Timestamp};

use super::item::{Item, get, get_number, key, require};
use super::pause::Pauses;
use super::table::{IDEM, TTL, idempotency_pk};
use super::transaction::{IDEMPOTENCY, SIGN_UP, message_item};
use super::{Leased, Message, Store, StoreError, error_code, is_passing};
use crate::sign_up::{Reference, SignUp};

/// What [`Store::save`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saved {
    /// It is stored now, with its messages.
    New,
    /// The same answers are stored already, under this reference.
    Already(Reference),
}

const DOING: &str = "save a sign-up";
/// What one try came to.
enum Try {
    Written,
    SameAnswers,
    ReferenceTaken,
    Again(String),
    Refused(String),
}

impl Store {
    /// Stores a sign-up with its messages, once: `Ok` means that it is in the table. The messages are due at once, to
    /// whoever sweeps.
    ///
    /// # Errors
    /// When it is not known to be stored, or another sign-up has its reference.
    pub async fn save(&self, sign_up: &SignUp, messages: &[Message]) -> Result<Saved, StoreError> {
        let due = messages
            .iter()
            .map(|message| message_item(message, sign_up.created_at));
        self.save_with(sign_up, due.collect()).await
    }

    /// The same with the messages leased, from the sign-up's time on, to whoever stores it, who thereby need not ask for
    /// them. If they are not sent, they are due when the lease ends. None for answers that are stored already.
    ///
    /// # Errors
    /// As for [`save`](Self::save).
    pub async fn save_leased(
        &self,
        sign_up: &SignUp,
        messages: &[Message],
        length: SignedDuration,
    ) -> Result<(Saved, Vec<Leased>), StoreError> {
        let leased: Vec<Leased> = messages
            .iter()
            .map(Leased::at_birth)
            .collect::<Result<_, _>>()?;
        let items = leased
            .iter()
            .map(|own| own.item(sign_up.created_at, length));
        Ok(match self.save_with(sign_up, items.collect()).await? {
            Saved::New => (Saved::New, leased),
            already @ Saved::Already(_) => (already, Vec::new()),
        })
    }

    async fn save_with(&self, sign_up: &SignUp, owed: Vec<Item>) -> Result<Saved, StoreError> {
        let items = self.transaction(sign_up, owed)?;
        let mut pauses = Pauses::new();
        loop {
            match self.try_to_write(&items, &request_token(sign_up)).await {
                Try::Written => return Ok(Saved::New),
                Try::SameAnswers => {
                    return self
                        .what_is_stored(sign_up)
                        .await?
                        .ok_or_else(|| unavailable("Expired"));
                }
                Try::ReferenceTaken => {
                    return Err(StoreError::ReferenceTaken(sign_up.reference.clone()));
                }
                Try::Refused(code) => return Err(StoreError::Refused { doing: DOING, code }),
                Try::Again(code) => {
                    if !pauses.wait().await {
                        return self.after_silence(sign_up, &code).await;
                    }
                }
            }
        }
    }

    async fn try_to_write(&self, items: &[TransactWriteItem], token: &str) -> Try {
        let request = self
            .client
            .transact_write_items()
            .client_request_token(token);
        match request
            .set_transact_items(Some(items.to_vec()))
            .send()
            .await
        {
            Ok(_) => Try::Written,
            Err(error) => judge(&error),
        }
    }

    /// A last look when every answer was lost: the transaction may have gone through.
    async fn after_silence(&self, sign_up: &SignUp, code: &str) -> Result<Saved, StoreError> {
        self.what_is_stored(sign_up)
            .await?
            .ok_or_else(|| unavailable(code))
    }

    /// Whose answers these are, by the idempotency item: ours (then an answer was lost), or an earlier sign-up's.
    async fn what_is_stored(&self, sign_up: &SignUp) -> Result<Option<Saved>, StoreError> {
        let found = self.get(key(idempotency_pk(&sign_up.key), IDEM)).await?;
        let Some(found) = found.filter(|found| is_alive(found, sign_up.created_at)) else {
            return Ok(None);
        };
        let holder = Reference::parse(require(&found, "reference")?);
        let holder =
            holder.ok_or_else(|| super::item::damaged(&found, "reference cannot be read"))?;
        Ok(Some(if holder == sign_up.reference {
            Saved::New
        } else {
            Saved::Already(holder)
        }))
    }
}

/// Names the request, at most 36 signs: the service answers a repetition within ten minutes as it did the first.
fn request_token(sign_up: &SignUp) -> String {
    let key: String = sign_up.key.as_str().chars().take(20).collect();
    format!("{}-{key}", sign_up.reference)
}

fn judge<R>(error: &SdkError<TransactWriteItemsError, R>) -> Try {
    if let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) =
        error.as_service_error()
    {
        let codes: Vec<&str> = cancelled
            .cancellation_reasons()
            .iter()
            .map(|reason| reason.code().unwrap_or("None"))
            .collect();
        return judge_cancelled(&codes);
    }
    let code = error_code(error);
    if is_passing(&code) {
        Try::Again(code)
    } else {
        Try::Refused(code)
    }
}

/// The idempotency item speaks first: when our own answer was lost, the sign-up's condition fails as well.
fn judge_cancelled(codes: &[&str]) -> Try {
    let failed = |position: usize| codes.get(position) == Some(&"ConditionalCheckFailed");
    let passing = codes.iter().find(|code| is_passing(code));
    let refused = codes.iter().find(|code| **code != "None");
    match (passing, refused) {
        _ if failed(IDEMPOTENCY) => Try::SameAnswers,
        _ if failed(SIGN_UP) => Try::ReferenceTaken,
        (Some(code), _) => Try::Again((*code).to_owned()),
        (None, Some(code)) => Try::Refused((*code).to_owned()),
        (None, None) => Try::Again("TransactionCanceled".to_owned()),
    }
}

fn is_alive(held: &Item, now: Timestamp) -> bool {
    get(held, "reference").is_some()
        && get_number(held, TTL)
            .and_then(|ttl| i64::try_from(ttl).ok())
            .is_some_and(|ttl| ttl >= now.as_second())
}

fn unavailable(code: &str) -> StoreError {
    StoreError::Unavailable {
        doing: DOING,
        code: code.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_judged_by_what_they_mean() {
        let check = |codes: &[&str], expected: &str| {
            let judged = match judge_cancelled(codes) {
                Try::Written => "written".to_owned(),
                Try::SameAnswers => "same".to_owned(),
                Try::ReferenceTaken => "taken".to_owned(),
                Try::Again(code) => format!("again {code}"),
                Try::Refused(code) => format!("refused {code}"),
            };
            assert_eq!(judged, expected, "{codes:?}");
        };
        check(
            &["ConditionalCheckFailed", "ConditionalCheckFailed", "None"],
            "same",
        );
        check(
            &["ConditionalCheckFailed", "None", "TransactionConflict"],
            "same",
        );
        check(&["None", "ConditionalCheckFailed", "None"], "taken");
        check(
            &["None", "None", "TransactionConflict"],
            "again TransactionConflict",
        );
        check(
            &["None", "ThrottlingError", "None"],
            "again ThrottlingError",
        );
        check(
            &["None", "ValidationError", "None"],
            "refused ValidationError",
        );
        check(&[], "again TransactionCanceled");
    }
}
