//! The form in all its languages; or as it was prepared, a file for each language, which is read when somebody first speaks
//! it, and one for the rules alone. Most starts speak one language or none.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use super::phone::Phones;
use super::prepared::{self, PreparedError};
use super::{Definition, Form};
use crate::once::get_or_try;
use crate::sign_up::Language;

/// One form, in each of its languages. The rules are the same in all.
#[derive(Clone)]
pub struct Forms(Arc<Inner>);

struct Inner {
    outline: Outline,
    source: Source,
    /// Of all files.
    phones: OnceLock<Phones>,
}

enum Source {
    Whole(Arc<Form>),
    Apart {
        /// Without words, for whoever sends answers that hold.
        rules: FormFile,
        /// In the outline's order.
        languages: Vec<FormFile>,
    },
}

struct FormFile {
    path: Box<Path>,
    read: OnceLock<Arc<Form>>,
}

/// What must be known of a form before somebody speaks one of its languages.
#[derive(Clone, Deserialize, Serialize)]
pub struct Outline {
    pub name: String,
    /// The codes of its languages; the first is the original.
    languages: Vec<String>,
    /// Of sign-ups: a sheet for each.
    kinds: Vec<String>,
}

impl Forms {
    /// Of a form that has the words of all its languages.
    pub fn whole(form: Arc<Form>) -> Self {
        let outline = Outline {
            name: form.definition().name.clone(),
            languages: form.languages().map(|own| own.to_string()).collect(),
            kinds: form.definition().kinds().map(str::to_owned).collect(),
        };
        Self::of(outline, Source::Whole(form))
    }

    /// Of a folder where [`Forms::prepare`] has written it.
    pub fn prepared(outline: Outline, folder: &Path) -> Self {
        let file = |name: &str| FormFile {
            path: folder.join(name).into(),
            read: OnceLock::new(),
        };
        let languages = outline.languages.iter();
        let languages = languages.map(|code| file(&file_name(code))).collect();
        let rules = file(RULES);
        Self::of(outline, Source::Apart { rules, languages })
    }

    fn of(outline: Outline, source: Source) -> Self {
        let phones = OnceLock::new();
        Self(Arc::new(Inner {
            outline,
            source,
            phones,
        }))
    }

    /// Writes the form in each language, and its rules.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn prepare(&self, folder: &Path) -> Result<&Outline, PreparedError> {
        for language in self.languages() {
            let path = folder.join(file_name(language.as_str()));
            let own: &Definition = self.in_language(&language)?.definition();
            prepared::write(&path, own.in_language(language.as_str()).as_ref())?;
        }
        let form = self.in_language(&self.original_language())?;
        prepared::write(&folder.join(RULES), &form.definition().rules())?;
        Ok(self.outline())
    }

    pub fn outline(&self) -> &Outline {
        &self.0.outline
    }

    /// The form's language of this code.
    pub fn language(&self, code: &str) -> Option<Language> {
        self.languages().find(|language| language.as_str() == code)
    }

    /// All languages; the first is the original.
    pub fn languages(&self) -> impl Iterator<Item = Language> {
        self.outline().languages.iter().map(Language::new)
    }

    pub fn kinds(&self) -> impl Iterator<Item = &str> {
        self.outline().kinds.iter().map(String::as_str)
    }

    pub fn original_language(&self) -> Language {
        let first = self.outline().languages.first();
        Language::new(first.map_or("", String::as_str))
    }

    /// The form for its rules, which are the same in every language: it need not have a word.
    ///
    /// # Errors
    /// When its file cannot be read, or is of another version of the function.
    pub fn rules(&self) -> Result<&Arc<Form>, PreparedError> {
        match &self.0.source {
            Source::Whole(form) => Ok(form),
            Source::Apart { rules, .. } => rules.form(&self.0.phones),
        }
    }

    /// The form with the words of a language at least. One that it does not have is answered in the original.
    ///
    /// # Errors
    /// When its file cannot be read, or is of another version of the function.
    pub fn in_language(&self, language: &Language) -> Result<&Arc<Form>, PreparedError> {
        let files = match &self.0.source {
            Source::Whole(form) => return Ok(form),
            Source::Apart { languages, .. } => languages,
        };
        let codes = &self.outline().languages;
        let place = codes.iter().position(|code| code == language.as_str());
        let file = files.get(place.unwrap_or(0));
        file.ok_or(PreparedError::NoLanguage)?.form(&self.0.phones)
    }
}

impl FormFile {
    fn form(&self, phones: &OnceLock<Phones>) -> Result<&Arc<Form>, PreparedError> {
        get_or_try(&self.read, || {
            let definition: Definition = prepared::read(&self.path)?;
            let phones = phones.get_or_init(|| Phones::of(&definition.phone_region));
            Ok(Arc::new(Form::known_sound(definition, phones.clone())))
        })
    }
}

const RULES: &str = "rules.json";

fn file_name(language: &str) -> String {
    format!("form.{language}.json")
}
