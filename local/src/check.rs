//! All that is wrong in the sources, said at once: in the pages by the generator, in the form and the mails by the function,
//! which also looks for the pages that it needs.

use std::path::Path;

use function::sources::Sources;
use site_gen::build;

use crate::{Failure, Options, project};

/// Prints what is likely not meant; links that leave the site are not asked for.
///
/// # Errors
/// [`Failure::Unsound`] with all that is wrong, [`Failure::File`] when a file cannot be read or written.
pub fn check(options: &Options) -> Result<(), Failure> {
    let root = project::find_root(options.root.as_deref().unwrap_or(Path::new(".")))?;
    let public = tempfile::tempdir()?;
    let words = Sources::read(&root, public.path().to_path_buf());
    let site = build::check_in_memory(&build::Options::new(&root));
    let (sources, built) = match (words, site) {
        (Ok(sources), Ok(built)) => (sources, built),
        (words, site) => {
            let words = words.err().map(|error| error.to_string());
            let site = site.err().map(|failure| failure.to_string());
            let wrong: Vec<String> = words.into_iter().chain(site).collect();
            return Err(Failure::Unsound(wrong.join("\n").trim_end().to_owned()));
        }
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
