//! The words of `site-gen init`, and answers on the terminal → a new site.

use std::io::{self, BufRead, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use url::Url;

use super::show;
use crate::new_site::{self, Answers};

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The new site's folder, from here
    #[arg(default_value = ".")]
    name: PathBuf,
    /// Make it even if the folder is not empty; a config that is there is never replaced
    #[arg(short, long)]
    force: bool,
    /// Where the site will stand; asked for on a terminal when not given
    #[arg(long)]
    base_url: Option<String>,
    /// Whether to compile Sass; asked for on a terminal when not given
    #[arg(long)]
    sass: Option<bool>,
    /// Whether to build a search index; asked for on a terminal when not given
    #[arg(long)]
    search: Option<bool>,
}

/// Asks what the arguments leave open, and makes the site. Where nobody can answer, Zola's defaults stand.
pub(super) fn run(arguments: &Arguments) -> ExitCode {
    match make(arguments) {
        Ok(text) => {
            show(&text);
            ExitCode::SUCCESS
        }
        Err(text) => {
            show(&text);
            ExitCode::FAILURE
        }
    }
}

fn make(arguments: &Arguments) -> Result<String, String> {
    let folder = &arguments.name;
    let cannot = |error: io::Error| format!("the site cannot be made: {error}\n");
    if !arguments.force && !new_site::is_free(folder).map_err(cannot)? {
        let shown = shown(folder);
        return Err(format!(
            "{shown} is not empty (hidden files aside)\n  hint: name another folder, or use --force\n"
        ));
    }
    let answers = answers(arguments, &mut lines()).map_err(|error| format!("{error}\n"))?;
    new_site::create(folder, &answers).map_err(cannot)?;
    Ok(format!(
        "The site is in {}: go there and see it with `site-gen serve`\n",
        shown(folder)
    ))
}

fn shown(folder: &Path) -> String {
    let real = fs_err::canonicalize(folder);
    real.map_or_else(
        |_| folder.display().to_string(),
        |real| real.display().to_string(),
    )
}

/// What is typed; nothing where there is no terminal.
fn lines() -> Box<dyn Iterator<Item = String>> {
    match io::stdin().is_terminal() {
        true => Box::new(io::stdin().lock().lines().map_while(Result::ok)),
        false => Box::new(std::iter::empty()),
    }
}

fn answers(
    arguments: &Arguments,
    lines: &mut dyn Iterator<Item = String>,
) -> Result<Answers, String> {
    let usual = Answers::default();
    let base_url = match &arguments.base_url {
        Some(url) => read_url(url)?,
        None => ask(
            lines,
            "What is the address of your site?",
            usual.base_url,
            read_url,
        ),
    };
    let mut decide = |given: Option<bool>, question: &str, usual: bool| {
        given.unwrap_or_else(|| ask(lines, question, usual, read_yes_or_no))
    };
    Ok(Answers {
        base_url,
        compile_sass: decide(arguments.sass, "Compile Sass?", usual.compile_sass),
        build_search_index: decide(
            arguments.search,
            "Build a search index?",
            usual.build_search_index,
        ),
    })
}

/// Asks until an answer can be read; an empty one, and the end of all answers, mean the usual.
fn ask<T: std::fmt::Display>(
    lines: &mut dyn Iterator<Item = String>,
    question: &str,
    usual: T,
    read: fn(&str) -> Result<T, String>,
) -> T {
    loop {
        show(&format!("> {question} [{usual}] "));
        let line = lines.next().unwrap_or_default();
        if line.trim().is_empty() {
            return usual;
        }
        match read(line.trim()) {
            Ok(answer) => return answer,
            Err(wrong) => show(&format!("{wrong}\n")),
        }
    }
}

fn read_url(text: &str) -> Result<String, String> {
    match Url::parse(text) {
        Ok(_) => Ok(text.to_owned()),
        Err(error) => Err(format!("`{text}` is no address: {error}")),
    }
}

fn read_yes_or_no(text: &str) -> Result<bool, String> {
    match text.to_lowercase().as_str() {
        "y" | "yes" | "true" => Ok(true),
        "n" | "no" | "false" => Ok(false),
        _ => Err(format!("`{text}` is neither yes nor no")),
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Words {
        #[command(flatten)]
        arguments: Arguments,
    }

    fn check(words: &[&str], typed: &[&str], expected: Result<(&str, bool, bool), &str>) {
        let words = Words::parse_from(std::iter::once("init").chain(words.iter().copied()));
        let mut typed = typed.iter().map(|line| (*line).to_owned());
        let found = answers(&words.arguments, &mut typed);
        let expected = expected.map(|(url, sass, search)| Answers {
            base_url: url.to_owned(),
            compile_sass: sass,
            build_search_index: search,
        });
        assert_eq!(found, expected.map_err(ToOwned::to_owned));
    }

    #[test]
    fn asks_what_the_words_leave_open() {
        let usual = "https://example.com";
        check(&[], &[], Ok((usual, true, false)));
        check(&[], &["", "", ""], Ok((usual, true, false)));
        check(
            &[],
            &["https://e.org", "n", "Y"],
            Ok(("https://e.org", false, true)),
        );
        check(
            &[],
            &["e.org", "", "maybe", "no"],
            Ok((usual, false, false)),
        );
        check(
            &["--base-url", "https://e.org", "--sass", "false"],
            &["yes"],
            Ok(("https://e.org", false, true)),
        );
        check(
            &["--base-url", "e.org"],
            &[],
            Err("`e.org` is no address: relative URL without a base"),
        );
    }
}
