//! `fallback` in `[[extra.languages]]` → the languages that stand in, in order, where a text is missing in one.
//! A language that lists none has none: then what is missing is a mistake, as in Zola.

use toml::{Table, Value};

use crate::config::{Config, LanguageId};
use crate::locale::Locale;
use crate::problem::Problem;

/// The chain behind `language`, without itself: what it lists, then what those list (`so → en → sv`).
pub fn fallback_chain(config: &Config, language: LanguageId) -> Vec<LanguageId> {
    let mut chain = vec![language];
    let mut next = 0;
    while let Some(current) = chain.get(next).copied() {
        for code in listed(config, &config.language(current).code) {
            if let Some(id) = config.language_id(code).filter(|id| !chain.contains(id)) {
                chain.push(id);
            }
        }
        next += 1;
    }
    chain.split_off(1)
}

/// `fallback = "en"` or `fallback = ["en", "sv"]` in the entry with this `code`.
fn listed<'a>(config: &'a Config, code: &str) -> Vec<&'a str> {
    let entries = config.extra.get("languages").and_then(Value::as_array);
    let own = |entry: &&Value| entry.get("code").and_then(Value::as_str) == Some(code);
    match entries.and_then(|entries| entries.iter().find(own)?.get("fallback")) {
        Some(Value::String(code)) => vec![code],
        Some(Value::Array(codes)) => codes.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// What is wrong with the blocks of `[[extra.languages]]`.
pub fn problems(config: &Config) -> Vec<Problem> {
    let entries = config.extra.get("languages").and_then(Value::as_array);
    let entries: Vec<&Table> = entries
        .into_iter()
        .flatten()
        .filter_map(Value::as_table)
        .collect();
    let code_of = |entry: &&Table| entry.get("code").and_then(Value::as_str).map(str::to_owned);
    let codes: Vec<String> = entries.iter().filter_map(code_of).collect();
    if codes.is_empty() || codes.len() < entries.len() {
        return Vec::new();
    }
    // Blocks with names are drawn; those without need only stand for what falls back.
    let is_drawn = entries.iter().all(|entry| entry.contains_key("name"));
    let mut wrong = Vec::new();
    for language in &config.languages {
        let code = &language.code;
        match codes.iter().filter(|own| *own == code).count() {
            0 if is_drawn => {
                wrong.push(format!(
                    "[languages.{code}] has no block in [[extra.languages]]"
                ));
            }
            0 | 1 => {}
            _ => wrong.push(format!("[[extra.languages]] has {code:?} twice")),
        }
    }
    for (entry, code) in entries.iter().zip(&codes) {
        wrong.extend(wrong_in(entry, code, config));
    }
    let problem = |message| Problem::warning(config.file.as_str(), 0, message);
    wrong.into_iter().map(problem).collect()
}

fn wrong_in(entry: &Table, code: &str, config: &Config) -> Vec<String> {
    let place = format!("[[extra.languages]] {code:?}");
    let mut wrong = Vec::new();
    if config.language_id(code).is_none() {
        wrong.push(format!("{place} has no [languages.{code}]"));
    }
    let listed = match entry.get("fallback") {
        None => Vec::new(),
        Some(Value::Array(codes)) => codes.iter().collect(),
        Some(one) => vec![one],
    };
    for fallback in listed {
        match fallback.as_str() {
            Some(own) if own == code => wrong.push(format!("{place} falls back on itself")),
            Some(own) if config.language_id(own).is_some() => {}
            _ => wrong.push(format!(
                "{place} falls back on {fallback}, which is no language here"
            )),
        }
    }
    let direction = Locale::from_code(code).map(|locale| locale.direction().word());
    if let (Some(known), Some(dir)) = (direction, entry.get("dir"))
        && dir.as_str() != Some(known)
    {
        wrong.push(format!("{place} has dir = {dir}, but is written {known:?}"));
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::{fallback_chain, problems};
    use crate::config::Config;

    #[test]
    fn follows_the_lists() {
        let text = "base_url = 'https://e.org'\ndefault_language = 'sv'\n[languages.en]\n[languages.so]\n[languages.ti]\n[languages.fr]\n\
            [[extra.languages]]\ncode = 'so'\nfallback = 'en'\n\
            [[extra.languages]]\ncode = 'en'\nfallback = ['sv', 'so', 'xx']\n\
            [[extra.languages]]\ncode = 'ti'\nfallback = ['fr', 'en']\n";
        let (config, _) = Config::parse("config.toml", text).unwrap();
        for (code, expected) in [
            ("so", "en sv"),
            ("en", "sv so"),
            ("ti", "fr en sv so"),
            ("fr", ""),
            ("sv", ""),
        ] {
            let chain = fallback_chain(&config, config.language_id(code).unwrap());
            let codes: Vec<&str> = chain
                .iter()
                .map(|id| config.language(*id).code.as_str())
                .collect();
            assert_eq!(codes.join(" "), expected, "{code}");
        }
    }

    #[test]
    fn other_uses_of_the_key_are_left_alone() {
        for extra in [
            "languages = ['sv']",
            "languages = { sv = 'svenska' }",
            "languages = 3",
        ] {
            let text = format!("base_url = 'https://e.org'\n[extra]\n{extra}");
            let (config, _) = Config::parse("config.toml", &text).unwrap();
            assert_eq!(fallback_chain(&config, config.default_language), []);
        }
    }

    #[test]
    fn each_language_has_its_block_and_each_block_its_language() {
        let check = |blocks: &str, expected: &[&str]| {
            let text = format!(
                "base_url = 'https://e.org'\ndefault_language = 'sv'\n[languages.ar]\n{blocks}"
            );
            let (config, _) = Config::parse("config.toml", &text).unwrap();
            let told: Vec<String> = problems(&config).iter().map(ToString::to_string).collect();
            let expected = expected
                .iter()
                .map(|own| format!("config.toml: warning: {own}"));
            assert_eq!(told, expected.collect::<Vec<_>>(), "{blocks}");
        };
        let block = |rest: &str| format!("[[extra.languages]]\n{rest}\n");
        let (sv, ar) = (
            block("code = 'sv'\ndir = 'ltr'"),
            block("code = 'ar'\ndir = 'rtl'"),
        );
        check("", &[]);
        check("[extra]\nlanguages = [{ name = 'svenska' }]", &[]);
        check(&format!("{sv}{ar}"), &[]);
        check(&sv, &[]);
        let named = block("code = 'sv'\nname = 'svenska'");
        check(
            &named,
            &["[languages.ar] has no block in [[extra.languages]]"],
        );
        check(
            &format!("{sv}{ar}{ar}"),
            &["[[extra.languages]] has \"ar\" twice"],
        );
        let wrong = block("code = 'ar'\ndir = 'rlt'\nfallback = ['ar', 'sw', 3, 'sv']");
        check(
            &format!("{sv}{wrong}{}", block("code = 'pl'")),
            &[
                "[[extra.languages]] \"ar\" falls back on itself",
                "[[extra.languages]] \"ar\" falls back on \"sw\", which is no language here",
                "[[extra.languages]] \"ar\" falls back on 3, which is no language here",
                "[[extra.languages]] \"ar\" has dir = \"rlt\", but is written \"rtl\"",
                "[[extra.languages]] \"pl\" has no [languages.pl]",
            ],
        );
    }
}
