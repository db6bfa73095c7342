//! A reference → nothing of it left. What is found by the sign-up, and the sign-up, go in one transaction: there is no moment
//! at which it is stored and cannot be found. Neither the answers nor the secret are needed, so what cannot be opened any
//! more can still be erased.

use aws_sdk_dynamodb::types::{AttributeValue, Delete, TransactWriteItem};
use jiff::Timestamp;

use super::hold::{HELD_SINCE, NOT_HELD};
use super::item::{Item, get, key, text};
use super::meta::sign_up_of;
use super::table::{IDEM, META, PK, QUEUE_AT, SK, idempotency_pk_of, sign_up_pk, time_text};
use super::{Status, Store, StoreError};
use crate::sign_up::Reference;

/// What an erasure did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erased {
    pub items: usize,
}

/// The keys of a sign-up's items outside its own partition, kept with it.
pub(super) const ELSEWHERE: &str = "elsewhere";

const DOING: &str = "erase a sign-up";
/// More than DynamoDB takes at once is left to the next round, and to that what came in between.
const AT_ONCE: usize = 100;
const ROUNDS_MAX: usize = 20;

/// Of which sign-ups it is true, at the moment in which they go.
#[derive(Clone, Copy)]
enum Only {
    Any,
    NotHeld,
    ClosedBefore(Timestamp),
}

impl Only {
    fn conditions(self) -> &'static [&'static str] {
        match self {
            Self::Any => &[],
            Self::NotHeld => &[NOT_HELD],
            Self::ClosedBefore(_) => &[NOT_HELD, "#status = :closed", "#queue_at <= :before"],
        }
    }

    /// Whether it is true of one that was read.
    fn holds(self, meta: &Item) -> bool {
        let is_free = !meta.contains_key(HELD_SINCE);
        match self {
            Self::Any => true,
            Self::NotHeld => is_free,
            Self::ClosedBefore(before) => {
                let is_closed = get(meta, "status") == Some(Status::Closed.as_str());
                let before = time_text(before);
                is_free && is_closed && get(meta, QUEUE_AT).is_some_and(|at| at <= &*before)
            }
        }
    }
}

impl Store {
    /// Deletes the sign-up, its messages, notes, contacts and idempotency item. `None` when there is nothing.
    ///
    /// # Errors
    /// When the table cannot be read or written; run it again then.
    pub async fn erase(&self, reference: &Reference) -> Result<Option<Erased>, StoreError> {
        self.erase_if(reference, Only::Any).await
    }

    /// The same, of what is not held; `None` also when it is.
    ///
    /// # Errors
    /// As for [`erase`](Self::erase).
    pub async fn erase_unless_held(
        &self,
        reference: &Reference,
    ) -> Result<Option<Erased>, StoreError> {
        self.erase_if(reference, Only::NotHeld).await
    }

    /// The same, of what is not held, and closed since before a time; `None` when it is not (any more): somebody may have opened
    /// it again, or held it, a moment ago.
    ///
    /// # Errors
    /// As for [`erase`](Self::erase).
    pub async fn erase_closed(
        &self,
        reference: &Reference,
        before: Timestamp,
    ) -> Result<Option<Erased>, StoreError> {
        self.erase_if(reference, Only::ClosedBefore(before)).await
    }

    async fn erase_if(
        &self,
        reference: &Reference,
        only: Only,
    ) -> Result<Option<Erased>, StoreError> {
        let mut erased = 0;
        for _ in 0..ROUNDS_MAX {
            let own = self.query_partition(&sign_up_pk(reference), "").await?;
            if own.is_empty() {
                return Ok((erased > 0).then_some(Erased { items: erased }));
            }
            let (metas, others): (Vec<&Item>, Vec<&Item>) =
                own.iter().partition(|item| get(item, SK) == Some(META));
            let mut deletes = Vec::new();
            let answers = metas.first().and_then(|meta| get(meta, "key"));
            if let Some(meta) = metas.first() {
                deletes.push(self.delete_meta(reference, only, answers));
                let contacts = self.kept_elsewhere(meta).into_iter();
                deletes.extend(contacts.map(|key| self.delete_of(key)));
                deletes.extend(self.delete_known(reference, answers).await?);
            }
            let others = others.into_iter().filter_map(key_of);
            deletes.extend(others.map(|key| self.delete_of(key)));
            deletes.truncate(AT_ONCE);
            let count = deletes.len();
            if !self.change(DOING, deletes).await? {
                let now = self.get(key(sign_up_pk(reference), META)).await?;
                if now.is_some_and(|now| !only.holds(&now)) {
                    return Ok(None);
                }
                continue; // Corrected meanwhile, or its answers came again: found by something else than was read.
            }
            erased += count;
        }
        Err(unavailable("GrowsMeanwhile"))
    }

