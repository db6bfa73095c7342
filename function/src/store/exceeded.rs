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
