//! Answers to test with.

use super::{Answer, Answers, Value};

pub fn answer(field: &str, value: Value) -> Answer {
    Answer {
        field: field.to_owned(),
        value,
    }
}

pub fn phone(e164: &str, typed: &str) -> Value {
    Value::Phone {
        e164: e164.to_owned(),
        typed: typed.to_owned(),
    }
}

pub fn some_answers() -> Answers {
    Answers::new(vec![
        answer("role", Value::Codes(vec!["newcomer".into()])),
        answer("name", Value::Text("Åsa".into())),
        answer("email", Value::Email("Asa@example.org".into())),
        answer("phone", phone("+46701740605", "070-174 06 05")),
        answer("children", Value::Number(2)),
        answer("adult", Value::Yes),
    ])
}

/// The same answers but for one field.
pub fn with(field: &str, value: &Value) -> Answers {
    let answers = some_answers();
    let changed = answers.iter().map(|own| {
        let value = if own.field == field {
            value
        } else {
            &own.value
        };
        answer(&own.field, value.clone())
    });
    Answers::new(changed.collect())
}
