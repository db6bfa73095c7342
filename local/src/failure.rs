//! Why the local service could not start or go on, said to a person at a terminal: what was being done,
//! to which file or port, and what to do about it.

use std::path::PathBuf;

/// What can stop the local service.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// No folder from the start upwards looks like the project.
    #[error(
        "no project at {start} nor above it: a project has config.toml and content/sign-up/form.toml\n  \
         hint: run this inside the project, or name it: --root FOLDER"
    )]
    NoProject {
        /// Where the search began.
        start: PathBuf,
    },
    /// There is nothing where the search should begin.
    #[error("there is no folder {start}\n  hint: name the project's: --root FOLDER")]
    NoFolder {
        /// What was named.
        start: PathBuf,
    },
    /// Another program listens on the wanted port.
    #[error(
        "port {port} is taken by another program (perhaps this one, in another terminal)\n  \
         hint: stop that program, or choose a port: cargo run -- --port 8081 (0 takes a free one)"
    )]
    PortTaken {
        /// The wanted port.
        port: u16,
    },
    /// The port could not be opened for another reason.
    #[error("listening on 127.0.0.1:{port}: {source}")]
    Listen {
        /// The wanted port.
        port: u16,
        /// What the system said.
        source: std::io::Error,
    },
    /// Another process holds the data folder.
    #[error(
        "{folder} is in use by another run of this program{holder}; two at once would spoil the data\n  \
         hint: stop the other one, or use another folder: --data FOLDER"
    )]
    DataInUse {
        /// The data folder.
        folder: PathBuf,
        /// `" (process 123)"`, or nothing when unknown.
        holder: String,
    },
    /// A file or folder could not be read or written; the error names it.
    #[error("{0}")]
    File(#[from] std::io::Error),
    /// The embedded store refused.
    #[error("the store {file}: {reason}")]
    Store {
        /// The store's file.
        file: PathBuf,
        /// What the store said.
        reason: String,
    },
    /// Something that people write has faults.
    #[error("\n{0}")]
    Unsound(String),
    /// Two at once, so that both can be mended.
    #[error("{0}\n{1}")]
    Both(Box<Failure>, Box<Failure>),
    /// The site in `content/` has faults.
    #[error("the site was not built:\n{0}")]
    Site(String),
    /// The function refused its settings, its form or its pages.
    #[error("the function did not start:\n{0}")]
    Function(String),
}

impl Failure {
    pub(crate) fn site(reason: impl std::fmt::Display) -> Self {
        Self::Site(reason.to_string())
    }

    /// Something else in this process takes the log already.
    pub fn log(reason: impl std::fmt::Display) -> Self {
        Self::Function(reason.to_string())
    }

    pub(crate) fn function(reason: impl std::fmt::Display) -> Self {
        Self::Function(reason.to_string())
    }
}
