//! All that is wrong in the sources, said at once: in the pages by the generator, in the form and the mails by the function.

use std::path::{Path, PathBuf};

use function::sources::Sources;

use crate::{Failure, Options, project};

/// Prints what is likely not meant; links that leave the site are not asked for.
///
/// # Errors
/// [`Failure::Unsound`] with all that is wrong.
pub fn check(options: &Options) -> Result<(), Failure> {
    let root = project::find_root(options.root.as_deref().unwrap_or(Path::new(".")))?;
    let sources = Sources::read(&root, PathBuf::new()).map(drop);
    let site = site_gen::build::check(&site_gen::build::Options::new(&root));
    let sources = sources.map_err(|error| error.to_string());
    let site = site.map_err(|failure| failure.to_string().trim_end().to_owned());
    match (sources, site) {
        (Ok(()), Ok(report)) => {
            for warning in &report.warnings {
                eprintln!("{warning}");
            }
            let (pages, warnings) = (report.pages, report.warnings.len());
            println!("the form, the mails and {pages} pages are sound; warnings: {warnings}");
            Ok(())
        }
        (sources, site) => {
            let wrong: Vec<String> = [sources.err(), site.err()].into_iter().flatten().collect();
            Err(Failure::Unsound(wrong.join("\n")))
        }
    }
}
