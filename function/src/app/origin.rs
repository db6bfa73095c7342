//! Whether a request came by CloudFront, and from where: what it sends along with each.

use std::net::IpAddr;

use axum::http::HeaderMap;

use crate::sign_up::keyed_hash;
use crate::store::Secret;

/// CloudFront, known by its secret; without one, all are taken and none is believed.
pub struct Origin(Option<Secret>);

const ORIGIN_SECRET: &str = "x-origin-secret";
const VIEWER_ADDRESS: &str = "cloudfront-viewer-address";

impl Origin {
    pub fn new(secret: Option<Secret>) -> Self {
        Self(secret)
    }

    /// Whether the request bears the secret of CloudFront, where one is set.
    pub fn trusts(&self, headers: &HeaderMap) -> bool {
        let Some(secret) = &self.0 else {
            return true;
        };
        let sent = headers
            .get(ORIGIN_SECRET)
            .map_or(&b""[..], |value| value.as_bytes());
        // Hashes are compared, so that the time it takes tells nothing about the secret.
        let hash = |bytes: &[u8]| keyed_hash(secret.as_bytes(), bytes);
        hash(sent) == hash(secret.as_bytes())
    }

    /// The client's address, as it is counted. It is believed only from CloudFront: anyone else could write any header.
    pub fn network(&self, headers: &HeaderMap) -> Option<String> {
        self.0.as_ref()?;
        let viewer = headers.get(VIEWER_ADDRESS)?.to_str().ok()?;
        let (address, _port) = viewer.rsplit_once(':')?;
        network(address.trim_matches(['[', ']']))
    }
}

/// Of IPv6 the half that a household gets.
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

    fn origin(secret: Option<&str>) -> Origin {
        Origin::new(secret.map(|secret| Secret::new(secret.as_bytes())))
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
    fn only_cloudfront_is_trusted() {
        let check = |secret: Option<&str>, sent: &[(&'static str, &str)], expected: bool| {
            assert_eq!(
                origin(secret).trusts(&headers(sent)),
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
    fn addresses_are_read_from_cloudfront() {
        let check = |secret: Option<&str>, viewer: &str, expected: Option<&str>| {
            let headers = headers(&[(VIEWER_ADDRESS, viewer)]);
            assert_eq!(
                origin(secret).network(&headers).as_deref(),
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
