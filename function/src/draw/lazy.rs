//! A drawing that is read at the first need, once. A sign-up needs none to be stored, mailed and acknowledged, so it neither
//! waits for the pages at a cold start nor fails with them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use super::thanks::{self, ThanksPages};
use super::{DrawError, Drawing, Slot};
use crate::form::Forms;
use crate::sign_up::{Language, Reference};

/// Shared by all who draw.
#[derive(Clone)]
pub struct LazyDrawing(Arc<Inner>);

struct Inner {
    forms: Forms,
    root: PathBuf,
    public: PathBuf,
    read: OnceLock<Result<Drawing, String>>,
    /// Drawn before, if they were.
    thanks: Option<ThanksPages>,
}

impl LazyDrawing {
    /// Reads nothing yet.
    pub fn new(forms: Forms, root: PathBuf, public: PathBuf) -> Self {
        Self(Arc::new(Inner {
            forms,
            root,
            public,
            read: OnceLock::new(),
            thanks: None,
        }))
    }

    /// Of a folder where [`LazyDrawing::prepare_thanks`] has written, and of pages that were found before, by their slots and
    /// below `public`; they are read as they are drawn.
    pub fn prepared(
        forms: Forms,
        root: PathBuf,
        public: PathBuf,
        (folder, pages): (&Path, &BTreeMap<Slot, PathBuf>),
    ) -> Self {
        let drawing = Drawing::of_pages(&forms, &root, &public, pages);
        let thanks = ThanksPages::prepared(&forms, folder);
        Self(Arc::new(Inner {
            forms,
            root,
            public,
            read: OnceLock::from(Ok(drawing)),
            thanks: Some(thanks),
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
        let read = inner.read.get_or_init(|| {
            Drawing::read_untried(&inner.forms, &inner.root, &inner.public)
                .map_err(|error| error.to_string())
        });
        read.as_ref()
            .map_err(|error| DrawError::Unread(error.clone()))
    }

    /// The page of a reference.
    ///
    /// # Errors
    /// As for [`LazyDrawing::get`], and when it cannot be drawn.
    pub fn thanks(&self, reference: &Reference, language: &Language) -> Result<String, DrawError> {
        let inner = &*self.0;
        if let Some(thanks) = &inner.thanks {
            return Ok(thanks.page(reference, language)?);
        }
        let form = inner.forms.in_language(language)?;
        self.get()?
            .answer(form, "thanks", Some(reference), language)
    }

    /// Writes the page of a reference in each language, for whoever starts from the folder.
    ///
    /// # Errors
    /// As for [`LazyDrawing::get`], and when one cannot be drawn or written.
    pub fn prepare_thanks(&self, folder: &Path) -> Result<(), DrawError> {
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
