//! A week → its digest, owed to the coordinators. It goes through the outbox like every other mail, once a week however
//! often it is asked for.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::owed::to_coordinators;
use super::{Notifier, Recipients};
use crate::store::{About, Message, MessageId, MessageKind, StoreError};

impl Notifier {
    /// Owes this week's digest to all coordinators, and gives what is owed now; a second call in the same week changes nothing.
    ///
    /// # Errors
    /// When the table does not take it.
    pub async fn owe_digest(&self, now: Timestamp) -> Result<Vec<MessageId>, StoreError> {
        let messages = digest_messages(&week_name(now), self.recipients());
        self.owe_all(messages, now).await
    }
}

fn digest_messages(week: &str, recipients: &Recipients) -> Vec<Message> {
    to_coordinators(
        About::Week(week.to_owned()),
        MessageKind::Digest,
        &recipients.all(),
    )
}

/// The ISO week, `2026-W48`.
fn week_name(now: Timestamp) -> String {
    let week = now.to_zoned(TimeZone::UTC).date().iso_week_date();
    format!("{:04}-W{:02}", week.year(), week.week())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weeks_are_named_as_iso_does() {
        let check = |time: &str, expected: &str| {
            assert_eq!(week_name(time.parse().unwrap()), expected, "{time}")
        };
        check("2026-11-26T12:00:00Z", "2026-W48");
        check("2027-01-01T00:00:00Z", "2026-W53");
        check("2027-01-04T00:00:00Z", "2027-W01");
    }
}
