//! Quarantine → one mail a day to the coordinators, when something came into it: references and times, no content.
//! It goes through the outbox like every other mail. And the way out, for whoever should not be in it.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::Notifier;
use super::owed::{Recipients, messages_for, to_coordinators};
use crate::sign_up::{Language, Reference, SignUp, Suspicion};
use crate::store::{About, Act, MessageId, MessageKind, Record, Status, Store, StoreError};

/// A day, and some hours by which the clock may be late: what came after today's mail is told in tomorrow's.
const LATELY: SignedDuration = SignedDuration::from_hours(30);

impl Notifier {
    /// Owes today's mail about the quarantine to all coordinators, when something came into it lately, or came while no sweep
    /// ran, and gives what is owed now. One mail a day however much comes, so that a flood of spam is no flood of mail.
    ///
    /// # Errors
    /// When the table cannot be read or written.
    pub async fn owe_quarantine(&self, now: Timestamp) -> Result<Vec<MessageId>, StoreError> {
        let newest = self.store().newest(Status::Quarantined, 1).await?;
        let Some(came) = newest.first().map(|own| own.since.min(now)) else {
            return Ok(Vec::new());
        };
        if came < now - LATELY && self.store().told_of_quarantine().await? >= Some(came) {
            return Ok(Vec::new());
        }
        let today = About::Day(now.to_zoned(TimeZone::UTC).date());
        let messages = to_coordinators(today, MessageKind::Quarantine, &self.recipients().all());
        let owed = self.owe_all(messages, now).await?;
        // After the mails: whoever dies between the two tells once more.
        if !owed.is_empty() {
            self.store().tells_of_quarantine(came).await?;
        }
        Ok(owed)
    }

    /// The same answers came again: gives the language in which they came first. If nothing was suspect about them now, what
    /// was about the first (a box that a browser filled in unseen) was no sign of spam: takes up a sign-up that was never
    /// mailed for it, whether it still is in quarantine or was closed there. One that was mailed and closed since is opened
    /// again, and mailed again: whoever sends it once more waits once more. The sweep sends the mails then. `None` when it is
    /// not there (any more).
    ///
    /// # Errors
    /// When the table cannot be read, or does not take it: nobody would mail it then.
    pub async fn came_again(
        &self,
        reference: &Reference,
        suspect: Option<Suspicion>,
        now: Timestamp,
    ) -> Result<Option<Language>, StoreError> {
        let parts = (self.store(), self.recipients());
        for _ in 0..LOOKS_MAX {
            let Some(record) = self.store().record(reference).await? else {
                return Ok(None);
            };
            let language = record.language.clone();
            let taken_up = if is_mailed_and_closed(&record) {
                open_again(parts, record, now).await?
            } else if suspect.is_none() && is_never_mailed(&record) {
                let why = "taken up: it came again unsuspected";
                take_up(parts, record, Status::New, (why, Act::of_service(now))).await?
            } else {
                return Ok(Some(language));
            };
            if taken_up {
                tracing::info!(event = "taken_up", %reference);
                return Ok(Some(language));
            }
            // Moved on or erased since it was read: by whom, and what it needs now, the next look tells.
        }
        Err(StoreError::Unavailable {
            doing: "take up a sign-up",
            code: "ChangesMeanwhile".to_owned(),
        })
    }
}

/// A colleague moves a sign-up on once, or twice; not at each look.
const LOOKS_MAX: usize = 5;

/// Its mails get numbers of their own, and say that it came again: those that were sent stay as they are.
async fn open_again(
    (store, recipients): (&Store, &Recipients),
    record: Record,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let sign_up = record.sign_up?;
    let mut owed = messages_for(&sign_up, recipients);
    let why = "opened again: it came again after it was closed";
    let done = (why, Act::of_service(now));
    for message in &mut owed {
        message.came_again = Some(now);
        let sent = record.messages.iter().map(|sent| &sent.message.id);
        let sent = sent.filter(|sent| sent.kind == message.id.kind);
        message.id.number += sent.map(|sent| sent.number).max().unwrap_or(0);
    }
    store.open_again(&sign_up.reference, &owed, done).await
}

fn is_mailed_and_closed(record: &Record) -> bool {
    record.status == Status::Closed && !record.messages.is_empty()
}

/// Takes up a sign-up that was never mailed, with all the mails that it owes: out of quarantine, or of what was closed there.
/// `false` when it is no such, or is meanwhile taken up or erased by somebody else.
///
/// # Errors
/// When it cannot be read, or the table does not take it: nothing is changed then.
pub async fn take_up(
    (store, recipients): (&Store, &Recipients),
    record: Record,
    to: Status,
    done: (&str, Act),
) -> Result<bool, StoreError> {
    if !is_never_mailed(&record) {
        return Ok(false);
    }
    let freed = SignUp {
        suspect: None,
        ..record.sign_up?
    };
    let owed = messages_for(&freed, recipients);
    let moved = (record.status, to);
    store.take_up(&freed, moved, &owed, done).await
}

fn is_never_mailed(record: &Record) -> bool {
    match record.status {
        Status::Quarantined => true,
        Status::Closed => record.messages.is_empty(),
        _ => false,
    }
}
