//! Counts that outlive erasure: how many signed up on a day, by role and kind, written in the sign-up's own transaction. Who is
//! let out of quarantine is counted on the day of that, and no longer among what stands there.
//! Spread over ten items, so that many sign-ups at once do not collide on one counter.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::{TransactWriteItem, Update};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::item::{Item, key, number};
use super::{Store, StoreError};
use crate::sign_up::SignUp;

const SHARDS: u8 = 10;

const TOTAL: &str = "total";
const QUARANTINED: &str = "quarantined";

/// The day's counter as an update that adds this sign-up.
pub(super) fn counted(table: &str, sign_up: &SignUp) -> Option<TransactWriteItem> {
    let group = group(sign_up);
    let counter = counter(sign_up, day(sign_up.created_at));
    add(table, counter, [(TOTAL, 1), (&group, 1)])
}

/// The counters as updates that take it from among the suspects and add it on another day: so that each is told in one digest,
/// also who is let out after that of their own week.
pub(super) fn counted_anew(
    table: &str,
    freed: &SignUp,
    now: Timestamp,
) -> Vec<Option<TransactWriteItem>> {
    let group = role_and_kind(freed);
    let (came, freed_on) = (
        counter(freed, day(freed.created_at)),
        counter(freed, day(now)),
    );
    if came == freed_on {
        // An item may stand in a transaction but once.
        return vec![add(table, came, [(QUARANTINED, -1), (&group, 1)])];
    }
    vec![
        add(table, came, [(TOTAL, -1), (QUARANTINED, -1)]),
        add(table, freed_on, [(TOTAL, 1), (&group, 1)]),
    ]
}

fn add(table: &str, counter: Item, counts: [(&str, i8); 2]) -> Option<TransactWriteItem> {
    let [(one, by_one), (other, by_other)] = counts;
    let update = Update::builder()
        .table_name(table)
        .set_key(Some(counter))
        .update_expression("ADD #one :by_one, #other :by_other")
        .expression_attribute_names("#one", one)
        .expression_attribute_names("#other", other)
        .expression_attribute_values(":by_one", number(by_one))
        .expression_attribute_values(":by_other", number(by_other));
    let update = update.build().ok()?;
    Some(TransactWriteItem::builder().update(update).build())
}

/// What is in quarantine counts apart.
fn group(sign_up: &SignUp) -> String {
    match sign_up.suspect {
        Some(_) => QUARANTINED.to_owned(),
        None => role_and_kind(sign_up),
    }
}

/// As codes, e.g. `newcomer/family`.
fn role_and_kind(sign_up: &SignUp) -> String {
    let code = |field| sign_up.answers.code(field).unwrap_or("unknown");
    format!("{}/{}", code("role"), code("kind"))
}

/// The same sign-up always gets the same shard, so that a repeated request is the same request.
fn shard(sign_up: &SignUp) -> u8 {
    sign_up
        .key
        .as_str()
        .bytes()
        .fold(0_u8, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte))
        % SHARDS
}

fn counter(sign_up: &SignUp, day: Date) -> Item {
    let shard = shard(sign_up);
    key(format!("COUNT#{day}"), format!("SHARD#{shard}"))
}

/// Below nought where somebody let out was corrected in quarantine, and so has another shard than they had.
fn signed(counter: &Item, name: &str) -> Option<i64> {
    counter.get(name)?.as_n().ok()?.parse().ok()
}

fn day(time: Timestamp) -> Date {
    time.to_zoned(TimeZone::UTC).date()
}

impl Store {
    /// How many signed up on a day (UTC), or were let out of quarantine on it, by group; `total` is all of them. No group of nought.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn counts(&self, day: Date) -> Result<BTreeMap<String, u64>, StoreError> {
        let mut counts: BTreeMap<String, i64> = BTreeMap::new();
        for shard in self
            .query_partition(&format!("COUNT#{day}"), "SHARD#")
            .await?
        {
            for name in shard.keys() {
                if let Some(count) = signed(&shard, name) {
                    *counts.entry(name.clone()).or_default() += count;
                }
            }
        }
        let counts = counts.into_iter();
        let counts = counts.filter_map(|(name, count)| Some((name, u64::try_from(count).ok()?)));
        Ok(counts.filter(|(_, count)| *count > 0).collect())
    }
}
