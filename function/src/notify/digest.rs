//! A week → its digest, owed to the coordinators. It goes through the outbox like every other mail, once a week however
//! often it is asked for.

use jiff::Timestamp;

use super::iso_week::week_name;
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
