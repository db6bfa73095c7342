//! Files in the output folder: written, replaced, compared, removed. A link is replaced, never followed.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::ops::Bound;
use std::path::Path;
use std::sync::Arc;

use super::{Dotfiles, HardLinks, Target};
use crate::render::OutputBody;

/// Whether the file is there and holds just this.
pub(super) fn holds(path: &Path, body: &OutputBody, target: &Target) -> io::Result<bool> {
    let Ok(metadata) = std::fs::symlink_metadata(path) else {
        return Ok(false);
    };
    if !metadata.is_file() {
        return Ok(false);
    }
    match body {
        OutputBody::Bytes(bytes) => {
            Ok(metadata.len() == bytes.len() as u64 && fs_err::read(path)? == *bytes)
        }
        OutputBody::File(source) => {
            let source = fs_err::metadata(target.root.join(source))?;
            let modified = source.modified()?;
            Ok(metadata.len() == source.len() && metadata.modified().is_ok_and(|m| m == modified))
        }
    }
}

/// Makes each folder once; a link or a file in its place is removed first.
pub(super) fn make_folders<'a>(
    paths: impl Iterator<Item = &'a str>,
    root: &Path,
) -> io::Result<()> {
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
pub(super) fn write_file(path: &Path, body: &OutputBody, target: &Target) -> io::Result<bool> {
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

pub(super) fn remove_gone<T>(files: &BTreeMap<Arc<str>, T>, target: &Target) -> io::Result<usize> {
    let mut removed = 0;
    remove_in(files, target, "", &mut removed)?;
    Ok(removed)
}

fn remove_in<T>(
    files: &BTreeMap<Arc<str>, T>,
    target: &Target,
    prefix: &str,
    removed: &mut usize,
) -> io::Result<()> {
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
pub(super) fn remove_any(path: &Path, metadata: &std::fs::Metadata) -> io::Result<()> {
    if metadata.is_dir() {
        fs_err::remove_dir_all(path)
    } else {
        fs_err::remove_file(path)
    }
}
