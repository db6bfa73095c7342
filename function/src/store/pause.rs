//! How long to wait before the next try: growing, capped, and scattered, so that those who collided do not collide again.

use std::time::{Duration, Instant};

/// The pauses of one call, which ends by itself.
pub(super) struct Pauses {
    started: Instant,
    tries: u32,
}

const FIRST_MS: f64 = 20.0;
const LONGEST_MS: f64 = 800.0;
const TOTAL: Duration = Duration::from_secs(8);

impl Pauses {
    pub(super) fn new() -> Self {
        Self {
            started: Instant::now(),
            tries: 0,
        }
    }

    /// Waits, or says `false` when enough time has gone.
    pub(super) async fn wait(&mut self) -> bool {
        let pause = pause(self.tries, random_unit());
        self.tries += 1;
        if self.started.elapsed() + pause > TOTAL {
            return false;
        }
        tokio::time::sleep(pause).await;
        true
    }
}

fn pause(tries: u32, random: f64) -> Duration {
    let longest_ms = (FIRST_MS * f64::from(2_u32.saturating_pow(tries))).min(LONGEST_MS);
    Duration::from_secs_f64((0.25 + 0.75 * random) * longest_ms / 1000.0)
}

/// A random number from 0 up to 1; without a source of randomness the middle, since only politeness hangs on it.
pub(crate) fn random_unit() -> f64 {
    getrandom::u32().map_or(0.5, |random| {
        f64::from(random) / (f64::from(u32::MAX) + 1.0)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_and_stay_within_bounds() {
        assert_eq!(pause(0, 0.0), Duration::from_millis(5));
        assert!(pause(3, 0.0) > pause(1, 0.0));
        assert!(pause(60, 1.0) <= Duration::from_millis(800));
        assert!(
            (0..1000)
                .map(|_| random_unit())
                .all(|random| (0.0..1.0).contains(&random))
        );
    }
}
