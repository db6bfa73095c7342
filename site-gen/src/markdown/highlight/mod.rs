//! Code → coloured HTML. All that knows `giallo` (EUPL-1.2) stands in one file, behind the feature `highlight`: without it
//! code is escaped plainly, and the program is free of that library and its licence.

#[cfg(feature = "highlight")]
mod giallo;
#[cfg(not(feature = "highlight"))]
mod plain;

#[cfg(feature = "highlight")]
pub use giallo::Highlighter;
#[cfg(not(feature = "highlight"))]
pub use plain::Highlighter;

use crate::problem::Severity;

/// What came of a code block.
#[derive(Default)]
pub(super) struct Highlighted {
    /// None when the code is to be escaped plainly.
    pub(super) html: Option<String>,
    pub(super) trouble: Option<Trouble>,
}

/// What went wrong with a code block.
pub(super) struct Trouble {
    pub(super) severity: Severity,
    pub(super) message: String,
    pub(super) hint: &'static str,
    pub(super) place: Place,
}

/// Where the mistake is to be mended.
pub(super) enum Place {
    CodeBlock,
    Config { file: String, line: usize },
}

/// A style sheet that pages with coloured code need.
#[derive(Debug)]
pub struct StyleSheet {
    pub name: &'static str,
    pub css: String,
}
