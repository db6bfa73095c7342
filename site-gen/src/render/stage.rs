//! What jobs render from, and how a template of theirs is rendered.

use tera::{Context, Tera};

use super::library::Library;
use super::reach::{Reach, Seeing};
use super::view::Views;
use super::{engine, reads, report};
use crate::problem::Problem;

/// What jobs render from.
#[derive(Clone, Copy)]
pub struct Stage<'a> {
    pub tera: &'a Tera,
    pub library: &'a Library,
    pub views: &'a Views,
    /// Which templates may show other pages' texts; only where it matters to the next build.
    pub reach: Option<&'a Reach>,
}

/// Room for a page of common size.
const PAGE_BYTES: usize = 8 << 10;

impl Stage<'_> {
    /// Renders a template for the content of `file`.
    ///
    /// # Errors
    /// When the template is not there or fails; the problem names the template's file and line.
    pub fn render(
        &self,
        template: &str,
        file: &str,
        context: &Context,
    ) -> Result<Vec<u8>, Vec<Problem>> {
        if !self.tera.contains_template(template) {
            return engine::welcome(template)
                .map(String::into_bytes)
                .ok_or_else(|| vec![report::template_not_found(self.tera, template, file)]);
        }
        let mut text = Vec::with_capacity(PAGE_BYTES);
        self.tera
            .render_to(template, context, &mut text)
            .map_err(|error| report::of_template(&error, file, self.library))?;
        if let Some(reach) = self.reach {
            let seeing = reach.of_template(template);
            let shows_all = shows_a_whole_page(&text);
            reads::note_seeing(Seeing {
                texts: seeing.texts || shows_all,
                inside: seeing.inside || shows_all,
                near: seeing.near || shows_all,
            });
        }
        Ok(text)
    }
}

/// Whether a page's value was printed as it is: no text of a site has this word.
fn shows_a_whole_page(text: &[u8]) -> bool {
    memchr::memmem::find(text, b"colocated_path").is_some()
}
