//! A wanted image → its bytes, whenever the queue of them is worked off.

use super::format::TargetFormat;
use super::operation::Instructions;
use super::process::process;
use crate::site_files::SiteFile;

/// An image to make: `path` is relative to the output folder. Its name holds a hash of the source's content and of all
/// that is done to it, so a file that exists under that name is this image.
#[derive(Debug, Clone)]
pub struct ImageJob {
    pub path: String,
    pub source: SiteFile,
    pub instructions: Instructions,
    pub target: TargetFormat,
}

impl ImageJob {
    /// Makes the image.
    ///
    /// # Errors
    /// When the source can no longer be read, or not decoded; the error names it.
    pub fn run(&self) -> Result<Vec<u8>, String> {
        let bytes = self.source.read().map_err(|error| error.to_string())?;
        process(&bytes, self.instructions, self.target)
            .map_err(|message| format!("{}: {message}", self.source.name))
    }
}
