//! The coordinators' engineer's command over the store: words → one call of [`Desk`], its text → the terminal.
//! What it logs goes to standard error.
//!
//! It reads `TABLE`, `HASH_SECRET`, `ANSWER_KEYS`, `COORDINATORS` and `SITE_ROOT` like the function, `ADMIN_NAME`, and AWS's usual variables; from a
//! profile: `eval "$(aws configure export-credentials --format env)"`. Against a local store: `AWS_ENDPOINT_URL`.

mod arguments;
mod hint;
mod terminal;

use std::error::Error;
use std::fmt::Display;
use std::io::{ErrorKind, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use function::admin::{Desk, DeskError, Format, IfHeld};
use function::settings::DeskSettings;
use function::sign_up::Reference;
use function::store::{Act, Actor, Connection, Name, Status};
use function::{log, secrets};
use jiff::Timestamp;

use arguments::{Arguments, Command, Quarantine};

#[derive(Debug, thiserror::Error)]
#[error(
    "there is no content/sign-up in {0:?}: run this in the project's folder, or name that in SITE_ROOT"
)]
struct NoSite(PathBuf);

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
enum NobodyNamed {
    #[error("say who you are with --by NAME, or in ADMIN_NAME: it is kept with what you change")]
    NotSaid,
    #[error("a name is one line of at most 60 signs")]
    NoName,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever reads on has seen enough, as in `admin list | head`.
        Err(error) if is_broken_pipe(error.as_ref()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("admin: {error}");
            if let Some(hint) = hint::hint(error.as_ref()) {
                eprintln!("  hint: {hint}");
            }
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> Result<(), Box<dyn Error>> {
    tracing::subscriber::set_global_default(log::json_lines(std::io::stderr))?;
    let by = arguments.by.or_else(|| std::env::var("ADMIN_NAME").ok());
    let connection = Connection::from_environment(|name| std::env::var(name).ok())?;
    let variables = secrets::resolve(&connection, std::env::vars_os()).await?;
    let settings = DeskSettings::from_environment(|name| variables.get(name).cloned())?;
    let site = &settings.site_root;
    if !site.join("content/sign-up").is_dir() {
        return Err(NoSite(site.clone()).into());
    }
    let desk = Desk::new(&settings, &connection)?;
    let out = &mut std::io::stdout().lock();
    obey(&desk, arguments.command, act(by), out).await
}

/// What is changed by hand is changed by somebody.
fn act(by: Option<String>) -> Result<Act, NobodyNamed> {
    let by = by.filter(|by| !by.is_empty()).ok_or(NobodyNamed::NotSaid)?;
    let by = Name::parse(&by).ok_or(NobodyNamed::NoName)?;
    Ok(Act {
        by: Actor::Human(by),
        at: Timestamp::now(),
    })
}

async fn obey(
    desk: &Desk,
    command: Command,
    act: Result<Act, NobodyNamed>,
    out: &mut impl Write,
) -> Result<(), Box<dyn Error>> {
    let now = Timestamp::now();
    let done = match command {
        Command::List { status } => desk.list(status, out).await,
        Command::Show { reference } => desk.show(&reference, out).await,
        Command::Person => desk.of_person(&terminal::contact()?, out).await,
        Command::Export { csv: true, .. } => desk.export(Format::Csv, out, &mut progress).await,
        Command::Export { .. } => desk.export(Format::Json, out, &mut progress).await,
        Command::Erase {
            reference,
            yes,
            although_held,
        } => {
            let act = act?;
            if !yes {
                terminal::confirm_erasure(&reference)?;
            }
            let if_held = match although_held {
                true => IfHeld::Erase,
                false => IfHeld::Refuse,
            };
            desk.erase(&reference, (act, if_held), out, &mut progress)
                .await
        }
        Command::Correct { reference } => {
            let act = act?;
            desk.correct(&reference, &terminal::corrections()?, act, out)
                .await
        }
        Command::Note { reference } => {
            let act = act?;
            let noted = desk.note(&reference, &terminal::note()?, act).await;
            noted.and_then(|()| say(out, &reference, "noted"))
        }
        Command::Hold { reference } => {
            let is_new = desk.hold(&reference, act?).await;
            is_new.and_then(|is_new| say(out, &reference, now_or_already(is_new, "held")))
        }
        Command::Release { reference } => {
            let released = desk.release(&reference, act?).await;
            released.and_then(|()| say(out, &reference, "no longer held"))
        }
        Command::Reseal => desk.reseal(act?, out, &mut progress).await,
        Command::Retry { reference } => desk.retry(reference.as_ref(), &act?, out).await,
        Command::Status { reference, status } => {
            let is_new = desk.set_status(&reference, status, act?).await;
            is_new.and_then(|is_new| say(out, &reference, now_or_already(is_new, status.as_str())))
        }
        Command::Quarantine(Quarantine::List) => desk.list(Some(Status::Quarantined), out).await,
        Command::Quarantine(Quarantine::Release { reference }) => {
            let let_out = desk.let_out(&reference, act?).await;
            let_out.and_then(|()| say(out, &reference, LET_OUT))
        }
        Command::Stats { days } => desk.stats(days, now, out).await,
    };
    Ok(done?)
}

const LET_OUT: &str = "let out of quarantine; its mails leave with the next sweep";

/// What was done to a sign-up.
fn say(out: &mut impl Write, reference: &Reference, what: impl Display) -> Result<(), DeskError> {
    Ok(writeln!(out, "{reference}: {what}")?)
}

/// How a sign-up is now, and whether it was so before.
fn now_or_already(is_new: bool, how: &str) -> String {
    let already = if is_new { "" } else { " already" };
    format!("{how}{already}")
}

fn is_broken_pipe(error: &(dyn Error + 'static)) -> bool {
    matches!(error.downcast_ref(), Some(DeskError::Write(error)) if error.kind() == ErrorKind::BrokenPipe)
}

/// Now and then a line, so that long work is seen to go on.
fn progress(done: usize) {
    if done > 0 && done.is_multiple_of(500) {
        eprintln!("{done} read …");
    }
}
