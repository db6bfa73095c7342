//! Durations → the few numbers by which they are known.

use std::time::Duration;

/// Durations in order.
pub struct Figures(Vec<Duration>);

impl Figures {
    pub fn of(mut durations: Vec<Duration>) -> Self {
        durations.sort_unstable();
        Self(durations)
    }

    pub fn median_ms(&self) -> f64 {
        self.percentile_ms(50)
    }

    /// Of a hundred, the one after that many.
    pub fn percentile_ms(&self, percent: usize) -> f64 {
        let at = (self.0.len() * percent / 100).min(self.0.len().saturating_sub(1));
        self.0
            .get(at)
            .map_or(f64::NAN, |duration| duration.as_secs_f64() * 1e3)
    }
}
