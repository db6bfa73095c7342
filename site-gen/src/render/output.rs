//! What rendering makes: files of the output, and where they go.

use std::cmp::Ordering;
use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;

use crate::row::Row;

/// A file of the output; a clone shares what it holds.
#[derive(Clone, Debug)]
pub struct Output {
    /// From the output folder, with `/`, never empty.
    pub path: Arc<str>,
    pub body: OutputBody,
}

#[derive(Clone, Debug)]
pub enum OutputBody {
    Bytes(Bytes),
    /// Copied as it is.
    File(PathBuf),
}

/// Where two outputs have one path, the one of the higher rank is the file: it is made by a later stage, or a later job.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank {
    pub stage: u8,
    pub job: usize,
}

/// Where outputs go as they are made, from all threads.
pub type Receive<'a> = &'a (dyn Fn(Rank, Output) + Sync);

/// The files of a site by their path in the output; a clone shares what it holds.
#[derive(Clone, Debug, Default)]
pub struct Files {
    /// Sorted.
    paths: Arc<[Arc<str>]>,
    /// Of what became the file, by place.
    ranks: Arc<[Rank]>,
    bodies: Row<OutputBody>,
}

impl Files {
    pub fn get(&self, path: &str) -> Option<&OutputBody> {
        Some(&self.bodies[self.place(path)?])
    }

    /// By path.
    pub fn iter(&self) -> impl Iterator<Item = (&Arc<str>, &OutputBody)> {
        self.paths.iter().zip(self.bodies.iter())
    }

    pub fn paths(&self) -> &[Arc<str>] {
        &self.paths
    }

    pub fn has_paths_of(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.paths, &other.paths) || self.paths == other.paths
    }

    /// The paths at which two sites of the same paths do not hold the same.
    pub fn that_differ(
        &self,
        other: &Self,
        same: impl Fn(&OutputBody, &OutputBody) -> bool,
    ) -> impl Iterator<Item = &Arc<str>> {
        let places = self.bodies.that_differ(&other.bodies, same);
        places.into_iter().map(|place| &self.paths[place])
    }

    /// The same files, of which these are new. None where one of them was no file before, or would not be the one that was.
    pub fn with(&self, outputs: impl IntoIterator<Item = (Rank, Output)>) -> Option<Self> {
        let mut files = self.clone();
        for (rank, output) in outputs {
            let place = self.place(&output.path)?;
            match rank.cmp(&self.ranks[place]) {
                Ordering::Less => {}
                Ordering::Equal => files.bodies.set(place, output.body),
                Ordering::Greater => return None,
            }
        }
        Some(files)
    }

    fn place(&self, path: &str) -> Option<usize> {
        let found = self.paths.binary_search_by(|known| (**known).cmp(path));
        found.ok()
    }
}

/// Where two outputs have one path and one rank, the later one is the file.
impl FromIterator<(Rank, Output)> for Files {
    fn from_iter<I: IntoIterator<Item = (Rank, Output)>>(outputs: I) -> Self {
        let mut outputs: Vec<(Rank, Output)> = outputs.into_iter().collect();
        outputs.sort_by(|(a_rank, a), (b_rank, b)| a.path.cmp(&b.path).then(a_rank.cmp(b_rank)));
        // It keeps the first of a run, whose body becomes the last one's.
        outputs.dedup_by(|later, kept| {
            let is_same = later.1.path == kept.1.path;
            if is_same {
                std::mem::swap(later, kept);
            }
            is_same
        });
        Self {
            paths: outputs
                .iter()
                .map(|(_, output)| output.path.clone())
                .collect(),
            ranks: outputs.iter().map(|(rank, _)| *rank).collect(),
            bodies: outputs.into_iter().map(|(_, output)| output.body).collect(),
        }
    }
}

impl Output {
    pub fn text(path: impl Into<Arc<str>>, text: impl Into<Bytes>) -> Self {
        Self {
            path: path.into(),
            body: OutputBody::Bytes(text.into()),
        }
    }
}
