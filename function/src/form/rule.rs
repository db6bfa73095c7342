//! One field's typed values → its answer, nothing, or the rule that they break.

use std::str::FromStr;

use serde::Serialize;

use super::definition::{Field, FieldKind};
use super::email::email;
use super::fault::FaultCode;
use super::phone::Phones;
use super::text::{characters, clean_line, clean_text, latin_digits};
use crate::sign_up::Value;

/// A character that people count as one may be built of many; no real one needs more than this.
const PARTS_PER_CHARACTER_MAX: usize = 12;

/// A typed value to be shown again.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Kept {
    Text(String),
    Codes(Vec<String>),
}

/// What the field's values say; `None` when it was left empty.
pub fn answer(field: &Field, values: &[&str], phones: &Phones) -> Result<Option<Value>, FaultCode> {
    match field.kind {
        FieldKind::Choice | FieldKind::Hidden => one_code(field, values),
        FieldKind::Choices => codes(field, values),
        FieldKind::Yes => yes(values),
        FieldKind::Text => typed(values, clean_line, |text| {
            within_length(field, text).map(Value::Text)
        }),
        FieldKind::LongText => typed(values, clean_text, |text| {
            within_length(field, text).map(Value::Text)
        }),
        FieldKind::Email => typed(values, clean_line, |text| {
            within_length(field, text).and_then(|text| email(&text))
        }),
        FieldKind::Phone => typed(values, clean_line, |text| {
            within_length(field, text).and_then(|text| phones.read(text))
        }),
        FieldKind::Number => typed(values, clean_line, |text| number(field, &text)),
    }
}

/// What of the field's values is shown again: what would be its answer, mended or not.
pub fn kept(field: &Field, values: &[&str]) -> Kept {
    let codes = || chosen(values).map(str::to_owned);
    match field.kind {
        FieldKind::Choices => Kept::Codes(codes().collect()),
        FieldKind::Choice | FieldKind::Hidden => Kept::Codes(codes().take(1).collect()),
        FieldKind::Yes => {
            // Only a yes that somebody gave is ticked.
            let is_yes = matches!(yes(values), Ok(Some(_)));
            Kept::Codes(is_yes.then(|| "yes".to_owned()).into_iter().collect())
        }
        FieldKind::LongText => Kept::Text(first(values, clean_text).unwrap_or_default()),
        FieldKind::Text | FieldKind::Email | FieldKind::Phone | FieldKind::Number => {
            Kept::Text(first(values, clean_line).unwrap_or_default())
        }
    }
}

fn typed(
    values: &[&str],
    clean: fn(&str) -> String,
    read: impl FnOnce(String) -> Result<Value, FaultCode>,
) -> Result<Option<Value>, FaultCode> {
    first(values, clean).map(read).transpose()
}

/// The first value that is not empty once it is cleaned.
fn first(values: &[&str], clean: fn(&str) -> String) -> Option<String> {
    let mut cleaned = values.iter().map(|value| clean(value));
    cleaned.find(|text| !text.is_empty())
}

/// The values that are not blank.
fn chosen<'a>(values: &[&'a str]) -> impl Iterator<Item = &'a str> {
    let trimmed = values.iter().map(|value| value.trim());
    trimmed.filter(|value| !value.is_empty())
}

fn one_code(field: &Field, values: &[&str]) -> Result<Option<Value>, FaultCode> {
    // The first that was posted: `Form::kind_of` goes by it too.
    codes(field, values)?;
    let first: Vec<&str> = chosen(values).take(1).collect();
    codes(field, &first)
}

/// The chosen codes in the form's order, each once.
fn codes(field: &Field, values: &[&str]) -> Result<Option<Value>, FaultCode> {
    let chosen: Vec<&str> = chosen(values).collect();
    if chosen.iter().any(|code| field.choice(code).is_none()) {
        return Err(FaultCode::UnknownChoice);
    }
    let in_order = field
        .choices
        .iter()
        .map(|choice| choice.code.as_str())
        .filter(|code| chosen.contains(code));
    let codes: Vec<String> = in_order.map(str::to_owned).collect();
    Ok((!codes.is_empty()).then_some(Value::Codes(codes)))
}

fn yes(values: &[&str]) -> Result<Option<Value>, FaultCode> {
    match chosen(values).next() {
        None => Ok(None),
        Some("yes" | "on") => Ok(Some(Value::Yes)),
        Some(_) => Err(FaultCode::UnknownChoice),
    }
}

fn within_length(field: &Field, text: String) -> Result<String, FaultCode> {
    let max = field.length_max.unwrap_or(usize::MAX);
    let mut count = 0;
    for character in characters(&text) {
        count += 1;
        if count > max || character.chars().count() > PARTS_PER_CHARACTER_MAX {
            return Err(FaultCode::TooLong);
        }
    }
    Ok(text)
}

