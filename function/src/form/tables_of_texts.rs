//! Every table of the form in which a text stands in each language, with its path in the file.

use super::definition::{AnswerTexts, ByLanguage, Definition, Field, Text, Texts};

impl Definition {
    /// Calls `look` with the path of each table of texts that must say something, and the texts.
    pub fn for_each_table_of_texts(&self, look: &mut dyn FnMut(String, &ByLanguage)) {
        look("honeypot.label".to_owned(), &self.honeypot.label);
        let texts = &self.texts;
        for (name, texts) in [
            ("languages", &texts.languages),
            ("optional", &texts.optional),
            ("submit", &texts.submit),
            ("protected_title", &texts.protected_title),
            ("protected_text", &texts.protected_text),
            ("privacy", &texts.privacy),
            ("privacy_link", &texts.privacy_link),
            ("fault_prefix", &texts.fault_prefix),
        ] {
            look(format!("texts.{name}"), texts);
        }
        texts.for_each_optional_table(look);
        for (code, texts) in &self.faults {
            look(format!("faults.{}", code.as_str()), texts);
        }
        for group in &self.groups {
            look(format!("groups.{}.title", group.code), &group.title);
        }
        for field in &self.fields {
            field.for_each_table_of_texts(look);
        }
        for (name, answer) in &self.answers {
            answer.for_each_table_of_texts(name, look);
        }
    }
}

impl Texts {
    /// A form may do without these.
    fn for_each_optional_table(&self, look: &mut dyn FnMut(String, &ByLanguage)) {
        for (name, texts) in [
            ("choose_language", &self.choose_language),
            ("new_tab", &self.new_tab),
            ("written", &self.written),
            ("change_answers", &self.change_answers),
            ("sign_up_link", &self.sign_up_link),
        ] {
            if !texts.is_empty() {
                look(format!("texts.{name}"), texts);
            }
        }
    }
}

impl Field {
    fn for_each_table_of_texts(&self, look: &mut dyn FnMut(String, &ByLanguage)) {
        let path = format!("fields.{}", self.name);
        let mut labelled = |path: String, label: &Text| {
            if let Text::ByLanguage(texts) = label {
                look(format!("{path}.label"), texts);
            }
        };
        labelled(path.clone(), &self.label);
        for choice in &self.choices {
            labelled(format!("{path}.choices.{}", choice.code), &choice.label);
        }
        if !self.hint.is_empty() {
            look(format!("{path}.hint"), &self.hint);
        }
        for (code, texts) in &self.faults {
            look(format!("{path}.faults.{}", code.as_str()), texts);
        }
    }
}

impl AnswerTexts {
    fn for_each_table_of_texts(&self, name: &str, look: &mut dyn FnMut(String, &ByLanguage)) {
        let path = format!("answers.{name}");
        let is_thanks = name == "thanks";
        for (key, texts, must) in [
            ("title", &self.title, true),
            ("text", &self.text, true),
            ("reference", &self.reference, is_thanks),
            ("keep", &self.keep, is_thanks),
            ("next", &self.next, is_thanks),
        ] {
            if must || !texts.is_empty() {
                look(format!("{path}.{key}"), texts);
            }
        }
        for (index, step) in self.steps.iter().enumerate() {
            look(format!("{path}.steps.{}", index + 1), step);
        }
    }
}
