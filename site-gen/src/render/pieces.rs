//! What each job of the last build made, and from what: what would come out the same is taken over, the rest is rendered.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use super::digests::Digests;
use super::functions::images::ImageJob;
use super::reads::{self, Reads};
use super::{Job, Output, Rendered, Stage, report};
use crate::digest::Digest;
use crate::problem::Problem;

/// By job.
#[derive(Debug, Default)]
pub struct Pieces {
    by_job: HashMap<Job, Arc<Piece>>,
}

/// What one job made.
#[derive(Debug)]
struct Piece {
    outputs: Vec<Output>,
    reads: Reads,
    /// Of all that it was given and looked up.
    seen: Option<Digest>,
}

impl Pieces {
    /// The images that the jobs asked for.
    pub fn images(&self) -> impl Iterator<Item = &ImageJob> {
        self.by_job.values().flat_map(|piece| &piece.reads.images)
    }
}

/// Runs the jobs that would not make what they made the last time; the outputs come in the jobs' order.
pub fn run(
    jobs: &[Job],
    stage: Stage<'_>,
    (digests, last): (&Digests, Option<&Pieces>),
) -> (Rendered, Pieces, Vec<Problem>) {
    let results: Vec<_> = jobs
        .par_iter()
        .map(|job| {
            let last = last.and_then(|last| last.by_job.get(job));
            match last.filter(|piece| piece.would_be_made_of(job, stage, digests)) {
                Some(piece) => Ok((piece.clone(), 0)),
                None => Piece::make(job, stage, digests).map(|piece| (Arc::new(piece), 1)),
            }
        })
        .collect();
    let mut rendered = Rendered::default();
    let mut pieces = Pieces::default();
    let mut problems = Vec::new();
    for (job, result) in jobs.iter().zip(results) {
        match result {
            Ok((piece, made)) => {
                rendered.count += made;
                rendered.outputs.extend(piece.outputs.iter().cloned());
                pieces.by_job.insert(*job, piece);
            }
            Err(found) => problems.extend(stage.problems_of(job, found)),
        }
    }
    (rendered, pieces, report::merged(problems))
}

impl Piece {
    fn make(job: &Job, stage: Stage<'_>, digests: &Digests) -> Result<Self, Vec<Problem>> {
        let (outputs, reads) = reads::noting(|| stage.make(job));
        Ok(Self {
            outputs: outputs?,
            seen: digests.of_job(job, &stage.library.site, &reads),
            reads,
        })
    }

    fn would_be_made_of(&self, job: &Job, stage: Stage<'_>, digests: &Digests) -> bool {
        let seen = digests.of_job(job, &stage.library.site, &self.reads);
        seen.is_some() && seen == self.seen
    }
}
