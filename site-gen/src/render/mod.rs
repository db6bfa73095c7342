//! The Site → every file of the output. What is known when is decided here, by two barriers:
//!
//! ```text
//! all front matter known ──→ bodies: each is a template, then markdown (a page's own fields, functions about files and
//!                            URLs; no other page's content)
//! all bodies rendered ─────→ views: each page, section and term as one shared value, with content, table of contents
//!                            and back-links ──→ jobs: one list, in parallel ──→ outputs
//! ```
//!
//! Must not know the disk; functions that templates call for files go through what `build` hands them.

pub mod bodies;
mod config_view;
pub mod digests;
pub mod engine;
mod feed;
pub mod functions;
mod library;
pub mod old_syntax;
mod pager;
mod page;
pub mod pieces;
mod plan;
pub mod reach;
pub mod reads;
pub mod report;
pub mod search;
mod section;
mod sitemap;
mod taxonomy;
pub mod tools;
pub mod value;
pub mod view;

pub use library::Library;
pub use plan::{Job, jobs};
pub use reach::Reach;
pub use view::Views;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use bytes::Bytes;
use rayon::prelude::*;
use tera::{Context, Tera};

use crate::minify;
use crate::problem::Problem;

/// A file of the output; a clone shares what it holds.
#[derive(Clone, Debug)]
pub struct Output {
    /// From the output folder, with `/`, never empty.
    pub path: Arc<str>,
    pub body: OutputBody,
}

#[derive(Clone, Debug)]
pub enum OutputBody {
    Bytes(Bytes),
    /// Copied as it is.
    File(PathBuf),
}

/// The files of a site by their path in the output.
pub type Files = BTreeMap<Arc<str>, OutputBody>;

impl Output {
    pub fn text(path: impl Into<Arc<str>>, text: String) -> Self {
        Self {
            path: path.into(),
            body: OutputBody::Bytes(text.into_bytes().into()),
        }
    }
}

/// What jobs render from.
#[derive(Clone, Copy)]
pub struct Stage<'a> {
    pub tera: &'a Tera,
    pub library: &'a Library,
    pub views: &'a Views,
    /// Which templates may show other pages' texts; only where it matters to the next build.
    pub reach: Option<&'a Reach>,
}

/// What jobs made.
#[derive(Debug, Default)]
pub struct Rendered {
    /// In the jobs' order.
    pub outputs: Vec<Output>,
    /// How many jobs were run.
    pub count: usize,
}

/// Runs all jobs.
pub fn run(jobs: &[Job], stage: Stage<'_>) -> (Rendered, Vec<Problem>) {
    let results: Vec<_> = jobs.par_iter().map(|job| stage.make(job)).collect();
    let mut rendered = Rendered {
        outputs: Vec::with_capacity(results.len()),
        count: jobs.len(),
    };
    let mut problems = Vec::new();
    for (job, result) in jobs.iter().zip(results) {
        match result {
            Ok(found) => rendered.outputs.extend(found),
            Err(found) => problems.extend(stage.problems_of(job, found)),
        }
    }
    (rendered, report::merged(problems))
}

impl Stage<'_> {
    /// Runs a job, and makes its pages smaller if the site asks for it.
    fn make(&self, job: &Job) -> Result<Vec<Output>, Vec<Problem>> {
        let outputs = job.run(*self)?;
        if !self.library.config.minify_html {
            return Ok(outputs);
        }
        Ok(outputs.into_iter().map(minified).collect())
    }

    /// What lists other pages may only fail because one of them could not be read, which is told already.
    fn problems_of(&self, job: &Job, found: Vec<Problem>) -> Vec<Problem> {
        let all_read = !self.library.site.pages.iter().any(|page| page.broken);
        match job {
            Job::Page(_) => found,
            _ if all_read => found,
            _ => Vec::new(),
        }
    }

    /// Renders a template for the content of `file`.
    ///
    /// # Errors
    /// When the template is not there or fails; the problem names the template's file and line.
    pub fn render(
        &self,
        template: &str,
        file: &str,
        context: &Context,
    ) -> Result<String, Vec<Problem>> {
        if !self.tera.contains_template(template) {
            return engine::welcome(template)
                .ok_or_else(|| vec![report::template_not_found(self.tera, template, file)]);
        }
        let text = self
            .tera
            .render(template, context)
            .map_err(|error| report::of_template(&error, file, self.library))?;
        if let Some(reach) = self.reach
            && (reach.shows_others(template) || shows_a_whole_page(&text))
        {
            reads::note_other_texts();
        }
        Ok(text)
    }
}

fn minified(output: Output) -> Output {
    match &output.body {
        OutputBody::Bytes(bytes) if output.path.ends_with("html") => {
            let html = String::from_utf8_lossy(bytes);
            Output::text(output.path, minify::minify_html(&html))
        }
        _ => output,
    }
}

/// Whether a page's value was printed as it is: no text of a site has this word.
fn shows_a_whole_page(text: &str) -> bool {
    memchr::memmem::find(text.as_bytes(), b"colocated_path").is_some()
}
