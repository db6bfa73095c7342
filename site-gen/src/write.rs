//! Outputs → a folder: in place, skipping what is equal, removing what is gone at the end. Must not know why.
//!
//! Nothing outside the folder is touched: a path never climbs, and a link inside the folder is replaced, not followed.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::problem::Problem;
use crate::render::{Files, Output, OutputBody};

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
fn files_and_folders(files: &Files) -> Vec<Problem> {
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
    let fault = if parts().next().is_none() || parts().any(|part| part == "..") || path.contains('\0')
    {
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
/// When a file cannot be read, written or removed; the error names it.
pub fn write(files: &Files, target: &Target) -> io::Result<Written> {
    fs_err::create_dir_all(&target.folder)?;
    make_folders(files.keys().map(AsRef::as_ref), &target.folder)?;
    let (written, skipped) = (AtomicUsize::new(0), AtomicUsize::new(0));
    files.par_iter().try_for_each(|(path, body)| {
        let changed = write_file(&target.folder.join(&**path), body, target)?;
        if changed { &written } else { &skipped }.fetch_add(1, Ordering::Relaxed);
        io::Result::Ok(())
    })?;
    let removed = remove_gone(files, target)?;
    Ok(Written {
        written: written.into_inner(),
        skipped: skipped.into_inner(),
        removed,
    })
}

/// Makes each folder once; a link or a file in its place is removed first.
fn make_folders<'a>(paths: impl Iterator<Item = &'a str>, root: &Path) -> io::Result<()> {
    let folders: BTreeSet<&str> = paths
        .flat_map(|path| path.match_indices('/').map(move |(at, _)| &path[..at]))
        .collect();
    for folder in folders {
        let folder = root.join(folder);
        match std::fs::symlink_metadata(&folder) {
            Ok(metadata) if metadata.is_dir() => {}
            Ok(_) => {
                fs_err::remove_file(&folder)?;
                fs_err::create_dir(&folder)?;
            }
            Err(_) => fs_err::create_dir(&folder)?,
        }
    }
    Ok(())
}

/// Writes one file unless it is there and equal; says whether it wrote.
fn write_file(path: &Path, body: &OutputBody, target: &Target) -> io::Result<bool> {
    let old = std::fs::symlink_metadata(path).ok();
    if let Some(metadata) = &old
        && !metadata.is_file()
    {
        remove_any(path, metadata)?;
    }
    let old = old.filter(std::fs::Metadata::is_file);
    match body {
        OutputBody::Bytes(bytes) => {
            if let Some(metadata) = &old {
                if metadata.len() == bytes.len() as u64 && fs_err::read(path)? == *bytes {
                    return Ok(false);
                }
                replace(path, |temporary| fs_err::write(temporary, bytes))?;
            } else {
                fs_err::write(path, bytes)?;
            }
        }
        OutputBody::File(source) => return copy_file(&target.root.join(source), path, old, target),
    }
    Ok(true)
}

fn copy_file(
    source: &Path,
    path: &Path,
    old: Option<std::fs::Metadata>,
    target: &Target,
) -> io::Result<bool> {
    let metadata = fs_err::metadata(source)?;
    let modified = metadata.modified()?;
    if old.is_some_and(|old| {
        old.len() == metadata.len() && old.modified().is_ok_and(|m| m == modified)
    }) {
        return Ok(false);
    }
    replace(path, |temporary| {
        if target.hard_links == HardLinks::Made && fs_err::hard_link(source, temporary).is_ok() {
            return Ok(());
        }
        fs_err::copy(source, temporary)?;
        fs_err::OpenOptions::new()
            .write(true)
            .open(temporary)?
            .set_modified(modified)
    })?;
    Ok(true)
}

/// Makes the new file beside the old one and renames it, so that no reader sees half of it.
fn replace(path: &Path, make: impl FnOnce(&Path) -> io::Result<()>) -> io::Result<()> {
    let mut hasher = DefaultHasher::new();
    path.hash(&mut hasher);
    let temporary = path.with_file_name(format!(".{:x}.new", hasher.finish()));
    if let Ok(left_over) = std::fs::symlink_metadata(&temporary) {
        remove_any(&temporary, &left_over)?;
    }
    make(&temporary)?;
    fs_err::rename(&temporary, path)
}

fn remove_gone(files: &Files, target: &Target) -> io::Result<usize> {
    let mut removed = 0;
    remove_in(files, target, "", &mut removed)?;
    Ok(removed)
}

fn remove_in(files: &Files, target: &Target, prefix: &str, removed: &mut usize) -> io::Result<()> {
    for entry in fs_err::read_dir(target.folder.join(prefix))? {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else {
            continue;
        };
        let path = format!("{prefix}{name}");
        let is_kept_dotfile =
            prefix.is_empty() && name.starts_with('.') && target.dotfiles == Dotfiles::Kept;
        if files.contains_key(path.as_str()) || is_kept_dotfile {
            continue;
        }
        let metadata = std::fs::symlink_metadata(entry.path())?;
        let folder = format!("{path}/");
        let holds_outputs = files
            .range::<str, _>((Bound::Included(folder.as_str()), Bound::Unbounded))
            .next()
            .is_some_and(|(key, _)| key.starts_with(folder.as_str()));
        if metadata.is_dir() && holds_outputs {
            remove_in(files, target, &folder, removed)?;
        } else {
            remove_any(&entry.path(), &metadata)?;
            *removed += 1;
        }
    }
    Ok(())
}

/// Removes a file, a link (never what it points to) or a folder.
fn remove_any(path: &Path, metadata: &std::fs::Metadata) -> io::Result<()> {
    if metadata.is_dir() {
        fs_err::remove_dir_all(path)
    } else {
        fs_err::remove_file(path)
    }
}

#[cfg(test)]
mod tests;
