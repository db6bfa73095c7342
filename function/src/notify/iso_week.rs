//! A time → the name of the week (UTC) that a digest is about.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// The ISO week, `2026-W48`.
pub(super) fn week_name(now: Timestamp) -> String {
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
