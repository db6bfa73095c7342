//! What non-programmers write → the form, the mails' words and the pages; read as it is written, or as it was prepared when
//! the function was packed. TOML is for people: a start does not read it, look it over and seek the pages once more.

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::draw::{DrawError, LazyDrawing};
use crate::form::{Form, FormError, Forms, Outline, PreparedError, prepared};
use crate::notify::{Composer, MailMode, Sender, Texts, TextsError};

/// Read and found sound: what an answer is drawn from.
#[derive(Clone)]
pub struct Front {
    pub forms: Forms,
    /// The pages, which wait to be asked for.
    pub drawing: LazyDrawing,
}

/// The same, and what mails are written from.
#[derive(Clone)]
pub struct Sources {
    pub front: Front,
    /// With the words of the coordinators' language at least.
    pub form: Arc<Form>,
    pub texts: Texts,
}

/// Why they cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SourcesError {
    #[error("what the function starts from is read: {0}")]
    Read(#[from] std::io::Error),
    #[error(transparent)]
    Form(#[from] FormError),
    #[error(transparent)]
    Prepared(#[from] PreparedError),
    #[error(transparent)]
    Texts(#[from] TextsError),
    #[error("{0}\n{1}")]
    Both(FormError, TextsError),
    #[error(transparent)]
    Draw(#[from] DrawError),
}

/// What every start reads of the prepared files; the others are read at the first need.
const FORM: &str = "form.json";
const MAIL: &str = "mail.json";

impl Front {
    /// Reads it as it was prepared in a folder; components and pages lie where they lay. What was found sound then is not
    /// looked over again.
    ///
    /// # Errors
    /// When a file is missing, or was prepared for another version of the function.
    pub fn prepared(
        folder: &Path,
        site_root: PathBuf,
        public: PathBuf,
    ) -> Result<Self, SourcesError> {
        let outline: Outline = prepared::read(&folder.join(FORM))?;
        let forms = Forms::prepared(outline, folder);
        Ok(Self {
            drawing: LazyDrawing::prepared(forms.clone(), site_root, public, folder),
            forms,
        })
    }

    /// Reads the mails' words too, from the same folder.
    ///
    /// # Errors
    /// As [`Front::prepared`].
    pub fn with_mail(self, folder: &Path) -> Result<Sources, SourcesError> {
        Sources::of(self, prepared::read(&folder.join(MAIL))?)
    }
}

impl Sources {
    /// Reads them as they are written, and notes where the built pages are.
    ///
    /// # Errors
    /// When one of the two files is missing or unsound.
    pub fn read(site_root: &Path, public: PathBuf) -> Result<Self, SourcesError> {
        let form = Form::load(site_root);
        let texts = Texts::load(site_root, form.as_ref().ok());
        let (form, texts) = match (form, texts) {
            (Err(one), Err(other)) => return Err(SourcesError::Both(one, other)),
            (form, texts) => (form?, texts?),
        };
        let forms = Forms::whole(Arc::new(form));
        let front = Front {
            drawing: LazyDrawing::new(forms.clone(), site_root.to_path_buf(), public),
            forms,
        };
        Self::of(front, texts)
    }

    fn of(front: Front, texts: Texts) -> Result<Self, SourcesError> {
        let form = Arc::clone(front.forms.in_language(&texts.language())?);
        Ok(Self { front, form, texts })
    }

    /// Writes mails from a sender.
    pub fn composer(self, sender: Sender, mode: MailMode) -> Composer {
        Composer::new(self.texts, self.form, sender, mode)
    }

    /// Draws each page once, and writes the form and the words into a folder as a start reads them.
    ///
    /// # Errors
    /// When a page cannot be drawn, or a file cannot be written.
    pub fn prepare(&self, folder: &Path) -> Result<(), SourcesError> {
        let Front { forms, drawing } = &self.front;
        drawing.try_now()?;
        fs_err::create_dir_all(folder)?;
        drawing.prepare(folder)?;
        prepared::write(&folder.join(FORM), forms.prepare(folder)?)?;
        prepared::write(&folder.join(MAIL), &self.texts)?;
        Ok(())
    }
}
