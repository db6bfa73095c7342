//! What a build has made and keeps in memory → the files of the site by path: those of the last build with some that are
//! new in their places, unless any has come or gone.

use std::sync::{Arc, Mutex, PoisonError};

use super::records::Records;
use crate::load::StaticFile;
use crate::problem::Problem;
use crate::render::{Files, Output, OutputBody, Rank};
use crate::write;

/// The stages of outputs: where two have one path, the later stage's is the file.
pub(super) const BEFORE: u8 = 1;
pub(super) const PIECES: u8 = 2;
pub(super) const IMAGES: u8 = 3;
pub(super) const COPIES: u8 = 4;

/// Outputs that are kept in memory.
#[derive(Default)]
pub(super) struct Collected(Mutex<Vec<(Rank, Output)>>);

impl Collected {
    pub fn receive(&self, rank: Rank, output: Output) {
        let mut outputs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        outputs.push((rank, output));
    }

    /// By rank.
    pub fn outputs(self) -> Vec<(Rank, Output)> {
        let mut outputs = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        outputs.sort_by_key(|(rank, _)| *rank);
        outputs
    }
}

impl Records {
    /// The same with the files of the site; `others` is what was made beside the pieces.
    pub fn gathered(
        self,
        others: Vec<(Rank, Output)>,
        last: Option<&Self>,
    ) -> Result<Self, Vec<Problem>> {
        let upon = last.and_then(|last| self.files_upon(last, &others));
        let files = match upon {
            Some(files) => files,
            None => write::by_path(self.outputs(&others))?,
        };
        Ok(Self {
            files: Arc::new(files),
            others,
            ..self
        })
    }

    fn files_upon(&self, last: &Self, others: &[(Rank, Output)]) -> Option<Files> {
        let places = |others: &[(Rank, Output)]| {
            let places = others
                .iter()
                .map(|(rank, output)| (*rank, output.path.clone()));
            places.collect::<Vec<_>>()
        };
        let same_others = places(others) == places(&last.others);
        if !same_others || self.inputs.statics != last.inputs.statics {
            return None;
        }
        let pieces = self.made.pieces.outputs_since(&last.made.pieces)?;
        let pieces = pieces.into_iter().map(of_piece);
        write::in_place(&last.files, others.iter().cloned().chain(pieces))
    }

    fn outputs(&self, others: &[(Rank, Output)]) -> impl Iterator<Item = (Rank, Output)> {
        let copies = self.inputs.statics.iter().map(copied).enumerate();
        let copies = copies.map(|(job, output)| (Rank { stage: COPIES, job }, output));
        let pieces = self.made.pieces.outputs().map(of_piece);
        others.iter().cloned().chain(pieces).chain(copies)
    }
}

fn of_piece((job, output): (usize, &Output)) -> (Rank, Output) {
    (Rank { stage: PIECES, job }, output.clone())
}

/// A file that is only copied.
pub(super) fn copied(file: &StaticFile) -> Output {
    Output {
        path: file.path.as_str().into(),
        body: OutputBody::File(file.source.clone()),
    }
}
