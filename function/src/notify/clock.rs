//! The time that was passed in, and how long it has been since: so that tests can say what time it is.

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};

/// The time that was passed in, going on.
pub(super) struct Clock {
    start: Timestamp,
    started: Instant,
}

impl Clock {
    pub fn starting(start: Timestamp) -> Self {
        Self {
            start,
            started: Instant::now(),
        }
    }

    /// It was then as late as that.
    pub fn begun(start: Timestamp, started: Instant) -> Self {
        Self { start, started }
    }

    pub fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    pub fn now(&self) -> Timestamp {
        SignedDuration::try_from(self.elapsed()).map_or(self.start, |elapsed| self.start + elapsed)
    }
}
