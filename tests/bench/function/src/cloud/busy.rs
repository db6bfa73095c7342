//! Begins and ends of work → the time during which at least one was going on.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

#[derive(Default)]
pub struct Busy(Mutex<Sum>);

/// Work that goes on until this is dropped.
pub struct AtWork(Arc<Busy>);

#[derive(Default)]
struct Sum {
    at_work: u32,
    since: Option<Instant>,
    ended: Duration,
}

impl Busy {
    pub fn begin(self: &Arc<Self>) -> AtWork {
        let mut sum = self.sum();
        sum.at_work += 1;
        sum.since.get_or_insert_with(Instant::now);
        AtWork(Arc::clone(self))
    }

    /// The time of all work that has ended since the last call.
    pub fn take(&self) -> Duration {
        std::mem::take(&mut self.sum().ended)
    }

    fn sum(&self) -> MutexGuard<'_, Sum> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for AtWork {
    fn drop(&mut self) {
        let mut sum = self.0.sum();
        sum.at_work -= 1;
        if sum.at_work == 0
            && let Some(since) = sum.since.take()
        {
            sum.ended += since.elapsed();
        }
    }
}
