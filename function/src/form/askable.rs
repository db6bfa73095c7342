//! What must hold so that each question can be asked, drawn and answered, and whoever signs up be reached.

use super::consistency::{ANSWERS, is_code, twice, unknown_kinds};
use super::definition::{Choice, Definition, Field, FieldKind, Need};

/// What a body may have, and what stands around the answers in one.
const BODY_MAX: usize = 16 * 1024;
const AROUND_ANSWERS: usize = 1024;
/// A sign of three bytes, as most scripts have, is sent as nine; an address or a number mostly as it is.
const BYTES_PER_SIGN: usize = 9;
/// Ids that a page gives to what stands around a question.
const IDS: [&str; 2] = ["hint", "fault"];

/// Everything that is wrong.
pub fn problems(definition: &Definition) -> Vec<String> {
    let mut found = Vec::new();
    let problems = &mut found;
    for field in &definition.fields {
        rules(field, definition, problems);
    }
    let kind = definition.field("kind");
    if kind.is_some_and(|kind| !definition.kinds().all(|own| kind.asked_of(own))) {
        problems.push("fields.kind.kinds: must have each of its choices".to_owned());
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
            let is_sound = field.length_max.is_some_and(|max| max > 0);
            (!is_sound).then_some("length_max, of 1 at least")
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
    let codes = field.choices.iter().map(|choice| &choice.code);
    problems.extend(twice(codes).map(|code| format!("{path}.choices.{code}: the code is taken")));
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
    let asked = || {
        definition
            .fields
            .iter()
            .filter(|field| field.asked_of(kind))
    };
    let is_way = |field: &&Field| matches!(field.kind, FieldKind::Email | FieldKind::Phone);
    let is_required = asked()
        .filter(is_way)
        .any(|field| field.need == Need::Required);
    let mut either = asked()
        .filter(|field| field.need == Need::Either)
        .peekable();
    if !is_required && (either.peek().is_none() || !either.all(|field| is_way(&field))) {
        problems.push(format!(
            "fields: who signs up as {kind:?} can leave no way to be reached; an e-mail or phone field must be \"required\", or all that are \"either\" be such"
        ));
    }
}

/// What a form allows must fit into what the function takes, in every script.
fn sendable(kind: &str, definition: &Definition, problems: &mut Vec<String>) {
    let asked = definition
        .fields
        .iter()
        .filter(|field| field.asked_of(kind));
    let bytes = asked.map(|field| {
        let per_sign = match field.kind {
            FieldKind::Text | FieldKind::LongText => BYTES_PER_SIGN,
            _ => 1,
        };
        let choices = field.choices.iter();
        let choices: usize = choices
            .map(|choice| field.name.len() + choice.code.len() + 2)
            .sum();
        field
            .length_max
            .unwrap_or(0)
            .saturating_mul(per_sign)
            .saturating_add(choices)
    });
    let bytes = bytes.fold(AROUND_ANSWERS, usize::saturating_add);
    if bytes > BODY_MAX {
        problems.push(format!(
            "fields: what may be answered as {kind:?} is up to {bytes} bytes, and {BODY_MAX} are taken: make length_max less"
        ));
    }
}
