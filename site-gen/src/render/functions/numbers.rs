//! `num_format`: a whole number with its locale's separators.

use num_format::{Locale, ToFormattedString};
use tera::{Filter, Kwargs, State, TeraResult};

use super::fault;
use crate::problem::nearest;

/// `number | num_format(locale=)`; without a locale, the site's default language.
#[derive(Debug)]
pub struct NumFormat {
    pub default_language: String,
}

impl Filter<i128, TeraResult<String>> for NumFormat {
    fn call(&self, number: i128, arguments: Kwargs, _: &State) -> TeraResult<String> {
        let named = arguments.get::<&str>("locale")?;
        let name = named.unwrap_or(&self.default_language);
        match (Locale::from_name(name), named) {
            (Ok(locale), _) => Ok(number.to_formatted_string(&locale)),
            // A site in a language without number data (sv-simple, fa-AF) takes the nearest parent's.
            (Err(_), None) => Ok(number.to_formatted_string(&parent(name))),
            (Err(_), Some(name)) => Err(unknown(name)),
        }
    }
}

fn parent(name: &str) -> Locale {
    let primary = name.split('-').next().unwrap_or(name);
    Locale::from_name(primary).unwrap_or(Locale::en)
}

fn unknown(name: &str) -> tera::Error {
    let hint = nearest(name, Locale::available_names().iter().copied());
    let hint = hint
        .map(|name| format!("; did you mean `{name}`?"))
        .unwrap_or_default();
    fault(
        "num_format",
        ("locale", name),
        format!("there is no such locale{hint}"),
    )
}

#[cfg(test)]
mod tests {
    use super::NumFormat;
    use tera::{Context, Tera};

    fn render(default_language: &str, template: &str) -> Result<String, String> {
        let mut tera = Tera::default();
        tera.register_filter(
            "num_format",
            NumFormat {
                default_language: default_language.to_owned(),
            },
        );
        crate::render::functions::testing::render(&tera, template, &Context::new())
    }

    #[test]
    fn separates_thousands() {
        for (language, template, expected) in [
            ("en", "100 | num_format", "100"),
            ("en", "1000000 | num_format", "1,000,000"),
            ("sv", "1000000 | num_format", "1\u{a0}000\u{a0}000"),
            ("sv-simple", "1000000 | num_format", "1\u{a0}000\u{a0}000"),
            ("sv", r#"1000000 | num_format(locale="en-IN")"#, "10,00,000"),
            ("sv", r#"-1234567 | num_format(locale="de")"#, "-1.234.567"),
        ] {
            assert_eq!(
                render(language, template).unwrap(),
                expected,
                "{language} {template}"
            );
        }
    }

    #[test]
    fn names_the_nearest_locale() {
        let error = render("en", r#"1 | num_format(locale="frr")"#).unwrap_err();
        assert!(
            error.contains(
                "`num_format(locale=\"frr\")`: there is no such locale; did you mean `fr`?"
            ),
            "{error}"
        );
    }
}
