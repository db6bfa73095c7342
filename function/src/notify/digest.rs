//! The table → the week's digest for the coordinators: what is new, waits too long, failed, or stands in quarantine.
//! References only; what a wrong clock dated into the future is told too. It goes through the outbox like every other
//! mail, once a week however often it is asked for.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::owed::to_coordinators;
use super::{Composer, Notifier, Recipients};
use crate::store::{About, Listed, Message, MessageKind, Status, Store, StoreError};

/// What a digest tells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Week {
    pub name: String,
    pub new: usize,
    /// New ones, with the others of the same contact.
    pub same_contact: Vec<Entry>,
    pub waiting_days: i64,
    pub waiting: Vec<Entry>,
    pub failed: Vec<Entry>,
    pub quarantined: Vec<Entry>,
}

/// A reference or a message's id, and since when it is so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub name: String,
    pub since: Option<Timestamp>,
}

/// After so long without a step, somebody should be told something.
const WAITING_DAYS: i64 = 14;
/// More than anybody reads; the admin command lists them all.
const FAILED_MAX: u16 = 500;
/// Each costs a few reads, and the mail must leave while it is leased. Every notice tells the same.
const COMPARED_MAX: usize = 500;

impl Week {
    pub(super) async fn collect(
        store: &Store,
        composer: &Composer,
        name: &str,
        now: Timestamp,
    ) -> Result<Self, StoreError> {
        let long_ago = now - SignedDuration::from_hours(24 * WAITING_DAYS);
        let week_ago = now - SignedDuration::from_hours(24 * 7);
        let mut waiting = Vec::new();
        for status in [Status::New, Status::Contacted, Status::Proposed] {
            waiting.extend(entries(store, status, long_ago).await?);
        }
        waiting.sort_by_key(|entry| entry.since);
        let mut new = store.list(Status::New, Timestamp::MAX).await?;
        new.retain(|listed| listed.since >= week_ago);
        let failed = store.dead(Timestamp::MAX, FAILED_MAX).await?;
        Ok(Self {
            name: name.to_owned(),
            new: new.len(),
            same_contact: same_contact(store, composer, &new).await?,
            waiting_days: WAITING_DAYS,
            waiting,
            failed: failed
                .iter()
                .map(|id| Entry {
                    name: id.to_string(),
                    since: None,
                })
                .collect(),
            quarantined: entries(store, Status::Quarantined, Timestamp::MAX).await?,
        })
    }
}

/// Which of these share an address or a number with another sign-up, of any age.
async fn same_contact(
    store: &Store,
    composer: &Composer,
    listed: &[Listed],
) -> Result<Vec<Entry>, StoreError> {
    let mut same = Vec::new();
    for own in listed.iter().take(COMPARED_MAX) {
        let Some(sign_up) = store.find(&own.reference).await? else {
            continue;
        };
        let others = store.same_contact(&sign_up).await?;
        if !others.is_empty() {
            same.push(Entry {
                name: format!("{}: {}", own.reference, composer.references(&others)),
                since: None,
            });
        }
    }
    Ok(same)
}

pub(super) async fn entries(
    store: &Store,
    status: Status,
    until: Timestamp,
) -> Result<Vec<Entry>, StoreError> {
    let listed = store.list(status, until).await?;
    Ok(listed
        .into_iter()
        .map(|own| Entry {
            name: own.reference.to_string(),
            since: Some(own.since),
        })
        .collect())
}

impl Notifier {
    /// Owes this week's digest to all coordinators; a second call in the same week changes nothing.
    ///
    /// # Errors
    /// When the table does not take it.
    pub async fn owe_digest(&self, now: Timestamp) -> Result<(), StoreError> {
        for message in digest_messages(&week_name(now), self.recipients()) {
            self.store().owe(&message, now).await?;
        }
        Ok(())
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
