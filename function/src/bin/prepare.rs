//! A site root with the built site → what the function reads at its start, in a folder. `deploy/pack` runs it: whatever is
//! wrong with the form, the mails' words, the components or the pages stops here, and not a deployed function.

use std::path::PathBuf;

use clap::Parser;
use function::sources::{Sources, SourcesError};

/// Read the sign-up form, its mails' words and the built pages, try each, and write them for the function.
#[derive(Parser)]
struct Arguments {
    /// Holds content/, templates/ and public/
    #[arg(long, default_value = ".")]
    root: PathBuf,
    /// Where they are written
    folder: PathBuf,
}

fn main() -> std::process::ExitCode {
    let arguments = Arguments::parse();
    match prepare(&arguments) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            std::process::ExitCode::FAILURE
        }
    }
}

fn prepare(arguments: &Arguments) -> Result<(), SourcesError> {
    let Arguments { root, folder } = arguments;
    Sources::read(root, root.join("public"))?.prepare(folder)
}
