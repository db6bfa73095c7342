//! Words on the command line → options. Knows nothing of what they do.

use std::path::PathBuf;

/// The site, the form and an inbox on this machine, with nothing else to install.
#[derive(Debug, Clone, clap::Parser)]
#[command(name = "local", version)]
pub struct Arguments {
    #[command(flatten)]
    pub options: Options,
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What can be done besides running the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::Subcommand)]
pub enum Command {
    /// Say all that is wrong or likely not meant in the pages, the form and the mails, and end
    Check,
}

/// How the service is run.
#[derive(Debug, Clone, clap::Args)]
pub struct Options {
    /// The port on 127.0.0.1; 0 takes a free one and prints it.
    #[arg(long, value_name = "N", default_value_t = 8080)]
    pub port: u16,
    /// The project's folder [default: this folder or the nearest one above it that is a project].
    #[arg(long, value_name = "FOLDER", global = true)]
    pub root: Option<PathBuf>,
    /// Where sign-ups, mails and the built site are kept [default: .local in the project].
    #[arg(long, value_name = "FOLDER")]
    pub data: Option<PathBuf>,
}
