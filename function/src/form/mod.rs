//! `form.toml` → [`Form`]: [`Form::check`] holds a [`Submission`] against it. Knows no HTTP, no storage, no clock.

mod askable;
mod check;
mod consistency;
mod correct;
mod definition;
mod email;
mod fault;
mod forms;
mod in_language;
mod phone;
pub(crate) mod prepared;
mod rule;
mod submission;
mod suspicion;
mod tables_of_texts;
mod text;
mod translated;
mod unused;
mod wording;

#[cfg(test)]
mod tests;

use std::path::Path;
use std::sync::OnceLock;

use jiff::tz::TimeZone;
use serde::Deserialize;
use toml::Spanned;
use toml::de::DeTable;

pub use check::Outcome;
pub use consistency::{NO_NUMBER_TO_CALL, NOT_SENT_YET, is_number_to_call};
pub use definition::{Choice, Definition, Direction, Field, FieldKind, LanguageEntry, Need};
pub use fault::{Fault, FaultCode};
pub use forms::{Forms, Outline};
pub use prepared::PreparedError;
pub use rule::Kept;
pub use submission::Submission;

use phone::Phones;

use crate::sign_up::{Language, Value};
use crate::written::{self, Written};

/// The form: its definition, known to be sound.
#[derive(Debug, Clone)]
pub struct Form {
    definition: Definition,
    phones: Phones,
    /// Read when a time is first told.
    time_zone: OnceLock<TimeZone>,
}

/// Why a definition cannot be used: all that is wrong, each with file and line.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.join("\n"))]
pub struct FormError(Vec<String>);

/// What is taken of a post.
pub const POST_BYTES_MAX: usize = 16 * 1024;
/// And how many fields, repeated ones counted each time; a body full of `&` is not worth reading.
pub const POST_FIELDS_MAX: usize = 300;

/// What a post says of itself: which form it is of, in which language it was filled in, and in which other one it is to be
/// shown again rather than sent.
const OWN_FIELDS: [&str; 3] = ["form", "language", SHOW_IN];
pub const SHOW_IN: &str = "show_in";

/// As problems name it.
const FILE: &str = "content/sign-up/form.toml";

impl Form {
    /// Reads the definition in a site's folder.
    ///
    /// # Errors
    /// As [`Form::read`], and when there is none.
    pub fn load(site_root: &Path) -> Result<Self, FormError> {
        let text = written::read(&site_root.join(FILE), FILE);
        Self::read(&text.map_err(|problem| FormError(vec![problem]))?)
    }

    /// Reads a definition.
    ///
    /// # Errors
    /// When the text is not TOML, has a key that is not known, or its parts do not fit: all problems at once.
    pub fn read(text: &str) -> Result<Self, FormError> {
        let all = |problem| FormError(vec![problem]);
        let written = Written::parse(FILE, text).map_err(all)?;
        let mut definition = definition_of(written.file().clone(), text)
            .map_err(|error| all(written.told(&error)))?;
        let mut problems = consistency::problems(&definition, &written);
        problems.extend(askable::problems(&definition));
        if !problems.is_empty() {
            let located = problems.iter().map(|problem| written.located(problem));
            return Err(FormError(located.collect()));
        }
        definition.order_as_drawn();
        let phones = Phones::of(&definition.phone_region);
        Ok(Self::known_sound(definition, phones))
    }

    /// Of a definition that [`Form::read`] has found sound before.
    fn known_sound(definition: Definition, phones: Phones) -> Self {
        Self {
            definition,
            phones,
            time_zone: OnceLock::new(),
        }
    }

    /// The path of each text that does not tell what the original does, or what it is there for, and what that is. People can sign up all the same.
    pub fn lost_words(&self) -> Vec<(String, String)> {
        translated::lost(&self.definition)
    }

    /// The path of each key or text that nobody will see, and why.
    pub fn unused(&self) -> Vec<(String, String)> {
        unused::unused(&self.definition)
    }

    pub fn definition(&self) -> &Definition {
        &self.definition
    }

    /// A way to reach a person, written as anybody writes it, or pasted with its unseen signs: a number in E.164, all else as
    /// the form would store it.
    pub fn contact(&self, written: &str) -> String {
        self.known_contact(written)
            .unwrap_or_else(|| Self::cleaned(written))
    }

    /// The same of what the form would take as a number or an address, and of nothing else.
    pub fn known_contact(&self, written: &str) -> Option<String> {
        let clean = Self::cleaned(written);
        if let Ok(Value::Phone { e164, .. }) = self.phones.read(clean.clone()) {
            return Some(e164);
        }
        match email::email(&clean) {
            Ok(Value::Email(address)) => Some(address),
            _ => None,
        }
    }

    /// What is written, without its unseen signs.
    pub fn cleaned(written: &str) -> String {
        text::clean_line(written)
    }

    pub fn time_zone(&self) -> &TimeZone {
        let read = || TimeZone::get(&self.definition.time_zone).unwrap_or(TimeZone::UTC);
        self.time_zone.get_or_init(read)
    }

    /// The form's language of this code.
    pub fn language(&self, code: &str) -> Option<Language> {
        self.languages().find(|language| language.as_str() == code)
    }

    /// All languages; the first is the original.
    pub fn languages(&self) -> impl Iterator<Item = Language> {
        self.definition
            .languages
            .iter()
            .map(|language| Language::new(&language.code))
    }

    pub fn original_language(&self) -> Language {
        let first = self.definition.languages.first();
        Language::new(first.map_or("", |language| language.code.as_str()))
    }

    /// The kind of sign-up that was posted, if it is one of the form's.
    pub fn kind_of(&self, submission: &Submission) -> Option<&str> {
        let posted = submission.first("kind")?;
        self.definition.kinds().find(|kind| *kind == posted)
    }

    /// The fields that a kind of sign-up is asked, in order.
    pub fn fields<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Field> {
        self.definition.asked_of(kind)
    }

    /// The id of the element that a fault's link leads to.
    pub fn anchor(&self, field: &str) -> String {
        let choices = self
            .definition
            .field(field)
            .filter(|field| field.kind != FieldKind::Yes);
        match choices.and_then(|field| field.choices.first()) {
            Some(choice) => format!("f-{field}-{}", choice.code),
            None => format!("f-{field}"),
        }
    }
}

fn definition_of(file: Spanned<DeTable>, text: &str) -> Result<Definition, toml::de::Error> {
    Definition::deserialize(toml::Deserializer::from(file)).map_err(|mut error| {
        error.set_input(Some(text)); // So that it tells the line.
        error
    })
}
