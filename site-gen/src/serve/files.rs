//! A build's files, as they are served and compared with those of the build before.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use crate::render::{self, OutputBody};

/// The files of a site; what is copied as it is, is read when it is asked for.
#[derive(Clone, Debug)]
pub(super) struct Files {
    made: Arc<render::Files>,
    root: PathBuf,
    copied: BTreeMap<Arc<str>, Option<State>>,
}

/// A file on disk is taken for changed when either of these is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct State {
    modified: SystemTime,
    bytes: u64,
}

impl Files {
    /// What a build has made in the folder `root`.
    pub(super) fn of(made: Arc<render::Files>, root: &Path) -> Self {
        let copied = made.iter().filter_map(|(path, body)| match body {
            OutputBody::File(source) => Some((path.clone(), state(&root.join(source)))),
            OutputBody::Bytes(_) => None,
        });
        Self {
            copied: copied.collect(),
            root: root.to_owned(),
            made,
        }
    }

    pub(super) fn get(&self, path: &str) -> Option<&OutputBody> {
        self.made.get(path)
    }

    /// Where the source of a copied file lies.
    pub(super) fn on_disk(&self, source: &Path) -> PathBuf {
        self.root.join(source)
    }

    /// The copies of both that were written meanwhile.
    fn copies_that_differ(&self, other: &Self) -> impl Iterator<Item = &Arc<str>> {
        let changed = |(path, state): &(&Arc<str>, &Option<State>)| {
            let other = other.copied.get(*path);
            other.is_some_and(|other| other != *state)
        };
        self.copied.iter().filter(changed).map(|(path, _)| path)
    }
}

fn is_same(body: &OutputBody, other: &OutputBody) -> bool {
    match (body, other) {
        // What was taken over from the last build is the same memory.
        (OutputBody::Bytes(a), OutputBody::Bytes(b)) => {
            a.as_ptr() == b.as_ptr() && a.len() == b.len() || a == b
        }
        (OutputBody::File(a), OutputBody::File(b)) => a == b,
        _ => false,
    }
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
    if !old.made.has_paths_of(&new.made) {
        return Difference::Pages;
    }
    let made = old.made.that_differ(&new.made, is_same);
    let mut changed = made.chain(old.copies_that_differ(new)).peekable();
    if changed.peek().is_none() {
        return Difference::Nothing;
    }
    let is_style = |path: &Arc<str>| {
        Path::new(&**path)
            .extension()
            .is_some_and(|end| end == "css")
    };
    match changed.all(is_style) {
        true => Difference::Styles,
        false => Difference::Pages,
    }
}
