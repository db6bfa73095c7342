//! Outputs → a folder: in place, skipping what is equal, removing what is gone at the end. Must not know why.
//!
//! Nothing outside the folder is touched: a path never climbs, and a link inside the folder is replaced, not followed.

pub mod contents;
mod delivery;
mod disk;

pub use delivery::{Delivery, Fault};

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use rayon::prelude::*;

use crate::problem::Problem;
use crate::render::{Files, Output, Rank};

/// How many files a build wrote, left as they were, and removed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    pub written: usize,
    pub skipped: usize,
    pub removed: usize,
}

/// The folder that is written to.
#[derive(Clone, Debug)]
pub struct Target {
    pub folder: PathBuf,
    /// Where copied files' paths begin.
    pub root: PathBuf,
    /// Files at the top whose names begin with a dot are kept.
    pub dotfiles: Dotfiles,
    pub hard_links: HardLinks,
}

impl Target {
    /// Whether a file of the folder is none of ours, and stays.
    pub fn keeps(&self, path: &str) -> bool {
        self.dotfiles == Dotfiles::Kept && path.starts_with('.')
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dotfiles {
    Kept,
    Removed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HardLinks {
    Made,
    NotMade,
}

/// Where two outputs have one path, the later one is the file. Paths that are those of `last`, a site that was sound, are
/// sound together.
///
/// # Errors
/// When a path would climb out of the folder, is too long a name, or is a file and a folder at once.
pub fn by_path(outputs: Vec<Output>, last: Option<&Files>) -> Result<Files, Vec<Problem>> {
    let mut clean = Vec::with_capacity(outputs.len());
    let mut problems = Vec::new();
    for output in outputs {
        match clean_path(&output.path) {
            Ok(path) => clean.push((path, output.body)),
            Err(problem) => problems.push(problem),
        }
    }
    // Of equal paths it takes the last.
    let files = Files::from_iter(clean);
    if !last.is_some_and(|last| last.keys().eq(files.keys())) {
        problems.extend(files_and_folders(&files));
    }
    if problems.is_empty() {
        Ok(files)
    } else {
        Err(problems)
    }
}

/// Paths that are a file and the folder of another file.
fn files_and_folders<T>(files: &BTreeMap<Arc<str>, T>) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut last = "";
    for path in files.keys() {
        let shared = path.bytes().zip(last.bytes()).take_while(|(a, b)| a == b);
        let seen = shared.count();
        let folders = path.match_indices('/').map(|(at, _)| &path[..at]);
        // The folders of the path before this one have been looked at.
        let new = folders.filter(|folder| folder.len() >= seen);
        for folder in new.filter(|folder| files.contains_key(*folder)) {
            let message = format!("`{folder}` would be a file and the folder of `{path}`");
            problems.push(Problem::error("", 0, message).with_hint("rename one of them"));
        }
        last = path;
    }
    problems
}

/// No file system takes longer names.
const NAME_BYTES_MAX: usize = 255;

fn clean_path(path: &Arc<str>) -> Result<Arc<str>, Problem> {
    let parts = || path.split('/').filter(|part| !matches!(*part, "" | "."));
    let fault =
        if parts().next().is_none() || parts().any(|part| part == "..") || path.contains('\0') {
            "is no path inside the output folder"
        } else if parts().any(|part| part.len() > NAME_BYTES_MAX) {
            "is too long a name for a file"
        } else if path.split('/').all(|part| !matches!(part, "" | ".")) {
            return Ok(path.clone());
        } else {
            return Ok(parts().collect::<Vec<_>>().join("/").into());
        };
    let problem = Problem::error("", 0, format!("`{}` {fault}", path.escape_debug()));
    Err(problem.with_hint("change the `path`, `slug` or alias that leads there"))
}

/// Writes all files and removes all others.
///
/// # Errors
/// When a path is none that can be written, or a file cannot be read, written or removed; the error names it.
pub fn write(files: &Files, target: &Target) -> Result<Written, Fault> {
    let delivery = Delivery::begin(target.clone())?;
    files.par_iter().for_each(|(path, body)| {
        let output = Output {
            path: path.clone(),
            body: body.clone(),
        };
        delivery.take(Rank::default(), output);
    });
    Ok(delivery.finish()?.0)
}

#[cfg(test)]
mod tests;
