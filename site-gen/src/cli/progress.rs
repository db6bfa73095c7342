//! The phases of a build → a line on the terminal that says what is being done, and a table of how long it took.

use std::io::{self, IsTerminal};
use std::time::Duration;

use super::show;
use crate::phase::{Announce, Phase};

/// Back to the beginning of the line, and all of it gone.
const CLEAR_LINE: &str = "\r\u{1b}[K";

/// Shows each phase on a terminal; a pipe or a file gets nothing.
pub(super) fn announce() -> Announce {
    if io::stderr().is_terminal() {
        |phase| show(&format!("{CLEAR_LINE}{} …", label(phase)))
    } else {
        |_| {}
    }
}

/// Takes the line away again.
pub(super) fn clear() {
    if io::stderr().is_terminal() {
        show(CLEAR_LINE);
    }
}

/// A line for each phase, and their sum.
pub(super) fn timings(phases: &[(Phase, Duration)]) -> String {
    let total: Duration = phases.iter().map(|(_, time)| *time).sum();
    let lines = phases
        .iter()
        .map(|(phase, time)| line(*time, &label(*phase)));
    lines.chain([line(total, "in all")]).collect()
}

fn line(time: Duration, label: &str) -> String {
    format!("{:>9.1} ms  {label}\n", time.as_secs_f64() * 1000.0)
}

fn label(phase: Phase) -> String {
    match phase.count {
        0 => phase.name.to_owned(),
        count => format!("{} ({count})", phase.name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_each_phase_and_the_sum() {
        let phase = |name, count| Phase { name, count };
        let phases = [
            (phase("load", 0), Duration::from_micros(1500)),
            (phase("write", 12), Duration::from_micros(500)),
        ];
        let expected = "      1.5 ms  load\n      0.5 ms  write (12)\n      2.0 ms  in all\n";
        assert_eq!(timings(&phases), expected);
    }
}
