//! Numbers alone: how many stand where, and who signed up lately.

use std::collections::BTreeMap;
use std::io::Write;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::{Desk, DeskError, MESSAGES_MAX};
use crate::store::Status;

impl Desk {
    /// How many stand where, how many are held, what waits to be mailed or failed, and who signed up in the last days.
    pub async fn stats(
        &self,
        days: u16,
        now: Timestamp,
        out: &mut impl Write,
    ) -> Result<(), DeskError> {
        for status in Status::ALL {
            writeln!(
                out,
                "{}\t{}",
                status.as_str(),
                self.store.list(status, Timestamp::MAX).await?.len()
            )?;
        }
        writeln!(out, "held\t{}", self.store.how_many_held().await?)?;
        writeln!(
            out,
            "mails due\t{}",
            self.store.due(now, MESSAGES_MAX).await?.len()
        )?;
        writeln!(
            out,
            "mails given up\t{}",
            self.store.dead(Timestamp::MAX, MESSAGES_MAX).await?.len()
        )?;
        for (group, count) in self.signed_up(days, now).await? {
            writeln!(out, "signed up in {days} days, {group}\t{count}")?;
        }
        Ok(())
    }

    /// Counts of the last days, erased ones among them.
    async fn signed_up(
        &self,
        days: u16,
        now: Timestamp,
    ) -> Result<BTreeMap<String, u64>, DeskError> {
        let mut sum = BTreeMap::new();
        for ago in 0..i64::from(days) {
            let day = (now - SignedDuration::from_hours(24 * ago))
                .to_zoned(TimeZone::UTC)
                .date();
            for (group, count) in self.store.counts(day).await? {
                *sum.entry(group).or_default() += count;
            }
        }
        Ok(sum)
    }
}
