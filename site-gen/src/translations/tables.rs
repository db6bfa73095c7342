//! A data file → the tables in it that are keyed by languages and lack one.

use toml::{Table, Value};

use crate::config::Config;

/// A table that says something in some languages and not in others.
#[derive(Debug, PartialEq, Eq)]
pub struct Gap {
    pub file: String,
    /// Where in the file, e.g. `field.2.label`.
    pub table: String,
    /// The codes that it lacks.
    pub languages: Vec<String>,
}

/// The gaps in a TOML file, in its order; a text that is no TOML has none.
pub fn gaps(file: &str, text: &str, config: &Config) -> Vec<Gap> {
    let mut found = Vec::new();
    if let Ok(table) = text.parse::<Table>() {
        look_into(
            &Value::Table(table),
            &mut String::new(),
            &mut |table, place| {
                let languages = lacking(table, config);
                if !languages.is_empty() {
                    found.push(Gap {
                        file: file.to_owned(),
                        table: place.to_owned(),
                        languages,
                    });
                }
            },
        );
    }
    found
}

fn look_into(value: &Value, place: &mut String, visit: &mut dyn FnMut(&Table, &str)) {
    let mut inner = |key: &str, value: &Value| {
        let length = place.len();
        if length > 0 {
            place.push('.');
        }
        place.push_str(key);
        look_into(value, place, visit);
        place.truncate(length);
    };
    match value {
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(index, item)| inner(&(index + 1).to_string(), item)),
        Value::Table(table) => {
            table.iter().for_each(|(key, item)| inner(key, item));
            visit(table, place);
        }
        _ => {}
    }
}

/// A table with two keys or more, all of them languages of the site, is keyed by languages.
fn lacking(table: &Table, config: &Config) -> Vec<String> {
    let is_keyed = table.len() > 1 && table.keys().all(|key| config.language_id(key).is_some());
    let codes = config.languages.iter().map(|language| &language.code);
    codes
        .filter(|code| is_keyed && !table.contains_key(*code))
        .cloned()
        .collect()
}
