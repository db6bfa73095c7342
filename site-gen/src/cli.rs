//! Words on the command line → options; a report → lines on the terminal and an exit code. Must not know anything else.

mod init;
mod progress;
mod serve;
mod translations;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant, SystemTime};

use clap::{Args, CommandFactory, Parser, Subcommand};
use clap_complete::Shell;

use crate::build::{self, Failure, Force, Minify, Options, Report};
use crate::check::external::Manners;
use crate::config::Mode;
use crate::link::Drafts;

/// Builds static, multilingual sites as Zola 0.23 does.
#[derive(Debug, Parser)]
#[command(name = "site-gen", version, about)]
pub struct Cli {
    /// The folder that holds the site
    #[arg(short, long, global = true, default_value = ".")]
    root: PathBuf,
    /// The config file, from the root [default: zola.toml, else config.toml]
    #[arg(short, long, global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a new, empty site
    Init(init::Arguments),
    /// Build the site and write it to its output folder
    Build(BuildArguments),
    /// Build without writing, and tell what is wrong or likely not meant
    Check(CheckArguments),
    /// Serve the site, and build it again and reload it in browsers whenever it changes
    Serve(serve::Arguments),
    /// Show what is translated into which language, and what is missing, stale or not proofread
    Translations(translations::Arguments),
    /// Write what a shell needs to complete these words
    Completion(CompletionArguments),
}

#[derive(Debug, Args)]
struct BuildArguments {
    /// In place of the config's `base_url`
    #[arg(short = 'u', long)]
    base_url: Option<String>,
    /// In place of the config's `output_dir`
    #[arg(short, long)]
    output_dir: Option<PathBuf>,
    /// Replace the output folder even if no build wrote it
    #[arg(short, long)]
    force: bool,
    /// Build drafts too
    #[arg(long)]
    drafts: bool,
    /// Minify HTML whatever the config says
    #[arg(long)]
    minify: bool,
    /// Tell how long each phase took
    #[arg(long)]
    timings: bool,
}

#[derive(Debug, Args)]
struct CheckArguments {
    /// Check drafts too
    #[arg(long)]
    drafts: bool,
    /// Ask no server whether the links that leave the site lead somewhere
    #[arg(long)]
    skip_external_links: bool,
}

#[derive(Debug, Args)]
struct CompletionArguments {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// Does what the arguments say.
pub fn run(cli: Cli) -> ExitCode {
    let root = build::nearest_root(cli.root, cli.config.as_deref());
    match cli.command {
        Command::Init(arguments) => init::run(&arguments),
        Command::Build(arguments) => run_build(root, cli.config, arguments),
        Command::Check(arguments) => run_check(root, cli.config, arguments),
        Command::Serve(arguments) => serve::run(root, cli.config, arguments),
        Command::Translations(arguments) => translations::run(root, cli.config, arguments),
        Command::Completion(arguments) => run_completion(arguments.shell),
    }
}

fn run_build(root: PathBuf, config: Option<PathBuf>, arguments: BuildArguments) -> ExitCode {
    let options = Options {
        root,
        config,
        output_dir: arguments.output_dir,
        base_url: arguments.base_url,
        drafts: drafts(arguments.drafts),
        force: if arguments.force {
            Force::Yes
        } else {
            Force::No
        },
        minify: if arguments.minify {
            Minify::Always
        } else {
            Minify::AsConfigured
        },
        mode: Mode::Build,
        announce: progress::announce(),
    };
    let start = Instant::now();
    let built = build::build_and_leave(&options);
    progress::clear();
    match built {
        Ok((report, leftovers)) => {
            std::mem::forget(leftovers);
            if arguments.timings {
                show(&progress::timings(&report.phases));
            }
            show(&success(&report, start.elapsed()));
            ExitCode::SUCCESS
        }
        Err(failure) => {
            show(&fault(&failure));
            ExitCode::FAILURE
        }
    }
}

fn run_check(root: PathBuf, config: Option<PathBuf>, arguments: CheckArguments) -> ExitCode {
    let options = Options {
        config,
        drafts: drafts(arguments.drafts),
        ..Options::new(root)
    };
    let checked = match arguments.skip_external_links {
        true => build::check(&options),
        false => build::check_with_external_links(&options, &Manners::default(), SystemTime::now()),
    };
    match checked {
        Ok(report) => {
            let warnings = report.warnings.len();
            let noun = if warnings == 1 { "warning" } else { "warnings" };
            let lines: String = report.warnings.iter().map(|w| format!("{w}\n")).collect();
            show(&format!(
                "{lines}{} pages and {} sections are sound, {warnings} {noun}\n",
                report.pages, report.sections
            ));
            ExitCode::SUCCESS
        }
        Err(failure) => {
            show(&fault(&failure));
            ExitCode::FAILURE
        }
    }
}

fn run_completion(shell: Shell) -> ExitCode {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "site-gen", &mut text);
    match io::stdout().write_all(&text) {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn drafts(flag: bool) -> Drafts {
    if flag {
        Drafts::Included
    } else {
        Drafts::LeftOut
    }
}

fn success(report: &Report, time: Duration) -> String {
    let mut text = String::new();
    for warning in &report.warnings {
        text.push_str(&format!("{warning}\n"));
    }
    if report.rendered == 0 {
        text.push_str("Nothing has changed since the last build.\n");
    }
    text.push_str(&format!(
        "{} pages ({} orphans) and {} sections in {:.1?}: {} files written, {} unchanged, {} removed in {}\n",
        report.pages,
        report.orphans,
        report.sections,
        time,
        report.written,
        report.skipped,
        report.removed,
        report.output_dir.display(),
    ));
    text
}

fn fault(failure: &Failure) -> String {
    let errors = failure
        .problems
        .iter()
        .filter(|problem| problem.is_error())
        .count();
    let noun = if errors == 1 { "error" } else { "errors" };
    format!("{failure}\n\n{errors} {noun}: nothing was written\n")
}

/// A reader that has gone away is no fault of the build.
fn show(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes());
}
