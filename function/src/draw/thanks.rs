//! The page of a reference, as it was drawn in each language when the function was packed; only the reference is set into it.
//! Whoever signs up is led to it at once, often by an instance that has just started: no component and no word is read for it.

use std::path::Path;

use super::{DrawError, Drawing};
use crate::form::prepared::{self, PreparedFile};
use crate::form::{Forms, PreparedError};
use crate::sign_up::{Language, Reference};

/// The prepared pages of one form: what stands before, between and after the places of the reference.
pub struct ThanksPages(Vec<(Language, PreparedFile<Vec<String>>)>);

impl ThanksPages {
    /// Of a folder where [`prepare`] has written them.
    pub fn prepared(forms: &Forms, folder: &Path) -> Self {
        let pages = forms.languages().map(|language| {
            let path = folder.join(file_name(&language));
            (language, PreparedFile::new(path))
        });
        Self(pages.collect())
    }

    /// # Errors
    /// When its file cannot be read, or is of another version of the function.
    pub fn page(
        &self,
        reference: &Reference,
        language: &Language,
    ) -> Result<String, PreparedError> {
        let page = self.0.iter().find(|(own, _)| own == language);
        let (_, page) = page.ok_or(PreparedError::NoLanguage)?;
        Ok(page.get()?.join(reference.as_str()))
    }
}

/// Draws and writes them.
///
/// # Errors
/// When one cannot be drawn or written, or says more of a reference than the reference.
pub fn prepare(drawing: &Drawing, forms: &Forms, folder: &Path) -> Result<(), DrawError> {
    for language in forms.languages() {
        let form = forms.in_language(&language)?;
        let prefix = &form.definition().reference_prefix;
        let [one, other] = [0, u64::MAX].map(|random| Reference::draw(prefix, random));
        let page = |reference| drawing.answer(form, "thanks", Some(reference), &language);
        let page_of_one = page(&one)?;
        let parts: Vec<&str> = page_of_one.split(one.as_str()).collect();
        if parts.join(other.as_str()) != page(&other)? {
            return Err(DrawError::ThanksDiffer(language));
        }
        prepared::write(&folder.join(file_name(&language)), &parts)?;
    }
    Ok(())
}

fn file_name(language: &Language) -> String {
    format!("thanks.{language}.json")
}
