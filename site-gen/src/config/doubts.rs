//! A config that Zola would take → what in it is a slip of the pen all the same, by file and line: a switch of ours that is
//! misspelt or no switch, a text of the UI that is misspelt, empty, or lost what it is to be filled with.

use std::collections::BTreeSet;

use toml::Value;

use super::{Config, Language};
use crate::fields::{Place, key_line};
use crate::problem::{Problem, nearest};

/// What `[extra]` may switch on; the rest of it is the site's own.
const SWITCHES: [&str; 6] = [
    "alternates",
    "collate_titles",
    "default_language_suffix",
    "localized_404",
    "localized_links",
    "word_search",
];

/// All that looks like a slip.
pub(super) fn problems(config: &Config, place: Place<'_>) -> Vec<Problem> {
    let mut found = near_switches(config, place);
    found.extend(no_switches(config, place));
    let original = config.language(config.default_language);
    for language in &config.languages {
        found.extend(empty(language, original, place));
        if language.code != original.code {
            found.extend(unknown(language, original, place));
            found.extend(unfilled(language, original, place));
        }
    }
    found
}

/// A key that is switched on, and does nothing but look like one of ours.
fn near_switches(config: &Config, place: Place<'_>) -> Vec<Problem> {
    let on = config.extra.iter();
    let on = on.filter(|(key, value)| {
        **value == Value::Boolean(true) && !SWITCHES.contains(&key.as_str())
    });
    let near = on.filter_map(|(key, _)| Some((key, nearest(key, SWITCHES)?)));
    let near = near.filter(|(key, switch)| strsim::damerau_levenshtein(key, switch) <= 2);
    let told = near.map(|(key, switch)| {
        let message = format!("`extra.{key}` switches nothing on that site-gen knows");
        warning(place, &["extra", key], message).with_nearest(key, [switch])
    });
    told.collect()
}

/// One of ours that is neither true nor false.
fn no_switches(config: &Config, place: Place<'_>) -> Vec<Problem> {
    let set = SWITCHES
        .iter()
        .filter_map(|switch| Some((switch, config.extra.get(*switch)?)));
    let told = set
        .filter(|(_, value)| !value.is_bool())
        .map(|(switch, _)| {
            let message =
                format!("`extra.{switch}` is not `true` or `false`, and switches nothing");
            warning(place, &["extra", switch], message)
        });
    told.collect()
}

fn empty(language: &Language, original: &Language, place: Place<'_>) -> Vec<Problem> {
    let blank = language.translations.iter();
    // Where the original is empty too, it is meant.
    let meant = |key: &String| {
        original
            .translations
            .get(key)
            .is_some_and(|own| own.trim().is_empty())
    };
    let blank = blank.filter(|(key, text)| text.trim().is_empty() && !meant(key));
    let told = blank.map(|(key, _)| told(language, original, key, place, "is empty".to_owned()));
    told.collect()
}

/// A text that the original has not, where one of the original's is missing that is called much the same.
fn unknown(language: &Language, original: &Language, place: Place<'_>) -> Vec<Problem> {
    let known = &original.translations;
    if known.is_empty() {
        return Vec::new();
    }
    let lacking = known.keys().map(String::as_str);
    let lacking: Vec<&str> = lacking
        .filter(|key| !language.translations.contains_key(*key))
        .collect();
    let own = language
        .translations
        .keys()
        .filter(|key| !known.contains_key(*key));
    let near = own.filter_map(|key| Some((key, nearest(key, lacking.iter().copied())?)));
    // The forms of a plural differ by language.
    let near = near.filter(|(key, meant)| !key.starts_with(meant) && !is_plural(key));
    let told = near.map(|(key, meant)| {
        let message = format!("is no text of {:?}", original.code);
        told(language, original, key, place, message).with_nearest(key, [meant])
    });
    told.collect()
}

fn is_plural(key: &str) -> bool {
    let forms = ["_zero", "_one", "_two", "_few", "_many", "_other"];
    forms.iter().any(|form| key.ends_with(form))
}

