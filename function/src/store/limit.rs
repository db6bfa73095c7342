//! How many different sign-ups may come of one kind in a window of time: a set with a limit, under a keyed hash that changes
//! with the window. It grows in the sign-up's own transaction: only what is stored is counted, and nobody slips in between.

use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem, Update};
use jiff::{SignedDuration, Timestamp};

use super::item::{key, number, text};
use super::table::TTL;
use super::{Secret, Store};
use crate::sign_up::SignUp;

/// What a sign-up is counted against, without telling who sent it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    by: &'static str,
    hash: String,
    window: SignedDuration,
    max: u32,
}

/// Which limit is exceeded, and until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limited {
    pub by: &'static str,
    pub until: Timestamp,
}

/// One sign-up more in a window, and what it means when there is no room.
pub(super) struct Counted {
    /// The key of the window's item.
    pub(super) window: String,
    pub(super) write: TransactWriteItem,
    pub(super) exceeded: Limited,
}

/// Of hexadecimal digits, so 65,536 different ones.
const ADDRESS_SIGNS: usize = 4;

impl Limit {
    /// At most `max` different sign-ups in a window from one network address. Its hash is cut so short that tens of thousands
    /// of addresses share it: not even with the secret does it lead back to one, and two that meet in it within a window are
    /// rarer by far than two people behind one address.
    pub fn per_address(secret: &Secret, address: &str, window: SignedDuration, max: u32) -> Self {
        let mut hash = secret.hash("rate-address", address);
        hash.truncate(ADDRESS_SIGNS);
        Self {
            by: "address",
            hash,
            window,
            max,
        }
    }

    /// At most `max` different sign-ups in a window with one e-mail address or phone number.
    pub fn per_contact(secret: &Secret, way: &str, window: SignedDuration, max: u32) -> Self {
        Self {
            by: "contact",
            hash: secret.hash("rate-contact", way),
            window,
            max,
        }
    }
}

impl Store {
    /// Each limit once: a transaction with two writes on one item is refused.
    pub(super) fn counted_against(
        &self,
        limits: &[Limit],
        sign_up: &SignUp,
    ) -> Option<Vec<Counted>> {
        let mut different: Vec<&Limit> = Vec::new();
        for limit in limits {
            if different.iter().all(|other| other.hash != limit.hash) {
                different.push(limit);
            }
        }
        let counted = different.into_iter().map(|limit| {
            let (window, until) = self.window_key(limit, sign_up.created_at);
            Some(Counted {
                write: self.one_more(&window, until, limit.max, sign_up)?,
                window,
                exceeded: Limited {
                    by: limit.by,
                    until,
                },
            })
        });
        counted.collect()
    }

    /// The same again is there already, so that whoever sends twice is not stopped for it.
    fn one_more(
        &self,
        window: &str,
        window_ends_at: Timestamp,
        max: u32,
        sign_up: &SignUp,
    ) -> Option<TransactWriteItem> {
        let one = self.secret.hash("rate-seen", sign_up.key.as_str());
        let update = Update::builder()
            .table_name(&self.table)
            .set_key(Some(key(window, "RL")))
            .update_expression("ADD #seen :seen SET #ttl = :ttl")
            .condition_expression(
                "attribute_not_exists(#seen) OR size(#seen) < :max OR contains(#seen, :one)",
            )
            .expression_attribute_names("#seen", "seen")
            .expression_attribute_names("#ttl", TTL)
            .expression_attribute_values(":seen", AttributeValue::Ss(vec![one.clone()]))
            .expression_attribute_values(":one", text(one))
            .expression_attribute_values(":max", number(max))
            .expression_attribute_values(":ttl", number(window_ends_at.as_second()));
        let update = update.build().ok()?;
        Some(TransactWriteItem::builder().update(update).build())
    }

    /// Hashed once more with the window, so that the same person's windows cannot be put side by side.
    fn window_key(&self, limit: &Limit, now: Timestamp) -> (String, Timestamp) {
        let (starts_s, window_ends_at) = window(now, limit.window);
        let hash = self
            .secret
            .hash("rate-window", &format!("{}#{starts_s}", limit.hash));
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
        let (address, contact) = (
            Limit::per_address(&secret, "x", hour, 1),
            Limit::per_contact(&secret, "x", hour, 1),
        );
        assert_ne!(address.hash, contact.hash);
    }

    #[test]
    fn an_address_shares_its_mark_with_many() {
        let secret = Secret::new([7; 32]);
        let hour = SignedDuration::from_hours(1);
        let mark = |number: u32| {
            let address = std::net::Ipv4Addr::from_bits(number).to_string();
            Limit::per_address(&secret, &address, hour, 1).hash
        };
        let first = mark(0x0a00_0000);
        let same = (1..1_000_000).find(|number| mark(0x0a00_0000 + number) == first);
        assert!(same.is_some_and(|number| number > 100), "{same:?}");
        assert_ne!(mark(1), mark(2));
    }
}
