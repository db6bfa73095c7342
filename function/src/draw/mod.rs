//! Values and faults → the built page, with the form or the answer drawn anew by the site's own components.
//! Knows no HTTP and no rules. Everything typed goes through the templates' escaping.

mod components;
mod error;
mod lazy;
mod pages;
mod sheet;
mod slot;
mod summary;
mod thanks;

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use tera::{Context, Value};

use components::Components;
pub use error::DrawError;
pub use lazy::LazyDrawing;
pub use pages::PagesError;
use pages::{Page, PageFile};
use sheet::Sheets;
pub use slot::Slot;
pub use summary::Summary;

use crate::form::{Field, Form, Forms, Kept};
use crate::sign_up::{Language, Reference};

/// Draws pages of one form: the components, what they are drawn from, and the built pages around them.
pub struct Drawing {
    form: Components,
    answer: Components,
    /// Without them, each sheet is drawn by its components.
    sheets: Option<Sheets>,
    pages: BTreeMap<Slot, PageFile>,
    /// The form as the components see it, in each of its languages; made as it is first drawn.
    definitions: BTreeMap<Language, OnceLock<Value>>,
    original: Language,
}

impl Drawing {
    /// Reads the components under `root`, and the built pages in `public`, and draws each component once: what cannot be
    /// read or drawn is found now, not when somebody signs up.
    ///
    /// # Errors
    /// When a file cannot be read or used, or a page of the original language is missing.
    pub fn read(forms: &Forms, root: &Path, public: &Path) -> Result<Self, DrawError> {
        let drawing = Self::read_untried(forms, root, public)?;
        drawing.try_all(forms)?;
        Ok(drawing)
    }

    /// The same, but the pages are only found, and nothing is drawn yet.
    fn read_untried(forms: &Forms, root: &Path, public: &Path) -> Result<Self, DrawError> {
        let drawing = Self::with(forms, root, pages::find(public)?);
        drawing.require_pages(forms)?;
        Ok(drawing)
    }

    fn of_pages(
        forms: &Forms,
        root: &Path,
        public: &Path,
        pages: &BTreeMap<Slot, PathBuf>,
    ) -> Self {
        let files = pages.iter();
        let files = files.map(|(slot, path)| (slot.clone(), PageFile::new(public.join(path))));
        Self::with(forms, root, files.collect())
    }

    fn pages_below(&self, public: &Path) -> BTreeMap<Slot, PathBuf> {
        let files = self.pages.iter();
        let below = files.map(|(slot, file)| {
            let path = file.path();
            let path = path.strip_prefix(public).unwrap_or(path);
            (slot.clone(), path.to_path_buf())
        });
        below.collect()
    }

    fn with(forms: &Forms, root: &Path, pages: BTreeMap<Slot, PageFile>) -> Self {
        Self {
            form: Components::form(root),
            answer: Components::answer(root),
            sheets: None,
            pages,
            definitions: forms
                .languages()
                .map(|own| (own, OnceLock::new()))
                .collect(),
            original: forms.original_language(),
        }
    }

    fn with_sheets(self, sheets: Sheets) -> Self {
        let sheets = Some(sheets);
        Self { sheets, ..self }
    }

    /// The form's page with values kept, and with a summary on top if there is something to say.
    ///
    /// # Errors
    /// When the component fails.
    pub fn form(
        &self,
        form: &Form,
        asked: (&str, &Language),
        kept: &BTreeMap<String, Kept>,
        summary: Option<&Summary>,
    ) -> Result<String, DrawError> {
        let (kind, language) = asked;
        let (languages, drawn) = match &self.sheets {
            Some(sheets) => {
                let sheet = sheets.sheet(kind, language)?;
                (Cow::from(sheet.languages()), sheet.draw(kept, summary))
            }
            None => (
                self.sheet_languages(form, language)?.into(),
                self.sheet(form, asked, kept, summary)?,
            ),
        };
        let Some(page) = self.page(|language| Slot::form(kind, language), language)? else {
            return Ok(drawn);
        };
        let prefix = summary.filter(|summary| summary.is_fault);
        let prefix = prefix.map(|_| escaped(form.fault_prefix(language)));
        Ok(page.with_prefixed_title(prefix.as_deref(), &languages, &drawn))
    }

    /// By the site's own component, as below.
    fn sheet(
        &self,
        form: &Form,
        (kind, language): (&str, &Language),
        kept: &BTreeMap<String, Kept>,
        summary: Option<&Summary>,
    ) -> Result<String, DrawError> {
        let mut arguments = self.arguments(form, language);
        arguments.insert("kind", kind);
        arguments.insert("values", kept);
        arguments.insert("faults", &summary);
        self.form.draw("sign_up_form", &arguments)
    }

