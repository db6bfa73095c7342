//! The files that were built → those that were to be read by the form's function alone, and would be published with the pages.

use std::path::Path;

use site_gen::problem::Problem;
use site_gen::render::{Files, OutputBody};

use super::halves::{Halves, error};

/// Where the form and the mails are.
const FOLDER: &str = "content/sign-up";

/// An error for each such file.
pub fn problems(root: &Path, halves: &Halves<'_>, built: &Files) -> Vec<Problem> {
    let copied = built.iter().filter_map(|(_, body)| match body {
        OutputBody::File(source) => Some(source.strip_prefix(root).unwrap_or(source)),
        OutputBody::Bytes(_) => None,
    });
    let own = copied.filter(|file| file.starts_with(FOLDER) && super::is_toml(file));
    let told = own.map(|file| {
        let message = format!(
            "{} would be published with the pages: write \"**/*.toml\" into the list",
            file.display()
        );
        error(&halves.config, "ignored_content", message)
    });
    told.collect()
}
