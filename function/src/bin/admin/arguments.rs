//! What can be asked of the command, as clap reads it.

use clap::{ArgGroup, Parser, Subcommand};
use function::sign_up::Reference;
use function::store::Status;

/// Sign-ups: list, show, export, correct, note, hold, erase, retry, quarantine, stats.
#[derive(Parser)]
#[command(version)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
    /// Who you are, kept with what you change; or ADMIN_NAME in the environment
    #[arg(long, global = true, value_name = "NAME")]
    pub by: Option<String>,
}

#[derive(Subcommand)]
pub enum Command {
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
    /// Delete a sign-up and show by a scan that nothing is left; asks for the reference once more
    Erase {
        #[arg(value_parser = reference)]
        reference: Reference,
        /// Do not ask: for scripts, which have no terminal
        #[arg(long)]
        yes: bool,
        /// Erase it even where it is held
        #[arg(long)]
        although_held: bool,
    },
    /// Correct answers by the form's own rules: lines `field: value` on standard input, so that none stays in the shell's
    /// history. Nothing after the colon takes an answer away; several choices have a line each
    Correct {
        #[arg(value_parser = reference)]
        reference: Reference,
    },
    /// Keep a short note beside a sign-up: read from standard input, told by `show` and `export`, and gone with the sign-up
    Note {
        #[arg(value_parser = reference)]
        reference: Reference,
    },
    /// Let nothing happen to a sign-up: no other status, no erasure, not even by the retention's decision
    Hold {
        #[arg(value_parser = reference)]
        reference: Reference,
    },
    /// End a hold: the sign-up goes on where it stood
    Release {
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
        /// Of how many days' sign-ups
        #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..=3660))]
        days: u16,
    },
}

#[derive(Subcommand)]
pub enum Quarantine {
    List,
    /// Let one out; it is mailed like any other
    Release {
        #[arg(value_parser = reference)]
        reference: Reference,
    },
}

fn reference(written: &str) -> Result<Reference, String> {
    Reference::parse(written).ok_or_else(|| "a reference looks like KD-7F2K94".to_owned())
}

fn status(written: &str) -> Result<Status, String> {
    let known = || Status::ALL.map(Status::as_str).join(", ");
    Status::parse(written).ok_or_else(|| format!("a status is one of {}", known()))
}
