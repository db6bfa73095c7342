//! `trans` and `text_direction`: what depends on nothing but the language.

use std::sync::Arc;

use icu_locale::{LanguageIdentifier, LocaleDirectionality};
use tera::{Function, Kwargs, State, TeraResult};

use super::{fault, hint, language, language_code};
use crate::config::Config;

/// `trans(key=, lang=)`: a UI text of the config.
#[derive(Debug)]
pub struct Trans {
    pub config: Arc<Config>,
}

impl Function<TeraResult<String>> for Trans {
    fn call(&self, arguments: Kwargs, state: &State) -> TeraResult<String> {
        let key = arguments.must_get::<&str>("key")?;
        let language = self
            .config
            .language(language("trans", &arguments, state, &self.config)?);
        language.translations.get(key).cloned().ok_or_else(|| {
            let hint = hint(key, language.translations.keys().map(String::as_str));
            fault(
                "trans",
                ("key", key),
                format!(
                    "the config has no such text for the language `{}`{hint}",
                    language.code
                ),
            )
        })
    }
}

/// `text_direction(lang=)`: `ltr` or `rtl`, for the attribute `dir`.
#[derive(Debug)]
pub struct TextDirection {
    pub config: Arc<Config>,
}

impl Function<TeraResult<&'static str>> for TextDirection {
    fn call(&self, arguments: Kwargs, state: &State) -> TeraResult<&'static str> {
        let code = language_code(&arguments, state, &self.config)?;
        let language: LanguageIdentifier = code.parse().map_err(|_| {
            fault(
                "text_direction",
                ("lang", &code),
                "not a Unicode language identifier, e.g. `sv` or `fa-AF`",
            )
        })?;
        Ok(text_direction(&language))
    }
}

/// The direction in which a language is written, by its script or by the script it is usually written in.
pub fn text_direction(language: &LanguageIdentifier) -> &'static str {
    const DIRECTIONS: LocaleDirectionality = LocaleDirectionality::new_extended();
    match DIRECTIONS.is_right_to_left(language) {
        true => "rtl",
        false => "ltr",
    }
}

#[cfg(test)]
mod tests {
    use crate::render::functions::testing::Site;

    #[test]
    fn speaks_the_pages_language() {
        let site = Site::new(
            "translations.hi = 'Hello'\n[languages.sv]\ntranslations.hi = 'Hej'\n[languages.fa-AF]",
            "",
        );
        for (lang, call, expected) in [
            ("en", r#"trans(key="hi")"#, "Hello"),
            ("sv", r#"trans(key="hi")"#, "Hej"),
            ("sv", r#"trans(key="hi", lang="en")"#, "Hello"),
            ("en", "text_direction()", "ltr"),
            ("fa-AF", "text_direction()", "rtl"),
            ("fa-AF", r#"text_direction(lang="sv-simple")"#, "ltr"),
            ("en", r#"text_direction(lang="ckb")"#, "rtl"),
            ("en", r#"text_direction(lang="ti")"#, "ltr"),
            ("en", r#"text_direction(lang="uz-Arab")"#, "rtl"),
        ] {
            site.check(lang, call, Ok(expected));
        }
        for (call, expected) in [
            (
                r#"trans(key="hii")"#,
                "`trans(key=\"hii\")`: the config has no such text for the language `en` (did you mean `hi`?)",
            ),
            (
                r#"trans(key="hi", lang="fa-AF")"#,
                "for the language `fa-AF`",
            ),
            (
                r#"trans(key="hi", lang="se")"#,
                "the config has no language `se`",
            ),
            (
                r#"text_direction(lang="z")"#,
                "`text_direction(lang=\"z\")`: not a Unicode language identifier",
            ),
        ] {
            site.check("en", call, Err(expected));
        }
    }
}
