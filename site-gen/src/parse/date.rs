//! A date as people write it in front matter and file names → a `Date` that can be shown and sorted.

use std::str::FromStr;

use toml::value::{Datetime, Offset};

/// A day, or a moment, as front matter gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Date {
    /// As templates see it, e.g. `2019-12-31` or `2020-02-21T10:00:00Z`.
    pub text: String,
    pub year: i16,
    pub month: u8,
    pub day: u8,
    /// Nanoseconds since 1970 in UTC: what pages are sorted by.
    moment: i128,
}

impl PartialOrd for Date {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Date {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.moment.cmp(&other.moment)
    }
}

impl Date {
    /// Reads a TOML date, or a string that holds one in TOML's or YAML's way.
    pub fn parse(text: &str) -> Option<Self> {
        match Datetime::from_str(text) {
            Ok(datetime) => Self::from_toml(&datetime),
            Err(_) => Self::from_toml(&parse_yaml(text)?),
        }
    }

    /// The moment with its zone: a day begins at midnight, and what names no zone is in UTC.
    pub fn rfc3339(&self) -> String {
        let has_zone = self
            .text
            .get(19..)
            .is_some_and(|rest| rest.contains(['Z', '+', '-']));
        match self.text.len() {
            ..=10 => format!("{}T00:00:00Z", self.text),
            _ if has_zone => match self.text.strip_suffix("+00:00") {
                Some(moment) => format!("{moment}Z"),
                None => self.text.clone(),
            },
            _ => format!("{}Z", self.text),
        }
    }

    /// `None` for a time without a day.
    pub fn from_toml(datetime: &Datetime) -> Option<Self> {
        let date = datetime.date?;
        let year = i16::try_from(date.year).ok()?;
        let (month, day) = (i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?);
        let midnight = jiff::civil::Date::new(year, month, day).ok()?;
        let seconds = midnight
            .to_datetime(jiff::civil::Time::midnight())
            .to_zoned(jiff::tz::TimeZone::UTC)
            .ok()?
            .timestamp()
            .as_second();
        let mut moment = i128::from(seconds) * 1_000_000_000;
        if let Some(time) = datetime.time {
            let seconds = u64::from(time.hour) * 3600
                + u64::from(time.minute) * 60
                + u64::from(time.second.unwrap_or(0));
            moment += i128::from(seconds) * 1_000_000_000;
            moment += i128::from(time.nanosecond.unwrap_or(0));
        }
        if let Some(Offset::Custom { minutes }) = datetime.offset {
            moment -= i128::from(minutes) * 60_000_000_000;
        }
        Some(Self {
            text: datetime.to_string(),
            year,
            month: date.month,
            day: date.day,
            moment,
        })
    }
}

/// YAML 1.1 allows one digit where TOML wants two, and blanks before the zone: `2001-1-4 2:59:43.10 -5`.
fn parse_yaml(text: &str) -> Option<Datetime> {
    let text = text.trim_matches('"');
    let (date, rest) = match text.find(['T', 't', ' ', '\t']) {
        Some(index) => (&text[..index], text[index + 1..].trim_start()),
        None => (text, ""),
    };
    let mut parts = date.split('-').map(|part| (part, part.len()));
    let (year, 4) = parts.next()? else {
        return None;
    };
    let (month, 1..=2) = parts.next()? else {
        return None;
    };
    let (day, 1..=2) = parts.next()? else {
        return None;
    };
    let time = if rest.is_empty() {
        "00:00:00Z".to_owned()
    } else {
        yaml_time(rest)?
    };
    Datetime::from_str(&format!("{year}-{month:0>2}-{day:0>2}T{time}")).ok()
}

fn yaml_time(text: &str) -> Option<String> {
    let clock = text.find(|c: char| !c.is_ascii_digit() && c != ':' && c != '.');
    let (clock, zone) = text.split_at(clock.unwrap_or(text.len()));
    let (hms, fraction) = clock.split_once('.').unwrap_or((clock, ""));
    let mut parts = hms.split(':');
    let (hour, minute, second) = (parts.next()?, parts.next()?, parts.next()?);
    let fraction = match fraction.trim_end_matches('0') {
        "" => String::new(),
        digits => format!(".{digits}"),
    };
    Some(format!(
        "{hour:0>2}:{minute}:{second}{fraction}{}",
        yaml_zone(zone.trim())?
    ))
}

fn yaml_zone(zone: &str) -> Option<String> {
    if zone.is_empty() || zone == "Z" {
        return Some("Z".to_owned());
    }
    let sign = zone.get(..1).filter(|sign| ["+", "-"].contains(sign))?;
    let (hours, minutes) = zone[1..].split_once(':').unwrap_or((&zone[1..], "00"));
    match format!("{sign}{hours:0>2}:{minutes:0>2}").as_str() {
        "+00:00" | "-00:00" => Some("Z".to_owned()),
        zone => Some(zone.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_dates_of_toml_and_yaml() {
        for (text, expected) in [
            ("2019-12-31", Some("2019-12-31")),
            ("2020-02-21T10:00:00Z", Some("2020-02-21T10:00:00Z")),
            (
                "2020-02-21 10:00:00+02:00",
                Some("2020-02-21T10:00:00+02:00"),
            ),
            ("2001-1-4", Some("2001-01-04T00:00:00Z")),
            ("2001-12-15 2:59:43.10", Some("2001-12-15T02:59:43.1Z")),
            (
                "2001-12-14t21:59:43.10-05:00",
                Some("2001-12-14T21:59:43.1-05:00"),
            ),
            (
                "2001-12-14 21:59:43.10 -5",
                Some("2001-12-14T21:59:43.1-05:00"),
            ),
            ("10:00:00", None),
            ("2020-13-01", None),
            ("soon", None),
            ("", None),
        ] {
            let found = Date::parse(text);
            assert_eq!(found.as_ref().map(|d| d.text.as_str()), expected, "{text}");
        }
    }

    #[test]
    fn has_a_moment_with_a_zone() {
        for (text, expected) in [
            ("2020-01-01", "2020-01-01T00:00:00Z"),
            ("2020-01-01T10:00:00", "2020-01-01T10:00:00Z"),
            ("2020-01-01T10:00:00+02:00", "2020-01-01T10:00:00+02:00"),
            ("2020-01-01T10:00:00+00:00", "2020-01-01T10:00:00Z"),
        ] {
            assert_eq!(Date::parse(text).unwrap().rfc3339(), expected);
        }
    }

    #[test]
    fn sorts_by_moment_not_by_text() {
        let noon = Date::parse("2020-01-01T12:00:00+02:00").unwrap();
        let eleven = Date::parse("2020-01-01T11:00:00Z").unwrap();
        assert!(noon < eleven);
        assert!(Date::parse("2020-01-01").unwrap() < noon);
    }
}
