//! The functions and filters that templates have beyond Tera's own, as Zola 0.23 names them; a file for each family.
//! They see files through `SiteFiles` only, and keep nothing beyond the build they were made for.

pub mod hash;
pub mod images;
pub mod load_data;
pub mod numbers;
pub mod remote;
#[cfg(test)]
pub mod testing;

use tera::Error;

/// A function's error: which function, which argument, what is wrong.
fn fault(
    function: &str,
    (argument, value): (&str, &str),
    message: impl std::fmt::Display,
) -> Error {
    Error::message(format!("`{function}({argument}=\"{value}\")`: {message}"))
}
