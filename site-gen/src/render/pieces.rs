//! What each job of the last build made, and from what: what would come out the same is taken over, the rest is rendered.

mod readers;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, OnceLock};

use rayon::prelude::*;

use super::digests::Digests;
use super::job::Job;
use super::output::Output;
use super::reads::{self, Reads};
use super::report;
use super::stage::Stage;
use crate::digest::Digest;
use crate::image::job::ImageJob;
use crate::link::Moves;
use crate::problem::Problem;
use crate::row::Row;
use readers::Readers;

/// In the order of the jobs.
#[derive(Clone, Debug, Default)]
pub struct Pieces {
    jobs: Arc<[Job]>,
    pieces: Row<Arc<Piece>>,
    /// Those that asked for images.
    pictured: BTreeSet<usize>,
    /// Gathered when they are asked for.
    readers: OnceLock<Readers>,
}

/// The pieces of the last build.
#[derive(Clone, Copy)]
pub struct LastPieces<'a> {
    pub pieces: &'a Pieces,
    /// What they were seen to be made of, where they are of the same jobs.
    pub digests: Option<&'a Digests>,
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
    fn new(jobs: Arc<[Job]>, pieces: Vec<Arc<Piece>>) -> Self {
        let numbered = pieces.iter().enumerate();
        let pictured = numbered.filter(|(_, piece)| !piece.reads.images.is_empty());
        Self {
            jobs,
            pictured: pictured.map(|(number, _)| number).collect(),
            pieces: pieces.into_iter().collect(),
            readers: OnceLock::new(),
        }
    }

    /// The same with some that are new.
    fn with(&self, readers: &Readers, new: Vec<(usize, Piece)>) -> Self {
        let mut readers = readers.clone();
        let (mut pieces, mut pictured) = (self.pieces.clone(), self.pictured.clone());
        for (number, piece) in new {
            readers.add(number, (&pieces[number].reads, &piece.reads));
            match piece.reads.images.is_empty() {
                true => pictured.remove(&number),
                false => pictured.insert(number),
            };
            pieces.set(number, Arc::new(piece));
        }
        let known = OnceLock::new();
        if !readers.is_full() {
            known.get_or_init(|| readers);
        }
        Self {
            jobs: self.jobs.clone(),
            pieces,
            pictured,
            readers: known,
        }
    }

    /// Those that are left after pages and sections have moved.
    pub fn moved(&self, moves: &Moves) -> Self {
        let pieces: Vec<&Arc<Piece>> = self.pieces.iter().collect();
        let moved = self.jobs.par_iter().zip(pieces);
        let moved = moved.filter_map(|(job, piece)| Some((job.moved(moves)?, piece.moved(moves)?)));
        let (jobs, pieces): (Vec<Job>, Vec<Arc<Piece>>) = moved.unzip();
        Self::new(jobs.into(), pieces)
    }

    fn readers(&self) -> &Readers {
        self.readers.get_or_init(|| {
            let jobs = self.jobs.iter().zip(self.pieces.iter()).enumerate();
            Readers::new(jobs.map(|(number, (job, piece))| (number, job, &piece.reads)))
        })
    }

    pub fn jobs(&self) -> Arc<[Job]> {
        self.jobs.clone()
    }

    /// The images that the jobs asked for.
    pub fn images(&self) -> impl Iterator<Item = &ImageJob> {
        let pictured = self.pictured.iter();
        pictured.flat_map(|number| &self.pieces[*number].reads.images)
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
    (digests, last): (&Digests, Option<LastPieces<'_>>),
) -> (Pieces, usize, Vec<Problem>) {
    if let Some(LastPieces {
        pieces,
        digests: Some(then),
    }) = last
    {
        return upon(pieces, stage, (then, digests));
    }
    let known = match last {
        Some(last) => last.pieces.for_jobs(&jobs),
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
    let done = |job: &&Job| !failed.contains(job);
    let jobs = match failed.is_empty() {
        true => jobs,
        false => jobs.iter().filter(done).copied().collect(),
    };
    (
        Pieces::new(jobs, pieces),
        rendered,
        report::merged(problems),
    )
}

/// The same jobs again: only those are looked at that were given, or have looked up, what is seen otherwise now.
fn upon(
    last: &Pieces,
    stage: Stage<'_>,
    (then, now): (&Digests, &Digests),
) -> (Pieces, usize, Vec<Problem>) {
    let readers = last.readers();
    let asked = readers.of(&now.that_differ(then)).into_par_iter();
    let results: Vec<_> = asked
        .map(|number| (number, &last.jobs[number]))
        .filter(|(number, job)| !last.pieces[*number].would_be_made_of(job, stage, now))
        .map(|(number, job)| (number, Piece::make(job, stage, now)))
        .collect();
    let rendered = results.len();
    let mut new = Vec::with_capacity(rendered);
    let mut problems = Vec::new();
    for (number, result) in results {
        match result {
            Ok(piece) => new.push((number, piece)),
            Err(found) => problems.extend(stage.problems_of(&last.jobs[number], found)),
        }
    }
    let pieces = last.with(readers, new);
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

    fn moved(self: &Arc<Self>, moves: &Moves) -> Option<Arc<Self>> {
        let reads = self.reads.moved(moves)?;
        if reads.found == self.reads.found {
            return Some(Arc::clone(self));
        }
        Some(Arc::new(Self {
            outputs: self.outputs.clone(),
            reads,
            seen: self.seen,
        }))
    }

    fn would_be_made_of(&self, job: &Job, stage: Stage<'_>, digests: &Digests) -> bool {
        let seen = digests.of_job(job, &stage.library.site, &self.reads);
        seen.is_some() && seen == self.seen
    }
}
