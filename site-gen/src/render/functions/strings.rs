//! `trans` and `text_direction`: what depends on nothing but the language.

use std::borrow::Cow;
use std::sync::Arc;

use tera::{Error, Function, Kwargs, State, TeraResult, Value};

use super::{fault, hint, language, language_code};
use crate::config::{Config, LanguageId};
use crate::fallback::fallback_chain;
use crate::locale::{Locale, MissingArgument, Quantity, fill, plural_keys};

/// `trans(key=, lang=)`: a UI text of the config. Beyond Zola: `count=` picks the plural form (`KEY_one`, `KEY_few` …, else
/// `KEY`), every other argument takes the place of its `{name}`, and a language with a `fallback` borrows what it lacks.
#[derive(Debug)]
pub struct Trans {
    pub config: Arc<Config>,
}

impl Function<TeraResult<Value>> for Trans {
    fn call(&self, arguments: Kwargs, state: &State) -> TeraResult<Value> {
        let key = arguments.must_get::<&str>("key")?;
        let language = language("trans", &arguments, state, &self.config)?;
        let is_plain = !arguments.iter().any(|(name, _)| is_argument(name.as_str()));
        // Most calls want one text as it is: they need no locale.
        let own = &self.config.language(language).translations;
        if let (true, Some(text)) = (is_plain, own.get(key)) {
            return Ok(Value::from(text.as_str()));
        }
        let count = arguments.get::<&Value>("count")?.map(count).transpose()?;
        let (text, locale) = self
            .find(key, language, count.as_ref())
            .ok_or_else(|| self.missing(key, language))?;
        if is_plain {
            return Ok(Value::from(text));
        }
        let argument = |name: &str| {
            let mut given = arguments
                .iter()
                .filter(|(key, _)| is_argument(key.as_str()));
            let (_, value) = given.find(|(key, _)| key.as_str() == Some(name))?;
            Some(shown(value, locale.as_ref()))
        };
        let filled = fill(text, argument).map_err(|MissingArgument(name)| {
            fault(
                "trans",
                ("key", key),
                format!("the text wants `{{{name}}}`: call it with {name}=…"),
            )
        })?;
        Ok(Value::from(filled))
    }
}

impl Trans {
    /// The text in the language or in the first of its fallbacks that has it, with the locale of the one it was found in.
    fn find(
        &self,
        key: &str,
        language: LanguageId,
        count: Option<&Quantity>,
    ) -> Option<(&str, Option<Locale>)> {
        let chain = std::iter::once(language).chain(fallback_chain(&self.config, language));
        chain.into_iter().find_map(|id| {
            let language = self.config.language(id);
            let locale = Locale::from_code(&language.code);
            let keys = match (count, &locale) {
                (Some(count), Some(locale)) => plural_keys(key, locale, count),
                _ => vec![key.to_owned()],
            };
            let text = keys.iter().find_map(|key| language.translations.get(key))?;
            Some((text.as_str(), locale))
        })
    }

    fn missing(&self, key: &str, language: LanguageId) -> Error {
        let language = self.config.language(language);
        let hint = hint(key, language.translations.keys().map(String::as_str));
        let message = format!(
            "the config has no such text for the language `{}`{hint}",
            language.code
        );
        fault("trans", ("key", key), message)
    }
}

fn is_argument(name: Option<&str>) -> bool {
    name.is_some_and(|name| name != "key" && name != "lang")
}

fn count(value: &Value) -> TeraResult<Quantity> {
    let number = value
        .as_number()
        .and_then(|_| Quantity::from_text(&value.to_string()));
    number.ok_or_else(|| fault("trans", ("count", &value.to_string()), "must be a number"))
}

/// Numbers as the language writes them, all else as it is.
fn shown<'a>(value: &'a Value, locale: Option<&Locale>) -> Cow<'a, str> {
    if let Some(text) = value.as_str() {
        return Cow::Borrowed(text);
    }
    let text = value.to_string();
    let number = value.as_number().and_then(|_| Quantity::from_text(&text));
    Cow::Owned(match (number, locale) {
        (Some(number), Some(locale)) => locale.number(&number),
        _ => text,
    })
}

/// `text_direction(lang=)`: `ltr` or `rtl`, for the attribute `dir`.
#[derive(Debug)]
pub struct TextDirection {
    pub config: Arc<Config>,
}

impl Function<TeraResult<&'static str>> for TextDirection {
    fn call(&self, arguments: Kwargs, state: &State) -> TeraResult<&'static str> {
        let code = language_code(&arguments, state, &self.config)?;
        let locale = Locale::from_code(&code).ok_or_else(|| {
            fault(
                "text_direction",
                ("lang", &code),
                "not a Unicode language identifier, e.g. `sv` or `fa-AF`",
            )
        })?;
        Ok(locale.direction().word())
    }
}

#[cfg(test)]
mod tests {
    use crate::render::functions::testing::Site;

    #[test]
    fn speaks_the_pages_language() {
        let site = Site::new(
            "translations.hi = 'Hello {x}'\n[languages.sv]\ntranslations.hi = 'Hej'\n[languages.fa-AF]",
            "",
        );
        for (lang, call, expected) in [
            ("en", r#"trans(key="hi")"#, "Hello {x}"),
            ("sv", r#"trans(key="hi")"#, "Hej"),
            ("sv", r#"trans(key="hi", lang="en")"#, "Hello {x}"),
            ("en", "text_direction()", "ltr"),
            ("fa-AF", "text_direction()", "rtl"),
            ("fa-AF", r#"text_direction(lang="sv-simple")"#, "ltr"),
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

    #[test]
    fn counts_names_and_falls_back() {
        let site = Site::new(
            "default_language = 'sv'\n\
             [translations]\nguests = '{count} gäster hos {host}'\nguests_one = 'en gäst hos {host}'\nguests_zero = 'ingen'\nonly = 'bara'\n\
             [languages.uk.translations]\nguests_one = '{count} гість'\nguests_few = '{count} гості'\nguests_many = '{count} гостей'\n\
             [languages.so]\n[languages.ti]\n[[extra.languages]]\ncode = 'so'\nfallback = 'sv'\n",
            "",
        );
        for (lang, call, expected) in [
            (
                "sv",
                r#"trans(key="guests", count=1, host="Bo")"#,
                "en gäst hos Bo",
            ),
            (
                "sv",
                r#"trans(key="guests", count=12345, host="Bo")"#,
                "12\u{a0}345 gäster hos Bo",
            ),
            ("sv", r#"trans(key="guests", count=0, host="Bo")"#, "ingen"),
            ("sv", r#"trans(key="guests")"#, "{count} gäster hos {host}"),
            ("uk", r#"trans(key="guests", count=22)"#, "22 гості"),
            ("uk", r#"trans(key="guests", count=11)"#, "11 гостей"),
            (
                "so",
                r#"trans(key="guests", count=1, host="Bo")"#,
                "en gäst hos Bo",
            ),
            ("so", r#"trans(key="only")"#, "bara"),
        ] {
            site.check(lang, call, Ok(expected));
        }
        for (lang, call, expected) in [
            (
                "ti",
                r#"trans(key="only")"#,
                "the config has no such text for the language `ti`",
            ),
            (
                "sv",
                r#"trans(key="guests", count=2)"#,
                "the text wants `{host}`: call it with host=…",
            ),
            (
                "sv",
                r#"trans(key="guests", count="many")"#,
                "`trans(count=\"many\")`: must be a number",
            ),
        ] {
            site.check(lang, call, Err(expected));
        }
    }
}
