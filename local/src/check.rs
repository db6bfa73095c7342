//! All that is wrong in the sources, said at once: in the pages by the generator, in the form and the mails by the function,
//! which also looks for the pages that it needs.

use std::path::{Path, PathBuf};

use function::sources::Sources;
use site_gen::build::{self, InMemory};

use crate::{Failure, Options, project};

/// Prints what is likely not meant; links that leave the site are not asked for.
///
/// # Errors
/// [`Failure::Unsound`] with all that is wrong, [`Failure::File`] when a file cannot be read or written.
pub fn check(options: &Options) -> Result<(), Failure> {
    let root = project::find_root(options.root.as_deref().unwrap_or(Path::new(".")))?;
    let options = build::Options::new(&root);
    let words = Sources::read(&root, PathBuf::new()).map(drop);
    let site = build::check(&options);
    let mut wrong: Vec<String> = words.err().iter().map(ToString::to_string).collect();
    match site {
        Ok(report) if wrong.is_empty() => {
            let built = build::build_in_memory(&options).map_err(Failure::site)?;
            wrong.extend(undrawable(&root, &built)?);
            for warning in &report.warnings {
                eprintln!("{warning}");
            }
            if wrong.is_empty() {
                let (pages, warnings) = (report.pages, report.warnings.len());
                println!("the form, the mails and {pages} pages are sound; warnings: {warnings}");
                return Ok(());
            }
        }
        Ok(_) => {}
        Err(failure) => wrong.push(failure.to_string().trim_end().to_owned()),
    }
    Err(Failure::Unsound(wrong.join("\n")))
}

/// What the function cannot draw into the built pages.
fn undrawable(root: &Path, built: &InMemory) -> Result<Option<String>, Failure> {
    let public = tempfile::tempdir()?;
    for (number, html) in built.pages().enumerate() {
        fs_err::write(public.path().join(format!("{number}.html")), html)?;
    }
    let sources = Sources::read(root, public.path().to_path_buf());
    let tried = sources
        .map_err(|error| error.to_string())
        .and_then(|sources| {
            let drawing = sources.front.drawing;
            drawing.try_now().map_err(|error| error.to_string())
        });
    Ok(tried.err())
}
