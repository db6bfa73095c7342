//! The phases of a build, as they begin and how long each took: for `--timings` and the line that shows progress. Must not
//! know what happens in them, or the terminal.

use std::time::{Duration, Instant};

/// A stretch of a build and how much there is to do in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Phase {
    pub name: &'static str,
    pub count: usize,
}

/// What is told of each phase as it begins.
pub type Announce = fn(Phase);

/// Times phases that follow each other.
#[derive(Debug)]
pub struct Phases {
    announce: Announce,
    current: Option<(Phase, Instant)>,
    ended: Vec<(Phase, Duration)>,
}

impl Phases {
    pub fn new(announce: Announce) -> Self {
        Self {
            announce,
            current: None,
            ended: Vec::new(),
        }
    }

    /// Ends the phase at hand and begins another.
    pub fn begin(&mut self, name: &'static str, count: usize) {
        self.end();
        let phase = Phase { name, count };
        (self.announce)(phase);
        self.current = Some((phase, Instant::now()));
    }

    /// All phases in order, with the time from each one's beginning to its end.
    pub fn finish(mut self) -> Vec<(Phase, Duration)> {
        self.end();
        self.ended
    }

    fn end(&mut self) {
        if let Some((phase, start)) = self.current.take() {
            self.ended.push((phase, start.elapsed()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_phases_in_order() {
        let mut phases = Phases::new(|_| {});
        phases.begin("load", 0);
        std::thread::sleep(Duration::from_millis(2));
        phases.begin("write", 7);
        let ended = phases.finish();
        assert_eq!(
            ended[0].0,
            Phase {
                name: "load",
                count: 0
            }
        );
        assert_eq!(
            ended[1].0,
            Phase {
                name: "write",
                count: 7
            }
        );
        assert!(ended[0].1 >= Duration::from_millis(2));
    }
}