/// A text without a name in braces that the original's has, or with one more. The form of a plural that means one number alone
/// in one language means many in another.
fn unfilled(language: &Language, original: &Language, place: Place<'_>) -> Vec<Problem> {
    let both = language.translations.iter();
    let both = both.filter_map(|(key, text)| Some((key, text, original.translations.get(key)?)));
    let both = both.filter(|(key, ..)| !is_plural(key));
    let told = both.filter_map(|(key, text, meant)| {
        let (own, meant) = (names(text), names(meant));
        let differs = own.symmetric_difference(&meant).next()?;
        let what = if own.contains(differs) {
            "has"
        } else {
            "lacks"
        };
        let message = format!("{what} {{{differs}}}, other than in {:?}", original.code);
        Some(told(language, original, key, place, message))
    });
    told.collect()
}

/// The names in braces: of `{count} pages` it is `count`.
fn names(text: &str) -> BTreeSet<&str> {
    let opened = text.split('{').skip(1);
    let inner = opened.filter_map(|rest| Some(rest.split_once('}')?.0));
    inner
        .filter(|name| {
            name.chars()
                .all(|char| char.is_alphanumeric() || char == '_')
        })
        .filter(|name| !name.is_empty())
        .collect()
}

fn told(
    language: &Language,
    original: &Language,
    key: &str,
    place: Place<'_>,
    what: String,
) -> Problem {
    let code = language.code.as_str();
    let (path, name) = if code == original.code {
        (vec!["translations", key], format!("translations.{key}"))
    } else {
        let name = format!("languages.{code}.translations.{key}");
        (vec!["languages", code, "translations", key], name)
    };
    warning(place, &path, format!("`{name}` {what}"))
}

fn warning(place: Place<'_>, path: &[&str], message: String) -> Problem {
    let line = key_line(place.syntax, place.text, path).unwrap_or_default();
    Problem::warning(place.file, line, message)
}

#[cfg(test)]
mod tests {
    use super::super::Config;

    fn check(text: &str, expected: &[&str]) {
        let text = format!("base_url = 'https://e.org'\ndefault_language = 'sv'\n{text}");
        let problems = match Config::parse("config.toml", &text) {
            Ok((_, problems)) | Err(problems) => problems,
        };
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(told, expected, "{text}");
    }

    #[test]
    fn a_switch_is_true_or_false() {
        check(
            "[extra]\nlocalized_links = 'yes'\nword_search = true",
            &[
                "config.toml:4: warning: `extra.localized_links` is not `true` or `false`, and switches nothing",
            ],
        );
    }

    #[test]
    fn a_misspelt_switch_is_told() {
        check(
            "[extra]\nlocalised_links = true\nalternate = false\nlinks = true",
            &[
                "config.toml:4: warning: `extra.localised_links` switches nothing on that site-gen knows\n  hint: did you mean \"localized_links\"?",
            ],
        );
    }

    #[test]
    fn texts_are_those_of_the_original() {
        let original = "[translations]\nskip = 'Hoppa'\nfound = '{count} sidor'\nguests_other = '{number} gäster'\nnone = ''\n";
        check(
            &format!(
                "{original}[languages.en.translations]\nskpi = 'Skip'\nguests_one = 'a guest'\nguests_other = 'guests'\nfound = 'pages'\nextra = 'x'"
            ),
            &[
                "config.toml:9: warning: `languages.en.translations.skpi` is no text of \"sv\"\n  hint: did you mean \"skip\"?",
                "config.toml:12: warning: `languages.en.translations.found` lacks {count}, other than in \"sv\"",
            ],
        );
        check(
            &format!(
                "{original}[languages.en.translations]\nskip = ' '\nfound = '{{antal}} {{count}}'\nnone = ''"
            ),
            &[
                "config.toml:9: warning: `languages.en.translations.skip` is empty",
                "config.toml:10: warning: `languages.en.translations.found` has {antal}, other than in \"sv\"",
            ],
        );
    }
}
