//! A drawing that is read at the first need, once. A sign-up needs none to be stored, mailed and acknowledged, so it neither
//! waits for the pages at a cold start nor fails with them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use super::sheet::{self, Sheets};
use super::thanks::{self, ThanksPages};
use super::{DrawError, Drawing, Slot};
use crate::form::{Forms, prepared};
use crate::sign_up::{Language, Reference};

const PAGES: &str = "pages.json";

/// Shared by all who draw.
#[derive(Clone)]
pub struct LazyDrawing(Arc<Inner>);

struct Inner {
    forms: Forms,
    root: PathBuf,
    public: PathBuf,
    read: OnceLock<Result<Drawing, String>>,
    prepared: Option<Prepared>,
}

/// What was drawn before, and the folder of it.
struct Prepared {
    folder: PathBuf,
    thanks: ThanksPages,
}

impl LazyDrawing {
    /// Reads nothing yet.
    pub fn new(forms: Forms, root: PathBuf, public: PathBuf) -> Self {
        Self(Arc::new(Inner {
            forms,
            root,
            public,
            read: OnceLock::new(),
            prepared: None,
        }))
    }

    /// Of a folder where [`LazyDrawing::prepare`] has written what is below `public`.
    pub fn prepared(forms: Forms, root: PathBuf, public: PathBuf, folder: &Path) -> Self {
        let prepared = Prepared {
            thanks: ThanksPages::prepared(&forms, folder),
            folder: folder.to_path_buf(),
        };
        Self(Arc::new(Inner {
            forms,
            root,
            public,
            read: OnceLock::new(),
            prepared: Some(prepared),
        }))
    }

    /// Where each page is, below the folder of the built site.
    ///
    /// # Errors
    /// As for [`LazyDrawing::get`].
    pub fn pages(&self) -> Result<BTreeMap<Slot, PathBuf>, DrawError> {
        Ok(self.get()?.pages_below(&self.0.public))
    }

    /// The drawing; waits for whoever is reading it.
    ///
    /// # Errors
    /// When a file cannot be read or used, or a page of the original language is missing: what is deployed does not
    /// change, so it is not read again.
    pub fn get(&self) -> Result<&Drawing, DrawError> {
        let inner = &*self.0;
        let read = inner
            .read
            .get_or_init(|| inner.read().map_err(|error| error.to_string()));
        read.as_ref()
            .map_err(|error| DrawError::Unread(error.clone()))
    }

    /// The page of a reference.
    ///
    /// # Errors
    /// As for [`LazyDrawing::get`], and when it cannot be drawn.
    pub fn thanks(&self, reference: &Reference, language: &Language) -> Result<String, DrawError> {
        let inner = &*self.0;
        if let Some(prepared) = &inner.prepared {
            return Ok(prepared.thanks.page(reference, language)?);
        }
        let form = inner.forms.in_language(language)?;
        self.get()?
            .answer(form, "thanks", Some(reference), language)
    }

    /// Writes where each page is, below the folder of the built site, and each sheet and the page of a reference in each language,
    /// for whoever starts from the folder.
    ///
    /// # Errors
    /// As for [`LazyDrawing::get`], and when one cannot be drawn or written.
    pub fn prepare(&self, folder: &Path) -> Result<(), DrawError> {
        prepared::write(&folder.join(PAGES), &self.pages()?)?;
        sheet::prepare(self.get()?, &self.0.forms, folder)?;
        thanks::prepare(self.get()?, &self.0.forms, folder)
    }

    /// Reads it whole, and draws each component once: what is wrong is known before anybody asks.
    ///
    /// # Errors
    /// As for [`LazyDrawing::get`], and when a component cannot be drawn.
    pub fn try_now(&self) -> Result<(), DrawError> {
        self.get()?.try_all(&self.0.forms)
    }
}

impl Inner {
    fn read(&self) -> Result<Drawing, DrawError> {
        let Some(Prepared { folder, .. }) = &self.prepared else {
            return Drawing::read_untried(&self.forms, &self.root, &self.public);
        };
        let pages: BTreeMap<Slot, PathBuf> = prepared::read(&folder.join(PAGES))?;
        let sheets = Sheets::prepared(&self.forms, folder);
        let drawing = Drawing::of_pages(&self.forms, &self.root, &self.public, &pages);
        Ok(drawing.with_sheets(sheets))
    }
}
