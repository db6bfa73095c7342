//! Counts that outlive erasure: how many signed up on a day, by role and kind, written in the sign-up's own transaction.
//! Spread over ten items, so that many sign-ups at once do not collide on one counter.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::Update;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::item::{Item, get_number, key, number};
use super::{Store, StoreError};
use crate::sign_up::SignUp;

const SHARDS: u8 = 10;

/// The day's counter as an update that adds this sign-up.
pub(super) fn counted(table: &str, sign_up: &SignUp) -> Option<Update> {
    let names = [("#total", "total".to_owned()), ("#group", group(sign_up))];
    let mut update = Update::builder()
        .table_name(table)
        .set_key(Some(shard_key(day(sign_up.created_at), shard(sign_up))))
        .update_expression("ADD #total :one, #group :one")
        .expression_attribute_values(":one", number(1));
    for (placeholder, name) in names {
        update = update.expression_attribute_names(placeholder, name);
    }
    update.build().ok()
}

/// Role and kind as codes, e.g. `newcomer/family`; what is in quarantine counts apart.
fn group(sign_up: &SignUp) -> String {
    if sign_up.suspect.is_some() {
        return "quarantined".to_owned();
    }
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

fn shard_key(day: Date, shard: u8) -> Item {
    key(format!("COUNT#{day}"), format!("SHARD#{shard}"))
}

fn day(time: Timestamp) -> Date {
    time.to_zoned(TimeZone::UTC).date()
}

impl Store {
    /// How many signed up on a day (UTC), by group; `total` is all of them.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn counts(&self, day: Date) -> Result<BTreeMap<String, u64>, StoreError> {
        let mut counts = BTreeMap::new();
        for shard in self
            .query_partition(&format!("COUNT#{day}"), "SHARD#")
            .await?
        {
            for name in shard.keys() {
                if let Some(count) = get_number(&shard, name) {
                    *counts.entry(name.clone()).or_default() += count;
                }
            }
        }
        Ok(counts)
    }
}
