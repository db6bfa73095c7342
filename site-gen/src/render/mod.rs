//! The Site → every file of the output. What is known when is decided here, by two barriers:
//!
//! ```text
//! all front matter known ──→ bodies: each is a template, then markdown (a page's own fields, functions about files and
//!                            URLs; no other page's content)
//! all bodies rendered ─────→ views: each page, section and term as one shared value, with content, table of contents
//!                            and back-links ──→ jobs: one list, in parallel ──→ outputs
//! ```
//!
//! Where another build will follow, each body and each job notes what it looked up (`reads`), and what it could see is a
//! number (`digests`): while that is the same, `pieces` takes over what the last build made. `reach` reads off the templates
//! what the values cannot tell: who may show the text of other pages.
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
pub use reach::{Reach, Seeing};
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

/// Where two outputs have one path, the one of the higher rank is the file: it is made by a later stage, or a later job.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank {
    pub stage: u8,
    pub job: usize,
}

/// Where outputs go as they are made, from all threads.
pub type Receive<'a> = &'a (dyn Fn(Rank, Output) + Sync);

/// The files of a site by their path in the output.
pub type Files = BTreeMap<Arc<str>, OutputBody>;

impl Output {
    pub fn text(path: impl Into<Arc<str>>, text: impl Into<Bytes>) -> Self {
        Self {
            path: path.into(),
            body: OutputBody::Bytes(text.into()),
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

/// Room for a page of common size.
const PAGE_BYTES: usize = 8 << 10;

/// Runs all jobs; what each makes is sent off at once, with the job's number in its rank.
pub fn run(
    jobs: &[Job],
    stage: Stage<'_>,
    receive: &(dyn Fn(usize, Output) + Sync),
) -> Vec<Problem> {
    let run = |(number, job): (usize, &Job)| match stage.make(job) {
        Ok(outputs) => {
            outputs
                .into_iter()
                .for_each(|output| receive(number, output));
            Vec::new()
        }
        Err(found) => stage.problems_of(job, found),
    };
    let found: Vec<_> = jobs.par_iter().enumerate().map(run).collect();
    report::merged(found.into_iter().flatten().collect())
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
fn shows_a_whole_page(text: &[u8]) -> bool {
    memchr::memmem::find(text, b"colocated_path").is_some()
}
