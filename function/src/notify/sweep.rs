//! A schedule's tick → all that is due, sent until the time is up, and how long the longest waiting mail waits. It minds its time,
//! for a sweep that is cut off says nothing. Must not know what a mail says.

use std::time::{Duration, Instant};

use futures_util::{StreamExt, TryStreamExt};
use jiff::Timestamp;

use super::clock::Clock;
use super::{Delivered, Notifier};
use crate::metrics;
use crate::store::{Message, MessageId, StoreError};

const BATCH: u16 = 50;
const OWED_AT_ONCE: usize = 4;

impl Notifier {
    /// For a host that gives it less time than Lambda: so long it takes up mails, and two and a half times as long it is at it
    /// altogether, as long as no single mail takes longer.
    pub fn sweeping_for(mut self, limit: Duration) -> Self {
        self.sweep_time = limit;
        self
    }

    /// Sends all that is due, batch by batch, until nothing is or the time is up.
    ///
    /// # Errors
    /// When the outbox cannot be read.
    pub async fn deliver_due(&self, now: Timestamp) -> Result<Delivered, StoreError> {
        self.sweep(Vec::new(), (now, Instant::now())).await
    }

    /// The same, with these before all others: what tells of a backlog must not wait behind it. It began a while ago.
    ///
    /// # Errors
    /// When the outbox cannot be read.
    pub async fn sweep(
        &self,
        first: Vec<MessageId>,
        (now, began): (Timestamp, Instant),
    ) -> Result<Delivered, StoreError> {
        let clock = Clock::begun(now, began);
        let mut delivered = self.deliver_all(first, &clock).await;
        let in_time = || clock.elapsed() < self.sweep_time;
        while in_time() {
            let due = self.store().due(clock.now(), BATCH).await?;
            let batch = self.deliver_all(due, &clock).await;
            delivered = delivered.plus(batch);
            // The index lags: a batch in which nothing was ours shows only what others did. And where the table fails,
            // the same messages would be due again at once, over and over.
            if batch.moved_on() == 0 {
                break;
            }
        }
        if !in_time() {
            tracing::warn!(
                event = "sweep_out_of_time",
                elapsed_s = clock.elapsed().as_secs()
            );
        }
        let oldest_undelivered_s = self.look_at_the_oldest(&clock).await?;
        tracing::info!(
            event = "swept",
            sent = delivered.sent,
            later = delivered.later,
            unmarked = delivered.unmarked,
            given_up = delivered.given_up,
            oldest_undelivered_s
        );
        Ok(delivered)
    }

    /// Where the table is so slow that not all are seen in time, at least so long; `None` when none was seen.
    async fn look_at_the_oldest(&self, clock: &Clock) -> Result<Option<i64>, StoreError> {
        let end = self.sweep_time * 5 / 2;
        let left = end.saturating_sub(clock.elapsed());
        let longest = self.store().oldest_waiting(left.min(self.sweep_time / 2));
        let longest = longest.await?;
        if !longest.all_seen {
            tracing::warn!(event = "waiting_not_all_seen");
        }
        let now = clock.now();
        let waits = longest.since.map(|since| now.duration_since(since));
        let waits = waits.or(longest.all_seen.then_some(jiff::SignedDuration::ZERO));
        waits.into_iter().for_each(metrics::oldest_undelivered);
        Ok(waits.map(|waits| waits.as_secs()))
    }

    /// Owes mails to coordinators, each once: gives those that were not owed before.
    pub(super) async fn owe_all(
        &self,
        messages: Vec<Message>,
        now: Timestamp,
    ) -> Result<Vec<MessageId>, StoreError> {
        let owed = messages.into_iter().map(|message| async move {
            let is_new = self.store().owe(&message, now).await?;
            Ok(is_new.then_some(message.id))
        });
        let owed = futures_util::stream::iter(owed).buffer_unordered(OWED_AT_ONCE);
        let owed: Vec<Option<MessageId>> = owed.try_collect().await?;
        Ok(owed.into_iter().flatten().collect())
    }
}
