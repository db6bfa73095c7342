//! Quarantine → one mail a day to the coordinators, when something came into it: references and times, no content.
//! It goes through the outbox like every other mail. And the way out, for whoever should not be in it.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::Notifier;
use super::owed::{Recipients, messages_for, to_coordinators};
use crate::sign_up::{Language, Reference, SignUp, Suspicion};
use crate::store::{About, MessageKind, Record, Status, Store, StoreError};

/// A day, and some hours by which the clock may be late: what came after today's mail is told in tomorrow's.
const LATELY: SignedDuration = SignedDuration::from_hours(30);

impl Notifier {
    /// Owes today's mail about the quarantine to all coordinators, when something came into it lately.
    /// One mail a day however much comes, so that a flood of spam is no flood of mail.
    ///
    /// # Errors
    /// When the table cannot be read or written.
    pub async fn owe_held(&self, now: Timestamp) -> Result<(), StoreError> {
        let held = self
            .store()
            .list(Status::Quarantined, Timestamp::MAX)
            .await?;
        if held.iter().all(|own| own.since < now - LATELY) {
            return Ok(());
        }
        let today = About::Day(now.to_zoned(TimeZone::UTC).date());
        for message in to_coordinators(today, MessageKind::Held, &self.recipients().all()) {
            self.store().owe(&message, now).await?;
        }
        Ok(())
    }

    /// The same answers came again: gives the language in which they came first. If nothing was suspect about them now, what
    /// was about the first (a box that a browser filled in unseen) was no sign of spam, and lets it out of quarantine; the
    /// sweep sends its mails then.
    ///
    /// # Errors
    /// When the table cannot be read or written, or the sign-up cannot be read.
    pub async fn came_again(
        &self,
        reference: &Reference,
        suspect: Option<Suspicion>,
        now: Timestamp,
    ) -> Result<Option<Language>, StoreError> {
        let Some(record) = self.store().record(reference).await? else {
            return Ok(None);
        };
        let language = record.sign_up.as_ref().ok().map(|own| own.language.clone());
        let (store, recipients) = (self.store(), self.recipients());
        match record.status {
            _ if suspect.is_some() => {}
            Status::Quarantined => {
                let why = "released from quarantine: it came again unsuspected";
                if release(store, recipients, record, (why, now)).await? {
                    tracing::info!(event = "released", %reference);
                }
            }
            // Closed for spam, it seems: nobody was ever told of it.
            Status::Closed if record.messages.is_empty() => {
                store.set_status(reference, Status::New, now).await?;
                owe_what_never_was(store, recipients, &record, now).await?;
                tracing::info!(event = "reopened", %reference);
            }
            _ => {}
        }
        Ok(language)
    }
}

/// Lets a sign-up out of quarantine, with the mails that it owes from now on. `false` when it is not in it.
///
/// # Errors
/// When it cannot be read, or the table does not take it.
pub async fn release(
    store: &Store,
    recipients: &Recipients,
    record: Record,
    (why, now): (&str, Timestamp),
) -> Result<bool, StoreError> {
    if record.status != Status::Quarantined {
        return Ok(false);
    }
    let freed = SignUp {
        suspect: None,
        ..record.sign_up?
    };
    let owed = messages_for(&freed, recipients);
    store.release(&freed.reference, &owed, (why, now)).await
}

/// Owes the mails of a sign-up that is taken up and never had any, because it was suspect once.
///
/// # Errors
/// When it cannot be read, or the table does not take them.
pub async fn owe_what_never_was(
    store: &Store,
    recipients: &Recipients,
    record: &Record,
    now: Timestamp,
) -> Result<(), StoreError> {
    let never = record.sign_up.as_ref().ok();
    let never = never.filter(|_| record.messages.is_empty());
    for message in never.map_or(Vec::new(), |sign_up| messages_for(sign_up, recipients)) {
        store.owe(&message, now).await?;
    }
    Ok(())
}
