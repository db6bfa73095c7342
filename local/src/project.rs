//! A folder in or under the project → the project's root, the folder that holds the site and the form.

use std::path::{Path, PathBuf};

use crate::Failure;

/// What only a project's root has.
const MARKS: [&str; 2] = ["config.toml", "content/sign-up/form.toml"];

/// Finds the project's root at `start` or in the nearest folder above it.
///
/// # Errors
/// [`Failure::NoProject`] when there is none, [`Failure::NoFolder`] when `start` is none, [`Failure::File`] when it cannot be read.
pub fn find_root(start: &Path) -> Result<PathBuf, Failure> {
    if !start.exists() {
        let start = start.to_path_buf();
        return Err(Failure::NoFolder { start });
    }
    let start = fs_err::canonicalize(start)?;
    start
        .ancestors()
        .find(|folder| MARKS.iter().all(|mark| folder.join(mark).is_file()))
        .map(Path::to_path_buf)
        .ok_or(Failure::NoProject { start })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn root_is_found_from_inside_and_missed_outside() {
        let folder = tempfile::tempdir().unwrap();
        let root = fs_err::canonicalize(folder.path()).unwrap();
        fs_err::create_dir_all(root.join("content/sign-up")).unwrap();
        assert!(matches!(find_root(&root), Err(Failure::NoProject { .. })));

        fs_err::write(root.join("config.toml"), "").unwrap();
        fs_err::write(root.join("content/sign-up/form.toml"), "").unwrap();
        assert_eq!(find_root(&root.join("content/sign-up")).unwrap(), root);
        assert_eq!(find_root(&root).unwrap(), root);
    }
}
