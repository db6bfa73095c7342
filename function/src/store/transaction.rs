//! A sign-up and its messages → the writes of one transaction. Must not know how the transaction fares.

use aws_sdk_dynamodb::types::{ConditionCheck, Put, TransactWriteItem};
use jiff::{SignedDuration, Timestamp};

use super::erase::{ELSEWHERE, as_elsewhere};
use super::item::{Item, expiring, item, key, number, queued, text};
use super::limit::Counted;
use super::meta::meta_item;
use super::table::{IDEM, META, TTL, idempotency_pk, sign_up_pk};
use super::{Limit, Status, Store, StoreError, count};
use crate::sign_up::{Key, Reference, SignUp};

/// How long the same answers are known as the same. After that they are a new sign-up.
const SAME_ANSWERS_DAYS: i64 = 30;

/// Where these stand in the transaction, and so in the reasons for which it was cancelled.
pub(super) const IDEMPOTENCY: usize = 0;
pub(super) const SIGN_UP: usize = 1;

/// The writes of one transaction, in this order, and the name by which the service knows it again.
pub(super) struct Transaction {
    own: Vec<TransactWriteItem>,
    limits: Vec<Counted>,
    token: String,
}

impl Transaction {
    pub(super) fn writes(&self) -> Vec<TransactWriteItem> {
        let limits = self.limits.iter().map(|counted| &counted.write);
        self.own.iter().chain(limits).cloned().collect()
    }

    /// At most 36 signs. The service answers a repetition within ten minutes as it did the first.
    pub(super) fn token(&self) -> &str {
        &self.token
    }

    /// How many writes stand before the limits.
    pub(super) fn own_count(&self) -> usize {
        self.own.len()
    }

    /// What it is counted against.
    pub(super) fn limits(&self) -> &[Counted] {
        &self.limits
    }

    /// The same without the limits: to the service another transaction, so under a name of its own.
    pub(super) fn uncounted(self) -> Self {
        Self {
            limits: Vec::new(),
            token: format!("{}-U", self.token),
            ..self
        }
    }
}

impl Store {
    /// All that becomes true together.
    pub(super) fn transaction(
        &self,
        sign_up: &SignUp,
        owed: Vec<Item>,
        limits: &[Limit],
        gone: Option<&Reference>,
    ) -> Result<Transaction, StoreError> {
        let not_made = || refused("RequestNotMade");
        Ok(Transaction {
            own: self.own_writes(sign_up, owed, gone)?.ok_or_else(not_made)?,
            limits: self.counted_against(limits, sign_up).ok_or_else(not_made)?,
            token: request_token(sign_up),
        })
    }

    fn own_writes(
        &self,
        sign_up: &SignUp,
        owed: Vec<Item>,
        gone: Option<&Reference>,
    ) -> Result<Option<Vec<TransactWriteItem>>, StoreError> {
        let contacts = self.contacts(sign_up);
        let mut items = vec![
            self.put_once_per_answers((&sign_up.key, &sign_up.reference), gone, sign_up.created_at),
            self.put_new(self.sign_up_item(sign_up, &contacts)?),
        ];
        items.extend(contacts.into_iter().map(|key| self.put(key)));
        items.extend(owed.into_iter().map(|message| self.put(message)));
        items.push(count::counted(&self.table, sign_up));
        Ok(items.into_iter().collect())
    }

    /// Of the answers: who has them. In place of one who is gone, if so.
    pub(super) fn put_once_per_answers(
        &self,
        (answers, reference): (&Key, &Reference),
        gone: Option<&Reference>,
        now: Timestamp,
    ) -> Option<TransactWriteItem> {
        let forgotten_at = now + SignedDuration::from_hours(24 * SAME_ANSWERS_DAYS);
        let held = item(
            key(idempotency_pk(answers), IDEM),
            [("reference", text(reference.as_str()))],
        );
        let put = Put::builder()
            .table_name(&self.table)
            .set_item(Some(expiring(held, forgotten_at)))
            .expression_attribute_names("#ttl", TTL)
            .expression_attribute_values(":now", number(now.as_second()));
        let put = match gone {
            None => put.condition_expression("attribute_not_exists(PK) OR #ttl < :now"),
            Some(gone) => put
                .condition_expression(
                    "attribute_not_exists(PK) OR #ttl < :now OR #reference = :gone",
                )
                .expression_attribute_names("#reference", "reference")
                .expression_attribute_values(":gone", text(gone.as_str())),
        };
        put.build()
            .ok()
            .map(|put| TransactWriteItem::builder().put(put).build())
    }

    /// Writes nothing itself: with it, nothing is written about a sign-up that is erased meanwhile.
    pub(super) fn is_there(&self, reference: &Reference) -> Option<TransactWriteItem> {
        let check = ConditionCheck::builder()
            .table_name(&self.table)
            .set_key(Some(key(sign_up_pk(reference), META)))
            .condition_expression("attribute_exists(PK)")
            .build()
            .ok()?;
        Some(TransactWriteItem::builder().condition_check(check).build())
    }

    pub(super) fn put_new(&self, item: Item) -> Option<TransactWriteItem> {
        let put = Put::builder().table_name(&self.table).set_item(Some(item));
        let put = put
            .condition_expression("attribute_not_exists(PK)")
            .build()
            .ok()?;
        Some(TransactWriteItem::builder().put(put).build())
    }

    pub(super) fn put(&self, item: Item) -> Option<TransactWriteItem> {
        let put = Put::builder()
            .table_name(&self.table)
            .set_item(Some(item))
            .build()
            .ok()?;
        Some(TransactWriteItem::builder().put(put).build())
    }

    fn sign_up_item(&self, sign_up: &SignUp, contacts: &[Item]) -> Result<Item, StoreError> {
        let status = if sign_up.suspect.is_some() {
            Status::Quarantined
        } else {
            Status::New
        };
        let mut meta = meta_item(sign_up, &self.answer_keys)?;
        meta.insert("status".to_owned(), text(status.as_str()));
        if let Some(elsewhere) = as_elsewhere(contacts) {
            meta.insert(ELSEWHERE.to_owned(), elsewhere);
        }
        Ok(queued(meta, status.queue(), sign_up.created_at))
    }
}

fn request_token(sign_up: &SignUp) -> String {
    let key: String = sign_up.key.as_str().chars().take(20).collect();
    format!("{}-{key}", sign_up.reference)
}

fn refused(code: &str) -> StoreError {
    StoreError::Refused {
        doing: "save a sign-up",
        code: code.to_owned(),
    }
}
