//! One rule for every text of `form.toml`: it is there in every language. Knows no field and no answer.

use std::collections::BTreeSet;

use toml::de::{DeTable, DeValue};

/// Where a value stands, told from the outermost on; put into words only where something is wrong.
struct Place<'a> {
    within: Option<&'a Place<'a>>,
    name: &'a str,
}

impl std::fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.within {
            Some(within) => write!(f, "{within}.{}", self.name),
            None => f.write_str(self.name),
        }
    }
}

/// A table with a language for a key has all languages and nothing besides, and no text is empty.
pub fn problems(file: &DeTable, languages: &BTreeSet<&str>, problems: &mut Vec<String>) {
    untranslated_table(file, None, languages, problems);
}

fn untranslated_table(
    table: &DeTable,
    place: Option<&Place>,
    languages: &BTreeSet<&str>,
    problems: &mut Vec<String>,
) {
    let has = |language: &&str| table.contains_key(*language);
    let written = languages.iter().filter(|language| has(language)).count();
    if written > 0 && (written < languages.len() || written < table.len()) {
        let lacking = languages.iter().filter(|language| !has(language));
        let lacking = lacking.map(|language| format!("lacks {language:?}"));
        let keys = table.keys().map(|key| key.get_ref().as_ref());
        let foreign = keys
            .filter(|key| !languages.contains(key))
            .map(|key| format!("has {key:?}, which is not a language of the form"));
        let faults = lacking.chain(foreign).collect::<Vec<_>>().join(", ");
        let place = place.map(ToString::to_string).unwrap_or_default();
        problems.push(format!("{place}: {faults}"));
    }
    for (key, value) in table {
        let inner = Place {
            within: place,
            name: key.get_ref(),
        };
        untranslated(value.get_ref(), &inner, languages, problems);
    }
}

fn untranslated(
    value: &DeValue,
    place: &Place,
    languages: &BTreeSet<&str>,
    problems: &mut Vec<String>,
) {
    match value {
        DeValue::Table(table) => untranslated_table(table, Some(place), languages, problems),
        DeValue::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                let name = ["name", "code"]
                    .iter()
                    .find_map(|key| value.get_ref().get(key)?.get_ref().as_str());
                let number = (index + 1).to_string();
                let inner = Place {
                    within: Some(place),
                    name: name.unwrap_or(&number),
                };
                untranslated(value.get_ref(), &inner, languages, problems);
            }
        }
        DeValue::String(text) if text.trim().is_empty() => {
            problems.push(format!("{place}: the text is empty"));
        }
        _ => {}
    }
}
