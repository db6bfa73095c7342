//! A build's outputs → files that can be served and compared with those of the build before.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use axum::body::Bytes;

use crate::render::{self, OutputBody};

/// The files of a site by their path in the output.
pub(super) type Files = HashMap<Arc<str>, File>;

#[derive(Clone, Debug)]
pub(super) enum File {
    Memory(Bytes),
    /// Copied as it is, so read when it is asked for.
    Disk {
        path: PathBuf,
        state: Option<State>,
    },
}

impl PartialEq for File {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            // What was taken over from the last build is the same memory.
            (Self::Memory(a), Self::Memory(b)) => {
                a.as_ptr() == b.as_ptr() && a.len() == b.len() || a == b
            }
            (
                Self::Disk { path, state },
                Self::Disk {
                    path: other_path,
                    state: other_state,
                },
            ) => path == other_path && state == other_state,
            _ => false,
        }
    }
}

/// A file on disk is taken for changed when either of these is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct State {
    modified: SystemTime,
    bytes: u64,
}

/// Takes over what a build has made in the folder `root`.
pub(super) fn of(outputs: &render::Files, root: &Path) -> Files {
    let file = |body: &OutputBody| match body {
        OutputBody::Bytes(bytes) => File::Memory(bytes.clone()),
        OutputBody::File(path) => {
            let path = root.join(path);
            let state = state(&path);
            File::Disk { path, state }
        }
    };
    outputs
        .iter()
        .map(|(path, body)| (path.clone(), file(body)))
        .collect()
}

fn state(path: &Path) -> Option<State> {
    let metadata = fs_err::metadata(path).ok()?;
    Some(State {
        modified: metadata.modified().ok()?,
        bytes: metadata.len(),
    })
}

/// What a browser has to do about the difference between two builds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Difference {
    Nothing,
    /// Only style sheets differ: they can be exchanged in place.
    Styles,
    Pages,
}

pub(super) fn difference(old: &Files, new: &Files) -> Difference {
    let gone = old.keys().any(|path| !new.contains_key(&**path));
    if gone {
        return Difference::Pages;
    }
    let mut changed = new
        .iter()
        .filter(|(path, file)| old.get(&***path) != Some(*file))
        .peekable();
    if changed.peek().is_none() {
        return Difference::Nothing;
    }
    let is_style = |path: &str| Path::new(path).extension().is_some_and(|end| end == "css");
    match changed.all(|(path, _)| is_style(path) && old.contains_key(&**path)) {
        true => Difference::Styles,
        false => Difference::Pages,
    }
}
