//! The definition with the texts of one language alone: all that a page in that language shows, and an eighth to hand over.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::definition::{
    AnswerTexts, ByLanguage, Choice, Definition, Field, Group, Honeypot, Text, Texts,
};

impl Definition {
    /// The same for whoever speaks one language; itself where it has no other.
    pub fn in_language(&self, language: &str) -> Cow<'_, Self> {
        let own = self.texts.submit.keys();
        if own.eq([language]) {
            Cow::Borrowed(self)
        } else {
            Cow::Owned(self.only_in(language))
        }
    }

    /// The same without a word: all that decides whether answers hold.
    pub fn rules(&self) -> Self {
        Self {
            faults: BTreeMap::new(),
            answers: BTreeMap::new(),
            ..self.only_in("")
        }
    }

    fn only_in(&self, language: &str) -> Self {
        let groups = self.groups.iter().map(|group| group.in_language(language));
        let fields = self.fields.iter().map(|field| field.in_language(language));
        let answers = self.answers.iter();
        let answers = answers.map(|(name, texts)| (name.clone(), texts.in_language(language)));
        Self {
            name: self.name.clone(),
            reference_prefix: self.reference_prefix.clone(),
            phone_region: self.phone_region.clone(),
            privacy_page: self.privacy_page.clone(),
            sign_up_page: self.sign_up_page.clone(),
            time_zone: self.time_zone.clone(),
            marked_words: self.marked_words.clone(),
            contact: self.contact.clone(),
            languages: self.languages.clone(),
            honeypot: self.honeypot.in_language(language),
            suspicion: self.suspicion.clone(),
            texts: self.texts.in_language(language),
            faults: each(&self.faults, language),
            groups: groups.collect(),
            fields: fields.collect(),
            answers: answers.collect(),
        }
    }
}

impl Honeypot {
    fn in_language(&self, language: &str) -> Self {
        Self {
            name: self.name.clone(),
            label: only(&self.label, language),
        }
    }
}

impl Texts {
    fn in_language(&self, language: &str) -> Self {
        Self {
            languages: only(&self.languages, language),
            choose_language: only(&self.choose_language, language),
            optional: only(&self.optional, language),
            submit: only(&self.submit, language),
            protected_title: only(&self.protected_title, language),
            protected_text: only(&self.protected_text, language),
            privacy: only(&self.privacy, language),
            privacy_link: only(&self.privacy_link, language),
            new_tab: only(&self.new_tab, language),
            written: only(&self.written, language),
            change_answers: only(&self.change_answers, language),
            sign_up_link: only(&self.sign_up_link, language),
            fault_prefix: only(&self.fault_prefix, language),
            fault_count: only(&self.fault_count, language),
        }
    }
}

impl Group {
    fn in_language(&self, language: &str) -> Self {
        Self {
            code: self.code.clone(),
            kinds: self.kinds.clone(),
            title: only(&self.title, language),
        }
    }
}

impl Field {
    fn in_language(&self, language: &str) -> Self {
        let choices = self.choices.iter();
        Self {
            name: self.name.clone(),
            group: self.group.clone(),
            kinds: self.kinds.clone(),
            label: self.label.only_in(language),
            hint: only(&self.hint, language),
            autocomplete: self.autocomplete.clone(),
            choices: choices.map(|choice| choice.in_language(language)).collect(),
            faults: each(&self.faults, language),
            ..*self
        }
    }
}

impl Choice {
    fn in_language(&self, language: &str) -> Self {
        Self {
            code: self.code.clone(),
            label: self.label.only_in(language),
            stop: self.stop.clone(),
        }
    }
}

impl Text {
    fn only_in(&self, language: &str) -> Self {
        match self {
            Self::Same(text) => Self::Same(text.clone()),
            Self::ByLanguage(texts) => Self::ByLanguage(only(texts, language)),
        }
    }
}

impl AnswerTexts {
    fn in_language(&self, language: &str) -> Self {
        let steps = self.steps.iter().map(|step| only(step, language));
        Self {
            phone: self.phone,
            sign_up: self.sign_up,
            title: only(&self.title, language),
            text: only(&self.text, language),
            reference: only(&self.reference, language),
            keep: only(&self.keep, language),
            next: only(&self.next, language),
            steps: steps.collect(),
        }
    }
}

fn only<T: Clone>(texts: &BTreeMap<String, T>, language: &str) -> BTreeMap<String, T> {
    let own = texts.get_key_value(language);
    own.map(|(code, text)| (code.clone(), text.clone()))
        .into_iter()
        .collect()
}

fn each<K: Ord + Copy>(texts: &BTreeMap<K, ByLanguage>, language: &str) -> BTreeMap<K, ByLanguage> {
    let own = texts.iter();
    own.map(|(code, texts)| (*code, only(texts, language)))
        .collect()
}
