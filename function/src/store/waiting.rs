//! The outbox → since when the longest waiting message waits. Only reads, and no longer than it is given.

use std::collections::BTreeSet;
use std::time::Duration;

use futures_util::{StreamExt, TryStreamExt};
use jiff::Timestamp;
use tokio::time::Instant;

use super::item::{Item, get, get_time, key};
use super::read::End;
use super::table::{OUTBOX_PENDING, PK, QUEUE_AT, SK};
use super::{Store, StoreError};

/// What was seen of the messages that wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LongestWaiting {
    pub since: Option<Timestamp>,
    /// Whether all that were to be looked at were seen in time.
    pub all_seen: bool,
}

/// At either end of the queue, which is in the order of the next tries and knows no other: those that were tried most stand last,
/// since they are put off for longest. Up to twice as many that wait are all looked at, in some two seconds; in the middle of more, one
/// that waits longer than both ends may be missed.
const LOOKED_AT: u16 = 500;
const AT_ONCE: usize = 4;

impl Store {
    /// Since when the longest waiting message waits, tried or not.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn oldest_waiting(&self, patience: Duration) -> Result<LongestWaiting, StoreError> {
        let over = Instant::now() + patience;
        let keys = tokio::time::timeout_at(over, self.waiting_at_either_end());
        let Ok(keys) = keys.await else {
            return Ok(LongestWaiting {
                since: None,
                all_seen: false,
            });
        };
        let keys = keys?;
        let count = keys.len();
        let looks = keys
            .into_iter()
            .map(|(pk, sk)| self.waits_since(key(pk, sk)));
        let found: Vec<Option<Timestamp>> = futures_util::stream::iter(looks)
            .buffer_unordered(AT_ONCE)
            .take_until(tokio::time::sleep_until(over))
            .try_collect()
            .await?;
        Ok(LongestWaiting {
            since: found.iter().flatten().min().copied(),
            all_seen: found.len() == count,
        })
    }

    async fn waiting_at_either_end(&self) -> Result<BTreeSet<(String, String)>, StoreError> {
        let key_of = |item: &Item| Some((get(item, PK)?.to_owned(), get(item, SK)?.to_owned()));
        let mut keys = BTreeSet::new();
        for end in [End::Oldest, End::Newest] {
            let (queue, always) = ((OUTBOX_PENDING, end), Timestamp::MIN..=Timestamp::MAX);
            let found = self.query_queue(queue, always, Some(LOOKED_AT), key_of);
            keys.extend(found.await?);
        }
        Ok(keys)
    }

    /// `None` for what does not wait: the index may still list what was sent a moment ago.
    async fn waits_since(&self, key: Item) -> Result<Option<Timestamp>, StoreError> {
        let item = self.get(key).await?;
        let waiting = item.filter(|item| get(item, "state") == Some("pending"));
        let since = |item: &Item| get_time(item, "created_at").or(get_time(item, QUEUE_AT));
        Ok(waiting.as_ref().and_then(since))
    }
}
