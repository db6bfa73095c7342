//! The helpers of one build: files, images, highlighting, and the engine that has them as functions.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use rayon::prelude::*;
use tera::Tera;

use super::functions::images::{Images, PROCESSED_FOLDER};
use super::functions::markdown::Place;
use super::functions::{self, RenderMarkdown, Surroundings};
use super::library::Library;
use super::output::{Output, OutputBody};
use super::{engine, links, workshop};
use crate::config::InsertAnchor;
use crate::image::job::ImageJob;
use crate::load::TemplateFile;
use crate::markdown::{self, Highlighter, Origin};
use crate::problem::Problem;
use crate::sass::StyleSheet;
use crate::site_files::SiteFiles;

/// What templates and bodies call, and what they leave to be done.
pub struct Tools {
    pub files: Arc<SiteFiles>,
    images: Arc<Images>,
    pub highlighter: Option<Arc<Highlighter>>,
}

impl Tools {
    /// `sheets` are there before any page: templates may ask for their hash. The last build's helpers were made for the
    /// same settings.
    pub fn new(root: &Path, library: &Library, sheets: &[StyleSheet], last: Option<&Self>) -> Self {
        let made: BTreeMap<String, Arc<[u8]>> = sheets
            .iter()
            .map(|sheet| (sheet.path.clone(), Arc::from(sheet.css.as_bytes())))
            .collect();
        let theme = library.config.theme.as_deref();
        // What was found for what is not rendered again decides as much as what is looked for now.
        let files = match last {
            Some(last) => last.files.clone(),
            None => Arc::new(SiteFiles::new(root, theme, made)),
        };
        let folder_url = library.config.permalink(&format!("{PROCESSED_FOLDER}/"));
        Self {
            images: Arc::new(Images::new(files.clone(), folder_url)),
            files,
            highlighter: match last {
                Some(last) => last.highlighter.clone(),
                None => Highlighter::of(&library.config, root).map(Arc::new),
            },
        }
    }

    /// Compiles the templates with all functions.
    pub fn engine(&self, templates: &[TemplateFile], library: &Library) -> (Tera, Vec<Problem>) {
        let surroundings = Surroundings {
            config: library.config.clone(),
            site: library.site.clone(),
            files: self.files.clone(),
            images: self.images.clone(),
            show: library.show(),
            render_markdown: self.render_markdown(library),
            now: jiff::Timestamp::now(),
        };
        engine::compile(templates, &library.config, |tera| {
            functions::register(tera, &surroundings)
        })
    }

    /// The `markdown` filter: without anchor links, summaries or templates.
    fn render_markdown(&self, library: &Library) -> Arc<RenderMarkdown> {
        let config = library.config.clone();
        let site = library.site.clone();
        let highlighter = self.highlighter.clone();
        Arc::new(move |text: &str, place: &Place| {
            let reader = config
                .language_id(&place.language)
                .unwrap_or(config.default_language);
            let context = markdown::Context {
                settings: workshop::settings(&config, highlighter.as_deref()),
                permalink: &place.permalink,
                path: &place.file,
                origin: Origin::Nowhere,
                insert_anchor: InsertAnchor::None,
                find_page: &|path| links::find_page(&config, &site, (path, reader)),
                draw_anchor_link: &|_, _| Ok(String::new()),
                draw_summary_cutoff: &|_| Ok(String::new()),
            };
            let rendered = markdown::render(text, &context);
            match rendered.problems.into_iter().find(Problem::is_error) {
                Some(problem) => Err(problem.message),
                None => Ok(rendered.html),
            }
        })
    }

    /// The style sheets for coloured code.
    pub fn code_style_sheets(&self) -> (Vec<Output>, Vec<Problem>) {
        match self
            .highlighter
            .as_ref()
            .map(|highlighter| highlighter.style_sheets())
        {
            None => (Vec::new(), Vec::new()),
            Some(Err(problem)) => (Vec::new(), vec![problem]),
            Some(Ok(sheets)) => {
                let output = |sheet: markdown::StyleSheet| Output::text(sheet.name, sheet.css);
                (sheets.into_iter().map(output).collect(), Vec::new())
            }
        }
    }

    /// Asks for images again that were asked for by what is not rendered again.
    pub fn ask_for<'a>(&self, images: impl IntoIterator<Item = &'a ImageJob>) {
        for image in images {
            self.images.ask_for(image.clone());
        }
    }

    /// Makes the images that templates have asked for, but those that lie `ready` under their names.
    pub fn images(
        &self,
        ready: impl Fn(&str) -> Option<OutputBody> + Sync,
    ) -> (Vec<Output>, Vec<Problem>) {
        let make = |job: &ImageJob| match ready(&job.path) {
            Some(body) => Ok(body),
            None => Ok(OutputBody::Bytes(job.run()?.into())),
        };
        let made: Vec<(Result<_, String>, String)> = self
            .images
            .jobs()
            .into_par_iter()
            .map(|job| (make(&job), job.path))
            .collect();
        let mut outputs = Vec::new();
        let mut problems = Vec::new();
        for (result, path) in made {
            match result {
                Ok(body) => outputs.push(Output {
                    path: path.into(),
                    body,
                }),
                Err(message) => problems.push(Problem::error("", 0, message)),
            }
        }
        (outputs, problems)
    }
}
