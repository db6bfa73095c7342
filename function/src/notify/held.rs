//! Quarantine → one mail a day to the coordinators, when something came into it: references and times, no content.
//! It goes through the outbox like every other mail.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::Notifier;
use super::owed::to_coordinators;
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
}
