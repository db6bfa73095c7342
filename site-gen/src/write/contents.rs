//! All that is in an output folder, as one number: what a build has put there, and what is there now.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::time::UNIX_EPOCH;

use rayon::prelude::*;

use super::Target;
use crate::digest::Digest;
use crate::load::{self, StaticFile};
use crate::output_folder::STAGING;

/// What a build has put into its folder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contents {
    /// Of all files by path.
    pub digest: Digest,
    /// Those that are copies: known by length and time, as where they are copied.
    pub copied: BTreeSet<String>,
}

/// The files of a folder, of which these are copies; none where there is something in it that no build makes.
pub fn of_folder(target: &Target, copied: &BTreeSet<String>) -> Option<Digest> {
    if target.folder.join(STAGING).exists() {
        return None;
    }
    let folder = fs_err::canonicalize(&target.folder).ok()?;
    let found = load::walk(&folder);
    if !found.problems.is_empty() || found.links == load::Links::Some {
        return None;
    }
    let made: Vec<&StaticFile> = found
        .files
        .iter()
        .filter(|file| !target.keeps(&file.path))
        .collect();
    let digests: io::Result<Vec<Digest>> = made
        .into_par_iter()
        .map(|file| match copied.contains(&file.path) {
            true => Ok(of_copy(&file.source, &file.path)),
            false => Ok(of_made(&file.path, &fs_err::read(&file.source)?)),
        })
        .collect();
    Some(Digest::all(digests.ok()?))
}

/// A file that was made.
pub fn of_made(path: &str, bytes: &[u8]) -> Digest {
    Digest::of(path).then(Digest::of(bytes))
}

/// A file that was copied, or its source: they have the same length and time.
pub fn of_copy(file: &Path, path: &str) -> Digest {
    let state = fs_err::metadata(file).and_then(|metadata| {
        let time = metadata.modified()?.duration_since(UNIX_EPOCH);
        Ok((metadata.len(), time.unwrap_or_default()))
    });
    Digest::of_texts([path, &format!("{:?}", state.ok())])
}
