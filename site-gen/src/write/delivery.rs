//! Outputs, one by one as they are made → the output folder, which changes only when all have come: so a build that fails
//! leaves the old site whole, and one that succeeds need not hold it all in memory.
//!
//! Into an empty folder they are written at once, aside, and moved to their places at the end. Where there is a site
//! already, what is equal is left as it is, and the rest waits.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use super::contents::{self, Contents};
use super::disk::{holds, make_folders, remove_any, remove_gone, write_file};
use super::{Target, Written, clean_path, files_and_folders};
use crate::digest::Digest;
use crate::output_folder::STAGING;
use crate::problem::Problem;
use crate::render::{Output, OutputBody, Rank};

/// Why nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error("paths that cannot be written")]
    Paths(Vec<Problem>),
    #[error(transparent)]
    Disk(#[from] io::Error),
}

/// Outputs on their way to the folder. Unless it is finished, nothing has come of it.
#[derive(Debug)]
pub struct Delivery {
    target: Target,
    mode: Mode,
    claims: Mutex<BTreeMap<Arc<str>, Claim>>,
    /// Folders that are known to be there, and to be no links.
    folders: Mutex<HashMap<PathBuf, bool>>,
    problems: Mutex<Vec<Problem>>,
    failed: Mutex<Option<io::Error>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    /// The folder is empty: outputs are written aside.
    Aside { is_new_folder: bool },
    /// Outputs are compared with what is there.
    Compared,
}

/// Who has a path; of several outputs the one with the highest rank.
#[derive(Debug)]
struct Claim {
    rank: Rank,
    state: State,
    digest: Digest,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Made,
    Copied,
}

#[derive(Debug)]
enum State {
    /// It is being looked at by the thread that took it.
    Open,
    Aside,
    Equal,
    Waiting(OutputBody),
}

impl Delivery {
    /// Looks at the folder, and makes it if it is not there.
    ///
    /// # Errors
    /// When it cannot be made or read.
    pub fn begin(target: Target) -> io::Result<Self> {
        let is_new_folder = !target.folder.exists();
        fs_err::create_dir_all(&target.folder)?;
        let staging = target.folder.join(STAGING);
        if let Ok(left_over) = std::fs::symlink_metadata(&staging) {
            remove_any(&staging, &left_over)?;
        }
        let is_empty = fs_err::read_dir(&target.folder)?.next().is_none();
        if is_empty {
            fs_err::create_dir(&staging)?;
        }
        Ok(Self {
            target,
            mode: match is_empty {
                true => Mode::Aside { is_new_folder },
                false => Mode::Compared,
            },
            claims: Mutex::default(),
            folders: Mutex::default(),
            problems: Mutex::default(),
            failed: Mutex::default(),
        })
    }

    /// Takes an output; what is wrong with it is told at the end.
    pub fn take(&self, rank: Rank, output: Output) {
        let path = match clean_path(&output.path) {
            Ok(path) => path,
            Err(problem) => return lock(&self.problems).push(problem),
        };
        let is_first = self.claim(&path, rank, &output.body);
        if !is_first {
            return;
        }
        match self.settle(&path, &output.body) {
            Ok(state) => {
                let mut claims = lock(&self.claims);
                if let Some(claim) = claims.get_mut(&path)
                    && matches!(claim.state, State::Open)
                {
                    claim.state = match state {
                        State::Open => State::Waiting(output.body),
                        settled => settled,
                    };
                }
            }
            Err(error) => {
                lock(&self.failed).get_or_insert(error);
            }
        }
    }

    /// Whether nobody has taken this path yet; of those that come later the one with the highest rank waits.
    fn claim(&self, path: &Arc<str>, rank: Rank, body: &OutputBody) -> bool {
        let (kind, digest) = match body {
            OutputBody::Bytes(bytes) => (Kind::Made, contents::of_made(path, bytes)),
            OutputBody::File(source) => {
                let source = self.target.root.join(source);
                (Kind::Copied, contents::of_copy(&source, path))
            }
        };
        let claim = |state| Claim {
            rank,
            state,
            digest,
            kind,
        };
        let mut claims = lock(&self.claims);
        match claims.get_mut(path) {
            None => {
                claims.insert(path.clone(), claim(State::Open));
                true
            }
            Some(earlier) => {
                if rank >= earlier.rank {
                    *earlier = claim(State::Waiting(body.clone()));
                }
                false
            }
        }
    }

