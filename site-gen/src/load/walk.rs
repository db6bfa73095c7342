//! A folder → every file below it, sorted by path. Symlinks are followed inside the site and refused out of it; a loop
//! ends where it began.

use std::path::{Path, PathBuf};

use super::StaticFile;
use crate::problem::Problem;

/// Lists the files below `folder`, which lies in the canonical `root`.
pub fn files(root: &Path, folder: &Path) -> (Vec<StaticFile>, Vec<Problem>) {
    let Found {
        files, problems, ..
    } = walk(root, folder);
    (files, problems)
}

/// The files below a folder, and whether a link leads to some of them.
pub struct Found {
    pub files: Vec<StaticFile>,
    pub problems: Vec<Problem>,
    pub links: Links,
}

/// Whether a file may be reached by another path than its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Links {
    None,
    Some,
}

impl Links {
    pub(super) fn or(self, is_link: bool) -> Self {
        if is_link { Self::Some } else { self }
    }

    pub fn and(self, other: Self) -> Self {
        self.or(other == Self::Some)
    }
}

/// As [`files`].
pub fn walk(root: &Path, folder: &Path) -> Found {
    let mut walk = Walk {
        root,
        files: Vec::new(),
        problems: Vec::new(),
        open: Vec::new(),
        links: Links::None,
    };
    walk.folder(folder, "");
    walk.files.sort_by(|a, b| a.path.cmp(&b.path));
    Found {
        files: walk.files,
        problems: walk.problems,
        links: walk.links,
    }
}

struct Walk<'a> {
    root: &'a Path,
    files: Vec<StaticFile>,
    problems: Vec<Problem>,
    /// The real folders that are being listed now.
    open: Vec<PathBuf>,
    links: Links,
}

impl Walk<'_> {
    fn folder(&mut self, folder: &Path, prefix: &str) {
        let Ok(real) = folder.canonicalize() else {
            return self.problem(folder, "cannot be read");
        };
        if self.open.contains(&real) {
            return;
        }
        let entries = match fs_err::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => return self.problem(folder, &format!("cannot be read: {error}")),
        };
        self.open.push(real);
        for entry in entries {
            match entry {
                Ok(entry) => self.entry(&entry, prefix),
                Err(error) => self.problem(folder, &format!("cannot be read: {error}")),
            }
        }
        self.open.pop();
    }

    fn entry(&mut self, entry: &fs_err::DirEntry, prefix: &str) {
        let path = &entry.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            return self.problem(path, "the file name is not valid UTF-8");
        };
        let relative = format!("{prefix}{name}");
        // The folder tells what its entries are; only a link has to be looked at.
        match entry.file_type() {
            Ok(kind) if kind.is_file() => self.files.push(StaticFile {
                path: relative,
                source: path.to_owned(),
            }),
            Ok(kind) if kind.is_dir() => self.folder(path, &format!("{relative}/")),
            Ok(kind) if kind.is_symlink() => self.link(path, relative),
            Ok(_) => self.problem(path, "is neither a file nor a folder"),
            Err(error) => self.problem(path, &format!("cannot be read: {error}")),
        }
    }

    fn link(&mut self, path: &Path, relative: String) {
        self.links = Links::Some;
        match std::fs::metadata(path) {
            Err(error) => self.problem(path, &format!("cannot be read: {error}")),
            Ok(_) if self.leads_out(path) => {
                let message = "is a link that leads out of the site";
                let problem = Problem::error(relative_name(self.root, path), 0, message);
                self.problems
                    .push(problem.with_hint("copy what it points to into the site"));
            }
            Ok(metadata) if metadata.is_dir() => self.folder(path, &format!("{relative}/")),
            Ok(metadata) if metadata.is_file() => {
                self.files.push(StaticFile {
                    path: relative,
                    source: path.to_owned(),
                });
            }
            Ok(_) => self.problem(path, "is neither a file nor a folder"),
        }
    }

    fn leads_out(&self, path: &Path) -> bool {
        path.canonicalize()
            .is_ok_and(|real| !real.starts_with(self.root))
    }

    fn problem(&mut self, path: &Path, message: &str) {
        let file = relative_name(self.root, path);
        self.problems.push(Problem::error(file, 0, message));
    }
}

fn relative_name(root: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(root).unwrap_or(path);
    relative.to_string_lossy().into_owned()
}

/// The path from the site's root, as problems show it.
pub fn relative(root: &Path, path: &Path) -> String {
    relative_name(root, path)
}

/// The last part of a path.
pub fn filename(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}

/// All but the last part of a path.
pub fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Whether an editor or the system left this file: it is never published. So is one without an extension.
pub fn is_editors_own(path: &str) -> bool {
    let name = filename(path);
    let (stem, extension) = match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => (stem, extension),
        _ => return true,
    };
    matches!(
        extension,
        "swp" | "swx" | "tmp" | "kate-swp" | "DS_STORE" | "DS_Store"
    ) || ["jb_old___", "jb_tmp___", "jb_bak___", "~", "bck"]
        .iter()
        .any(|end| extension.ends_with(end))
        || stem.starts_with('#')
        || stem.starts_with(".#")
}
