//! What must hold between the parts of `form.toml`: every text in every language, every name that is spoken of defined.
//! All that is wrong is said at once.

use std::collections::BTreeSet;

use super::definition::{Definition, FieldKind};
use super::fault::FaultCode;
use super::phone::Phones;
use super::translated;
use super::wording::plural_categories;
use crate::sign_up::{Reference, TRIAL_PREFIX};
use crate::written::Written;

/// The answer pages that the function itself needs, besides those that a `stop` names.
pub(super) const ANSWERS: [&str; 8] = [
    "thanks",
    "too-many",
    "not-stored",
    "too-large",
    "unreadable",
    "not-found",
    "not-shown",
    "nothing-here",
];
/// What stands on top of a sheet that was asked for in another language; a form may do without.
pub const NOT_SENT_YET: &str = "not-sent-yet";
/// Fields that the function knows by name, the kind that each must have, and whether it may be left out.
const FIELDS: [(&str, FieldKind, Presence); 4] = [
    ("kind", FieldKind::Hidden, Presence::Always),
    ("name", FieldKind::Text, Presence::Always),
    ("email", FieldKind::Email, Presence::AsWanted),
    ("phone", FieldKind::Phone, Presence::AsWanted),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Presence {
    Always,
    AsWanted,
}

/// Everything that is wrong, in the file's order as far as it has one.
pub fn problems(definition: &Definition, written: &Written<'_>) -> Vec<String> {
    let languages: BTreeSet<&str> = definition
        .languages
        .iter()
        .map(|language| language.code.as_str())
        .collect();
    let mut problems = Vec::new();
    settings(definition, &mut problems);
    translated::problems(definition, written, &languages, &mut problems);
    marked_words(definition, &mut problems);
    codes_and_plurals(definition, &mut problems);
    names(definition, &mut problems);
    problems
}

fn settings(definition: &Definition, problems: &mut Vec<String>) {
    let name = &definition.name;
    if !is_code(name) {
        problems.push(format!(
            "name: {name:?} is in the form's address, which is made of a-z, 0-9 and -"
        ));
    }
    let prefix = &definition.reference_prefix;
    if !Reference::is_prefix(prefix) {
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
    let is_page = |page: &str| page.split('/').all(is_name);
    let page = &definition.privacy_page;
    if !is_page(page) {
        problems.push(format!(
            "privacy_page: {page:?} is no page's name like \"privacy\""
        ));
    }
    if let Some(page) = definition
        .sign_up_page
        .as_ref()
        .filter(|page| !is_page(page))
    {
        problems.push(format!(
            "sign_up_page: {page:?} is no section's name like \"sign-up\""
        ));
    }
    if jiff::tz::TimeZone::get(&definition.time_zone).is_err() {
        problems.push(format!(
            "time_zone: {:?} is no time zone like \"Europe/Stockholm\"",
            definition.time_zone
        ));
    }
    let phone = &definition.contact.phone;
    let is_gap = phone.starts_with('[') && phone.ends_with(']');
    if !is_gap && !is_number_to_call(phone) {
        problems.push(format!("contact.phone: {phone:?} {NO_NUMBER_TO_CALL}"));
    }
    if definition.languages.is_empty() {
        problems.push("languages: the form needs at least one".to_owned());
    }
    let codes = definition.languages.iter().map(|language| &language.code);
    problems.extend(
        twice(codes).map(|(place, code)| {
            format!("languages.{place}: the language {code:?} is there twice")
        }),
    );
    let codes = definition.groups.iter().map(|group| &group.code);
    problems.extend(
        twice(codes).map(|(place, code)| format!("groups.{place}: the code {code:?} is taken")),
    );
}

/// What a link to call can hold. The shortest numbers there are have three digits, as 112.
pub fn is_number_to_call(written: &str) -> bool {
    let digits = written.chars().filter(char::is_ascii_digit).count();
    let in_a_number = |sign: char| sign.is_ascii_digit() || "+ -".contains(sign);
    digits >= 3 && written.chars().all(in_a_number)
}

/// What is said of one that is none.
pub const NO_NUMBER_TO_CALL: &str =
    "is no number to call: write three digits or more, spaces, + and -";

/// Each name that comes again, and which in the row it is.
pub(super) fn twice<'a>(
    names: impl Iterator<Item = &'a String>,
) -> impl Iterator<Item = (usize, &'a String)> {
    let mut seen = BTreeSet::new();
    (1..)
        .zip(names)
        .filter(move |(_, name)| !seen.insert(*name))
}

/// The form's component looks for one after the other, in what it has marked already.
fn marked_words(definition: &Definition, problems: &mut Vec<String>) {
    let all = definition.marked_words.iter();
    let words = all.clone().flat_map(|marked| &marked.words);
    let markup = all.clone().map(|marked| {
        let lang = &marked.lang;
        format!("<span lang=\"{lang}\" dir=\"auto\"></span>&amp;&lt;&gt;&quot;&#39;&#x2F;")
    });
    let markup: String = markup.collect();
    for (place, marked) in (1..).zip(all) {
        let lang = &marked.lang;
        if plural_categories(lang).is_none() {
            problems.push(format!(
                "marked_words.{place}.lang: {lang:?} is no language code"
            ));
        }
        for word in &marked.words {
            let mut problem = |what: &str| {
                problems.push(format!("marked_words.{place}.words: {word:?} {what}"));
            };
            if markup.contains(word.as_str()) {
                problem("is in the markup around a word, too");
            }
            let mut with_it = words.clone().filter(|own| own.contains(word));
            if let (Some(one), Some(other)) = (with_it.next(), with_it.next()) {
                let other = if one == word { other } else { one };
                problem(&format!("is in {other:?}, too"));
            }
        }
    }
}

fn codes_and_plurals(definition: &Definition, problems: &mut Vec<String>) {
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
    let trap = definition.honeypot.name.as_str();
    let mut seen = BTreeSet::from(super::OWN_FIELDS);
    if seen.contains(trap) || definition.field(trap).is_some() || !is_name(trap) {
        problems.push(format!(
            "honeypot.name: {trap:?} is taken, or not made of a-z, 0-9 and _"
        ));
    }
    for (place, field) in (1..).zip(&definition.fields) {
        if !seen.insert(&field.name) {
            let name = &field.name;
            problems.push(format!("fields.{place}: the name {name:?} is taken"));
        }
        if !is_name(&field.name) {
            problems.push(format!(
                "fields.{}: a name is made of a-z, 0-9 and _",
                field.name
            ));
        }
    }
    for (name, kind, presence) in FIELDS {
        match definition.field(name) {
            Some(field) if field.kind != kind => {
                let kind = word(kind);
                problems.push(format!("fields.{name}.kind: must be {kind}"));
            }
            None if presence == Presence::Always => {
                let kind = word(kind);
                problems.push(format!(
                    "fields: there must be one named {name:?} with kind = {kind}"
                ));
            }
            _ => {}
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
    let thanks = definition.answers.get("thanks");
    if thanks.is_some_and(|words| words.steps.is_empty()) {
        problems.push("answers.thanks: lacks steps, which say what happens next".to_owned());
    }
    let has_link = definition.sign_up_page.is_some() && !definition.texts.sign_up_link.is_empty();
    let linked = definition
        .answers
        .iter()
        .filter(|(_, words)| words.sign_up && !has_link);
    problems.extend(linked.map(|(name, _)| {
        format!("answers.{name}.sign_up: the link needs sign_up_page and [texts.sign_up_link]")
    }));
    for group in &definition.groups {
        unknown_kinds(
            definition,
            &format!("groups.{}", group.code),
            &group.kinds,
            problems,
        );
    }
}

pub(super) fn unknown_kinds(
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

/// As the file spells it, in quotes.
fn word(kind: FieldKind) -> String {
    toml::Value::try_from(kind).map_or_else(|_| format!("{kind:?}"), |word| word.to_string())
}

fn is_name(name: &str) -> bool {
    !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

pub(super) fn is_code(code: &str) -> bool {
    !code.is_empty()
        && code
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}
