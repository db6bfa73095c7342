//! Outputs → a folder: in place, skipping what is equal, removing what is gone at the end. Must not know why.
//!
//! Nothing outside the folder is touched: a path never climbs, and a link inside the folder is replaced, not followed.

pub mod contents;
mod delivery;
mod disk;

pub use delivery::{Delivery, Fault};

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

/// Where two outputs have one path, the one of the higher rank is the file.
///
/// # Errors
/// When a path would climb out of the folder, is too long a name, or is a file and a folder at once.
pub fn by_path(outputs: impl IntoIterator<Item = (Rank, Output)>) -> Result<Files, Vec<Problem>> {
    let mut problems = Vec::new();
    let clean = outputs.into_iter().filter_map(|(rank, output)| {
        let output = clean(output).map_err(|problem| problems.push(problem));
        Some((rank, output.ok()?))
    });
    let files: Files = clean.collect();
    let has = |path: &str| files.get(path).is_some();
    problems.extend(files_and_folders(files.paths(), has));
    if problems.is_empty() {
        Ok(files)
    } else {
        Err(problems)
    }
}

/// The files of `last` with some that are new in their places, if that is what these are.
pub fn in_place(last: &Files, outputs: impl IntoIterator<Item = (Rank, Output)>) -> Option<Files> {
    let outputs = outputs.into_iter();
    let clean: Result<Vec<_>, Problem> = outputs
        .map(|(rank, output)| Ok((rank, clean(output)?)))
        .collect();
    last.with(clean.ok()?)
}

/// Paths that are a file and the folder of another file, out of sorted ones.
fn files_and_folders<'a>(
    paths: impl IntoIterator<Item = &'a Arc<str>>,
    has: impl Fn(&str) -> bool,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut last = "";
    for path in paths {
        let shared = path.bytes().zip(last.bytes()).take_while(|(a, b)| a == b);
        let seen = shared.count();
        let folders = path.match_indices('/').map(|(at, _)| &path[..at]);
        // The folders of the path before this one have been looked at.
        let new = folders.filter(|folder| folder.len() >= seen);
        for folder in new.filter(|folder| has(folder)) {
            let message = format!("`{folder}` would be a file and the folder of `{path}`");
            problems.push(Problem::error("", 0, message).with_hint("rename one of them"));
        }
        last = path;
    }
    problems
}

/// No file system takes longer names.
const NAME_BYTES_MAX: usize = 255;

fn clean(output: Output) -> Result<Output, Problem> {
    Ok(Output {
        path: clean_path(&output.path)?,
        ..output
    })
}

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
    let files: Vec<_> = files.iter().collect();
    files.into_par_iter().for_each(|(path, body)| {
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
