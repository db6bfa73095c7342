//! The coordinators' engineer's command over the store: words → one call of [`Desk`], its text → the terminal.
//!
//! It reads `TABLE`, `HASH_SECRET`, `ANSWER_KEYS`, `COORDINATORS` and `SITE_ROOT` like the function, and AWS's usual variables; from a
//! profile: `eval "$(aws configure export-credentials --format env)"`. Against a local store: `AWS_ENDPOINT_URL`.

use std::io::{ErrorKind, IsTerminal, Write};
use std::process::ExitCode;

use clap::{ArgGroup, Parser, Subcommand};
use function::admin::{Desk, DeskError, Format};
use function::secrets;
use function::settings::DeskSettings;
use function::sign_up::Reference;
use function::store::{Connection, Status};
use jiff::Timestamp;

/// Sign-ups: list, show, export, erase, retry, quarantine, stats.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// A line a sign-up, without names
    List {
        #[arg(long, value_parser = status)]
        status: Option<Status>,
    },
    /// Everything stored about one sign-up
    Show {
        #[arg(value_parser = reference)]
        reference: Reference,
    },
    /// References of all that one person sent, and apart from them of those that name the person: an e-mail address or a
    /// phone number, read from standard input, so that it stays out of the shell's history
    Person,
    /// All answers, to standard output
    #[command(group(ArgGroup::new("format").args(["csv", "json"]).required(true)))]
    Export {
        /// For a spreadsheet: semicolons, Swedish letters, no cell that reckons
        #[arg(long)]
        csv: bool,
        /// One object a line, answers as codes
        #[arg(long)]
        json: bool,
    },
    /// Delete a sign-up and show by a scan that nothing is left
    Erase {
        #[arg(value_parser = reference)]
        reference: Reference,
    },
    /// Seal all answers as ANSWER_KEYS says now
    Reseal,
    /// Try given-up mails again: one sign-up's, or all but those that came back
    Retry {
        #[arg(value_parser = reference)]
        reference: Option<Reference>,
    },
    /// Move a sign-up on: new, contacted, proposed, matched, met, closed; out of quarantine only to closed
    Status {
        #[arg(value_parser = reference)]
        reference: Reference,
        #[arg(value_parser = status)]
        status: Status,
    },
    /// Suspected spam, which may be real people
    #[command(subcommand)]
    Quarantine(Quarantine),
    /// How many stand where
    Stats {
        #[arg(long, default_value_t = 30)]
        days: u16,
    },
}

#[derive(Subcommand)]
enum Quarantine {
    List,
    /// Let one out; it is mailed like any other
    Release {
        #[arg(value_parser = reference)]
        reference: Reference,
    },
}

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
    Ok(obey(&desk, command, &mut std::io::stdout().lock()).await?)
}

async fn obey(desk: &Desk, command: Command, out: &mut impl Write) -> Result<(), DeskError> {
    let now = Timestamp::now();
    match command {
        Command::List { status } => desk.list(status, out).await,
        Command::Show { reference } => desk.show(&reference, out).await,
        Command::Person => desk.of_person(&contact()?, out).await,
        Command::Export { csv: true, .. } => desk.export(Format::Csv, out, &mut progress).await,
        Command::Export { .. } => desk.export(Format::Json, out, &mut progress).await,
        Command::Erase { reference } => desk.erase(&reference, out, &mut progress).await,
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

fn contact() -> std::io::Result<String> {
    let mut line = String::new();
    if std::io::stdin().is_terminal() {
        eprintln!("E-mail address or phone number:");
    }
    std::io::stdin().read_line(&mut line)?;
    Ok(line.trim().to_owned())
}

/// Now and then a line, so that long work is seen to go on.
fn progress(done: usize) {
    if done > 0 && done.is_multiple_of(500) {
        eprintln!("{done} read …");
    }
}

fn reference(written: &str) -> Result<Reference, String> {
    Reference::parse(written).ok_or_else(|| "a reference looks like KD-7F2K94".to_owned())
}

fn status(written: &str) -> Result<Status, String> {
    let known = || Status::ALL.map(Status::as_str).join(", ");
    Status::parse(written).ok_or_else(|| format!("a status is one of {}", known()))
}
