//! A site's folder → all that a build reads before it links. Must not know rendering.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Failure;
use super::options::{Options, configure};
use crate::check;
use crate::config::{Config, Mode};
use crate::fallback;
use crate::link::{Closed, Drafts};
use crate::load::{self, Links, Source, StaticFile, TemplateFile};
use crate::parse::{self, Document};
use crate::phase::Phases;
use crate::problem::Problem;
use crate::render::bodies::{self, Counting};
use crate::row::Row;
use crate::sass::{self, StyleSheet};

/// Everything that was read.
#[derive(Clone, Debug)]
pub(super) struct Inputs {
    pub root: PathBuf,
    pub config: Arc<Config>,
    pub templates: Arc<[TemplateFile]>,
    pub statics: Arc<[StaticFile]>,
    pub sheets: Arc<[StyleSheet]>,
    /// By path.
    pub documents: Row<Arc<Document>>,
    /// What is wrong with documents, by their paths.
    pub(super) faults: BTreeMap<String, Vec<Problem>>,
    pub counting: Counting,
    /// The components that bodies call; only for a check.
    pub called: BTreeSet<String>,
    pub(super) links: Links,
    problems: Vec<Problem>,
}

/// The texts of a site, as read.
pub(super) struct Read {
    pub root: PathBuf,
    pub config: Config,
    pub sources: Vec<Source>,
    pub templates: Vec<TemplateFile>,
    pub statics: Vec<StaticFile>,
    pub sheets: Vec<StyleSheet>,
    links: Links,
    /// What could not be read, or is left out.
    pub problems: Vec<Problem>,
}

impl Read {
    /// Reads everything.
    ///
    /// # Errors
    /// When there is no config, or it cannot be read.
    pub fn all(options: &Options, phases: &mut Phases) -> Result<Self, Failure> {
        let (root, config, mut problems) = configure(options)?;
        problems.extend(fallback::problems(&config));
        phases.begin("load", 0);
        let content = load::content(&root, &config);
        problems.extend(content.problems);
        let (templates, found) = load::templates(&root, &config);
        problems.extend(found);
        let statics = load::statics(&root, &config);
        problems.extend(statics.problems);
        let (sheets, found) = style_sheets(&root, &config);
        problems.extend(found);
        Ok(Self {
            root,
            config,
            sources: content.files,
            templates,
            statics: statics.files,
            sheets,
            links: content.links.and(statics.links),
            problems,
        })
    }

    /// The files that hold settings: the config, the theme's, and what highlighting loads.
    pub fn settings_files(&self) -> Vec<String> {
        let mut files = vec![self.config.file.clone()];
        let theme = self.config.theme.iter();
        files.extend(theme.map(|theme| format!("themes/{theme}/theme.toml")));
        if let Some(highlighting) = self.config.highlighting_from_root() {
            files.extend(highlighting.extra_grammars);
            files.extend(highlighting.extra_themes);
        }
        files
    }
}

impl Inputs {
    /// Parses what was read.
    pub fn of(read: Read, phases: &mut Phases) -> Self {
        let texts = read.templates.iter().map(|t| t.text.as_str());
        let sources = read.sources.iter().map(|s| &*s.text);
        let counting = bodies::counting(texts, sources.clone());
        let called = match read.config.mode {
            Mode::Check => sources.flat_map(check::components_called).collect(),
            Mode::Build | Mode::Serve => BTreeSet::new(),
        };
        phases.begin("parse", read.sources.len());
        let parsed = parse::each(read.sources, &read.config);
        let mut faults = BTreeMap::new();
        let documents = parsed.into_iter().map(|(document, found)| {
            if !found.is_empty() {
                faults.insert(document.name.relative.clone(), found);
            }
            document
        });
        Self {
            root: read.root,
            config: Arc::new(read.config),
            templates: read.templates.into(),
            statics: read.statics.into(),
            sheets: read.sheets.into(),
            documents: documents.collect(),
            faults,
            counting,
            called,
            links: read.links,
            problems: read.problems,
        }
    }

    /// Reads and parses everything.
    ///
    /// # Errors
    /// When there is no config, or it cannot be read.
    pub fn read(options: &Options, phases: &mut Phases) -> Result<Self, Failure> {
        Ok(Self::of(Read::all(options, phases)?, phases))
    }

    /// All that was found wrong, but for what lies below a draft.
    pub fn problems(&self, drafts: Drafts) -> Vec<Problem> {
        if self.faults.is_empty() {
            return self.problems.clone();
        }
        let documents = || self.documents.iter().map(|document| &**document);
        let closed = Closed::of(documents(), drafts);
        let open = documents().filter(|document| !closed.holds(&document.name));
        let faults = open.filter_map(|document| self.faults.get(&document.name.relative));
        self.problems
            .iter()
            .chain(faults.flatten())
            .cloned()
            .collect()
    }
}

/// The theme's style sheets, then the site's own if it asks for them.
fn style_sheets(root: &Path, config: &Config) -> (Vec<StyleSheet>, Vec<Problem>) {
    let theme = config
        .theme
        .iter()
        .map(|theme| root.join("themes").join(theme).join("sass"));
    let own = config.compile_sass.then(|| root.join("sass"));
    let mut sheets = Vec::new();
    let mut problems = Vec::new();
    for folder in theme.chain(own) {
        let (found, wrong) = sass::compile_sass(root, &folder);
        sheets.extend(found);
        problems.extend(wrong);
    }
    (sheets, problems)
}
