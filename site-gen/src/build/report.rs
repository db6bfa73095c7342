//! What came of a build: what was made, or all that is wrong.

use std::path::PathBuf;
use std::time::Duration;

use crate::check::external::Link;
use crate::phase::{Phase, Phases};
use crate::problem::{self, Problem};
use crate::write::Written;

/// What a build did.
#[derive(Debug, Default)]
pub struct Report {
    pub pages: usize,
    /// Pages that no section lists.
    pub orphans: usize,
    pub sections: usize,
    /// How many jobs were run, each a page, a list, a feed …; all of them unless an earlier build is built upon.
    pub rendered: usize,
    pub written: usize,
    pub skipped: usize,
    pub removed: usize,
    pub output_dir: PathBuf,
    pub warnings: Vec<Problem>,
    /// The links that leave the site; a check alone gathers them.
    pub external_links: Vec<Link>,
    /// How long each phase took, in order.
    pub phases: Vec<(Phase, Duration)>,
}

impl Report {
    /// The same, with the time that each phase took.
    pub(super) fn timed(self, phases: Phases) -> Self {
        Self {
            phases: phases.finish(),
            ..self
        }
    }

    /// The same, written to a folder.
    pub(super) fn with(self, written: Written, output_dir: PathBuf) -> Self {
        Self {
            written: written.written,
            skipped: written.skipped,
            removed: written.removed,
            output_dir,
            ..self
        }
    }
}

/// A build that wrote nothing; the old output is as it was.
#[derive(Debug, thiserror::Error)]
#[error("{}", problem_lines(.problems))]
pub struct Failure {
    /// Errors and warnings, sorted by file and line.
    pub problems: Vec<Problem>,
}

fn problem_lines(problems: &[Problem]) -> String {
    let lines: Vec<_> = problems.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

impl From<Vec<Problem>> for Failure {
    fn from(problems: Vec<Problem>) -> Self {
        Self {
            problems: problem::sorted(problems),
        }
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        vec![problem].into()
    }
}
