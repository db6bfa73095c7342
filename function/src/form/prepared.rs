//! What was read and found sound when the function was packed ↔ JSON, which a start reads faster than TOML.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::once::get_or_try;

/// Why a prepared file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PreparedError {
    #[error("what was prepared for the function: {0}")]
    File(#[from] std::io::Error),
    #[error("what was prepared for the function has no language; `deploy/pack` writes it")]
    NoLanguage,
    #[error("{}: {fault}; is it of this version of the function? `deploy/pack` writes it", .path.display())]
    Json {
        path: PathBuf,
        fault: serde_json::Error,
    },
}

/// A file that is read when it is first needed, and kept then: few starts need more than one.
pub struct PreparedFile<T> {
    path: PathBuf,
    read: OnceLock<T>,
}

impl<T: DeserializeOwned> PreparedFile<T> {
    /// Reads nothing yet.
    pub fn new(path: PathBuf) -> Self {
        let read = OnceLock::new();
        Self { path, read }
    }

    /// # Errors
    /// As for [`read`].
    pub fn get(&self) -> Result<&T, PreparedError> {
        get_or_try(&self.read, || read(&self.path))
    }
}

/// # Errors
/// When the file is missing, or of another version of the function.
pub fn read<T: DeserializeOwned>(path: &Path) -> Result<T, PreparedError> {
    let text = fs_err::read(path)?;
    serde_json::from_slice(&text).map_err(|fault| unfit(path, fault))
}

/// # Errors
/// When the file cannot be written.
pub fn write(path: &Path, prepared: &impl Serialize) -> Result<(), PreparedError> {
    let text = serde_json::to_vec(prepared).map_err(|fault| unfit(path, fault))?;
    Ok(fs_err::write(path, text)?)
}

fn unfit(path: &Path, fault: serde_json::Error) -> PreparedError {
    let path = path.to_path_buf();
    PreparedError::Json { path, fault }
}
