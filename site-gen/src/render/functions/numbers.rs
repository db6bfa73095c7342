//! `num_format` and `date`, Zola's filters, which know here what the language wants; and `list_format`, our own.

use std::sync::Arc;

use jiff::civil::Date;
use jiff::fmt::strtime;
use num_format::{Locale as Separators, ToFormattedString};
use tera::{Error, Filter, Kwargs, Map, Number, State, TeraResult, Value};

use super::{fault, hint};
use crate::locale::{ListKind, Locale, Quantity};

/// `number | num_format(locale=)`; without a locale, the site's default language. Beyond Zola: fractions, and codes that
/// have no separators of their own (`sv-simple`) take their parent's.
#[derive(Debug)]
pub struct NumFormat {
    pub default_language: String,
}

impl Filter<Number, TeraResult<String>> for NumFormat {
    fn call(&self, number: Number, arguments: Kwargs, _: &State) -> TeraResult<String> {
        let named = arguments.get::<String>("locale")?;
        let code = named.as_deref().unwrap_or(&self.default_language);
        match (number, Separators::from_name(code)) {
            (Number::Integer(number), Ok(separators)) => {
                Ok(number.to_formatted_string(&separators))
            }
            (number, _) => with_cldr(number, code).ok_or_else(|| unknown(code)),
        }
    }
}

fn with_cldr(number: Number, code: &str) -> Option<String> {
    let text = match number {
        Number::Integer(number) => number.to_string(),
        Number::Float(number) => number.to_string(),
        _ => return None,
    };
    Some(Locale::from_code(code)?.number(&Quantity::from_text(&text)?))
}

fn unknown(code: &str) -> Error {
    let hint = hint(code, Separators::available_names().iter().copied());
    fault(
        "num_format",
        ("locale", code),
        format!("there is no such locale{hint}"),
    )
}

/// `date | date(format=, timezone=, locale=)`: tera-contrib's, with Latin digits unless the locale asks for others.
/// A strftime format knows no language: beside one the locale counts for nothing, as in Zola 0.23.
pub fn date(date: &Value, arguments: Kwargs, state: &State) -> TeraResult<String> {
    if let Some(text) = day(date, &arguments)? {
        return Ok(text);
    }
    let arguments = match arguments.get::<&str>("locale")? {
        None => arguments,
        Some(locale) => with_latin_digits(&arguments, locale)?,
    };
    tera_contrib::dates::date(date, arguments, state)
}

/// A day in a strftime format, as most dates are: tera-contrib takes it for any other date first, and gives it a zone.
/// None where that would show.
fn day(date: &Value, arguments: &Kwargs) -> TeraResult<Option<String>> {
    let format = arguments.get::<&str>("format")?;
    let format = format.filter(|format| format.contains('%'));
    let text = date
        .as_str()
        .filter(|text| text.len() == "2026-11-27".len());
    let (Some(format), Some(text), None) = (format, text, arguments.get::<&str>("timezone")?)
    else {
        return Ok(None);
    };
    let day = text.parse::<Date>();
    // A format that asks for the zone fails.
    let shown = day.and_then(|day| strtime::format(format, day.at(0, 0, 0, 0)));
    Ok(shown.ok())
}

fn with_latin_digits(arguments: &Kwargs, locale: &str) -> TeraResult<Kwargs> {
    let is_strftime = arguments
        .get::<&str>("format")?
        .is_some_and(|format| format.contains('%'));
    let mut own: Map = arguments
        .iter()
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    if is_strftime {
        own.retain(|key, _| key.as_str() != Some("locale"));
    } else if let Some(locale) = Locale::from_code(locale) {
        own.insert("locale".into(), Value::from(locale.code()));
    }
    Ok(Kwargs::new(Arc::new(own)))
}

/// `list | list_format(locale=, kind="and")`: `a, b och c`. Ours alone: Zola has no filter of this name.
pub fn list_format(items: &[Value], arguments: Kwargs, state: &State) -> TeraResult<String> {
    let kind = match arguments.get::<&str>("kind")?.unwrap_or("and") {
        "and" => ListKind::And,
        "or" => ListKind::Or,
        "unit" => ListKind::Unit,
        other => {
            return Err(fault(
                "list_format",
                ("kind", other),
                "must be and, or, or unit",
            ));
        }
    };
    let code = match arguments.get::<String>("locale")? {
        Some(code) => code,
        None => state.get::<String>("lang")?.unwrap_or_default(),
    };
    let locale = Locale::from_code(&code).ok_or_else(|| {
        fault(
            "list_format",
            ("locale", &code),
            "not a Unicode language identifier, e.g. `sv` or `fa-AF`",
        )
    })?;
    let texts: Vec<String> = items.iter().map(ToString::to_string).collect();
    Ok(locale.list(&texts, kind))
}

#[cfg(test)]
mod tests {
    use crate::render::functions::testing::Site;

    #[test]
    fn writes_numbers_dates_and_lists() {
        let site = Site::new("default_language = 'sv'\n[languages.fa-AF]", "");
        for (template, expected) in [
            ("100 | num_format", "100"),
            ("1000000 | num_format", "1\u{a0}000\u{a0}000"),
            (r#"1000000 | num_format(locale="en-IN")"#, "10,00,000"),
            (r#"-1234567 | num_format(locale="de")"#, "-1.234.567"),
            (
                r#"1234567 | num_format(locale="sv-simple")"#,
                "1\u{a0}234\u{a0}567",
            ),
            (r#"80.5 | num_format(locale="uk")"#, "80,5"),
            (r#""2018-09-11" | date(format="%d/%m %Y")"#, "11/09 2018"),
            (
                r#""2018-09-11" | date(format="%F %T %Z %z %s")"#,
                "2018-09-11 00:00:00 UTC +0000 1536624000",
            ),
            (
                r#""2018-09-11" | date(format="%F %T %z", timezone="Europe/Stockholm")"#,
                "2018-09-11 00:00:00 +0200",
            ),
            (
                r#""2018-09-11" | date(format="%d %B", locale="sv")"#,
                "11 September",
            ),
            (
                r#""2018-09-11" | date(format="d MMMM y", locale="sv")"#,
                "11 september 2018",
            ),
            (
                r#""2018-09-11" | date(format="d MMMM y", locale="sv-simple")"#,
                "11 september 2018",
            ),
            (
                r#""2018-09-11" | date(format="d MMMM y", locale="fa-AF")"#,
                "11 سپتمبر 2018",
            ),
            (
                r#""2018-09-11" | date(format="d MMMM y", locale="fa-u-nu-arabext")"#,
                "۱۱ سپتامبر ۲۰۱۸",
            ),
            (r#"["a", 2, true] | list_format"#, "a, 2 och true"),
            (
                r#"["a", "b"] | list_format(locale="en", kind="or")"#,
                "a or b",
            ),
        ] {
            site.check("sv", template, Ok(expected));
        }
        for (template, expected) in [
            (
                r#"1 | num_format(locale="1")"#,
                "`num_format(locale=\"1\")`: there is no such locale",
            ),
            (
                r#""2018-02-30" | date"#,
                "The string 2018-02-30 cannot be parsed as a valid date",
            ),
            (
                r#"["a"] | list_format(kind="nor")"#,
                "`list_format(kind=\"nor\")`: must be and, or, or unit",
            ),
            (r#""x" | date"#, "cannot be parsed as a valid date"),
        ] {
            site.check("sv", template, Err(expected));
        }
    }
}