    /// The list on top of it.
    fn sheet_languages(&self, form: &Form, language: &Language) -> Result<String, DrawError> {
        let arguments = self.arguments(form, language);
        self.form.draw("sign_up_form_languages", &arguments)
    }

    /// A field of it.
    fn field(
        &self,
        form: &Form,
        language: &Language,
        field: &Field,
        (kept, fault): (&Kept, &str),
    ) -> Result<String, DrawError> {
        let mut arguments = self.arguments(form, language);
        arguments.insert("field", field);
        arguments.insert("value", kept);
        arguments.insert("fault", fault);
        self.form.draw("sign_up_field", &arguments)
    }

    /// The answer page of a name, with the reference where there is one.
    ///
    /// # Errors
    /// When the component fails.
    pub fn answer(
        &self,
        form: &Form,
        name: &str,
        reference: Option<&Reference>,
        language: &Language,
    ) -> Result<String, DrawError> {
        self.answer_page(form, (name, language), reference, &BTreeMap::new())
    }

    /// The same where an answer stops someone, with a button back to the sheet and all that was kept of it.
    ///
    /// # Errors
    /// When the component fails.
    pub fn stop(
        &self,
        form: &Form,
        asked: (&str, &Language),
        kept: &BTreeMap<String, Kept>,
    ) -> Result<String, DrawError> {
        self.answer_page(form, asked, None, kept)
    }

    fn answer_page(
        &self,
        form: &Form,
        (name, language): (&str, &Language),
        reference: Option<&Reference>,
        kept: &BTreeMap<String, Kept>,
    ) -> Result<String, DrawError> {
        let shown = reference.map_or("", Reference::as_str);
        let mut arguments = self.arguments(form, language);
        let answer = BTreeMap::from([("name", name), ("reference", shown)]);
        arguments.insert("answer", &answer);
        arguments.insert("kept", kept);
        let drawn = self.answer.draw("sign_up_answer", &arguments)?;
        let Some(page) = self.page(Slot::answer, language)? else {
            return Ok(drawn);
        };
        let title = escaped(form.answer_texts(name, language).0);
        let languages = reference.map(|reference| self.languages(form, reference, language));
        Ok(page.with_title(&title, languages.transpose()?.as_deref(), &drawn))
    }

    /// The page of a reference, in each language.
    fn languages(
        &self,
        form: &Form,
        reference: &Reference,
        language: &Language,
    ) -> Result<String, DrawError> {
        let mut arguments = self.arguments(form, language);
        arguments.insert("reference", reference.as_str());
        self.answer.draw("sign_up_languages", &arguments)
    }

    fn arguments(&self, form: &Form, language: &Language) -> Context {
        let own = || {
            let own = form.definition().in_language(language.as_str());
            Value::from_serializable(own.as_ref())
        };
        let kept = self.definitions.get(language);
        let definition = kept.map_or_else(own, |kept| kept.get_or_init(own).clone());
        let mut arguments = Context::new();
        arguments.insert_value("definition", definition);
        arguments.insert("language", language.as_str());
        arguments
    }

    /// The page in this language, or else the original's: the drawn part says its own language.
    fn page(
        &self,
        slot: impl Fn(&str) -> Slot,
        language: &Language,
    ) -> Result<Option<&Page>, PagesError> {
        let in_language = self.pages.get(&slot(language.as_str()));
        let found = in_language.or_else(|| self.pages.get(&slot(self.original.as_str())));
        found.map(PageFile::page).transpose()
    }

    fn require_pages(&self, forms: &Forms) -> Result<(), DrawError> {
        let form = forms.in_language(&self.original)?;
        let original = self.original.as_str();
        let sheets = form
            .definition()
            .kinds()
            .map(|kind| Slot::form(kind, original));
        let needed = sheets.chain([Slot::answer(original)]);
        let missing = needed.filter(|slot| !self.pages.contains_key(slot));
        let missing: Vec<Slot> = missing.collect();
        match missing.is_empty() {
            true => Ok(()),
            false => Err(DrawError::NoPages(missing)),
        }
    }
}

impl Drawing {
    fn try_all(&self, forms: &Forms) -> Result<(), DrawError> {
        let form = forms.in_language(&self.original)?;
        for file in self.pages.values() {
            file.page()?;
        }
        let summary = Summary::of_faults(form, &[], &BTreeMap::new(), &self.original);
        for kind in form.definition().kinds() {
            self.form(
                form,
                (kind, &self.original),
                &BTreeMap::new(),
                Some(&summary),
            )?;
        }
        let reference = Reference::draw(&form.definition().reference_prefix, 0);
        self.answer(form, "thanks", Some(&reference), &self.original)?;
        Ok(())
    }
}

fn escaped(text: &str) -> String {
    let mut html = Vec::new();
    // Writing to memory cannot fail, and escaping keeps UTF-8 whole.
    let _ = tera::escape_html(text, &mut html);
    String::from_utf8(html).unwrap_or_default()
}
