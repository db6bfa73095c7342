//! What each job of the last build made, and from what: what would come out the same is taken over, the rest is rendered.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rayon::prelude::*;

use super::digests::Digests;
use super::job::Job;
use super::output::Output;
use super::reads::{self, Reads};
use super::report;
use super::stage::Stage;
use crate::digest::Digest;
use crate::image::job::ImageJob;
use crate::problem::Problem;
use crate::row::Row;

/// In the order of the jobs.
#[derive(Debug, Default)]
pub struct Pieces {
    jobs: Arc<[Job]>,
    pieces: Row<Arc<Piece>>,
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
    pub fn jobs(&self) -> Arc<[Job]> {
        self.jobs.clone()
    }

    /// The images that the jobs asked for.
    pub fn images(&self) -> impl Iterator<Item = &ImageJob> {
        self.pieces.iter().flat_map(|piece| &piece.reads.images)
    }

    /// What they made, each with the number of its job.
    pub fn outputs(&self) -> impl Iterator<Item = (usize, &Output)> {
        let pieces = self.pieces.iter().enumerate();
        pieces.flat_map(|(number, piece)| piece.outputs.iter().map(move |output| (number, output)))
    }

    /// What was made since `last`, each with the number of its job; none where any output has come or gone.
    pub fn outputs_since(&self, last: &Self) -> Option<Vec<(usize, &Output)>> {
        let new = self.pieces.that_differ(&last.pieces, Arc::ptr_eq);
        let paths = |piece: &Piece| {
            let paths = piece.outputs.iter().map(|output| output.path.clone());
            paths.collect::<Vec<_>>()
        };
        let same_paths =
            |number: &usize| paths(&self.pieces[*number]) == paths(&last.pieces[*number]);
        let is_same = self.jobs == last.jobs && new.iter().all(same_paths);
        let outputs = new.into_iter().flat_map(|number| {
            let outputs = self.pieces[number].outputs.iter();
            outputs.map(move |output| (number, output))
        });
        is_same.then(|| outputs.collect())
    }

    /// The pieces that belong to these jobs: most often the same jobs as the last time.
    fn for_jobs(&self, jobs: &[Job]) -> Vec<Option<&Arc<Piece>>> {
        if *self.jobs == *jobs {
            return self.pieces.iter().map(Some).collect();
        }
        let known: HashMap<&Job, &Arc<Piece>> = self.jobs.iter().zip(self.pieces.iter()).collect();
        jobs.iter().map(|job| known.get(job).copied()).collect()
    }
}

/// Runs the jobs that would not make what they made the last time, and tells how many these were.
pub fn run(
    jobs: Arc<[Job]>,
    stage: Stage<'_>,
    (digests, last): (&Digests, Option<&Pieces>),
) -> (Pieces, usize, Vec<Problem>) {
    let known = match last {
        Some(last) => last.for_jobs(&jobs),
        None => vec![None; jobs.len()],
    };
    let results: Vec<_> = jobs
        .par_iter()
        .zip(&known)
        .map(|(job, last)| match last {
            Some(piece) if piece.would_be_made_of(job, stage, digests) => Ok(Arc::clone(piece)),
            _ => Piece::make(job, stage, digests).map(Arc::new),
        })
        .collect();
    let mut rendered = 0;
    let mut failed = HashSet::new();
    let mut pieces = Vec::with_capacity(jobs.len());
    let mut problems = Vec::new();
    for ((job, result), last) in jobs.iter().zip(results).zip(known) {
        match result {
            Ok(piece) => {
                rendered += usize::from(!last.is_some_and(|last| Arc::ptr_eq(last, &piece)));
                pieces.push(piece);
            }
            Err(found) => {
                failed.insert(job);
                problems.extend(stage.problems_of(job, found));
            }
        }
    }
    let pieces = Pieces {
        jobs: match failed.is_empty() {
            true => jobs,
            false => jobs
                .iter()
                .filter(|job| !failed.contains(job))
                .copied()
                .collect(),
        },
        pieces: pieces.into_iter().collect(),
    };
    (pieces, rendered, report::merged(problems))
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
