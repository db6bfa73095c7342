//! May a build write into this folder? Into a new or empty one, or into one that it wrote before; else only by force.
//!
//! Which folders it wrote is kept in `.site-gen/outputs` of the site's root, which can be deleted at any time.

use std::io;
use std::path::{Component, Path, PathBuf};

use crate::problem::Problem;

/// Where outputs wait inside the output folder; what is left of it is of a build that was ended.
pub const STAGING: &str = ".site-gen-new";

const RECORD_FOLDER: &str = ".site-gen";
const RECORD: &str = "outputs";

/// Who chose the folder: the config, whose choice is known to be an output, or a flag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    Config,
    Flag,
    Forced,
}

/// Checks the folder before anything is built.
///
/// # Errors
/// When it holds the site itself, or files that no build wrote.
pub fn check(root: &Path, folder: &Path, choice: Choice) -> Result<(), Problem> {
    let shown = folder.display().to_string();
    let real = real_path(folder);
    if root.starts_with(&real) {
        return Err(Problem::error(
            shown,
            0,
            "the output folder cannot hold the site itself",
        ));
    }
    for own in ["content", "templates", "static", "sass", "themes"] {
        if real.starts_with(root.join(own)) {
            return Err(Problem::error(
                shown,
                0,
                format!("the output folder cannot lie in the site's own `{own}/`"),
            ));
        }
    }
    if choice == Choice::Config && !real.starts_with(root) {
        let problem = Problem::error(shown, 0, "`output_dir` of the config leads out of the site");
        return Err(problem.with_hint("name the folder with --output-dir instead"));
    }
    let is_free = !folder.exists() || is_empty(folder);
    if is_free || choice == Choice::Forced || is_recorded(root, &real) {
        return Ok(());
    }
    if choice == Choice::Config && looks_built(folder) {
        return Ok(());
    }
    let problem = Problem::error(
        shown,
        0,
        "this folder already exists and is not the output of an earlier build",
    );
    Err(problem.with_hint("use --force to replace all that is in it"))
}

/// Remembers that a build wrote here; a root that cannot be written to remembers nothing.
pub fn record(root: &Path, folder: &Path) {
    let real = real_path(folder);
    if is_recorded(root, &real) {
        return;
    }
    let _ = try_record(root, &real);
}

fn try_record(root: &Path, real: &Path) -> io::Result<()> {
    let home = make_home(root)?;
    let mut text = fs_err::read_to_string(home.join(RECORD)).unwrap_or_default();
    text.push_str(&real.to_string_lossy());
    text.push('\n');
    fs_err::write(home.join(RECORD), text)
}

/// Where the generator keeps what it knows of a site, out of version control.
pub fn home(root: &Path) -> PathBuf {
    root.join(RECORD_FOLDER)
}

/// The same, made if it is not there.
///
/// # Errors
/// When it cannot be made.
pub fn make_home(root: &Path) -> io::Result<PathBuf> {
    let home = home(root);
    fs_err::create_dir_all(&home)?;
    fs_err::write(home.join(".gitignore"), "*\n")?;
    Ok(home)
}

fn is_recorded(root: &Path, real: &Path) -> bool {
    let text = fs_err::read_to_string(root.join(RECORD_FOLDER).join(RECORD)).unwrap_or_default();
    text.lines().any(|line| Path::new(line) == real)
}

fn is_empty(folder: &Path) -> bool {
    let is_own = |entry: &io::Result<fs_err::DirEntry>| {
        entry
            .as_ref()
            .is_ok_and(|entry| entry.file_name() == STAGING)
    };
    fs_err::read_dir(folder).is_ok_and(|mut entries| entries.all(|entry| is_own(&entry)))
}

/// Every build of Zola leaves this file.
fn looks_built(folder: &Path) -> bool {
    folder.join("404.html").is_file()
}

/// The path without links and `..`, also where its end does not exist yet.
fn real_path(path: &Path) -> PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut real = PathBuf::new();
    for part in absolute.components() {
        match part {
            Component::ParentDir => {
                real.pop();
            }
            other => real.push(other),
        }
        if let Ok(found) = real.canonicalize() {
            real = found;
        }
    }
    real
}
