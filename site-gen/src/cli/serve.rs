//! The words of `site-gen serve` → its options; what happens meanwhile → lines on the terminal.

use std::net::IpAddr;
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};
use std::time::Duration;

use clap::Args;

use super::{fault, progress, show};
use crate::build::{self, Force, Minify, Report};
use crate::config::Mode;
use crate::serve::{self, BaseUrlPort, News, Options, Store};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Listen on this address
    #[arg(short, long, default_value = "127.0.0.1")]
    interface: IpAddr,
    /// Listen on this port; 0 takes a free one
    #[arg(short, long, default_value_t = 1111)]
    port: u16,
    /// In place of the address in links; the port is added
    #[arg(short = 'u', long)]
    base_url: Option<String>,
    /// Add no port to --base-url
    #[arg(long)]
    no_port_append: bool,
    /// Write the site to its output folder too
    #[arg(long)]
    store_html: bool,
    /// With --store-html: in place of the config's `output_dir`
    #[arg(short, long)]
    output_dir: Option<PathBuf>,
    /// With --store-html: replace the output folder even if no build wrote it
    #[arg(long)]
    force: bool,
    /// Build drafts too
    #[arg(long)]
    drafts: bool,
    /// Open the site in the browser
    #[arg(short = 'O', long)]
    open: bool,
    /// Zola's flag, taken and not needed: only what a change shows in is made again in any case
    #[arg(short, long)]
    fast: bool,
    /// Watch this path too, from the root; may be given more than once
    #[arg(long)]
    extra_watch_path: Vec<PathBuf>,
    /// Build when nothing has changed for this many milliseconds
    #[arg(short, long, default_value_t = 2, value_parser = clap::value_parser!(u64).range(1..))]
    debounce: u64,
    /// Tell how long each phase of each build took
    #[arg(long)]
    timings: bool,
}

/// Serves until the process is ended.
pub(super) fn run(root: PathBuf, config: Option<PathBuf>, arguments: Arguments) -> ExitCode {
    let (open, with_timings) = (arguments.open, arguments.timings);
    let served = serve::serve(options(root, config, arguments), move |news| {
        if let News::Built { report, .. } = &news
            && with_timings
        {
            show(&progress::timings(&report.phases));
        }
        show(&line(&news));
        if let News::Serving(url) = news
            && open
        {
            open_in_browser(url);
        }
    });
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            show(&format!("{error}\n"));
            ExitCode::FAILURE
        }
    }
}

fn options(root: PathBuf, config: Option<PathBuf>, arguments: Arguments) -> Options {
    Options {
        build: build::Options {
            root,
            config,
            output_dir: arguments.output_dir,
            base_url: None,
            drafts: super::drafts(arguments.drafts),
            force: if arguments.force {
                Force::Yes
            } else {
                Force::No
            },
            minify: Minify::AsConfigured,
            mode: Mode::Serve,
            announce: |_| {},
        },
        store: if arguments.store_html {
            Store::Written
        } else {
            Store::InMemory
        },
        interface: arguments.interface,
        port: arguments.port,
        base_url: arguments.base_url,
        base_url_port: match arguments.no_port_append {
            true => BaseUrlPort::NotAdded,
            false => BaseUrlPort::Added,
        },
        quiet: Duration::from_millis(arguments.debounce),
        extra_watch_paths: arguments.extra_watch_path,
    }
}

fn line(news: &News<'_>) -> String {
    match news {
        News::Serving(url) => format!("The site is at {url} (Ctrl-C ends it)\n"),
        News::Built { report, took } => built(report, *took),
        News::Broken(failure) => format!("{}The last good site is still served.\n", fault(failure)),
    }
}

fn built(report: &Report, took: Duration) -> String {
    let mut text: String = report
        .warnings
        .iter()
        .map(|warning| format!("{warning}\n"))
        .collect();
    let Report {
        pages,
        sections,
        rendered,
        ..
    } = report;
    text.push_str(&format!(
        "Built {pages} pages and {sections} sections in {took:.1?}: rendered {rendered}\n"
    ));
    text
}

/// Asks the system; where it has no browser the address on the terminal must do.
fn open_in_browser(url: &str) {
    let program = if cfg!(target_os = "macos") {
        "open"
    } else {
        "xdg-open"
    };
    let opened = Command::new(program)
        .arg(url)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    if let Err(error) = opened {
        show(&format!("{program} cannot open the browser: {error}\n"));
    }
}
