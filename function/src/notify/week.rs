//! The table → what a week's digest tells: what is new, waits too long, failed, or stands in quarantine. References only;
//! what a wrong clock dated into the future is told too. Must not know how it is written.

use jiff::{SignedDuration, Timestamp};

use crate::sign_up::Reference;
use crate::store::{Listed, Status, Store, StoreError};

/// What a digest tells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Week {
    pub name: String,
    pub new: usize,
    /// New ones, with the others of the same contact.
    pub same_contact: Vec<(Reference, Vec<Reference>)>,
    /// New ones whose answers cannot be opened: a key is lost, or the item is damaged.
    pub unreadable: Vec<Entry>,
    pub waiting_days: i64,
    pub waiting: Vec<Entry>,
    /// The newest first: the old ones stay, and have been told.
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
        let (same_contact, unreadable) = same_contact(store, &new).await?;
        let failed = store.lately_dead(FAILED_MAX).await?;
        Ok(Self {
            name: name.to_owned(),
            new: new.len(),
            same_contact,
            unreadable,
            waiting_days: WAITING_DAYS,
            waiting,
            failed: failed
                .iter()
                .map(|id| Entry {
                    name: id.to_string(),
                    since: None,
                })
                .collect(),
            quarantined: quarantined(store).await?,
        })
    }
}

/// Which of these share an address or a number with another sign-up, of any age; and which cannot be read, for one of them
/// must not keep the digest from telling of all others.
async fn same_contact(
    store: &Store,
    listed: &[Listed],
) -> Result<(Vec<(Reference, Vec<Reference>)>, Vec<Entry>), StoreError> {
    let (mut same, mut unreadable) = (Vec::new(), Vec::new());
    for own in listed.iter().take(COMPARED_MAX) {
        let sign_up = match store.find(&own.reference).await {
            Ok(Some(sign_up)) => sign_up,
            Ok(None) => continue,
            Err(StoreError::Damaged { .. }) => {
                unreadable.push(entry(own));
                continue;
            }
            Err(error) => return Err(error),
        };
        let others = store.same_contact(&sign_up).await?;
        if !others.is_empty() {
            same.push((own.reference.clone(), others));
        }
    }
    Ok((same, unreadable))
}

/// The newest first: whoever came last has been told of in no mail yet.
pub(super) async fn quarantined(store: &Store) -> Result<Vec<Entry>, StoreError> {
    let mut held = entries(store, Status::Quarantined, Timestamp::MAX).await?;
    held.reverse();
    Ok(held)
}

async fn entries(
    store: &Store,
    status: Status,
    until: Timestamp,
) -> Result<Vec<Entry>, StoreError> {
    let listed = store.list(status, until).await?;
    Ok(listed.iter().map(entry).collect())
}

fn entry(listed: &Listed) -> Entry {
    Entry {
        name: listed.reference.to_string(),
        since: Some(listed.since),
    }
}
