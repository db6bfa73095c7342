//! Who may try how often, and whether a request came by our own way. A limit stops machines; it never loses an answer,
//! and where the counting fails nobody is stopped.

use std::net::IpAddr;

use axum::http::HeaderMap;
use jiff::Timestamp;

use crate::settings::{RateLimits, Settings};
use crate::sign_up::{Answers, Key, keyed_hash};
use crate::store::{Admitted, RateKey, Secret, Store};

/// The limits, with the secrets that addresses are hashed and origins known by.
pub struct Limits {
    rates: RateLimits,
    secret: Secret,
    origin_secret: Option<Secret>,
}

/// Which limit is exceeded, and until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limited {
    pub by: &'static str,
    pub until: Timestamp,
}

/// What is sent, and by whom as far as the request tells.
pub struct Sent<'a> {
    pub key: &'a Key,
    pub answers: &'a Answers,
    pub headers: &'a HeaderMap,
}

/// What the content delivery network sends with every request: that it is ours, and whose it was.
const ORIGIN_SECRET: &str = "x-origin-secret";
const VIEWER_ADDRESS: &str = "cloudfront-viewer-address";

impl Limits {
    pub fn new(settings: &Settings) -> Self {
        Self {
            rates: settings.rate_limits,
            secret: settings.secret.clone(),
            origin_secret: settings.origin_secret.clone(),
        }
    }

    /// Whether the request bears the secret of our own front, where one is set.
    pub fn trusts(&self, headers: &HeaderMap) -> bool {
        let Some(secret) = &self.origin_secret else {
            return true;
        };
        let sent = headers
            .get(ORIGIN_SECRET)
            .map_or(&b""[..], |value| value.as_bytes());
        // Hashes are compared, so that the time it takes tells nothing about the secret.
        let hash = |bytes: &[u8]| keyed_hash(self.secret.as_bytes(), bytes);
        hash(sent) == hash(secret.as_bytes())
    }

    /// Asks to be admitted, under the client's address and each way to reach the person. The same answers again always are.
    pub async fn exceeded(
        &self,
        store: &Store,
        sent: &Sent<'_>,
        now: Timestamp,
    ) -> Option<Limited> {
        let asked = self
            .keys(sent)
            .into_iter()
            .map(|(by, key, max)| async move {
                match store.admit(&key, sent.key.as_str(), max, now).await {
                    Ok(Admitted::NotUntil(until)) => Some(Limited { by, until }),
                    Ok(Admitted::Yes) => None,
                    Err(error) => {
                        tracing::warn!(event = "not_counted", by, %error);
                        None
                    }
                }
            });
        let limited = futures_util::future::join_all(asked).await;
        limited.into_iter().flatten().next()
    }

    fn keys(&self, sent: &Sent<'_>) -> Vec<(&'static str, RateKey, u32)> {
        let RateLimits {
            window,
            per_address_max,
            per_contact_max,
        } = self.rates;
        let address = self.address(sent.headers);
        let address = address.map(|address| RateKey::address(&self.secret, &address, window));
        let email = sent.answers.email().map(str::to_lowercase);
        let ways = [email.as_deref(), sent.answers.phone()]
            .into_iter()
            .flatten();
        let contacts = ways.map(|way| RateKey::contact(&self.secret, way, window));
        let contacts = contacts.map(|key| ("contact", key, per_contact_max));
        address
            .map(|key| ("address", key, per_address_max))
            .into_iter()
            .chain(contacts)
            .collect()
    }

    /// The client's address. It is believed only from our own front: anyone else could write any header.
    fn address(&self, headers: &HeaderMap) -> Option<String> {
        self.origin_secret.as_ref()?;
        let viewer = headers.get(VIEWER_ADDRESS)?.to_str().ok()?;
        let (address, _port) = viewer.rsplit_once(':')?;
        network(address.trim_matches(['[', ']']))
    }
}

/// An address as it is counted: of IPv6 the half that a household gets.
fn network(address: &str) -> Option<String> {
    match address.parse().ok()? {
        IpAddr::V4(address) => Some(address.to_string()),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Some(format!("{a:x}:{b:x}:{c:x}:{d:x}::/64"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(origin_secret: Option<&str>) -> Limits {
        Limits {
            rates: RateLimits::default(),
            secret: Secret::new([7; 32]),
            origin_secret: origin_secret.map(|secret| Secret::new(secret.as_bytes())),
        }
    }

    fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| {
                (
                    axum::http::HeaderName::from_static(name),
                    value.parse().unwrap(),
                )
            })
            .collect()
    }

    #[test]
    fn only_our_own_front_is_trusted() {
        let check = |secret: Option<&str>, sent: &[(&'static str, &str)], expected: bool| {
            assert_eq!(
                limits(secret).trusts(&headers(sent)),
                expected,
                "{secret:?} {sent:?}"
            );
        };
        check(None, &[], true);
        check(Some("s"), &[], false);
        check(Some("s"), &[(ORIGIN_SECRET, "S")], false);
        check(Some("s"), &[(ORIGIN_SECRET, "s")], true);
    }

    #[test]
    fn addresses_are_read_from_our_own_front() {
        let check = |secret: Option<&str>, viewer: &str, expected: Option<&str>| {
            let headers = headers(&[(VIEWER_ADDRESS, viewer)]);
            assert_eq!(
                limits(secret).address(&headers).as_deref(),
                expected,
                "{viewer}"
            );
        };
        check(Some("s"), "198.51.100.10:46532", Some("198.51.100.10"));
        check(
            Some("s"),
            "2001:db8:1:2:3:4:5:6:443",
            Some("2001:db8:1:2::/64"),
        );
        check(Some("s"), "[2001:db8::1]:443", Some("2001:db8:0:0::/64"));
        check(Some("s"), "nonsense", None);
        check(Some("s"), "nonsense:1", None);
        check(None, "198.51.100.10:46532", None);
    }
}
