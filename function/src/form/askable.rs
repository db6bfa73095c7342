//! What must hold so that each question can be asked, drawn and answered, and whoever signs up be reached.

use super::consistency::{ANSWERS, is_code, twice, unknown_kinds};
use super::definition::{Choice, Definition, Field, FieldKind, Need};
use super::{OWN_FIELDS, POST_BYTES_MAX, POST_FIELDS_MAX};

/// In a post, a letter of Arabic or Cyrillic writing takes six bytes, of Ethiopic or most others nine.
const SIGNS_MAX: usize = POST_BYTES_MAX / 6;
const TEXT_SIGNS_MAX: usize = POST_BYTES_MAX / 9 - 320;
/// The form's own fields, the kind, and the trap.
const FIELDS_AROUND: usize = OWN_FIELDS.len() + 2;
/// Ids that a page gives to what stands around a question.
const IDS: [&str; 2] = ["hint", "fault"];

/// Everything that is wrong.
pub fn problems(definition: &Definition) -> Vec<String> {
    let mut found = Vec::new();
    let problems = &mut found;
    for field in &definition.fields {
        rules(field, definition, problems);
    }
    for name in ["kind", "name"] {
        let field = definition.field(name);
        if field.is_some_and(|field| !definition.kinds().all(|own| field.asked_of(own))) {
            problems.push(format!(
                "fields.{name}.kinds: must have each choice of \"kind\""
            ));
        }
    }
    for kind in definition.kinds() {
        reachable(kind, definition, problems);
        sendable(kind, definition, problems);
    }
    found
}

fn rules(field: &Field, definition: &Definition, problems: &mut Vec<String>) {
    let path = format!("fields.{}", field.name);
    unknown_kinds(definition, &path, &field.kinds, problems);
    let mut groups = definition.groups.iter();
    match groups.find(|group| group.code == field.group) {
        None => problems.push(format!("{path}.group: there is no group {:?}", field.group)),
        Some(group) => {
            let undrawn = field
                .kinds
                .iter()
                .filter(|kind| !group.kinds.contains(kind));
            let undrawn = undrawn.filter(|_| field.kind != FieldKind::Hidden);
            problems.extend(undrawn.map(|kind| {
                let group = &group.code;
                format!("{path}.kinds: has {kind:?}, which its group {group:?} has not")
            }));
        }
    }
    if field.kind == FieldKind::Hidden && field.name != "kind" {
        problems.push(format!("{path}.kind: only the field \"kind\" is hidden"));
    }
    let has_choices = matches!(
        field.kind,
        FieldKind::Choice | FieldKind::Choices | FieldKind::Hidden
    );
    let needs = match field.kind {
        FieldKind::Text | FieldKind::LongText | FieldKind::Email | FieldKind::Phone => {
            let (least, words) = match field.kind {
                FieldKind::Email => (64, "length_max, of 64 at least"),
                FieldKind::Phone => (20, "length_max, of 20 at least"),
                _ => (1, "length_max, of 1 at least"),
            };
            let is_sound = field.length_max.is_some_and(|max| max >= least);
            (!is_sound).then_some(words)
        }
        FieldKind::Number => {
            let is_sound = field
                .min
                .zip(field.max)
                .is_some_and(|(min, max)| min <= max);
            (!is_sound).then_some("min and max, and min at most max")
        }
        FieldKind::Yes => (field.need != Need::Optional).then_some("need = \"optional\""),
        _ => field.choices.is_empty().then_some("choices"),
    };
    problems.extend(needs.map(|needs| format!("{path}: a field of this kind needs {needs}")));
    if !has_choices && !field.choices.is_empty() {
        problems.push(format!("{path}.choices: a field of this kind has none"));
    }
    if field.length_max.is_some_and(|max| max > TEXT_SIGNS_MAX) {
        problems.push(format!(
            "{path}.length_max: at most {TEXT_SIGNS_MAX}, or a post has no room for it in some script"
        ));
    }
    let codes = field.choices.iter().map(|choice| &choice.code);
    problems.extend(
        twice(codes)
            .map(|(place, code)| format!("{path}.choices.{place}: the code {code:?} is taken")),
    );
    let leads_on = field.choices.iter().any(|choice| choice.stop.is_none());
    let must_lead_on = field.need == Need::Required && !field.choices.is_empty();
    if must_lead_on && !leads_on {
        problems.push(format!(
            "{path}.choices: each is a stop, so nobody could sign up"
        ));
    }
    if field.kinds.is_empty() {
        problems.push(format!("{path}.kinds: it is asked of nobody"));
    }
    for choice in &field.choices {
        choice_rules(&path, choice, definition, problems);
    }
}

fn choice_rules(path: &str, choice: &Choice, definition: &Definition, problems: &mut Vec<String>) {
    let code = &choice.code;
    let path = format!("{path}.choices.{code}");
    if !is_code(code) {
        problems.push(format!("{path}: a code is made of a-z, 0-9 and -"));
    }
    if IDS.contains(&code.as_str()) {
        problems.push(format!("{path}: the page needs this code for itself"));
    }
    let Some(stop) = choice.stop.as_deref() else {
        return;
    };
    if ANSWERS.contains(&stop) {
        problems.push(format!(
            "{path}.stop: {stop:?} says something else; write an answer of its own"
        ));
    } else if !definition.answers.contains_key(stop) {
        problems.push(format!("{path}.stop: there is no [answers.{stop}]"));
    }
}

/// Somebody who leaves neither an address nor a number waits for ever.
fn reachable(kind: &str, definition: &Definition, problems: &mut Vec<String>) {
    let is_way = |field: &&Field| ["email", "phone"].contains(&field.name.as_str());
    let is_required = definition
        .asked_of(kind)
        .filter(is_way)
        .any(|field| field.need == Need::Required);
    let mut either = definition
        .asked_of(kind)
        .filter(|field| field.need == Need::Either)
        .peekable();
    if !is_required && (either.peek().is_none() || !either.all(|field| is_way(&field))) {
        problems.push(format!(
            "fields: who signs up as {kind:?} can leave no way to be reached; \"email\" or \"phone\" must be \"required\", or they alone be \"either\""
        ));
    }
}

/// What a form allows must find room in a post: each text in any script, and all of them in those of six bytes a letter.
fn sendable(kind: &str, definition: &Definition, problems: &mut Vec<String>) {
    let signs = definition
        .asked_of(kind)
        .map(|field| field.length_max.unwrap_or(0));
    let signs = signs.fold(0, usize::saturating_add);
    if signs > SIGNS_MAX {
        problems.push(format!(
            "fields: the texts that may be answered as {kind:?} have up to {signs} signs, and a post has room for {SIGNS_MAX}: make length_max less"
        ));
    }
    let ticks = definition.asked_of(kind).map(|field| match field.kind {
        FieldKind::Choices => field.choices.len(),
        _ => 1,
    });
    let ticks: usize = ticks.sum();
    if ticks > POST_FIELDS_MAX - FIELDS_AROUND {
        problems.push(format!(
            "fields: as {kind:?} one may tick {ticks} answers, and a post has room for {}: ask for fewer",
            POST_FIELDS_MAX - FIELDS_AROUND
        ));
    }
}
