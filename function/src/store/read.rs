//! The table → what is asked of it: one sign-up, all that belongs to it, lists by status and age.

use std::ops::RangeInclusive;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::Select;
use jiff::Timestamp;

use super::audit::{AuditLine, audit_of};
use super::hold::held_since;
use super::item::{Item, get, get_time, key, require, text};
use super::meta::sign_up_of;
use super::note::note_of;
use super::outgoing::{Outgoing, outgoing_of_all};
use super::table::{
    AUDIT, META, NOTE, OUT, PK, QUEUE, QUEUE_AT, QUEUE_INDEX, SIGN_UP, SK, sign_up_pk, time_text,
};
use super::{Note, Status, Store, StoreError};
use crate::sign_up::{Language, Reference, SignUp};

/// Everything that the table holds about one sign-up.
#[derive(Debug)]
pub struct Record {
    pub reference: Reference,
    /// Or why it cannot be read: what stands around it can.
    pub sign_up: Result<SignUp, StoreError>,
    pub language: Language,
    pub status: Status,
    /// When it got that status.
    pub since: Timestamp,
    /// Since when nothing is to happen to it, if so.
    pub held_since: Option<Timestamp>,
    pub messages: Vec<Outgoing>,
    /// Keys of messages that cannot be read, such as those of a kind that a newer version sends.
    pub unreadable: Vec<String>,
    pub audit: Vec<AuditLine>,
    pub notes: Vec<Note>,
}

/// A sign-up's place in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub reference: Reference,
    pub since: Timestamp,
}

/// Where a queue is read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Oldest,
    Newest,
}

impl Store {
    /// # Errors
    /// When the table cannot be read, or the item is damaged.
    pub async fn find(&self, reference: &Reference) -> Result<Option<SignUp>, StoreError> {
        let item = self.get(key(sign_up_pk(reference), META)).await?;
        item.as_ref()
            .map(|item| sign_up_of(item, &self.answer_keys))
            .transpose()
    }

    /// Where a sign-up stands; `None` when there is none.
    ///
    /// # Errors
    /// When the table cannot be read, or the item is damaged.
    pub async fn status(&self, reference: &Reference) -> Result<Option<Status>, StoreError> {
        let item = self.get(key(sign_up_pk(reference), META)).await?;
        item.as_ref().map(status_of).transpose()
    }

    /// The sign-up with its status, messages and what was done to it.
    ///
    /// # Errors
    /// When the table cannot be read, or an item around the sign-up is damaged.
    pub async fn record(&self, reference: &Reference) -> Result<Option<Record>, StoreError> {
        let items = self.query_partition(&sign_up_pk(reference), "").await?;
        let of_kind =
            |prefix: &'static str| items.iter().filter(move |item| has_prefix(item, prefix));
        let Some(meta) = of_kind(META).next() else {
            return Ok(None);
        };
        let (messages, unreadable) = outgoing_of_all(of_kind(OUT));
        Ok(Some(Record {
            reference: reference.clone(),
            sign_up: sign_up_of(meta, &self.answer_keys),
            language: Language::new(require(meta, "language")?),
            status: status_of(meta)?,
            since: get_time(meta, QUEUE_AT)
                .ok_or_else(|| super::item::damaged(meta, "no queue_at"))?,
            held_since: held_since(meta)?,
            messages,
            unreadable,
            audit: of_kind(AUDIT).filter_map(audit_of).collect(),
            notes: of_kind(NOTE)
                .filter_map(|item| note_of(item, reference, &self.answer_keys))
                .collect(),
        }))
    }

