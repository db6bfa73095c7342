//! Rules for every text of `form.toml`: it is there in every language, it says something, and each word in braces is one
//! that is filled in. Knows no field and no answer.

use std::collections::BTreeSet;

use toml::de::{DeTable, DeValue};

use super::definition::{ByLanguage, Definition};
use super::text::clean_text;
use crate::written::{Written, name_of, unknown_in_braces};

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

/// A table with a language for a key has all languages and nothing besides, one that must have some has one, no text is
/// empty.
pub fn problems(
    definition: &Definition,
    written: &Written<'_>,
    languages: &BTreeSet<&str>,
    problems: &mut Vec<String>,
) {
    untranslated_table(written.file().get_ref(), None, languages, problems);
    in_no_language(definition, languages, problems);
    written.for_each_text(&mut |path, text| {
        if clean_text(text).is_empty() {
            problems.push(format!("{path}: the text is empty"));
        }
        // Signs of spam are looked for, not shown.
        let is_shown = !path.starts_with("suspicion.");
        for word in unknown_in_braces(text, filled_in(path))
            .into_iter()
            .filter(|_| is_shown)
        {
            problems.push(format!("{path}: nothing is filled in here for {{{word}}}"));
        }
    });
}

/// The words that are filled in where a path leads to.
fn filled_in(path: &str) -> &'static [&'static str] {
    match path.split('.').collect::<Vec<_>>()[..] {
        ["faults", ..] | ["fields", _, "faults", ..] => &["max", "min"],
        ["texts", "fault_count" | "written", ..] => &["count"],
        ["answers", "too-many", "text", ..] => &["time"],
        _ => &[],
    }
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
                let inner = Place {
                    within: Some(place),
                    name: &name_of(value.get_ref(), index),
                };
                untranslated(value.get_ref(), &inner, languages, problems);
            }
        }
        _ => {}
    }
}

/// Texts of which no language was known: of these, the tables themselves do not tell what they are.
fn in_no_language(definition: &Definition, languages: &BTreeSet<&str>, problems: &mut Vec<String>) {
    let mut look = |path: String, texts: &ByLanguage| {
        if !texts.keys().any(|code| languages.contains(code.as_str())) {
            let keys: Vec<&str> = texts.keys().map(String::as_str).collect();
            let has = match keys[..] {
                [] => "no text".to_owned(),
                _ => format!("{keys:?}, of which none is a language of the form"),
            };
            problems.push(format!("{path}: has {has}"));
        }
    };
    definition.for_each_table_of_texts(&mut look);
}

/// Plural forms that stand for more than one number in some language, so that their text must tell which.
const OF_MANY: [&str; 3] = ["few", "many", "other"];

/// Words in braces that the original has, and a translation has not: its readers are not told how long, or until when.
pub fn lost(definition: &Definition) -> Vec<(String, String)> {
    let mut problems = Vec::new();
    let Some(original) = definition.languages.first() else {
        return problems;
    };
    let original = original.code.as_str();
    let mut look = |path: String, texts: &ByLanguage| {
        let own = texts.get(original).map_or("", String::as_str);
        let others = texts
            .iter()
            .map(|(code, text)| (format!("{path}.{code}"), text));
        for (path, text) in others {
            problems.extend(lost_in(&path, (own, text), original));
        }
    };
    definition.for_each_table_of_texts(&mut look);
    problems.extend(untold(definition, original));
    let counts = &definition.texts.fault_count;
    let own = counts.get(original).and_then(|forms| forms.get("other"));
    let own = own.map_or("", String::as_str);
    for (code, forms) in counts {
        for (form, text) in forms
            .iter()
            .filter(|(form, _)| OF_MANY.contains(&form.as_str()))
        {
            let path = format!("texts.fault_count.{code}.{form}");
            problems.extend(lost_in(&path, (own, text), original));
        }
    }
    problems
}

/// Words in braces without which these texts of the original tell nobody what they are for.
fn untold(definition: &Definition, original: &str) -> Vec<(String, String)> {
    let texts = &definition.texts;
    let too_many = definition.answers.get("too-many");
    let too_many = too_many.and_then(|answer| answer.text.get(original));
    let counts = texts.fault_count.get(original);
    let others = counts.and_then(|forms| forms.get("other"));
    let (when, how_much) = ("when one may send again", "how much was written");
    let places = [
        (format!("answers.too-many.text.{original}"), too_many, when),
        (
            format!("texts.written.{original}"),
            texts.written.get(original),
            how_much,
        ),
        (
            format!("texts.fault_count.{original}.other"),
            others,
            "how much is wrong",
        ),
    ];
    let untold = places.into_iter().filter_map(|(path, text, what)| {
        let word = format!("{{{}}}", filled_in(&path).first()?);
        let lacks = !text?.contains(&word);
        lacks.then(|| (path, format!("lacks {word}, which says {what}")))
    });
    untold.collect()
}

fn lost_in(path: &str, (own, text): (&str, &str), original: &str) -> Vec<(String, String)> {
    let words = filled_in(path).iter().map(|word| format!("{{{word}}}"));
    let lost = words.filter(|word| own.contains(word) && !text.contains(word));
    let lacks = |word| format!("lacks {word}, which the text in {original:?} has");
    lost.map(|word| (path.to_owned(), lacks(word))).collect()
}
