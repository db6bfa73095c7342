//! `site-gen translations`: its words, its table or JSON on standard output, and whether a check passes.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::{fault, show};
use crate::build::Failure;
use crate::translate::{self, Sources};
use crate::translations::{self, Survey};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// Print JSON instead of a table
    #[arg(long)]
    json: bool,
    /// Fail when a language has a smaller share of pages, in percent, that are neither missing nor stale
    #[arg(long, value_name = "PERCENT")]
    at_least: Option<usize>,
    /// Write into these translations that they say what their originals say today; without names, into those that never
    /// said what they were made from
    #[arg(long, value_name = "FILE", num_args = 0.., conflicts_with_all = ["json", "at_least"])]
    mark: Option<Vec<String>>,
}

pub(super) fn run(root: PathBuf, config: Option<PathBuf>, arguments: Arguments) -> ExitCode {
    let sources = Sources { root, config };
    let result = match &arguments.mark {
        Some(files) => mark(&sources, files),
        None => survey(&sources, &arguments),
    };
    result.unwrap_or_else(|failure| {
        show(&fault(&failure));
        ExitCode::FAILURE
    })
}

fn mark(sources: &Sources, files: &[String]) -> Result<ExitCode, Failure> {
    let marked = translate::mark(sources, files)?;
    show(&format!("{} translations marked\n", marked.len()));
    Ok(ExitCode::SUCCESS)
}

fn survey(sources: &Sources, arguments: &Arguments) -> Result<ExitCode, Failure> {
    let survey = translate::survey(sources)?;
    let text = match arguments.json {
        true => format!("{:#}\n", translations::json(&survey)),
        false => translations::table(&survey),
    };
    // A reader that has gone away is no fault.
    let _ = io::stdout().write_all(text.as_bytes());
    Ok(judge(&survey, arguments.at_least))
}

fn judge(survey: &Survey, at_least: Option<usize>) -> ExitCode {
    let percent = survey.up_to_date_percent();
    match at_least {
        Some(wanted) if percent < wanted => {
            let message = format!(
                "only {percent} % of the pages are up to date in some language, not {wanted} %\n"
            );
            show(&message);
            ExitCode::FAILURE
        }
        _ => ExitCode::SUCCESS,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::translations::{Cell, Row};

    #[test]
    fn fails_below_the_share_that_is_asked_for() {
        let row = |cell| Row {
            page: String::new(),
            fingerprint: None,
            cells: vec![
                Cell::Original {
                    file: String::new(),
                },
                cell,
            ],
        };
        let original = || Cell::Original {
            file: String::new(),
        };
        let survey = Survey {
            languages: vec!["sv".to_owned(), "en".to_owned()],
            original: "sv".to_owned(),
            rows: vec![row(Cell::Missing), row(original())],
            strings: Vec::new(),
            gaps: Vec::new(),
        };
        for (at_least, code) in [
            (None, ExitCode::SUCCESS),
            (Some(0), ExitCode::SUCCESS),
            (Some(1), ExitCode::FAILURE),
        ] {
            assert_eq!(judge(&survey, at_least), code, "{at_least:?}");
        }
    }
}
