//! What must hold between the parts of `form.toml`: every text in every language, every name that is spoken of defined.
//! All that is wrong is said at once.

use std::collections::BTreeSet;

use toml::de::DeTable;

use super::definition::{Choice, Definition, Field, FieldKind, Need};
use super::fault::FaultCode;
use super::phone::Phones;
use super::translated;
use super::wording::plural_categories;
use crate::sign_up::TRIAL_PREFIX;

/// The answer pages that the function itself needs, besides those that a `stop` names.
const ANSWERS: [&str; 8] = [
    "thanks",
    "too-many",
    "not-stored",
    "too-large",
    "unreadable",
    "not-found",
    "not-shown",
    "nothing-here",
];
/// Fields without which nobody could be reached, and the kind that each must have.
const FIELDS: [(&str, FieldKind); 4] = [
    ("kind", FieldKind::Hidden),
    ("name", FieldKind::Text),
    ("email", FieldKind::Email),
    ("phone", FieldKind::Phone),
];

/// Everything that is wrong, in the file's order as far as it has one.
pub fn problems(definition: &Definition, file: &DeTable) -> Vec<String> {
    let languages: BTreeSet<&str> = definition
        .languages
        .iter()
        .map(|language| language.code.as_str())
        .collect();
    let mut problems = Vec::new();
    settings(definition, &mut problems);
    translated::problems(file, &languages, &mut problems);
    plurals(definition, &mut problems);
    names(definition, &mut problems);
    for field in &definition.fields {
        rules(field, definition, &mut problems);
    }
    problems
}

fn settings(definition: &Definition, problems: &mut Vec<String>) {
    let prefix = &definition.reference_prefix;
    if !(1..=4).contains(&prefix.len()) || !prefix.bytes().all(|byte| byte.is_ascii_uppercase()) {
        problems.push(format!(
            "reference_prefix: {prefix:?} is not one to four of the letters A-Z"
        ));
    }
    if prefix == TRIAL_PREFIX {
        problems.push(format!(
            "reference_prefix: {TRIAL_PREFIX:?} marks our own trials; choose another"
        ));
    }
    if !Phones::of(&definition.phone_region).has_region() {
        problems.push(format!(
            "phone_region: {:?} is no country code like \"SE\"",
            definition.phone_region
        ));
    }
    let in_a_name = |sign: char| sign.is_ascii_alphanumeric() || "-_".contains(sign);
    let is_name = |part: &str| !part.is_empty() && part.chars().all(in_a_name);
    let page = &definition.privacy_page;
    if !page.split('/').all(is_name) {
        problems.push(format!(
            "privacy_page: {page:?} is no page's name like \"privacy\""
        ));
    }
    if jiff::tz::TimeZone::get(&definition.time_zone).is_err() {
        problems.push(format!(
            "time_zone: {:?} is no time zone like \"Europe/Stockholm\"",
            definition.time_zone
        ));
    }
    if definition.languages.is_empty() {
        problems.push("languages: the form needs at least one".to_owned());
    }
}

fn plurals(definition: &Definition, problems: &mut Vec<String>) {
    for language in definition
        .languages
        .iter()
        .map(|language| language.code.as_str())
    {
        let Some(forms) = definition.texts.fault_count.get(language) else {
            continue;
        };
        match plural_categories(language) {
            None => problems.push(format!("languages: {language:?} is no language code")),
            Some(needed) => {
                let lacking = needed
                    .iter()
                    .filter(|category| !forms.contains_key(**category));
                problems.extend(
                    lacking.map(|category| {
                        format!("texts.fault_count.{language}: lacks {category:?}")
                    }),
                );
            }
        }
    }
}

/// Names are given once, and what speaks of a name speaks of one that is there.
fn names(definition: &Definition, problems: &mut Vec<String>) {
    let mut seen = BTreeSet::from(["form", "language", definition.honeypot.name.as_str()]);
    for field in &definition.fields {
        if !seen.insert(&field.name) {
            problems.push(format!("fields.{}: the name is taken", field.name));
        }
        if !is_name(&field.name) {
            problems.push(format!(
                "fields.{}: a name is made of a-z, 0-9 and _",
                field.name
            ));
        }
    }
    for (name, kind) in FIELDS {
        if definition
            .field(name)
            .is_none_or(|field| field.kind != kind)
        {
            problems.push(format!(
                "fields: there must be one named {name:?} of kind {kind:?}"
            ));
        }
    }
    for code in FaultCode::ALL
        .iter()
        .filter(|code| !definition.faults.contains_key(code))
    {
        problems.push(format!("faults: lacks {:?}", code.as_str()));
    }
    for name in ANSWERS
        .iter()
        .filter(|name| !definition.answers.contains_key(**name))
    {
        problems.push(format!("answers: lacks {name:?}"));
    }
    for group in &definition.groups {
        unknown_kinds(
            definition,
            &format!("groups.{}", group.code),
            &group.kinds,
            problems,
        );
    }
}

fn rules(field: &Field, definition: &Definition, problems: &mut Vec<String>) {
    let path = format!("fields.{}", field.name);
    unknown_kinds(definition, &path, &field.kinds, problems);
    if !definition
        .groups
        .iter()
        .any(|group| group.code == field.group)
    {
        problems.push(format!("{path}.group: there is no group {:?}", field.group));
    }
    let needs = match field.kind {
        FieldKind::Text | FieldKind::LongText | FieldKind::Email | FieldKind::Phone => {
            field.length_max.is_none().then_some("length_max")
        }
        FieldKind::Number => (field.min.is_none() || field.max.is_none()).then_some("min and max"),
        FieldKind::Choice | FieldKind::Choices | FieldKind::Hidden => {
            field.choices.is_empty().then_some("choices")
        }
        FieldKind::Yes => (field.need != Need::Optional).then_some("need = \"optional\""),
    };
    problems.extend(needs.map(|needs| format!("{path}: a field of this kind needs {needs}")));
    for choice in &field.choices {
        choice_rules(field, choice, definition, problems);
    }
}

fn choice_rules(
    field: &Field,
    choice: &Choice,
    definition: &Definition,
    problems: &mut Vec<String>,
) {
    let path = format!("fields.{}.{}", field.name, choice.code);
    if !is_code(&choice.code) {
        problems.push(format!("{path}: a code is made of a-z, 0-9 and -"));
    }
    if field
        .choices
        .iter()
        .filter(|each| each.code == choice.code)
        .count()
        > 1
    {
        problems.push(format!("{path}: the code is taken"));
    }
    if let Some(stop) = choice
        .stop
        .as_ref()
        .filter(|stop| !definition.answers.contains_key(*stop))
    {
        problems.push(format!("{path}.stop: there is no [answers.{stop}]"));
    }
}

fn unknown_kinds(
    definition: &Definition,
    path: &str,
    kinds: &[String],
    problems: &mut Vec<String>,
) {
    for kind in kinds
        .iter()
        .filter(|kind| !definition.kinds().any(|each| each == **kind))
    {
        problems.push(format!(
            "{path}.kinds: the field \"kind\" has no choice {kind:?}"
        ));
    }
}

fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

fn is_code(code: &str) -> bool {
    !code.is_empty()
        && code
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}
