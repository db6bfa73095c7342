//! A reference → nothing of it left: every item the sign-up names is deleted, its own last, so that an erasure that was
//! cut off can be run again; then a scan of the whole table shows that no trace remains.

use aws_sdk_dynamodb::types::AttributeValue;

use super::item::{Item, get, key};
use super::table::{IDEM, META, PK, SK, idempotency_pk, sign_up_pk};
use super::{Store, StoreError};
use crate::sign_up::{Reference, SignUp};

/// What an erasure did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erased {
    pub items: usize,
}

/// What a scan of the whole table found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scan {
    /// How many items were read.
    pub items: usize,
    pub traces: Vec<Trace>,
}

/// The key of an item in which something of an erased sign-up still stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    pub pk: String,
    pub sk: String,
}

impl Store {
    /// Deletes the sign-up, its messages, notes, contacts and idempotency item. `None` when there is nothing.
    ///
    /// # Errors
    /// When the table cannot be read or written; run it again then.
    pub async fn erase(&self, reference: &Reference) -> Result<Option<Erased>, StoreError> {
        let own = self.query_partition(&sign_up_pk(reference), "").await?;
        if own.is_empty() {
            return Ok(None);
        }
        let mut keys = self.elsewhere(reference).await?;
        keys.extend(
            own.iter()
                .filter(|item| get(item, SK) != Some(META))
                .filter_map(key_of),
        );
        keys.push(key(sign_up_pk(reference), META));
        for key in &keys {
            self.delete(key.clone()).await?;
        }
        Ok(Some(Erased { items: keys.len() }))
    }

    /// Items outside the sign-up's own partition.
    async fn elsewhere(&self, reference: &Reference) -> Result<Vec<Item>, StoreError> {
        let Some(sign_up) = self.find(reference).await? else {
            return Ok(Vec::new());
        };
        let mut keys = self.contacts(&sign_up);
        let held = self.get(key(idempotency_pk(&sign_up.key), IDEM)).await?;
        if held.is_some_and(|held| get(&held, "reference") == Some(reference.as_str())) {
            keys.push(key(idempotency_pk(&sign_up.key), IDEM));
        }
        Ok(keys)
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

    /// Texts that only this sign-up has in the table: its reference; and where it is the person's only one, also its key,
    /// the person's addresses and their hashes, but for those by which somebody else named the person.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn marks_of_its_own(&self, sign_up: &SignUp) -> Result<Vec<String>, StoreError> {
        if !self.same_contact(sign_up).await?.is_empty() {
            return Ok(vec![sign_up.reference.to_string()]);
        }
        let mut marks = vec![
            sign_up.key.as_str().to_owned(),
            sign_up.reference.to_string(),
        ];
        for way in [sign_up.answers.email(), sign_up.answers.phone()]
            .into_iter()
            .flatten()
        {
            let mut naming = self.naming(way).await?;
            naming.retain(|other| *other != sign_up.reference);
            if naming.is_empty() {
                marks.extend([way.to_owned(), self.contact_hash(way)]);
            }
        }
        Ok(marks)
    }

    /// Reads the whole table for texts: the proof that an erasure left nothing. Slow, and meant to be; `seen` is told
    /// after each page how many items have been read.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn traces(
        &self,
        texts: &[&str],
        mut seen: impl FnMut(usize),
    ) -> Result<Scan, StoreError> {
        let mut scan = Scan::default();
        let mut pages = self
            .client
            .scan()
            .table_name(&self.table)
            .consistent_read(true)
            .into_paginator()
            .send();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| StoreError::from_sdk("scan the table", &error))?;
            scan.items += page.items().len();
            let traced = page
                .items()
                .iter()
                .filter(|item| texts.iter().any(|text| is_in(item, text)));
            scan.traces.extend(traced.filter_map(trace_of));
            seen(scan.items);
        }
        Ok(scan)
    }
}

fn is_in(item: &Item, text: &str) -> bool {
    item.iter()
        .any(|(name, value)| name.contains(text) || holds(value, text))
}

fn holds(value: &AttributeValue, text: &str) -> bool {
    match value {
        AttributeValue::S(own) | AttributeValue::N(own) => own.contains(text),
        AttributeValue::B(own) => String::from_utf8_lossy(own.as_ref()).contains(text),
        AttributeValue::Ss(all) => all.iter().any(|own| own.contains(text)),
        AttributeValue::L(all) => all.iter().any(|own| holds(own, text)),
        AttributeValue::M(all) => all
            .iter()
            .any(|(name, own)| name.contains(text) || holds(own, text)),
        _ => false,
    }
}

fn key_of(item: &Item) -> Option<Item> {
    Some(key(get(item, PK)?, get(item, SK)?))
}

fn trace_of(item: &Item) -> Option<Trace> {
    Some(Trace {
        pk: get(item, PK)?.to_owned(),
        sk: get(item, SK)?.to_owned(),
    })
}
