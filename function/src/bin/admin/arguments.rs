//! What can be asked of the command, as clap reads it.

use clap::{ArgGroup, Parser, Subcommand};
use function::sign_up::Reference;
use function::store::Status;

/// What the coordinators' engineer does with sign-ups. Times are in UTC.
#[derive(Parser)]
#[command(version, after_help = SETTINGS)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
    /// Who you are, kept with what you change; or ADMIN_NAME in the environment
    #[arg(long, global = true, value_name = "NAME")]
    pub by: Option<String>,
}

const SETTINGS: &str = "It reads TABLE, HASH_SECRET, ANSWER_KEYS, COORDINATORS and SITE_ROOT from the environment as the function does, and AWS's \
    usual variables; \"The admin command\" in deploy/README.md has them, and what to do when.";

#[derive(Subcommand)]
pub enum Command {
    /// A line a sign-up: reference, status and since when, role, kind, language; no name
    List {
        /// Only those with it: quarantined, new, contacted, proposed, matched, met, closed
        #[arg(long, value_parser = status)]
        status: Option<Status>,
    },
    /// Everything stored about one sign-up
    Show {
        #[arg(value_parser = reference)]
        reference: Reference,
    },
    /// References of all that one person sent, and of those that name the person
    ///
    /// Asks for an e-mail address or a phone number, one line on standard input, so that it stays out of the shell's history.
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
    ///
    /// Asks for the reference once more, for there is no way back.
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
    /// Correct answers by the form's own rules
    ///
    /// Reads lines `field: value` from standard input, so that none stays in the shell's history, with the names and codes of
    /// form.toml. Nothing after the colon takes an answer away; several choices have a line each; a line that begins with a space goes
    /// on with the text above it.
    Correct {
        #[arg(value_parser = reference)]
        reference: Reference,
    },
    /// Keep a short note beside a sign-up
    ///
    /// Reads it from standard input, 500 signs at most. `show` and `export` tell it; it goes with the sign-up.
    Note {
        #[arg(value_parser = reference)]
        reference: Reference,
    },
    /// Restrict the processing of a sign-up (GDPR article 18): no other status, no erasure
    ///
    /// Not even the retention's decision erases it, until `release`.
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
        /// Whose mails; also those that came back
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
    /// Numbers: of each status, held, mails that are due or given up, and signed up lately
    Stats {
        /// Of how many days' sign-ups
        #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..=3660))]
        days: u16,
    },
}

#[derive(Subcommand)]
pub enum Quarantine {
    /// A line each, as `list` has them
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
