//! The form's codes → the words that coordinators read, in one language, whatever language the person used.

use std::collections::BTreeMap;

use crate::sign_up::Value;

/// Labels of fields and choices in one language.
#[derive(Debug, Clone, Default)]
pub struct Labels {
    fields: BTreeMap<String, FieldLabels>,
}

#[derive(Debug, Clone, Default)]
struct FieldLabels {
    label: String,
    choices: BTreeMap<String, String>,
}

impl Labels {
    pub fn with_field(mut self, field: impl Into<String>, label: impl Into<String>) -> Self {
        self.fields.entry(field.into()).or_default().label = label.into();
        self
    }

    pub fn with_choice(
        mut self,
        field: &str,
        code: impl Into<String>,
        label: impl Into<String>,
    ) -> Self {
        self.fields
            .entry(field.to_owned())
            .or_default()
            .choices
            .insert(code.into(), label.into());
        self
    }

    /// A field that has left the form since keeps its name.
    pub fn field<'l>(&'l self, field: &'l str) -> &'l str {
        self.fields
            .get(field)
            .map(|own| own.label.as_str())
            .filter(|label| !label.is_empty())
            .unwrap_or(field)
    }

    /// A choice that has left the form since keeps its code.
    pub fn choice<'l>(&'l self, field: &str, code: &'l str) -> &'l str {
        self.fields
            .get(field)
            .and_then(|own| own.choices.get(code))
            .map_or(code, String::as_str)
    }

    /// An answer in words. A phone number as it can be dialled, and as it was typed where that differs.
    pub fn value(&self, field: &str, value: &Value, yes: &str) -> String {
        match value {
            Value::Text(text) => text.clone(),
            Value::Codes(codes) => codes
                .iter()
                .map(|code| self.choice(field, code))
                .collect::<Vec<_>>()
                .join(", "),
            Value::Number(number) => number.to_string(),
            Value::Email(address) => address.clone(),
            Value::Phone { e164, typed } if e164 == typed => e164.clone(),
            Value::Phone { e164, typed } => format!("{e164} ({typed})"),
            Value::Yes => yes.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_put_in_words() {
        let labels = Labels::default().with_field("wish", "Önskan").with_choice(
            "wish",
            "near-age",
            "Nära min ålder",
        );
        let check =
            |value: Value, expected: &str| assert_eq!(labels.value("wish", &value, "Ja"), expected);
        check(
            Value::Codes(vec!["near-age".into(), "gone".into()]),
            "Nära min ålder, gone",
        );
        check(Value::Yes, "Ja");
        check(Value::Number(2), "2");
        check(
            Value::Phone {
                e164: "+4670".into(),
                typed: "070".into(),
            },
            "+4670 (070)",
        );
        check(
            Value::Phone {
                e164: "+4670".into(),
                typed: "+4670".into(),
            },
            "+4670",
        );
        assert_eq!(
            (labels.field("wish"), labels.field("gone")),
            ("Önskan", "gone")
        );
    }
}
