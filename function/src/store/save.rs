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
        self.save_with(sign_up, due.collect(), &[]).await
    }

    /// The same within the limits, and with the messages leased, from the sign-up's time on, to whoever stores it, who
    /// thereby need not ask for them. If they are not sent, they are due when the lease ends. None but for a new sign-up.
    ///
    /// # Errors
    /// As for [`save`](Self::save).
    pub async fn save_leased(
        &self,
        sign_up: &SignUp,
        messages: &[Message],
        length: SignedDuration,
        limits: &[Limit],
    ) -> Result<(Saved, Vec<Leased>), StoreError> {
        let leased: Vec<Leased> = messages
            .iter()
            .map(Leased::at_birth)
            .collect::<Result<_, _>>()?;
        let items = leased
            .iter()
            .map(|own| own.item(sign_up.created_at, length));
        Ok(
            match self.save_with(sign_up, items.collect(), limits).await? {
                Saved::New => (Saved::New, leased),
                not_new => (not_new, Vec::new()),
            },
        )
    }

    async fn save_with(
        &self,
        sign_up: &SignUp,
        owed: Vec<Item>,
        limits: &[Limit],
    ) -> Result<Saved, StoreError> {
        let mut transaction = self.transaction(sign_up, owed, limits)?;
        if let Some(limited) = self.exceeded.first_of(transaction.limits()) {
            return self.stored_or_limited(sign_up, Some(&limited)).await;
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
                Try::SameAnswers => return self.stored(sign_up, unavailable("Expired")).await,
                Try::LimitExceeded(position) => {
                    let limit = transaction.limits().get(position);
                    if let Some(limit) = limit {
                        self.exceeded.remember(limit, sign_up.created_at);
                    }
                    let limited = limit.map(|limit| &limit.exceeded);
                    return self.stored_or_limited(sign_up, limited).await;
                }
                Try::ReferenceTaken => {
                    return Err(StoreError::ReferenceTaken(sign_up.reference.clone()));
                }
                Try::Refused(code) => return Err(StoreError::Refused { doing: DOING, code }),
            };
            if !pauses.wait().await {
                // A last look when every answer was lost: the transaction may have gone through.
                return self.stored(sign_up, unavailable(&code)).await;
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
    async fn stored(&self, sign_up: &SignUp, otherwise: StoreError) -> Result<Saved, StoreError> {
        self.what_is_stored(sign_up).await?.ok_or(otherwise)
    }

    /// The same answers are never stopped, even if the service did not say that they are stored.
    async fn stored_or_limited(
        &self,
        sign_up: &SignUp,
        limit: Option<&Limited>,
    ) -> Result<Saved, StoreError> {
        let limited = limit.cloned().map(Saved::Limited);
        let stored = self.what_is_stored(sign_up).await?;
        stored
            .or(limited)
            .ok_or_else(|| unavailable("UnknownLimit"))
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
