//! What stands on top of a form that comes back.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::form::{Fault, Form, Kept, NOT_SENT_YET};
use crate::sign_up::Language;

/// What stands on top of a form that comes back.
#[derive(Default, Serialize)]
pub struct Summary {
    pub(super) heading: String,
    pub(super) text: String,
    pub(super) phone: bool,
    /// Whether the page's title begins with the word for a fault.
    #[serde(skip)]
    pub(super) is_fault: bool,
    pub(super) list: Vec<Entry>,
    pub(super) by_field: BTreeMap<String, String>,
}

/// A fault's line, and where it leads.
#[derive(Serialize)]
pub(super) struct Entry {
    pub(super) id: String,
    pub(super) text: String,
}

impl Summary {
    /// How many faults there are, and each with a link to its field.
    pub fn of_faults(
        form: &Form,
        faults: &[Fault],
        kept: &BTreeMap<String, Kept>,
        language: &Language,
    ) -> Self {
        let told = |fault: &Fault| {
            let text = form.fault_text(fault, language);
            let kept = kept.get(&fault.field);
            let written = kept.and_then(|kept| form.written(fault, kept, language));
            written.map_or(text.clone(), |written| format!("{text} {written}"))
        };
        let texts = faults.iter().map(|fault| (fault, told(fault)));
        let list = texts
            .clone()
            .map(|(fault, text)| Entry {
                id: form.anchor(&fault.field),
                text: form.fault_line(fault, &text, language),
            })
            .collect();
        let by_field = texts
            .map(|(fault, text)| (fault.field.clone(), text))
            .collect();
        let heading = form.fault_count(faults.len(), language);
        Self {
            heading,
            text: String::new(),
            phone: false,
            is_fault: true,
            list,
            by_field,
        }
    }

    /// Title and text of an answer page; `time` is when to try again.
    pub fn of_answer(form: &Form, name: &str, time: &str, language: &Language) -> Self {
        let (title, text) = form.answer_texts(name, language);
        let text = text.replace("{time}", time);
        Self {
            heading: title.to_owned(),
            text,
            phone: true,
            is_fault: true,
            list: Vec::new(),
            by_field: BTreeMap::new(),
        }
    }

    /// That nothing is sent yet, where the form has words for it.
    pub fn of_unsent(form: &Form, language: &Language) -> Option<Self> {
        let has_words = form.definition().answers.contains_key(NOT_SENT_YET);
        has_words.then(|| Self {
            is_fault: false,
            ..Self::of_answer(form, NOT_SENT_YET, "", language)
        })
    }
}
