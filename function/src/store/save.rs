//! A sign-up and the mails it owes → the table, in one transaction: all of it, or nothing.
//! Whatever is lost on the way (answers, connections, races), the caller learns what the table holds.

use jiff::{SignedDuration, Timestamp};

use super::item::{Item, get, get_number, key, message_item, require};
use super::judge::{Try, judge};
use super::pause::Pauses;
use super::table::{IDEM, TTL, idempotency_pk};
use super::transaction::Transaction;
use super::{Leased, Limit, Limited, Message, Store, StoreError, is_passing};
use crate::sign_up::{Reference, SignUp};

/// What [`Store::save`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saved {
    /// It is stored now, with its messages.
    New,
    /// The same answers are stored already, under this reference.
    Already(Reference),
    /// It is not stored: too many others of its kind are, for now.
    Limited(Limited),
}

/// A sign-up, and the one that has the same answers and is known to be gone.
type LookedFor<'a> = (&'a SignUp, Option<&'a Reference>);

const DOING: &str = "save a sign-up";
/// So often a sign-up is tried to be counted, in one to three seconds: where many come by one address at once, their
/// transactions meet at its limit. After that it is stored uncounted, for a limit loses nobody.
const COUNTING_TRIES: u32 = 8;

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
        self.save_with(sign_up, due.collect(), &[], None).await
    }

    /// The same within the limits, and with the messages leased, from the sign-up's time on, to whoever stores it, who
    /// thereby need not ask for them. If they are not sent, they are due when the lease ends. None but for a new sign-up.
    ///
    /// `gone` is a sign-up that holds the same answers and was found not to be there: what still names it is replaced in the
    /// same transaction, unless it names another by now.
    ///
    /// # Errors
    /// As for [`save`](Self::save).
    pub async fn save_leased(
        &self,
        sign_up: &SignUp,
        messages: &[Message],
        length: SignedDuration,
        (limits, gone): (&[Limit], Option<&Reference>),
    ) -> Result<(Saved, Vec<Leased>), StoreError> {
        let leased: Vec<Leased> = messages
            .iter()
            .map(Leased::at_birth)
            .collect::<Result<_, _>>()?;
        let items = leased
            .iter()
            .map(|own| own.item(sign_up.created_at, length));
        let saved = self.save_with(sign_up, items.collect(), limits, gone);
        Ok(match saved.await? {
            Saved::New => (Saved::New, leased),
            not_new => (not_new, Vec::new()),
        })
    }

    async fn save_with(
        &self,
        sign_up: &SignUp,
        owed: Vec<Item>,
        limits: &[Limit],
        gone: Option<&Reference>,
    ) -> Result<Saved, StoreError> {
        let mut transaction = self.transaction(sign_up, owed, limits, gone)?;
        let looked_for = (sign_up, gone);
        // Who takes another's place may be counted already: the table knows.
        let known = self.exceeded.first_of(transaction.limits());
        if let Some(limited) = known.filter(|_| gone.is_none()) {
            return self.stored_or_limited(looked_for, Some(&limited)).await;
        }
        let (mut pauses, mut not_counted) = (Pauses::new(), 0);
        loop {
            let code = match self.try_to_write(&transaction).await {
                Try::NotCounted(code) => {
                    not_counted += 1;
                    if not_counted >= COUNTING_TRIES || !is_passing(&code) {
                        tracing::warn!(event = "not_counted", reference = %sign_up.reference, code);
                        transaction = transaction.uncounted();
                        continue;
                    }
                    code
                }
                Try::Again(code) => code,
                Try::Written => return Ok(Saved::New),
                Try::SameAnswers => return self.stored(looked_for, unavailable("Expired")).await,
                Try::LimitExceeded(position) => {
                    let limit = transaction.limits().get(position);
                    if let Some(limit) = limit {
                        self.exceeded.remember(limit, sign_up.created_at);
                    }
                    let limited = limit.map(|limit| &limit.exceeded);
                    return self.stored_or_limited(looked_for, limited).await;
                }
                Try::ReferenceTaken => {
                    return Err(StoreError::ReferenceTaken(sign_up.reference.clone()));
                }
                Try::Refused(code) => return Err(StoreError::Refused { doing: DOING, code }),
            };
            if !pauses.wait().await {
                // A last look when every answer was lost: the transaction may have gone through.
                return self.stored(looked_for, unavailable(&code)).await;
            }
        }
    }

    async fn try_to_write(&self, transaction: &Transaction) -> Try {
        let request = self
            .client
            .transact_write_items()
            .client_request_token(transaction.token())
            .set_transact_items(Some(transaction.writes()));
        match request.send().await {
            Ok(_) => Try::Written,
            Err(error) => judge(&error, transaction.own_count()),
        }
    }

    /// What the table holds of these answers; the error if nothing.
    async fn stored(
        &self,
        looked_for: LookedFor<'_>,
        otherwise: StoreError,
    ) -> Result<Saved, StoreError> {
        self.what_is_stored(looked_for).await?.ok_or(otherwise)
    }

    /// The same answers are never stopped, even if the service did not say that they are stored.
    async fn stored_or_limited(
        &self,
        looked_for: LookedFor<'_>,
        limit: Option<&Limited>,
    ) -> Result<Saved, StoreError> {
        let limited = limit.cloned().map(Saved::Limited);
        let stored = self.what_is_stored(looked_for).await?;
        stored
            .or(limited)
            .ok_or_else(|| unavailable("UnknownLimit"))
    }

    /// Whose answers these are, by the idempotency item: ours (then an answer was lost), or an earlier sign-up's.
    async fn what_is_stored(
        &self,
        (sign_up, gone): LookedFor<'_>,
    ) -> Result<Option<Saved>, StoreError> {
        let found = self.get(key(idempotency_pk(&sign_up.key), IDEM)).await?;
        let Some(found) = found.filter(|found| is_alive(found, sign_up.created_at)) else {
            return Ok(None);
        };
        let holder = holder_of(&found)?;
        Ok(if Some(&holder) == gone {
            None
        } else if holder == sign_up.reference {
            Some(Saved::New)
        } else {
            Some(Saved::Already(holder))
        })
    }
}

/// Whose an idempotency item is.
pub(super) fn holder_of(held: &Item) -> Result<Reference, StoreError> {
    let holder = Reference::parse(require(held, "reference")?);
    holder.ok_or_else(|| super::item::damaged(held, "reference cannot be read"))
}

pub(super) fn is_alive(held: &Item, now: Timestamp) -> bool {
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
