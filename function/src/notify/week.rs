//! The table → what a week's digest tells: what is new, waits too long, failed, or stands in quarantine. References only;
//! what a wrong clock dated into the future is told too. Must not know how it is written.

use std::time::{Duration, Instant};

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};

use super::failed::still_open;
use crate::sign_up::Reference;
use crate::store::{Listed, Status, Store, StoreError};

/// What a digest tells.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Week {
    pub name: String,
    /// On the seven days before today, or let out of quarantine on them, whatever became of them since; suspects are told apart.
    pub signed_up: u64,
    /// New ones, with the others of the same contact.
    pub same_contact: Vec<(Reference, Vec<Reference>)>,
    /// New ones whose answers cannot be opened: a key is lost, or the item is damaged.
    pub unreadable: Vec<Entry>,
    pub waiting_days: i64,
    pub waiting: Vec<Entry>,
    /// The newest first, until somebody takes up the sign-up. What only another version can send, last.
    pub failed: Vec<Entry>,
    pub quarantined: Quarantine,
}

/// What stands in quarantine: how many, and as many of them as are told, the newest first, since whoever came last has been
/// told of in no mail yet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Quarantine {
    pub count: usize,
    pub newest: Vec<Entry>,
}

/// A reference or a message's id, and since when it is so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub name: String,
    pub since: Option<Timestamp>,
}

const DAYS: i64 = 7;
/// After so long without a step, somebody should be told something.
const WAITING_DAYS: i64 = 14;
/// A list that is longer ends with how many more there are.
pub(super) const LISTED_MAX: u16 = 100;
/// What nobody closed waits for its next step.
const WAITING: [Status; 5] = [
    Status::New,
    Status::Contacted,
    Status::Proposed,
    Status::Matched,
    Status::Met,
];
/// More than anybody reads; the admin command lists them all.
const FAILED_MAX: u16 = 500;
/// Each costs a few reads, and the mail must leave while it is leased: no more than these, and only for a while. Every notice
/// tells the same.
const COMPARED_MAX: usize = 500;

impl Week {
    pub(super) async fn collect(
        store: &Store,
        name: &str,
        (now, compared_for): (Timestamp, Duration),
    ) -> Result<Self, StoreError> {
        let long_ago = now - SignedDuration::from_hours(24 * WAITING_DAYS);
        let week_ago = now - SignedDuration::from_hours(24 * DAYS);
        let mut waiting = Vec::new();
        for status in WAITING {
            waiting.extend(entries(store, status, long_ago).await?);
        }
        waiting.sort_by_key(|entry| entry.since);
        let mut new = store.list(Status::New, Timestamp::MAX).await?;
        new.retain(|listed| listed.since >= week_ago);
        let (same_contact, unreadable) = same_contact(store, &new, compared_for).await?;
        let failed = store.lately_dead(FAILED_MAX).await?;
        let failed = still_open(store, failed, (now, compared_for)).await?;
        let failed = failed.iter().map(ToString::to_string);
        let failed = failed.chain(store.unreadable_messages().await?);
        Ok(Self {
            name: name.to_owned(),
            signed_up: signed_up(store, now).await?,
            same_contact,
            unreadable,
            waiting_days: WAITING_DAYS,
            waiting,
            failed: failed.map(|name| Entry { name, since: None }).collect(),
            quarantined: Quarantine::collect(store).await?,
        })
    }
}

/// Which of these share an address or a number with another sign-up, of any age; and which cannot be read, for one of them
/// must not keep the digest from telling of all others.
async fn same_contact(
    store: &Store,
    listed: &[Listed],
    patience: Duration,
) -> Result<(Vec<(Reference, Vec<Reference>)>, Vec<Entry>), StoreError> {
    let (mut same, mut unreadable) = (Vec::new(), Vec::new());
    let began = Instant::now();
    for (compared, own) in listed.iter().take(COMPARED_MAX).enumerate() {
        if began.elapsed() >= patience {
            tracing::warn!(event = "not_all_compared", compared, of = listed.len());
            break;
        }
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

impl Quarantine {
    pub(super) async fn collect(store: &Store) -> Result<Self, StoreError> {
        let newest = store.newest(Status::Quarantined, LISTED_MAX).await?;
        Ok(Self {
            count: store.how_many(Status::Quarantined).await?,
            newest: newest.iter().map(entry).collect(),
        })
    }
}

/// Whole days, so that each is told in one digest.
async fn signed_up(store: &Store, now: Timestamp) -> Result<u64, StoreError> {
    let today = now.to_zoned(TimeZone::UTC).date();
    let mut sum = 0;
    for ago in 1..=DAYS {
        let counts = store.counts(today.saturating_sub(ago.days())).await?;
        let count = |group: &str| counts.get(group).copied().unwrap_or_default();
        sum += count("total").saturating_sub(count("quarantined"));
    }
    Ok(sum)
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
