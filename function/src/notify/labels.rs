//! The form's codes → the words that coordinators read, in one language, whatever language the person used.

use std::sync::Arc;

use super::texts::Texts;
use crate::form::{Fault, Form};
use crate::sign_up::{Language, Value};

/// The form's words in the coordinators' language. A field or choice that has left the form since keeps its bare name.
pub struct Labels {
    form: Arc<Form>,
    language: Language,
    yes: String,
}

impl Labels {
    /// In the language of the coordinators.
    pub fn new(form: Arc<Form>, texts: &Texts) -> Self {
        Self {
            form,
            language: texts.language(),
            yes: texts.coordinators.labels.yes.clone(),
        }
    }

    pub fn form(&self) -> &Form {
        &self.form
    }

    pub fn field<'l>(&'l self, field: &'l str) -> &'l str {
        self.form.label(field, &self.language)
    }

    pub fn choice<'l>(&'l self, field: &str, code: &'l str) -> &'l str {
        self.form.choice_label(field, code, &self.language)
    }

    /// What is wrong with an answer, and what to do.
    pub fn fault(&self, fault: &Fault) -> String {
        self.form.fault_text(fault, &self.language)
    }

    /// An answer in words. A phone number as it can be dialled, and as it was typed where that differs.
    pub fn value(&self, field: &str, value: &Value) -> String {
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
            Value::Yes => self.yes.clone(),
        }
    }
}
