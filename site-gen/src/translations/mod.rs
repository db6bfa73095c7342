//! All documents and UI texts → what is translated into which language, and what still waits: the command `translations`.
//! A translation says in its front matter what it was made from: `[extra] translated_from`, a hash of the original.
//!
//! ```text
//! documents ─ fingerprint (hash of the original) ─ pages ─┐
//! config ──── strings (UI texts) ─────────────────────────┼→ Survey ─ show (table, JSON)
//! data files ─ tables (keyed by language, with a gap) ────┘
//! mark: writes the hash into a translation's front matter
//! ```
//! Must not know HTML, templates' meaning or the disk.

mod fingerprint;
mod mark;
mod pages;
mod script;
mod show;
mod strings;
mod tables;

pub use fingerprint::{MARK, fingerprint};
pub use mark::{Unmarkable, mark};
pub use pages::{Cell, Freshness, Row, Translation, pages};
pub use show::{json, table};
pub use strings::{StringFault, StringProblem, strings};
pub use tables::{Gap, gaps};

use crate::config::Config;
use crate::parse::Document;

/// What is translated and what is not.
#[derive(Debug)]
pub struct Survey {
    /// The codes, in the order of the config; the table's columns.
    pub languages: Vec<String>,
    /// The code of the default language, in which originals are written.
    pub original: String,
    pub rows: Vec<Row>,
    pub strings: Vec<StringProblem>,
    pub gaps: Vec<Gap>,
}

/// How many pages a language has, of how many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    pub pages: usize,
    pub missing: usize,
    pub stale: usize,
    pub unmarked: usize,
    pub unproofed: usize,
    pub untranslated: usize,
    pub wrong_script: usize,
    pub complete: usize,
}

/// Surveys a site. `texts` is all in which a UI text may be named: templates, bodies, data; `data` the TOML files.
pub fn survey(
    documents: &[Document],
    config: &Config,
    texts: &[&str],
    data: &[(&str, &str)],
) -> Survey {
    Survey {
        languages: config
            .languages
            .iter()
            .map(|language| language.code.clone())
            .collect(),
        original: config.language(config.default_language).code.clone(),
        rows: pages(documents, config),
        strings: strings(config, texts),
        gaps: data
            .iter()
            .flat_map(|(file, text)| gaps(file, text, config))
            .collect(),
    }
}

impl Survey {
    /// The totals of the language in this column.
    pub fn totals(&self, column: usize) -> Totals {
        let mut totals = Totals::default();
        for row in &self.rows {
            match row.cells.get(column) {
                None | Some(Cell::Original { .. }) => continue,
                Some(Cell::Missing) => totals.missing += 1,
                Some(Cell::Translated(translation)) => {
                    totals.stale += usize::from(translation.freshness == Freshness::Stale);
                    totals.unmarked += usize::from(translation.freshness == Freshness::Unmarked);
                    totals.unproofed += usize::from(!translation.proofread);
                    totals.untranslated += usize::from(translation.untranslated);
                    totals.wrong_script += usize::from(!translation.wrong_script.is_empty());
                    totals.complete += usize::from(translation.is_complete());
                }
            }
            totals.pages += 1;
        }
        totals
    }

    /// The lines of translations that begin what is not in the language's letters.
    fn lines_in_wrong_script(&self) -> impl Iterator<Item = (&Translation, usize)> {
        let cells = self.rows.iter().flat_map(|row| &row.cells);
        cells.flat_map(|cell| {
            let translation = match cell {
                Cell::Translated(translation) => Some(translation),
                Cell::Original { .. } | Cell::Missing => None,
            };
            translation
                .into_iter()
                .flat_map(|t| t.wrong_script.iter().map(move |line| (t, *line)))
        })
    }

    /// The smallest share, in percent, of pages that any language has, neither missing nor stale.
    pub fn up_to_date_percent(&self) -> usize {
        let percent = |totals: Totals| {
            (totals.pages - totals.missing - totals.stale) * 100 / totals.pages.max(1)
        };
        let all = (0..self.languages.len()).map(|column| self.totals(column));
        all.filter(|totals| totals.pages > 0)
            .map(percent)
            .min()
            .unwrap_or(100)
    }
}

#[cfg(test)]
mod tests;
