//! What rendering makes: files of the output, and where they go.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;

/// A file of the output; a clone shares what it holds.
#[derive(Clone, Debug)]
pub struct Output {
    /// From the output folder, with `/`, never empty.
    pub path: Arc<str>,
    pub body: OutputBody,
}

#[derive(Clone, Debug)]
pub enum OutputBody {
    Bytes(Bytes),
    /// Copied as it is.
    File(PathBuf),
}

/// Where two outputs have one path, the one of the higher rank is the file: it is made by a later stage, or a later job.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank {
    pub stage: u8,
    pub job: usize,
}

/// Where outputs go as they are made, from all threads.
pub type Receive<'a> = &'a (dyn Fn(Rank, Output) + Sync);

/// The files of a site by their path in the output.
pub type Files = BTreeMap<Arc<str>, OutputBody>;

impl Output {
    pub fn text(path: impl Into<Arc<str>>, text: impl Into<Bytes>) -> Self {
        Self {
            path: path.into(),
            body: OutputBody::Bytes(text.into()),
        }
    }
}
