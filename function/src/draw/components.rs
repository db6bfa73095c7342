//! The site's own components → drawn HTML. What draws a form and what draws an answer are read apart, each at the first need: a
//! packed function draws no form by them, since its sheets were drawn before.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use tera::{Context, Tera};

use super::DrawError;
use crate::once::get_or_try;

const FORM: &[&str] = &["phone.html", "form.html"];
const ANSWER: &[&str] = &["phone.html", "answer.html"];

/// The files of a page's components.
pub struct Components {
    folder: PathBuf,
    files: &'static [&'static str],
    read: OnceLock<Tera>,
}

impl Components {
    /// Of the sheet, empty or as it comes back.
    pub fn form(root: &Path) -> Self {
        Self::new(FORM, root)
    }

    /// Of the page that answers a post.
    pub fn answer(root: &Path) -> Self {
        Self::new(ANSWER, root)
    }

    fn new(files: &'static [&'static str], root: &Path) -> Self {
        Self {
            folder: root.join("templates/components"),
            files,
            read: OnceLock::new(),
        }
    }

    /// # Errors
    /// When a file cannot be read, or the component does not take the arguments.
    pub fn draw(&self, name: &str, arguments: &Context) -> Result<String, DrawError> {
        let components = self.read()?;
        Ok(components.render_component(name, arguments, None, true)?)
    }

    fn read(&self) -> Result<&Tera, DrawError> {
        get_or_try(&self.read, || {
            let texts = self.files.iter();
            let texts =
                texts.map(|file| Ok((*file, fs_err::read_to_string(self.folder.join(file))?)));
            let mut components = Tera::default();
            components.add_raw_templates(texts.collect::<std::io::Result<Vec<_>>>()?)?;
            Ok(components)
        })
    }
}
