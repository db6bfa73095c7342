//! A language's code → how it counts, writes numbers and lists, sorts and runs, from CLDR through ICU4X.
//! Latin digits in every language unless the code asks for others (`fa-u-nu-arabext`). Knows no pages and no templates.
//!
//! A code that CLDR does not know (`sv-simple`) does as its parent does, and in the end as no language in particular.

mod message;
mod number;
mod order;

pub use message::{MissingArgument, fill, plural_keys};
pub use number::Quantity;
pub use order::Order;

use icu_list::ListFormatter;
use icu_list::options::ListFormatterOptions;
use icu_locale::extensions::unicode::{key, value};
use icu_locale::{Locale as IcuLocale, LocaleDirectionality, LocaleExpander};

/// Codes by which people name a language, and the one that CLDR knows it by.
const ALIASES: [(&str, &str); 14] = [
    ("arb", "ar"),
    ("cmn", "zh"),
    ("cnr", "sr-ME"),
    ("in", "id"),
    ("iw", "he"),
    ("ji", "yi"),
    ("kmr", "ku"),
    ("mo", "ro"),
    ("pes", "fa"),
    ("prs", "fa-AF"),
    ("sh", "sr-Latn"),
    ("swh", "sw"),
    ("tl", "fil"),
    ("zsm", "ms"),
];

/// A language as CLDR knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Locale(IcuLocale);

/// How a list is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ListKind {
    /// a, b and c
    And,
    /// a, b or c
    Or,
    /// a, b, c
    Unit,
}

/// The direction in which a language is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    LeftToRight,
    RightToLeft,
}

impl Locale {
    /// Nothing when `code` is no Unicode language identifier; `_` is taken for `-`, and another code of a language for the one
    /// that CLDR has its data under.
    pub fn from_code(code: &str) -> Option<Self> {
        let mut locale: IcuLocale = code.replace('_', "-").parse().ok()?;
        let own = locale.id.language.as_str();
        if let Some((_, known)) = ALIASES.iter().find(|(alias, _)| *alias == own) {
            let known: IcuLocale = known.parse().ok()?;
            locale.id.language = known.id.language;
            locale.id.script = locale.id.script.or(known.id.script);
            locale.id.region = locale.id.region.or(known.id.region);
        }
        let keywords = &mut locale.extensions.unicode.keywords;
        if keywords.get(&key!("nu")).is_none() {
            keywords.set(key!("nu"), value!("latn"));
        }
        Some(Self(locale))
    }

    /// The code with its digits, as other libraries read it: `fa-u-nu-latn`.
    pub fn code(&self) -> String {
        self.0.to_string()
    }

    /// The four letters of the script it is written in, e.g. `Arab`, said or likely.
    pub fn script(&self) -> Option<String> {
        let mut id = self.0.id.clone();
        LocaleExpander::new_extended().maximize(&mut id);
        id.script.map(|script| script.to_string())
    }

    /// By its script, or by the script it is usually written in.
    pub fn direction(&self) -> Direction {
        const DIRECTIONS: LocaleDirectionality = LocaleDirectionality::new_extended();
        match DIRECTIONS.is_right_to_left(&self.0.id) {
            true => Direction::RightToLeft,
            false => Direction::LeftToRight,
        }
    }

    /// Joins items as the language joins them: `a, b och c`.
    pub fn list(&self, items: &[String], kind: ListKind) -> String {
        let (preferences, options) = ((&self.0).into(), ListFormatterOptions::default());
        let formatter = match kind {
            ListKind::And => ListFormatter::try_new_and(preferences, options),
            ListKind::Or => ListFormatter::try_new_or(preferences, options),
            ListKind::Unit => ListFormatter::try_new_unit(preferences, options),
        };
        formatter.map_or_else(
            |_| items.join(", "),
            |formatter| formatter.format(items.iter()).to_string(),
        )
    }
}

impl Direction {
    /// The value of the attribute `dir`.
    pub fn word(self) -> &'static str {
        match self {
            Self::LeftToRight => "ltr",
            Self::RightToLeft => "rtl",
        }
    }
}

#[cfg(test)]
mod tests;
