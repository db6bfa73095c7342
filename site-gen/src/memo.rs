//! A value computed once for each key and shared between the threads of one build. It lives and dies with its owner.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Whoever asks first computes; whoever asks meanwhile waits for that one value instead of computing it again.
#[derive(Debug)]
pub struct Memo<K, V> {
    values: Mutex<HashMap<K, Arc<OnceLock<V>>>>,
}

impl<K, V> Default for Memo<K, V> {
    fn default() -> Self {
        Self {
            values: Mutex::default(),
        }
    }
}

impl<K: Hash + Eq, V: Clone> Memo<K, V> {
    /// The value of `key`, from `compute` when it is asked for the first time.
    pub fn get(&self, key: K, compute: impl FnOnce() -> V) -> V {
        let slot = {
            let mut values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
            values.entry(key).or_default().clone()
        };
        slot.get_or_init(compute).clone()
    }

    /// All that is known so far, in no order.
    pub fn known(&self) -> Vec<(K, V)>
    where
        K: Clone,
    {
        let values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        let known = values
            .iter()
            .filter_map(|(key, slot)| Some((key.clone(), slot.get()?.clone())));
        known.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Memo;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn computes_each_key_once() {
        let memo = Memo::default();
        let computed = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for thread in 0..8 {
                let (memo, computed) = (&memo, &computed);
                scope.spawn(move || {
                    memo.get(thread % 2, || computed.fetch_add(1, Ordering::SeqCst));
                });
            }
        });
        assert_eq!(computed.load(Ordering::SeqCst), 2);
    }
}