    /// Where it still has the answers that were read: with others, other items name it.
    fn delete_meta(
        &self,
        reference: &Reference,
        only: Only,
        answers: Option<&str>,
    ) -> Option<TransactWriteItem> {
        let mut conditions = Vec::new();
        let mut delete = Delete::builder()
            .table_name(&self.table)
            .set_key(Some(key(sign_up_pk(reference), META)));
        if let Some(answers) = answers {
            conditions.push("#key = :key");
            delete = delete
                .expression_attribute_names("#key", "key")
                .expression_attribute_values(":key", text(answers));
        }
        conditions.extend(only.conditions());
        let delete = match only {
            Only::Any | Only::NotHeld => delete,
            Only::ClosedBefore(before) => delete
                .expression_attribute_names("#status", "status")
                .expression_attribute_names("#queue_at", QUEUE_AT)
                .expression_attribute_values(":closed", text(Status::Closed.as_str()))
                .expression_attribute_values(":before", text(time_text(before))),
        };
        let conditions = (!conditions.is_empty()).then(|| conditions.join(" AND "));
        let delete = delete.set_condition_expression(conditions).build().ok()?;
        Some(TransactWriteItem::builder().delete(delete).build())
    }

    pub(super) fn delete_of(&self, key: Item) -> Option<TransactWriteItem> {
        let delete = Delete::builder()
            .table_name(&self.table)
            .set_key(Some(key))
            .build()
            .ok()?;
        Some(TransactWriteItem::builder().delete(delete).build())
    }

    /// The item of its answers, where that is still its own.
    async fn delete_known(
        &self,
        reference: &Reference,
        answers: Option<&str>,
    ) -> Result<Option<Option<TransactWriteItem>>, StoreError> {
        let Some(answers) = answers else {
            return Ok(None);
        };
        let known = key(idempotency_pk_of(answers), IDEM);
        let held = self.get(known.clone()).await?;
        let is_own = held.is_some_and(|held| get(&held, "reference") == Some(reference.as_str()));
        Ok(is_own.then(|| self.delete_held_by(reference, known)))
    }

    /// Where it is not another's since it was read.
    pub(super) fn delete_held_by(
        &self,
        reference: &Reference,
        key: Item,
    ) -> Option<TransactWriteItem> {
        let delete = Delete::builder()
            .table_name(&self.table)
            .set_key(Some(key))
            .condition_expression("attribute_not_exists(PK) OR #holder = :own")
            .expression_attribute_names("#holder", "reference")
            .expression_attribute_values(":own", text(reference.as_str()));
        let delete = delete.build().ok()?;
        Some(TransactWriteItem::builder().delete(delete).build())
    }

    /// The keys of its contacts.
    pub(super) fn kept_elsewhere(&self, meta: &Item) -> Vec<Item> {
        let kept = meta.get(ELSEWHERE).and_then(|kept| kept.as_ss().ok());
        match kept {
            Some(pairs) => pairs
                .iter()
                .filter_map(|pair| pair.split_once(' '))
                .map(|(pk, sk)| key(pk, sk))
                .collect(),
            // Stored before this was kept, or by somebody without a contact.
            None => sign_up_of(meta, &self.answer_keys)
                .map(|sign_up| self.contacts(&sign_up))
                .unwrap_or_default(),
        }
    }

    pub(super) async fn delete(&self, key: Item) -> Result<(), StoreError> {
        let delete = self
            .client
            .delete_item()
            .table_name(&self.table)
            .set_key(Some(key));
        delete
            .send()
            .await
            .map(drop)
            .map_err(|error| StoreError::from_sdk("delete an item", &error))
    }
}

/// Keys as one attribute; `None` when there are none, for no set is empty.
pub(super) fn as_elsewhere(keys: &[Item]) -> Option<AttributeValue> {
    let pair = |key: &Item| Some(format!("{} {}", get(key, PK)?, get(key, SK)?));
    let pairs: Vec<String> = keys.iter().filter_map(pair).collect();
    (!pairs.is_empty()).then_some(AttributeValue::Ss(pairs))
}

fn key_of(item: &Item) -> Option<Item> {
    Some(key(get(item, PK)?, get(item, SK)?))
}

fn unavailable(code: &str) -> StoreError {
    StoreError::Unavailable {
        doing: DOING,
        code: code.to_owned(),
    }
}
