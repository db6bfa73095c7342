//! What was read and found sound when the function was packed ↔ JSON, which a start reads faster than TOML.

use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

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
