//! A folder name → the data folder, held by this process alone: the store's file, the mails and the built site.

use std::fs::{File, TryLockError};
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::Failure;

const SECRET_BYTES: usize = 32;
const ANSWER_KEYS: &str = "answer-keys";

/// The data folder; as long as this value lives, no other process can have it.
#[derive(Debug)]
pub struct Data {
    folder: PathBuf,
    _lock: File,
}

impl Data {
    /// Makes the folder where it is missing and takes hold of it.
    ///
    /// # Errors
    /// [`Failure::DataInUse`] when another process holds it, [`Failure::File`] when it cannot be made.
    pub fn hold(folder: &Path) -> Result<Self, Failure> {
        fs_err::create_dir_all(folder)?;
        let folder = fs_err::canonicalize(folder)?;
        keep_private(&folder)?;
        let lock = lock(&folder)?;
        Ok(Self {
            folder,
            _lock: lock,
        })
    }

    /// The folder itself.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The file in which the embedded engine keeps its tables.
    #[must_use]
    pub fn store(&self) -> PathBuf {
        self.folder.join("store.sqlite")
    }

    /// The folder into which mails are written, a file each.
    #[must_use]
    pub fn mail(&self) -> PathBuf {
        self.folder.join("mail")
    }

    /// The folder that holds the built site.
    #[must_use]
    pub fn site(&self) -> PathBuf {
        self.folder.join("site")
    }

    /// What the function reads of the form there.
    #[must_use]
    pub fn prepared(&self) -> PathBuf {
        self.folder.join("prepared")
    }

    /// The settings with which `cargo lambda watch` runs the function over the same store.
    #[must_use]
    pub fn lambda_environment(&self) -> PathBuf {
        self.folder.join("lambda.env")
    }

    /// The key of all keyed hashes: drawn once, and kept, so that the same answers are known again after a restart.
    ///
    /// # Errors
    /// When it can neither be read nor be drawn and written.
    pub fn secret(&self) -> std::io::Result<String> {
        self.drawn_once("secret", "")
    }

    /// The file with the key that seals the answers in the store: drawn once, and kept.
    ///
    /// # Errors
    /// When it can neither be read nor be drawn and written.
    pub fn answer_keys(&self) -> std::io::Result<PathBuf> {
        self.drawn_once(ANSWER_KEYS, "local:")?;
        Ok(self.folder.join(ANSWER_KEYS))
    }

    fn drawn_once(&self, name: &str, prefix: &str) -> std::io::Result<String> {
        let path = self.folder.join(name);
        if path.is_file() {
            return fs_err::read_to_string(path);
        }
        let mut bytes = [0; SECRET_BYTES];
        getrandom::fill(&mut bytes).map_err(std::io::Error::other)?;
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let secret = format!("{prefix}{hex}");
        let half = path.with_extension("half");
        fs_err::write(&half, &secret)?;
        fs_err::rename(half, path)?;
        Ok(secret)
    }
}

/// Names and numbers of people lie here: other accounts of this machine have no business with them.
fn keep_private(folder: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        fs_err::set_permissions(folder, std::fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

/// The operating system lets go of the lock when the process ends, however it ends.
fn lock(folder: &Path) -> Result<File, Failure> {
    let path = folder.join("lock");
    let mut file: File = fs_err::OpenOptions::new()
        .create(true)
        .truncate(false)
        .read(true)
        .write(true)
        .open(&path)?
        .into_parts()
        .0;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            return Err(Failure::DataInUse {
                folder: folder.to_path_buf(),
                holder: holder(&path),
            });
        }
        Err(TryLockError::Error(error)) => return Err(error.into()),
    }
    file.set_len(0)?;
    write!(file, "{}", std::process::id())?;
    Ok(file)
}

fn holder(lock: &Path) -> String {
    match fs_err::read_to_string(lock) {
        Ok(process) if !process.is_empty() => format!(" (process {process})"),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_holder_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let first = Data::hold(folder.path()).unwrap();
        let refused = Data::hold(folder.path()).unwrap_err().to_string();
        assert!(refused.contains("in use by another run"), "{refused}");
        assert!(
            refused.contains(&format!("(process {})", std::process::id())),
            "{refused}"
        );
        drop(first);
        Data::hold(folder.path()).unwrap();
    }

    #[test]
    fn the_secret_outlives_the_run() {
        let folder = tempfile::tempdir().unwrap();
        let drawn = Data::hold(folder.path()).unwrap().secret().unwrap();
        assert_eq!(drawn.len(), SECRET_BYTES * 2);
        assert_eq!(Data::hold(folder.path()).unwrap().secret().unwrap(), drawn);
        let other = tempfile::tempdir().unwrap();
        assert_ne!(Data::hold(other.path()).unwrap().secret().unwrap(), drawn);
    }
}
