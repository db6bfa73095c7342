//! The page of a reference, as it was drawn in each language when the function was packed; only the reference is set into it.
//! Whoever signs up is led to it at once, and to read components and words for it took a third of a cold start.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::{DrawError, Drawing};
use crate::form::{Forms, PreparedError, prepared};
use crate::sign_up::{Language, Reference};

/// The prepared pages of one form, each read when it is first shown.
pub struct ThanksPages(Vec<(Language, ThanksPage)>);

struct ThanksPage {
    path: PathBuf,
    /// What stands before, between and after the places of the reference.
    parts: OnceLock<Vec<String>>,
}

impl ThanksPages {
    /// Of a folder where [`prepare`] has written them.
    pub fn prepared(forms: &Forms, folder: &Path) -> Self {
        let pages = forms.languages().map(|language| {
            let path = folder.join(file_name(&language));
            let parts = OnceLock::new();
            (language, ThanksPage { path, parts })
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
        Ok(page.parts()?.join(reference.as_str()))
    }
}

impl ThanksPage {
    fn parts(&self) -> Result<&Vec<String>, PreparedError> {
        if let Some(parts) = self.parts.get() {
            return Ok(parts);
        }
        let read = prepared::read(&self.path)?;
        Ok(self.parts.get_or_init(|| read))
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
