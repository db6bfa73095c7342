//! Quarantine → one mail a day to the coordinators, when something came into it: references and times, no content.
//! It goes through the outbox like every other mail. And the way out, for whoever should not be in it.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::Notifier;
use super::owed::{messages_for, to_coordinators};
use crate::sign_up::{Reference, SignUp};
use crate::store::{About, MessageKind, Status, StoreError};

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

    /// The same answers came again, and nothing was suspect about them: what was about the first (a box that a browser filled
    /// in unseen) was no sign of spam. Lets it out of quarantine; the sweep sends its mails. `false` when it is not in it.
    ///
    /// # Errors
    /// When the table cannot be read or written.
    pub async fn came_again_unsuspected(
        &self,
        reference: &Reference,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let Some(record) = self.store().record(reference).await? else {
            return Ok(false);
        };
        if record.status != Status::Quarantined {
            return Ok(false);
        }
        let freed = SignUp {
            suspect: None,
            ..record.sign_up?
        };
        let owed = messages_for(&freed, self.recipients());
        self.store().release(reference, &owed, now).await
    }
}
