//! The order of words in a language: `ö` after `z` in Swedish, beside `o` in German; numbers by their value.

use std::cmp::Ordering;

use icu_collator::options::CollatorOptions;
use icu_collator::preferences::CollationNumericOrdering;
use icu_collator::{Collator, CollatorBorrowed, CollatorPreferences};

use super::Locale;

/// Compares texts as a dictionary of the language would order them.
pub struct Order(Option<CollatorBorrowed<'static>>);

impl Order {
    pub fn of(locale: &Locale) -> Self {
        let mut preferences = CollatorPreferences::from(&locale.0);
        preferences.numeric_ordering = Some(CollationNumericOrdering::True);
        Self(Collator::try_new(preferences, CollatorOptions::default()).ok())
    }

    /// Texts that the language takes for equal are ordered by their bytes, so that the order is always the same.
    pub fn compare(&self, a: &str, b: &str) -> Ordering {
        let by_language = self
            .0
            .as_ref()
            .map_or(Ordering::Equal, |collator| collator.compare(a, b));
        by_language.then_with(|| a.cmp(b))
    }
}
