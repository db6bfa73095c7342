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
pub mod config_view;
pub mod engine;
mod feed;
pub mod functions;
mod library;
pub mod old_syntax;
mod pager;
mod page;
mod plan;
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
pub use view::Views;

use std::path::PathBuf;

use rayon::prelude::*;
use tera::{Context, Tera};

use crate::problem::Problem;

/// A file of the output.
#[derive(Debug)]
pub struct Output {
    /// From the output folder, with `/`, never empty.
    pub path: String,
    pub body: OutputBody,
}

#[derive(Debug)]
pub enum OutputBody {
    Bytes(Vec<u8>),
    /// Copied as it is.
    File(PathBuf),
}

impl Output {
    pub fn text(path: impl Into<String>, text: String) -> Self {
        Self {
            path: path.into(),
            body: OutputBody::Bytes(text.into_bytes()),
        }
    }
}

/// What jobs render from.
#[derive(Clone, Copy)]
pub struct Stage<'a> {
    pub tera: &'a Tera,
    pub library: &'a Library,
    pub views: &'a Views,
}

/// Runs all jobs; the outputs come in the jobs' order.
pub fn run(jobs: &[Job], stage: Stage<'_>) -> (Vec<Output>, Vec<Problem>) {
    let results: Vec<_> = jobs.par_iter().map(|job| job.run(stage)).collect();
    let all_read = !stage.library.site.pages.iter().any(|page| page.broken);
    let mut outputs = Vec::with_capacity(results.len());
    let mut problems = Vec::new();
    for (job, result) in jobs.iter().zip(results) {
        match result {
            Ok(found) => outputs.extend(found),
            // What lists other pages may only fail because one of them could not be read, which is told already.
            Err(found) if all_read || matches!(job, Job::Page(_)) => problems.extend(found),
            Err(_) => {}
        }
    }
    (outputs, report::merged(problems))
}

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
    ) -> Result<String, Vec<Problem>> {
        if !self.tera.contains_template(template) {
            return engine::welcome(template)
                .ok_or_else(|| vec![report::template_not_found(self.tera, template, file)]);
        }
        self.tera
            .render(template, context)
            .map_err(|error| report::of_template(&error, file, self.library))
    }
}
