//! A file that a template may read, and whether it was the same each time.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use crate::digest::Digest;

/// A file that was found: `name` is the same however the template wrote the path.
#[derive(Debug, Clone)]
pub struct SiteFile {
    pub name: String,
    pub(super) source: Source,
    seen: Arc<Seen>,
}

/// What was read of a file, over all that read it.
#[derive(Debug, Default)]
struct Seen {
    first: OnceLock<Digest>,
    differed: AtomicBool,
}

#[derive(Debug, Clone)]
pub(super) enum Source {
    Disk(PathBuf),
    Made(Arc<[u8]>),
}

impl SiteFile {
    pub(super) fn new(name: String, source: Source) -> Self {
        Self {
            name,
            source,
            seen: Arc::default(),
        }
    }

    /// All its bytes.
    ///
    /// # Errors
    /// When the file cannot be read; the error names it.
    pub fn read(&self) -> io::Result<Arc<[u8]>> {
        let bytes: Arc<[u8]> = match &self.source {
            Source::Disk(path) => fs_err::read(path)?.into(),
            Source::Made(bytes) => return Ok(bytes.clone()),
        };
        let digest = Digest::of(&bytes);
        if *self.seen.first.get_or_init(|| digest) != digest {
            self.seen.differed.store(true, Ordering::Relaxed);
        }
        Ok(bytes)
    }

    /// Whether it was not the same each time that it was read: somebody changes it meanwhile.
    pub fn has_differed(&self) -> bool {
        self.seen.differed.load(Ordering::Relaxed)
    }

    /// The extension in lower case, or nothing.
    pub fn extension(&self) -> String {
        Path::new(&self.name)
            .extension()
            .map(|extension| extension.to_string_lossy().to_lowercase())
            .unwrap_or_default()
    }

    /// The file's name without its extension.
    pub fn stem(&self) -> String {
        Path::new(&self.name).file_stem().map_or_else(
            || "unknown".to_owned(),
            |stem| stem.to_string_lossy().into_owned(),
        )
    }
}
