//! `fallback` in `[[extra.languages]]` → the languages that stand in, in order, where a text is missing in one.
//! A language that lists none has none: then what is missing is a mistake, as in Zola.

use toml::Value;

use crate::config::{Config, LanguageId};

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

#[cfg(test)]
mod tests {
    use super::fallback_chain;
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
}
