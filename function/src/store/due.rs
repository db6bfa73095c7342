//! The outbox → which messages are to be sent by now, which wait, which were given up. Only reads.

use jiff::{SignedDuration, Timestamp};

use super::item::{Item, get};
use super::outgoing::outgoing_of_all;
use super::read::End;
use super::table::{OUT, OUTBOX_DEAD, OUTBOX_PENDING, PK, SIGN_UP, SK, sign_up_pk};
use super::{MessageId, Store, StoreError};
use crate::sign_up::Reference;

/// No message is put off for so long, so one that is was dated by a clock that was wrong: it is due, or it would wait
/// until the wrong time has come.
const PUT_OFF_MAX: SignedDuration = SignedDuration::from_hours(36);

impl Store {
    /// Ids of messages to be sent by now, the longest waiting first. Some may be taken or sent already: the index lags.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn due(&self, now: Timestamp, count_max: u16) -> Result<Vec<MessageId>, StoreError> {
        let mut due = self.queued_messages(OUTBOX_PENDING, now, count_max).await?;
        let due_count = u16::try_from(due.len()).unwrap_or(u16::MAX);
        let more = count_max.saturating_sub(due_count);
        if more > 0 {
            let (queue, always) = (
                (OUTBOX_PENDING, End::Oldest),
                misdated_after(now)..=Timestamp::MAX,
            );
            due.extend(
                self.query_queue(queue, always, Some(more), message_id_of)
                    .await?,
            );
        }
        Ok(due)
    }

    /// Ids of messages that were given up, until a time.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn dead(
        &self,
        until: Timestamp,
        count_max: u16,
    ) -> Result<Vec<MessageId>, StoreError> {
        self.queued_messages(OUTBOX_DEAD, until, count_max).await
    }

    /// The same, those that were given up last.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn lately_dead(&self, count_max: u16) -> Result<Vec<MessageId>, StoreError> {
        let always = Timestamp::MIN..=Timestamp::MAX;
        let queue = (OUTBOX_DEAD, End::Newest);
        self.query_queue(queue, always, Some(count_max), message_id_of)
            .await
    }

    /// What waits or was given up and is no message that we know: nobody sends it but another version.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn unreadable_messages(&self) -> Result<Vec<String>, StoreError> {
        let mut unreadable = Vec::new();
        for queue in [OUTBOX_PENDING, OUTBOX_DEAD] {
            let always = Timestamp::MIN..=Timestamp::MAX;
            let name_of = |item: &Item| Some(unreadable_name(item));
            let names = self.query_queue((queue, End::Oldest), always, None, name_of);
            unreadable.extend(names.await?.into_iter().flatten());
        }
        Ok(unreadable)
    }

    async fn queued_messages(
        &self,
        queue: &str,
        until: Timestamp,
        max: u16,
    ) -> Result<Vec<MessageId>, StoreError> {
        let (queue, until) = ((queue, End::Oldest), Timestamp::MIN..=until);
        self.query_queue(queue, until, Some(max), message_id_of)
            .await
    }

    /// Ids of a sign-up's messages that wait, read as they are now.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn waiting(&self, reference: &Reference) -> Result<Vec<MessageId>, StoreError> {
        let items = self.query_partition(&sign_up_pk(reference), OUT).await?;
        let waiting = items
            .iter()
            .filter(|item| get(item, "state") == Some("pending"));
        let (waiting, _) = outgoing_of_all(waiting);
        Ok(waiting.into_iter().map(|own| own.message.id).collect())
    }
}

pub(super) fn misdated_after(now: Timestamp) -> Timestamp {
    now.saturating_add(PUT_OFF_MAX).unwrap_or(Timestamp::MAX)
}

/// By its key; `None` where it can be read.
fn unreadable_name(item: &Item) -> Option<String> {
    let (pk, sk) = (get(item, PK)?, get(item, SK)?);
    let own = pk.strip_prefix(SIGN_UP).unwrap_or(pk);
    let unreadable = MessageId::from_keys(pk, sk).is_none();
    unreadable.then(|| format!("{own} {sk}"))
}

fn message_id_of(item: &Item) -> Option<MessageId> {
    MessageId::from_keys(get(item, PK)?, get(item, SK)?)
}
