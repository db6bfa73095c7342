//! All that is wrong in the sources, said at once: in the pages by the generator, in the form and the mails by the function,
//! which also looks for the pages that it needs; and here, where the two must agree.

mod address;
mod contacts;
mod directions;
mod halves;
mod languages;
mod links;
mod pages;
mod published;
mod words;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use function::draw::{DrawError, Slot};
use function::form::Form;
use function::sources::{Sources, SourcesError};
use jiff::Timestamp;
use site_gen::build::{self, InMemory};
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
    let form = words.as_ref().ok().map(|sources| &*sources.form);
    let unlike = halves.as_ref().map(|halves| unlike(&root, halves, form));
    let unlike = unlike.unwrap_or_default();
    let (sources, built, halves) = match (words, site, halves) {
        (Ok(sources), Ok(built), Some(halves)) if apart.is_empty() => (sources, built, halves),
        (words, site, _) => return Err(halved(apart, unlike, words.err(), site.err())),
    };
    for (number, html) in built.pages().enumerate() {
        fs_err::write(public.path().join(format!("{number}.html")), html)?;
    }
    let mut found = unlike;
    found.extend(in_pages(&sources, &halves, &built)?);
    told(found, built.report.pages)
}

/// What the files say of one thing each in its own way.
fn unlike(root: &Path, halves: &Halves<'_>, form: Option<&Form>) -> Vec<Problem> {
    let contacts = form.map(|form| contacts::problems(halves, form));
    let mut found = contacts.unwrap_or_default();
    found.extend(directions::problems(halves));
    found.extend(address::problems(root, &halves.config, Timestamp::now()));
    found
}

/// What is wrong with the pages, or likely not meant.
fn in_pages(
    sources: &Sources,
    halves: &Halves<'_>,
    built: &InMemory,
) -> Result<Vec<Problem>, Failure> {
    let mut found = built.report.warnings.clone();
    found.retain(|warning| !links::is_consequence(halves, warning));
    found.extend(links::problems(halves, &built.files));
    found.extend(words::problems(halves, sources));
    found.extend(published::problems(&built.root, halves, &built.files));
    match drawn(sources) {
        Ok(slots) => found.extend(pages::problems(&built.root, halves, &slots)?),
        Err(error) => found.push(Problem::error("", 0, error.to_string())),
    }
    Ok(found)
}

/// Each place in the built pages, once all could be drawn.
fn drawn(sources: &Sources) -> Result<BTreeMap<Slot, PathBuf>, DrawError> {
    let drawing = &sources.front.drawing;
    drawing.try_now()?;
    drawing.pages()
}

/// The end of a check that could be made whole.
fn told(found: Vec<Problem>, pages: usize) -> Result<(), Failure> {
    let found = problem::sorted(found).into_iter();
    let (wrong, warnings): (Vec<Problem>, Vec<Problem>) = found.partition(Problem::is_error);
    for warning in &warnings {
        eprintln!("{warning}");
    }
    if !wrong.is_empty() {
        return Err(Failure::Unsound(lines(wrong).join("\n")));
    }
    let warnings = warnings.len();
    println!("the form, the mails and {pages} pages are sound; warnings: {warnings}");
    Ok(())
}

/// The end of one that could not; where the languages are `apart`, that first, without what follows from it.
fn halved(
    apart: Vec<Problem>,
    unlike: Vec<Problem>,
    words: Option<SourcesError>,
    site: Option<build::Failure>,
) -> Failure {
    let is_apart = !apart.is_empty();
    let site = site.map(|failure| failure.problems).unwrap_or_default();
    let site = site.into_iter();
    let site = site.filter(|problem| !(is_apart && hangs_on_languages(problem)));
    let mut wrong = lines(problem::sorted(apart));
    wrong.extend(lines(problem::sorted(unlike)));
    wrong.extend(words.map(|error| error.to_string()));
    wrong.extend(lines(site.collect()));
    Failure::Unsound(wrong.join("\n"))
}

fn lines(problems: Vec<Problem>) -> Vec<String> {
    problems.iter().map(ToString::to_string).collect()
}

/// What the generator says of the form and the mails, and what the templates could not draw from them.
fn hangs_on_languages(problem: &Problem) -> bool {
    let file = Path::new(&problem.file);
    file.starts_with("templates") || file.starts_with("content/sign-up") && is_toml(file)
}

fn is_toml(file: &Path) -> bool {
    file.extension().is_some_and(|ending| ending == "toml")
}
