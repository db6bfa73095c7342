//! The site's own components → drawn HTML. What draws a form and what draws an answer are read apart, each at the first need:
//! to read them is a good part of a cold start, and the first answer needs one of the two.

use std::path::PathBuf;
use std::sync::OnceLock;

use tera::{Context, Tera};

use super::DrawError;

/// Drawn by both.
const PHONE: &str = "templates/components/phone.html";

/// A component with the files that it is drawn from.
pub struct Component {
    name: &'static str,
    root: PathBuf,
    file: &'static str,
    read: OnceLock<Tera>,
}

impl Component {
    /// The sheet, empty or as it comes back.
    pub fn form(root: PathBuf) -> Self {
        Self::new("sign_up_form", "templates/components/form.html", root)
    }

    /// The page that answers a post.
    pub fn answer(root: PathBuf) -> Self {
        Self::new("sign_up_answer", "templates/components/answer.html", root)
    }

    fn new(name: &'static str, file: &'static str, root: PathBuf) -> Self {
        let read = OnceLock::new();
        Self {
            name,
            root,
            file,
            read,
        }
    }

    /// # Errors
    /// When a file cannot be read, or the component does not take the arguments.
    pub fn draw(&self, arguments: &Context) -> Result<String, DrawError> {
        let components = self.components()?;
        Ok(components.render_component(self.name, arguments, None, true)?)
    }

    fn components(&self) -> Result<&Tera, DrawError> {
        if let Some(read) = self.read.get() {
            return Ok(read);
        }
        let mut components = Tera::default();
        let text = |file| fs_err::read_to_string(self.root.join(file));
        components.add_raw_templates([(PHONE, text(PHONE)?), (self.file, text(self.file)?)])?;
        Ok(self.read.get_or_init(|| components))
    }
}