    fn settle(&self, path: &str, body: &OutputBody) -> io::Result<State> {
        match self.mode {
            Mode::Aside { .. } => {
                self.write_aside(path, body)?;
                Ok(State::Aside)
            }
            Mode::Compared => {
                let file = self.target.folder.join(path);
                let is_equal = self.is_in_real_folders(path) && holds(&file, body, &self.target)?;
                Ok(if is_equal { State::Equal } else { State::Open })
            }
        }
    }

    fn write_aside(&self, path: &str, body: &OutputBody) -> io::Result<()> {
        let file = self.target.folder.join(STAGING).join(path);
        if let Some(folder) = file.parent() {
            fs_err::create_dir_all(folder)?;
        }
        match body {
            OutputBody::Bytes(bytes) => fs_err::write(&file, bytes),
            OutputBody::File(_) => write_file(&file, body, &self.target).map(|_| ()),
        }
    }

    /// Whether all folders of the path are folders, and not links that lead elsewhere.
    fn is_in_real_folders(&self, path: &str) -> bool {
        let folders = path.match_indices('/').map(|(at, _)| &path[..at]);
        folders.into_iter().all(|folder| {
            let folder = self.target.folder.join(folder);
            if let Some(known) = lock(&self.folders).get(&folder) {
                return *known;
            }
            let is_real =
                std::fs::symlink_metadata(&folder).is_ok_and(|metadata| metadata.is_dir());
            lock(&self.folders).insert(folder, is_real);
            is_real
        })
    }

    /// Brings all outputs to their places, and removes all else.
    ///
    /// # Errors
    /// When a path is none that can be written, or a file cannot be written or removed: then nothing has changed, unless
    /// the disk fails while the last files are moved.
    pub fn finish(self) -> Result<(Written, Contents), Fault> {
        let claims = std::mem::take(&mut *lock(&self.claims));
        let mut problems = std::mem::take(&mut *lock(&self.problems));
        problems.extend(files_and_folders(claims.keys(), |path| {
            claims.contains_key(path)
        }));
        if !problems.is_empty() {
            return Err(Fault::Paths(problems));
        }
        if let Some(error) = lock(&self.failed).take() {
            return Err(error.into());
        }
        let written = match self.mode {
            Mode::Aside { .. } => self.move_all(&claims)?,
            Mode::Compared => self.write_waiting(&claims)?,
        };
        let copies = claims
            .iter()
            .filter(|(_, claim)| claim.kind == Kind::Copied);
        let contents = Contents {
            copied: copies.map(|(path, _)| path.to_string()).collect(),
            digest: Digest::all(claims.values().map(|claim| claim.digest)),
        };
        Ok((written, contents))
    }

    fn move_all(&self, claims: &BTreeMap<Arc<str>, Claim>) -> io::Result<Written> {
        for (path, claim) in claims {
            if let State::Waiting(body) = &claim.state {
                self.write_aside(path, body)?;
            }
        }
        let staging = self.target.folder.join(STAGING);
        for entry in fs_err::read_dir(&staging)? {
            let entry = entry?;
            fs_err::rename(entry.path(), self.target.folder.join(entry.file_name()))?;
        }
        Ok(Written {
            written: claims.len(),
            ..Written::default()
        })
    }

    fn write_waiting(&self, claims: &BTreeMap<Arc<str>, Claim>) -> io::Result<Written> {
        let waiting: Vec<(&Arc<str>, &OutputBody)> = claims
            .iter()
            .filter_map(|(path, claim)| match &claim.state {
                State::Waiting(body) => Some((path, body)),
                _ => None,
            })
            .collect();
        let folder = &self.target.folder;
        make_folders(waiting.iter().map(|(path, _)| &***path), folder)?;
        let changed: Vec<bool> = waiting
            .par_iter()
            .map(|(path, body)| write_file(&folder.join(&***path), body, &self.target))
            .collect::<io::Result<_>>()?;
        let written = changed.into_iter().filter(|changed| *changed).count();
        Ok(Written {
            written,
            skipped: claims.len() - written,
            removed: remove_gone(claims, &self.target)?,
        })
    }
}

impl Drop for Delivery {
    fn drop(&mut self) {
        let Mode::Aside { is_new_folder } = self.mode else {
            return;
        };
        // The next build clears away what is left, and a folder that is not empty is a site.
        let _ = std::fs::remove_dir_all(self.target.folder.join(STAGING));
        if is_new_folder {
            let _ = std::fs::remove_dir(&self.target.folder);
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
