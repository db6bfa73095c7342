//! All that is wrong in the sources, said at once: in the pages by the generator, in the form and the mails by the function,
//! which also looks for the pages that it needs; and here, where the two must agree.

mod halves;
mod languages;

use std::path::Path;

use function::sources::{Sources, SourcesError};
use site_gen::build;
use site_gen::problem::{self, Problem};

use crate::{Failure, Options, project};
use halves::{Halves, Texts};

/// Prints what is likely not meant; links that leave the site are not asked for.
///
/// # Errors
/// [`Failure::Unsound`] with all that is wrong, [`Failure::File`] when a file cannot be read or written.
pub fn check(options: &Options) -> Result<(), Failure> {
    let root = project::find_root(options.root.as_deref().unwrap_or(Path::new(".")))?;
    let public = tempfile::tempdir()?;
    let words = Sources::read(&root, public.path().to_path_buf());
    let site = build::check_in_memory(&build::Options::new(&root));
    let texts = Texts::read(&root);
    let halves = texts.as_ref().and_then(Halves::of);
    let apart = halves.as_ref().map(languages::problems).unwrap_or_default();
    let (sources, built) = match (words, site) {
        (Ok(sources), Ok(built)) if apart.is_empty() => (sources, built),
        (words, site) => return Err(unsound(apart, words.err(), site.err())),
    };
    for warning in &built.report.warnings {
        eprintln!("{warning}");
    }
    for (number, html) in built.pages().enumerate() {
        fs_err::write(public.path().join(format!("{number}.html")), html)?;
    }
    let drawn = sources.front.drawing.try_now();
    drawn.map_err(|error| Failure::Unsound(error.to_string()))?;
    let (pages, warnings) = (built.report.pages, built.report.warnings.len());
    println!("the form, the mails and {pages} pages are sound; warnings: {warnings}");
    Ok(())
}

/// Everything that is wrong; where the languages are `apart`, that first, without what follows from it.
fn unsound(
    apart: Vec<Problem>,
    words: Option<SourcesError>,
    site: Option<build::Failure>,
) -> Failure {
    let is_apart = !apart.is_empty();
    let site = site.into_iter().flat_map(|failure| failure.problems);
    let site = site.filter(|problem| !(is_apart && hangs_on_languages(problem)));
    let lines = |problem: Problem| problem.to_string();
    let apart = problem::sorted(apart).into_iter().map(lines);
    let words = words.into_iter().map(|error| error.to_string());
    let wrong: Vec<String> = apart.chain(words).chain(site.map(lines)).collect();
    Failure::Unsound(wrong.join("\n"))
}

/// What the generator says of the form and the mails, and what the templates could not draw from them.
fn hangs_on_languages(problem: &Problem) -> bool {
    let file = Path::new(&problem.file);
    file.starts_with("templates") || file.starts_with("content/sign-up") && is_toml(file)
}

fn is_toml(file: &Path) -> bool {
    file.extension().is_some_and(|ending| ending == "toml")
}
