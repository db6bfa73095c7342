//! A sign-up that stays as it is until somebody ends it: while its processing is restricted (GDPR article 18), or a dispute
//! needs it. No decision on retention erases it meanwhile, and nobody moves it on; whoever sent it may send it again.

use aws_sdk_dynamodb::types::{Select, TransactWriteItem, Update};

use super::audit::audit_item;
use super::item::{Item, damaged, get_time, key, text};
use super::table::{META, SK, sign_up_pk, time_text};
use super::{Act, Store, StoreError};
use crate::sign_up::Reference;

/// Since when it is held; not there when it is not.
pub(super) const HELD_SINCE: &str = "held_since";
/// Holds of whatever is not held, also of what is not there.
pub(super) const NOT_HELD: &str = "attribute_not_exists(held_since)";

const DOING: &str = "hold or release a sign-up";

impl Store {
    /// Holds a sign-up. `false` when there is none, or it is held already: since when stays.
    ///
    /// # Errors
    /// When the table does not take it.
    pub async fn hold(&self, reference: &Reference, act: &Act) -> Result<bool, StoreError> {
        let update = self
            .meta_update(reference)
            .condition_expression(format!("attribute_exists(PK) AND {NOT_HELD}"))
            .update_expression(format!("SET {HELD_SINCE} = :now"))
            .expression_attribute_values(":now", text(time_text(act.at)));
        let audit = self.put(audit_item(reference, "held", act));
        self.change(DOING, vec![write(update.build().ok()), audit])
            .await
    }

    /// Ends that. `false` when it is not held.
    ///
    /// # Errors
    /// When the table does not take it.
    pub async fn release(&self, reference: &Reference, act: &Act) -> Result<bool, StoreError> {
        let update = self
            .meta_update(reference)
            .condition_expression(format!("attribute_exists({HELD_SINCE})"))
            .update_expression(format!("REMOVE {HELD_SINCE}"));
        let audit = self.put(audit_item(reference, "released from hold", act));
        self.change(DOING, vec![write(update.build().ok()), audit])
            .await
    }

    /// Whether it is there and held, though nothing else of it can be read.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn is_held(&self, reference: &Reference) -> Result<bool, StoreError> {
        let meta = self.get(key(sign_up_pk(reference), META)).await?;
        Ok(meta.is_some_and(|meta| meta.contains_key(HELD_SINCE)))
    }

    /// How many are held, by a scan of the whole table: somebody asks now and then, ten thousand sign-ups are some twenty requests, and
    /// nothing but the sign-ups themselves can say another number.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn how_many_held(&self) -> Result<usize, StoreError> {
        let scan = self
            .client
            .scan()
            .table_name(&self.table)
            .select(Select::Count)
            .filter_expression(format!("{SK} = :meta AND attribute_exists({HELD_SINCE})"))
            .expression_attribute_values(":meta", text(META));
        let (mut pages, mut count) = (scan.into_paginator().send(), 0);
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| StoreError::from_sdk("count what is held", &error))?;
            count += usize::try_from(page.count()).unwrap_or_default();
        }
        Ok(count)
    }

    fn meta_update(
        &self,
        reference: &Reference,
    ) -> aws_sdk_dynamodb::types::builders::UpdateBuilder {
        Update::builder()
            .table_name(&self.table)
            .set_key(Some(key(sign_up_pk(reference), META)))
    }
}

/// Since when an item is held.
pub(super) fn held_since(meta: &Item) -> Result<Option<jiff::Timestamp>, StoreError> {
    let unreadable = || damaged(meta, format!("{HELD_SINCE} cannot be read"));
    let since = meta.contains_key(HELD_SINCE);
    since
        .then(|| get_time(meta, HELD_SINCE).ok_or_else(unreadable))
        .transpose()
}

fn write(update: Option<Update>) -> Option<TransactWriteItem> {
    Some(TransactWriteItem::builder().update(update?).build())
}
