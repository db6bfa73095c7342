//! The coordinators' engineer's command over the store: words → one call of [`Desk`], its text → the terminal.
//!
//! It reads `TABLE`, `HASH_SECRET`, `ANSWER_KEYS`, `COORDINATORS` and `SITE_ROOT` like the function, and AWS's usual variables; from a
//! profile: `eval "$(aws configure export-credentials --format env)"`. Against a local store: `AWS_ENDPOINT_URL`.

mod arguments;
mod terminal;

use std::io::{ErrorKind, Write};
use std::process::ExitCode;

use clap::Parser;
use function::admin::{Desk, DeskError, Format};
use function::secrets;
use function::settings::DeskSettings;
use function::store::{Connection, Status};
use jiff::Timestamp;

use arguments::{Arguments, Command, Quarantine};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run(Arguments::parse().command).await {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever reads on has seen enough, as in `admin list | head`.
        Err(error) if is_broken_pipe(error.as_ref()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("admin: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(command: Command) -> Result<(), Box<dyn std::error::Error>> {
    let connection = Connection::from_environment(|name| std::env::var(name).ok())?;
    let variables = secrets::resolve(&connection, std::env::vars_os()).await?;
    let settings = DeskSettings::from_environment(|name| variables.get(name).cloned())?;
    let desk = Desk::new(&settings, &connection)?;
    if let Command::Erase {
        reference,
        yes: false,
    } = &command
    {
        terminal::confirm_erasure(reference)?;
    }
    Ok(obey(&desk, command, &mut std::io::stdout().lock()).await?)
}

async fn obey(desk: &Desk, command: Command, out: &mut impl Write) -> Result<(), DeskError> {
    let now = Timestamp::now();
    match command {
        Command::List { status } => desk.list(status, out).await,
        Command::Show { reference } => desk.show(&reference, out).await,
        Command::Person => desk.of_person(&terminal::contact()?, out).await,
        Command::Export { csv: true, .. } => desk.export(Format::Csv, out, &mut progress).await,
        Command::Export { .. } => desk.export(Format::Json, out, &mut progress).await,
        Command::Erase { reference, .. } => desk.erase(&reference, out, &mut progress).await,
        Command::Reseal => desk.reseal(out, &mut progress).await,
        Command::Retry { reference } => desk.retry(reference.as_ref(), now, out).await,
        Command::Status { reference, status } => desk.set_status(&reference, status, now).await,
        Command::Quarantine(Quarantine::List) => desk.list(Some(Status::Quarantined), out).await,
        Command::Quarantine(Quarantine::Release { reference }) => {
            desk.release(&reference, now).await
        }
        Command::Stats { days } => desk.stats(days, now, out).await,
    }
}

fn is_broken_pipe(error: &(dyn std::error::Error + 'static)) -> bool {
    matches!(error.downcast_ref(), Some(DeskError::Write(error)) if error.kind() == ErrorKind::BrokenPipe)
}

/// Now and then a line, so that long work is seen to go on.
fn progress(done: usize) {
    if done > 0 && done.is_multiple_of(500) {
        eprintln!("{done} read …");
    }
}
