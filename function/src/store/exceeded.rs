//! Limits that were found exceeded, which they stay until their windows end: who comes next costs a flood a look at the table,
//! and no transaction. Each process knows those that it met itself.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use super::Limited;
use super::limit::Counted;

/// By the keys of their windows, which are hashes.
#[derive(Clone, Default)]
pub(super) struct Exceeded(Arc<Mutex<HashMap<String, Limited>>>);

const REMEMBERED_MAX: usize = 1_000;

impl Exceeded {
    /// The first of these limits that is known to be exceeded.
    pub(super) fn first_of(&self, limits: &[Counted]) -> Option<Limited> {
        let known = self.known();
        let mut exceeded = limits.iter().filter_map(|limit| known.get(&limit.window));
        exceeded.next().cloned()
    }

    pub(super) fn remember(&self, limit: &Counted, now: Timestamp) {
        let mut known = self.known();
        if known.len() >= REMEMBERED_MAX {
            known.retain(|_, limited| limited.until > now);
        }
        if known.len() >= REMEMBERED_MAX {
            // The table knows them all; those that matter are met again.
            known.clear();
        }
        known.insert(limit.window.clone(), limit.exceeded.clone());
    }

    fn known(&self) -> MutexGuard<'_, HashMap<String, Limited>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodb::types::TransactWriteItem;

    use super::*;

    fn limit(window: usize, until_s: i64) -> Counted {
        Counted {
            window: format!("RL#{window}"),
            write: TransactWriteItem::builder().build(),
            exceeded: Limited {
                by: "address",
                until: second(until_s),
            },
        }
    }

    fn second(count: i64) -> Timestamp {
        Timestamp::from_second(count).unwrap()
    }

    /// How many are known after the last, where so many of those before it have ended.
    #[test]
    fn a_thousand_are_remembered_and_those_that_ended_make_room() {
        let check = |remembered: usize, ended: usize, expected: usize| {
            let exceeded = Exceeded::default();
            for window in 0..remembered {
                let until = if window < ended { 10 } else { 20 };
                exceeded.remember(&limit(window, until), second(0));
            }
            let last = limit(remembered, 20);
            exceeded.remember(&last, second(10));
            assert!(exceeded.first_of(&[last]).is_some(), "the last is known");
            let known = exceeded.known().len();
            assert_eq!(known, expected, "{remembered}, {ended}");
        };
        check(998, 3, 999);
        check(999, 3, 1_000);
        check(1_000, 3, 998);
        check(1_000, 1_000, 1);
        // A flood from everywhere: all that is known is let go, and the table asked anew.
        check(1_000, 0, 1);
    }
}
