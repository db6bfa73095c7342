//! The form with all its words, or as it was prepared: with those of one language at a time. Most starts speak one language,
//! and to read eight took longer than all else at a start.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use super::prepared::{self, PreparedError};
use super::{Definition, Form};
use crate::sign_up::Language;

/// One form, in each of its languages. The rules are the same in all.
#[derive(Clone)]
pub struct Forms(Arc<Inner>);

struct Inner {
    original: Arc<Form>,
    /// Those whose words are apart; the original has the words of all others.
    apart: BTreeMap<Language, FormFile>,
}

struct FormFile {
    path: PathBuf,
    read: OnceLock<Arc<Form>>,
}

impl Forms {
    /// Of a form that has the words of all its languages.
    pub fn whole(form: Arc<Form>) -> Self {
        let apart = BTreeMap::new();
        Self(Arc::new(Inner {
            original: form,
            apart,
        }))
    }

    /// Of the form in its original language, and a folder where [`Forms::prepare`] has written the others, which are read as
    /// somebody speaks them.
    pub fn prepared(original: Definition, folder: &Path) -> Self {
        let original = Arc::new(Form::known_sound(original));
        let apart = original.languages().skip(1).map(|language| {
            let path = folder.join(file_name(&language));
            let read = OnceLock::new();
            (language, FormFile { path, read })
        });
        let apart = apart.collect();
        Self(Arc::new(Inner { original, apart }))
    }

    /// Writes the words of each language but the original, and gives the form in that.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn prepare(&self, folder: &Path) -> Result<Definition, PreparedError> {
        for language in self.original().languages().skip(1) {
            let path = folder.join(file_name(&language));
            let own = self.in_language(&language)?.definition();
            prepared::write(&path, own.in_language(language.as_str()).as_ref())?;
        }
        let original = self.original().original_language();
        let own = self.original().definition();
        Ok(own.in_language(original.as_str()).into_owned())
    }

    /// The form with the words of its original language at least: for all that has no words.
    pub fn original(&self) -> &Arc<Form> {
        &self.0.original
    }

    /// The form with the words of a language at least. One that it does not have is answered in the original.
    ///
    /// # Errors
    /// When its file cannot be read, or is of another version of the function.
    pub fn in_language(&self, language: &Language) -> Result<&Arc<Form>, PreparedError> {
        match self.0.apart.get(language) {
            Some(file) => file.form(),
            None => Ok(self.original()),
        }
    }
}

impl FormFile {
    fn form(&self) -> Result<&Arc<Form>, PreparedError> {
        if let Some(read) = self.read.get() {
            return Ok(read);
        }
        let form = Arc::new(Form::known_sound(prepared::read(&self.path)?));
        Ok(self.read.get_or_init(|| form))
    }
}

fn file_name(language: &Language) -> String {
    format!("form.{language}.json")
}
