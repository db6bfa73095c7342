//! How many may sign up in a while from where, and whether a request came by our own way. A limit stops machines; it never
//! loses an answer, and where the counting fails nobody is stopped. What was not stored is not counted.

use std::net::IpAddr;

use axum::http::HeaderMap;

use crate::settings::{RateLimits, Settings};
use crate::sign_up::{Answers, keyed_hash};
use crate::store::{Limit, Secret};

/// The limits, with the secrets that addresses are hashed and origins known by.
pub struct Limits {
    rates: RateLimits,
    secret: Secret,
    origin_secret: Option<Secret>,
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

    /// What a sign-up is counted against: the client's address, and each way to reach the person.
    pub fn of(&self, answers: &Answers, headers: &HeaderMap) -> Vec<Limit> {
        let RateLimits {
            window,
            per_address_max,
            per_contact_max,
        } = self.rates;
        let address = self.address(headers);
        let address = address
            .map(|address| Limit::per_address(&self.secret, &address, window, per_address_max));
        let email = answers.email().map(str::to_lowercase);
        let ways = [email.as_deref(), answers.phone()].into_iter().flatten();
        let contacts =
            ways.map(|way| Limit::per_contact(&self.secret, way, window, per_contact_max));
        address.into_iter().chain(contacts).collect()
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