    /// Sign-ups with a status since at latest a time, the longest there first.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn list(&self, status: Status, until: Timestamp) -> Result<Vec<Listed>, StoreError> {
        let until = Timestamp::MIN..=until;
        self.query_queue((&status.queue(), End::Oldest), until, None, listed_of)
            .await
    }

    /// The last that got a status, the newest first.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn newest(&self, status: Status, count_max: u16) -> Result<Vec<Listed>, StoreError> {
        let ever = Timestamp::MIN..=Timestamp::MAX;
        let queue = (&*status.queue(), End::Newest);
        self.query_queue(queue, ever, Some(count_max), listed_of)
            .await
    }

    /// How many have a status. None of them is held in memory: of what stands in quarantine there is no bound.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn how_many(&self, status: Status) -> Result<usize, StoreError> {
        let mut pages = self
            .client
            .query()
            .table_name(&self.table)
            .index_name(QUEUE_INDEX)
            .select(Select::Count)
            .key_condition_expression("#queue = :queue")
            .expression_attribute_names("#queue", QUEUE)
            .expression_attribute_values(":queue", text(status.queue()))
            .into_paginator()
            .send();
        let mut count = 0;
        while let Some(page) = pages.next().await {
            let page = page.map_err(|error| StoreError::from_sdk("count a queue", &error))?;
            count += usize::try_from(page.count()).unwrap_or_default();
        }
        Ok(count)
    }

    pub(super) async fn get(&self, key: Item) -> Result<Option<Item>, StoreError> {
        get_item(&self.client, &self.table, key).await
    }

    /// All items of a partition whose sort key begins so, as they are now.
    pub(super) async fn query_partition(
        &self,
        pk: &str,
        sk_prefix: &str,
    ) -> Result<Vec<Item>, StoreError> {
        let mut query = self
            .client
            .query()
            .table_name(&self.table)
            .consistent_read(true)
            .expression_attribute_values(":pk", text(pk));
        query = if sk_prefix.is_empty() {
            query.key_condition_expression("PK = :pk")
        } else {
            query
                .key_condition_expression("PK = :pk AND begins_with(SK, :sk)")
                .expression_attribute_values(":sk", text(sk_prefix))
        };
        let mut pages = query.into_paginator().items().send();
        let mut items = Vec::new();
        while let Some(item) = pages.next().await {
            items.push(item.map_err(|error| StoreError::from_sdk("read a partition", &error))?);
        }
        Ok(items)
    }

    /// What is read of the keys in a queue of the index, from its older or its newer end. Those that cannot be read are told
    /// in the log, and take nobody's place.
    pub(super) async fn query_queue<T>(
        &self,
        (queue, end): (&str, End),
        between: RangeInclusive<Timestamp>,
        count_max: Option<u16>,
        read: impl Fn(&Item) -> Option<T>,
    ) -> Result<Vec<T>, StoreError> {
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .index_name(QUEUE_INDEX)
            .scan_index_forward(end == End::Oldest)
            .key_condition_expression("#queue = :queue AND #queue_at BETWEEN :from AND :until")
            .expression_attribute_names("#queue", QUEUE)
            .expression_attribute_names("#queue_at", QUEUE_AT)
            .expression_attribute_values(":queue", text(queue))
            .expression_attribute_values(":from", text(time_text(*between.start())))
            .expression_attribute_values(":until", text(time_text(*between.end())))
            .set_limit(count_max.map(i32::from));
        let mut pages = query.into_paginator().items().send();
        let (mut found, mut unreadable) = (Vec::new(), 0);
        while let Some(item) = pages.next().await {
            let item = item.map_err(|error| StoreError::from_sdk("read a queue", &error))?;
            match read(&item) {
                Some(own) => found.push(own),
                None => unreadable += 1,
            }
            if count_max.is_some_and(|max| found.len() >= usize::from(max)) {
                break;
            }
        }
        if unreadable > 0 {
            tracing::error!(event = "unreadable_in_queue", queue, unreadable);
        }
        Ok(found)
    }
}

fn status_of(meta: &Item) -> Result<Status, StoreError> {
    let status = Status::parse(require(meta, "status")?);
    status.ok_or_else(|| super::item::damaged(meta, "status cannot be read"))
}

fn listed_of(item: &Item) -> Option<Listed> {
    Some(Listed {
        reference: Reference::parse(get(item, PK)?.strip_prefix(SIGN_UP)?)?,
        since: get_time(item, QUEUE_AT)?,
    })
}

fn has_prefix(item: &Item, prefix: &str) -> bool {
    get(item, SK).is_some_and(|sk| sk.starts_with(prefix))
}

pub(super) async fn get_item(
    client: &Client,
    table: &str,
    key: Item,
) -> Result<Option<Item>, StoreError> {
    let get = client.get_item().table_name(table).set_key(Some(key));
    get.consistent_read(true)
        .send()
        .await
        .map(|answer| answer.item)
        .map_err(|error| StoreError::from_sdk("read an item", &error))
}
