//! Keys and texts of `form.toml` that nobody will ever see, and a word that means less than it says: nearly always a slip, and
//! people can sign up all the same.

use super::consistency::{ANSWERS, NOT_SENT_YET};
use super::definition::{Definition, Field, FieldKind, Need};
use super::fault::FaultCode;
use super::wording::plural_categories;

/// The words of HTML for what a field of a person's may be filled in with; those for passwords and payments are left out.
const AUTOCOMPLETE: [&str; 39] = [
    "off",
    "on",
    "name",
    "honorific-prefix",
    "given-name",
    "additional-name",
    "family-name",
    "honorific-suffix",
    "nickname",
    "username",
    "organization-title",
    "organization",
    "street-address",
    "address-line1",
    "address-line2",
    "address-line3",
    "address-level1",
    "address-level2",
    "address-level3",
    "address-level4",
    "country",
    "country-name",
    "postal-code",
    "language",
    "bday",
    "bday-day",
    "bday-month",
    "bday-year",
    "sex",
    "url",
    "photo",
    "tel",
    "tel-country-code",
    "tel-national",
    "tel-area-code",
    "tel-local",
    "tel-extension",
    "email",
    "impp",
];

/// The path of each, and why nobody sees it.
pub fn unused(definition: &Definition) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for field in &definition.fields {
        let path = format!("fields.{}", field.name);
        let told = keys(field).map(|(key, why)| (format!("{path}.{key}"), why));
        found.extend(told);
        let faults = field.faults.keys().filter(|code| !can_be(field, **code));
        found.extend(faults.map(|code| {
            let why = "is never shown: no answer to this question is wrong in that way";
            (format!("{path}.faults.{}", code.as_str()), why.to_owned())
        }));
    }
    let named = |name: &str| definition.fields.iter().any(|field| leads_to(field, name));
    let answers = definition
        .answers
        .keys()
        .filter(|name| !ANSWERS.contains(&name.as_str()) && *name != NOT_SENT_YET && !named(name));
    found.extend(answers.map(|name| {
        let why = "is never shown: no answer has it for its stop";
        (format!("answers.{name}"), why.to_owned())
    }));
    found.extend(plurals(definition));
    found.extend(alone(definition));
    found
}

/// Keys that say nothing in a field of its kind.
fn keys(field: &Field) -> impl Iterator<Item = (&'static str, String)> {
    use FieldKind::{Email, LongText, Number, Phone, Text};
    let is_number = field.kind == Number;
    let is_text = matches!(field.kind, Text | LongText | Email | Phone);
    let is_filled_in = matches!(field.kind, Text | Email | Phone);
    let unread = [
        ("min", field.min.is_some() && !is_number),
        ("max", field.max.is_some() && !is_number),
        ("length_max", field.length_max.is_some() && !is_text),
        (
            "autocomplete",
            field.autocomplete.is_some() && !is_filled_in,
        ),
    ];
    let unread = unread.into_iter().filter(|(_, is_unread)| *is_unread);
    let unread = unread.map(|(key, _)| (key, "says nothing in a field of this kind".to_owned()));
    let words = field.autocomplete.as_deref().filter(|_| is_filled_in);
    let last = words.map(|words| words.split_whitespace().last().unwrap_or_default());
    let unknown = last.filter(|word| !AUTOCOMPLETE.contains(word));
    unread.chain(unknown.map(|word| {
        let why = format!("{word:?} is no word that browsers know, like \"name\" or \"tel\"");
        ("autocomplete", why)
    }))
}

/// Whether an answer to the field may be wrong so.
fn can_be(field: &Field, code: FaultCode) -> bool {
    use FieldKind::{Choice, Choices, Email, Hidden, LongText, Number, Phone, Text, Yes};
    match code {
        FaultCode::Missing => field.need == Need::Required && field.kind != Hidden,
        FaultCode::EitherMissing => field.need == Need::Either,
        FaultCode::EmailWrong => field.kind == Email,
        FaultCode::PhoneWrong => field.kind == Phone,
        FaultCode::TooLong => matches!(field.kind, Text | LongText | Email | Phone),
        FaultCode::NotANumber => field.kind == Number,
        FaultCode::UnknownChoice => matches!(field.kind, Choice | Choices | Yes),
    }
}

fn leads_to(field: &Field, name: &str) -> bool {
    let mut stops = field
        .choices
        .iter()
        .filter_map(|choice| choice.stop.as_deref());
    stops.any(|stop| stop == name)
}

/// Plural forms that the language has not.
fn plurals(definition: &Definition) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for (language, forms) in &definition.texts.fault_count {
        let known = plural_categories(language).unwrap_or_default();
        let unknown = forms.keys().filter(|form| !known.contains(&form.as_str()));
        found.extend(unknown.map(|form| {
            let why = format!("is never shown: the language has {known:?} alone");
            (format!("texts.fault_count.{language}.{form}"), why)
        }));
    }
    found
}

/// One of which at least one must be answered.
fn alone(definition: &Definition) -> Option<(String, String)> {
    let alone = definition.kinds().find_map(|kind| {
        let mut either = definition
            .asked_of(kind)
            .filter(|field| field.need == Need::Either);
        let first = either.next()?;
        either.next().is_none().then_some((kind, &first.name))
    });
    alone.map(|(kind, name)| {
        let why = format!("is \"either\", and who signs up as {kind:?} has no other such field: write \"required\"");
        (format!("fields.{name}.need"), why)
    })
}
