//! How often somebody tried in a window of time: an atomic counter under a keyed hash that changes every day.

use aws_sdk_dynamodb::types::ReturnValue;
use jiff::{SignedDuration, Timestamp};

use super::item::{get_number, key, number};
use super::table::TTL;
use super::{Secret, Store, StoreError};

/// Who tries, without telling who that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RateKey {
    hash: String,
    window: SignedDuration,
}

/// How many attempts the window has seen, this one among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempts {
    pub count: u32,
    pub window_ends_at: Timestamp,
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
    /// Counts one attempt and says how many there are. Nobody is let through between reading and writing.
    ///
    /// # Errors
    /// When the table does not take it.
    pub async fn count_attempt(
        &self,
        who: &RateKey,
        now: Timestamp,
    ) -> Result<Attempts, StoreError> {
        let (starts_s, window_ends_at) = window(now, who.window);
        // Hashed once more with the window, so that the same person's windows cannot be put side by side.
        let hash = self
            .secret
            .hash("rate-window", &format!("{}#{starts_s}", who.hash));
        let updated = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key(format!("RL#{hash}#{starts_s}"), "RL")))
            .update_expression("ADD #count :one SET #ttl = :ttl")
            .expression_attribute_names("#count", "count")
            .expression_attribute_names("#ttl", TTL)
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":ttl", number(window_ends_at.as_second()))
            .return_values(ReturnValue::UpdatedNew)
            .send()
            .await
            .map_err(|error| StoreError::from_sdk("count an attempt", &error))?;
        let count = updated
            .attributes()
            .and_then(|item| get_number(item, "count"))
            .unwrap_or(1);
        Ok(Attempts {
            count: u32::try_from(count).unwrap_or(u32::MAX),
            window_ends_at,
        })
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