fn number(field: &Field, text: &str) -> Result<Value, FaultCode> {
    let number = u32::from_str(&latin_digits(text)).map_err(|_| FaultCode::NotANumber)?;
    let range = field.min.unwrap_or(0)..=field.max.unwrap_or(u32::MAX);
    if range.contains(&number) {
        Ok(Value::Number(number))
    } else {
        Err(FaultCode::NotANumber)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub fn field(toml: &str) -> Field {
        let frame = "name = 'x'\nneed = 'optional'\ngroup = 'g'\nkinds = []\nlabel = 'X'\n";
        toml::from_str(&format!("{frame}{toml}")).unwrap()
    }

    pub fn check(field: &Field, values: &[&str], expected: Result<Option<Value>, FaultCode>) {
        let found = answer(field, values, &Phones::of("SE"));
        assert!(found == expected, "{values:?}: {found:?}");
    }

    #[test]
    fn numbers() {
        let field = field("kind = 'number'\nmin = 1\nmax = 20");
        for (typed, number) in [("1", 1), (" 20 ", 20), ("٣", 3), ("۱۲", 12), ("007", 7)] {
            check(&field, &[typed], Ok(Some(Value::Number(number))));
        }
        for typed in ["0", "21", "-1", "två", "1.5", "99999999999999999999", "1 2"] {
            check(&field, &[typed], Err(FaultCode::NotANumber));
        }
    }

    #[test]
    fn choices_are_kept_in_the_forms_order_each_once_and_of_one_the_first() {
        let some = "\nchoices = [{ code = 'a', label = 'A' }, { code = 'b', label = 'B' }]";
        let codes = |codes: &[&str]| {
            Ok(Some(Value::Codes(
                codes.iter().map(|code| (*code).into()).collect(),
            )))
        };
        let many = field(&format!("kind = 'choices'{some}"));
        check(&many, &["b", "a", "b"], codes(&["a", "b"]));
        check(&many, &["a", "c"], Err(FaultCode::UnknownChoice));
        check(&many, &["<b>"], Err(FaultCode::UnknownChoice));
        check(&many, &[""], Ok(None));
        let one = field(&format!("kind = 'choice'{some}"));
        check(&one, &["b"], codes(&["b"]));
        check(&one, &["b", "a"], codes(&["b"]));
        check(&one, &["b", "c"], Err(FaultCode::UnknownChoice));
        check(&one, &["B"], Err(FaultCode::UnknownChoice));
        check(&one, &[], Ok(None));
    }

    #[test]
    fn a_ticked_box_is_a_yes() {
        let field = field("kind = 'yes'");
        check(&field, &["yes"], Ok(Some(Value::Yes)));
        check(&field, &["on"], Ok(Some(Value::Yes)));
        check(&field, &[], Ok(None));
        check(&field, &["no"], Err(FaultCode::UnknownChoice));
    }

    #[test]
    fn what_would_be_the_answer_is_kept() {
        let check = |toml: &str, values: &[&str], expected: &[&str]| {
            let own = match kept(&field(toml), values) {
                Kept::Text(text) => vec![text],
                Kept::Codes(codes) => codes,
            };
            assert_eq!(own, expected, "{values:?}");
        };
        check("kind = 'yes'", &["yes"], &["yes"]);
        check("kind = 'yes'", &["on"], &["yes"]);
        for none in [&[""][..], &["no"], &[" "], &[]] {
            check("kind = 'yes'", none, &[]);
        }
        check("kind = 'long-text'", &["", "a\nb"], &["a\nb"]);
        check("kind = 'text'", &["\u{200b}", "Real"], &["Real"]);
        check("kind = 'choice'", &[" a ", "b"], &["a"]);
        check("kind = 'choices'", &["", "a", "b"], &["a", "b"]);
    }

    #[test]
    fn lengths_are_in_characters_that_people_count() {
        let field = field("kind = 'text'\nlength_max = 3");
        let text = |text: &str| Ok(Some(Value::Text(text.into())));
        check(&field, &["A\u{30a}sa"], text("Åsa"));
        for family in ["👩‍👧‍👦", "👩🏽‍❤️‍💋‍👩🏽"] {
            let three = family.repeat(3);
            check(&field, &[&three], text(&three));
        }
        check(&field, &["abcd"], Err(FaultCode::TooLong));
        check(
            &field,
            &[&format!("a{}", "\u{301}\u{302}".repeat(8))],
            Err(FaultCode::TooLong),
        );
        check(&field, &["  ", "abc", "def"], text("abc"));
    }
}
