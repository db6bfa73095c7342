//! A data file → the tables in it that are keyed by languages and lack one.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::config::Config;
use crate::problem::{Problem, line_at};

/// A table that says something in some languages and not in others.
#[derive(Debug, PartialEq, Eq)]
pub struct Gap {
    pub file: String,
    pub line: usize,
    /// Where in the file, e.g. `field.2.label`.
    pub table: String,
    /// The codes that it lacks.
    pub languages: Vec<String>,
}

impl Gap {
    /// As a warning: a template may do without, and one that does not fails without saying which file is to blame.
    pub fn problem(&self) -> Problem {
        let message = format!("`{}` lacks {}", self.table, self.languages.join(", "));
        Problem::warning(&self.file, self.line, message)
            .with_hint("a table that is keyed by languages has a line for each of them")
    }
}

/// The gaps in a TOML file, in its order; a text that is no TOML has none.
pub fn gaps(file: &str, text: &str, config: &Config) -> Vec<Gap> {
    let mut found = Vec::new();
    let mut visit = |table: &DeTable<'_>, place: &str, start: usize| {
        let languages = lacking(table, config);
        if !languages.is_empty() {
            found.push(Gap {
                file: file.to_owned(),
                line: line_at(text, start),
                table: place.to_owned(),
                languages,
            });
        }
    };
    if let Ok(table) = DeTable::parse(text) {
        for (key, value) in table.get_ref().iter() {
            look_into(value, (key.get_ref(), key.span().start), &mut visit);
        }
    }
    found
}

/// Calls `visit` for each table in a value that stands at a place of the file, with its own place.
fn look_into(
    value: &Spanned<DeValue<'_>>,
    (place, start): (&str, usize),
    visit: &mut dyn FnMut(&DeTable<'_>, &str, usize),
) {
    match value.get_ref() {
        DeValue::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                let place = format!("{place}.{}", index + 1);
                look_into(item, (&place, item.span().start), visit);
            }
        }
        DeValue::Table(table) => {
            for (key, item) in table {
                let place = format!("{place}.{}", key.get_ref());
                look_into(item, (&place, key.span().start), visit);
            }
            visit(table, place, start);
        }
        _ => {}
    }
}

/// A table with two keys or more, all of them languages of the site, is keyed by languages.
fn lacking(table: &DeTable<'_>, config: &Config) -> Vec<String> {
    let keys: Vec<&str> = table.keys().map(|key| key.get_ref().as_ref()).collect();
    let is_keyed = keys.len() > 1 && keys.iter().all(|key| config.language_id(key).is_some());
    let codes = config.languages.iter().map(|language| &language.code);
    codes
        .filter(|code| is_keyed && !keys.contains(&code.as_str()))
        .cloned()
        .collect()
}
