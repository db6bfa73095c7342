//! The UI texts of the config → those that a language lacks, that nobody uses, or that were never translated.

use std::collections::{BTreeMap, BTreeSet};

use super::script::Script;
use crate::config::{Config, Language};
use crate::locale::Locale;

/// Something is odd about a text in a language.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct StringProblem {
    pub language: String,
    pub key: String,
    pub fault: StringFault,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StringFault {
    Missing,
    /// No template, page or data file names it.
    Unused,
    /// The same words as in the original.
    Untranslated,
    WrongScript,
}

const PLURAL_FORMS: [&str; 6] = ["zero", "one", "two", "few", "many", "other"];

/// What is odd, by language in the order of the config, then by key.
pub fn strings(config: &Config, texts: &[&str]) -> Vec<StringProblem> {
    let all_keys: BTreeSet<&str> = config
        .languages
        .iter()
        .flat_map(|language| language.translations.keys().map(String::as_str))
        .collect();
    let original = config.language(config.default_language);
    let mut problems = Vec::new();
    for language in &config.languages {
        let mut found = Vec::new();
        let own: BTreeSet<&str> = all_keys.iter().map(|key| family(key, &all_keys)).collect();
        for key in own {
            found.extend(
                missing(language, key)
                    .into_iter()
                    .map(|key| (key, StringFault::Missing)),
            );
        }
        if language.code == original.code {
            let unused = language
                .translations
                .keys()
                .filter(|key| !is_used(family(key, &all_keys), texts));
            found.extend(unused.map(|key| (key.clone(), StringFault::Unused)));
        } else {
            found.extend(untranslated(language, original));
        }
        found.sort();
        let problem = |(key, fault)| StringProblem {
            language: language.code.clone(),
            key,
            fault,
        };
        problems.extend(found.into_iter().map(problem));
    }
    problems
}

/// `guests_one` belongs to `guests` when there is a `guests` or a `guests_other`.
fn family<'a>(key: &'a str, keys: &BTreeSet<&str>) -> &'a str {
    match key.rsplit_once('_') {
        Some((base, form)) if PLURAL_FORMS.contains(&form) => {
            let is_plural = keys.contains(base) || keys.contains(format!("{base}_other").as_str());
            if is_plural { base } else { key }
        }
        _ => key,
    }
}

/// The keys that the language lacks of a family: the text itself, or the plural forms that its grammar wants.
fn missing(language: &Language, key: &str) -> Vec<String> {
    let has = |key: &str| language.translations.contains_key(key);
    let counts = PLURAL_FORMS
        .iter()
        .any(|form| has(&format!("{key}_{form}")));
    if has(key) && !counts {
        return Vec::new();
    }
    let forms = Locale::from_code(&language.code)
        .map(|locale| locale.plural_categories())
        .unwrap_or_default();
    let (given, lacking): (Vec<String>, Vec<String>) = forms
        .iter()
        .map(|form| format!("{key}_{form}"))
        .partition(|form| has(form) || has(key) && form.ends_with("_other"));
    if given.is_empty() && !counts {
        vec![key.to_owned()]
    } else {
        lacking
    }
}

fn untranslated(language: &Language, original: &Language) -> Vec<(String, StringFault)> {
    let script = Script::of(&language.code);
    let related = primary(&language.code) == primary(&original.code);
    let fault = |(key, text): (&String, &String)| {
        let same = !related
            && text.chars().any(char::is_alphabetic)
            && original.translations.get(key) == Some(text);
        let fault = match &script {
            _ if same => StringFault::Untranslated,
            Some(script) if script.is_foreign(text) => StringFault::WrongScript,
            _ => return None,
        };
        Some((key.clone(), fault))
    };
    language.translations.iter().filter_map(fault).collect()
}

pub(super) fn primary(code: &str) -> &str {
    code.split(['-', '_']).next().unwrap_or(code)
}

/// Whether the key stands anywhere as a word: templates may build the call from parts.
fn is_used(key: &str, texts: &[&str]) -> bool {
    let is_part = |sign: char| sign.is_alphanumeric() || sign == '_';
    texts.iter().any(|text| {
        text.match_indices(key).any(|(at, _)| {
            !text[..at].ends_with(is_part) && !text[at + key.len()..].starts_with(is_part)
        })
    })
}

/// How many of each fault a language has.
pub(super) fn counts<'a>(
    problems: &'a [StringProblem],
    language: &str,
) -> BTreeMap<StringFault, Vec<&'a str>> {
    let mut counts: BTreeMap<StringFault, Vec<&str>> = BTreeMap::new();
    for problem in problems
        .iter()
        .filter(|problem| problem.language == language)
    {
        counts.entry(problem.fault).or_default().push(&problem.key);
    }
    counts
}
