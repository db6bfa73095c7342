//! How many different things somebody sent in a window of time: a set with a limit, under a keyed hash that changes with it.

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::{SignedDuration, Timestamp};

use super::item::{key, number, text};
use super::table::TTL;
use super::{Secret, Store, StoreError, error_code};

/// Who tries, without telling who that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RateKey {
    hash: String,
    window: SignedDuration,
}

/// Whether one more of its kind may come in this window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Admitted {
    Yes,
    NotUntil(Timestamp),
}

impl RateKey {
    /// Attempts from one network address.
    pub fn address(secret: &Secret, address: &str, window: SignedDuration) -> Self {
        Self {
            hash: secret.hash("rate-address", address),
            window,
        }
    }

    /// Attempts with one e-mail address or phone number.
    pub fn contact(secret: &Secret, way: &str, window: SignedDuration) -> Self {
        Self {
            hash: secret.hash("rate-contact", way),
            window,
        }
    }
}

impl Store {
    /// Admits at most `max` different things in the window. The same thing again is admitted without being counted,
    /// so that whoever sends twice is not stopped for it. One write decides: nobody slips in between.
    ///
    /// # Errors
    /// When the table does not take it.
    pub async fn admit(
        &self,
        who: &RateKey,
        what: &str,
        max: u32,
        now: Timestamp,
    ) -> Result<Admitted, StoreError> {
        let (pk, window_ends_at) = self.window_key(who, now);
        let one = self.secret.hash("rate-seen", what);
        let updated = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key(pk, "RL")))
            .update_expression("ADD #seen :seen SET #ttl = :ttl")
            .condition_expression(
                "attribute_not_exists(#seen) OR size(#seen) < :max OR contains(#seen, :one)",
            )
            .expression_attribute_names("#seen", "seen")
            .expression_attribute_names("#ttl", TTL)
            .expression_attribute_values(":seen", AttributeValue::Ss(vec![one.clone()]))
            .expression_attribute_values(":one", text(one))
            .expression_attribute_values(":max", number(max))
            .expression_attribute_values(":ttl", number(window_ends_at.as_second()))
            .send()
            .await;
        match updated {
            Ok(_) => Ok(Admitted::Yes),
            Err(error) if error_code(&error) == "ConditionalCheckFailedException" => {
                Ok(Admitted::NotUntil(window_ends_at))
            }
            Err(error) => Err(StoreError::from_sdk("count what is sent", &error)),
        }
    }

    /// Hashed once more with the window, so that the same person's windows cannot be put side by side.
    fn window_key(&self, who: &RateKey, now: Timestamp) -> (String, Timestamp) {
        let (starts_s, window_ends_at) = window(now, who.window);
        let hash = self
            .secret
            .hash("rate-window", &format!("{}#{starts_s}", who.hash));
        (format!("RL#{hash}#{starts_s}"), window_ends_at)
    }
}

/// The window's start in seconds since 1970, and its end.
fn window(now: Timestamp, length: SignedDuration) -> (i64, Timestamp) {
    let length_s = length.as_secs().max(1);
    let starts_s = now.as_second().div_euclid(length_s) * length_s;
    (
        starts_s,
        Timestamp::from_second(starts_s + length_s).unwrap_or(Timestamp::MAX),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_holds_its_times() {
        let hour = SignedDuration::from_hours(1);
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let check = |now: &str, ends: &str| assert_eq!(window(at(now), hour).1, at(ends), "{now}");
        check("2026-11-26T12:00:00Z", "2026-11-26T13:00:00Z");
        check("2026-11-26T12:59:59.999Z", "2026-11-26T13:00:00Z");
        check("2026-11-26T13:00:00Z", "2026-11-26T14:00:00Z");
    }

    #[test]
    fn purposes_never_share_a_key() {
        let secret = Secret::new([7; 32]);
        let hour = SignedDuration::from_hours(1);
        assert_ne!(
            RateKey::address(&secret, "x", hour),
            RateKey::contact(&secret, "x", hour)
        );
    }
}
