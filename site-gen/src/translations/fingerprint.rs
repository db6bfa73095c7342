//! An original → a short hash of what a translator would translate: title, description and body.

use sha2::{Digest, Sha256};
use toml::Table;

use crate::parse::{Document, Meta};

/// The key in a translation's `[extra]` that holds the fingerprint of the original it was made from.
pub const MARK: &str = "translated_from";

/// Twelve hexadecimal digits. Line ends and blanks at the end of lines do not change it; nor do dates, slugs and settings.
pub fn fingerprint(document: &Document) -> String {
    let (title, description) = match &document.meta {
        Meta::Page(meta) => (&meta.title, &meta.description),
        Meta::Section(meta) => (&meta.title, &meta.description),
    };
    let mut hasher = Sha256::new();
    for text in [title, description].map(|text| text.as_deref().unwrap_or_default()) {
        hasher.update(text);
        hasher.update([0]);
    }
    for line in document.body().trim().lines() {
        hasher.update(line.trim_end());
        hasher.update("\n");
    }
    hasher.finalize()[..6]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The `[extra]` of a document.
pub(super) fn extra(document: &Document) -> &Table {
    match &document.meta {
        Meta::Page(meta) => &meta.extra,
        Meta::Section(meta) => &meta.extra,
    }
}
