//! A site's folder → all that a build reads before it links, and what of that has to be read again after some files
//! changed. Must not know rendering.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::options::{Options, configure};
use super::{Changes, Failure};
use crate::check;
use crate::config::{Config, Mode};
use crate::load::{self, Links, Source, StaticFile, TemplateFile};
use crate::parse::{self, Document, Parsed};
use crate::phase::Phases;
use crate::problem::Problem;
use crate::render::bodies::{self, Counting};
use crate::row::Row;
use crate::sass::{self, StyleSheet};
use crate::site_files::SiteFiles;

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
    /// What is wrong with documents, by their places.
    faults: BTreeMap<usize, Vec<Problem>>,
    pub counting: Counting,
    /// The components that bodies call; only for a check.
    pub called: BTreeSet<String>,
    links: Links,
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
        if let Some(highlighting) = &self.config.markdown.highlighting {
            files.extend(highlighting.extra_grammars.iter().cloned());
            files.extend(highlighting.extra_themes.iter().cloned());
        }
        files
    }
}

impl Inputs {
    /// Parses what was read.
    pub fn of(read: Read, phases: &mut Phases) -> Self {
        let texts = read.templates.iter().map(|t| t.text.as_str());
        let sources = read.sources.iter().map(|s| &*s.text);
        let counting = bodies::counting(texts.chain(sources.clone()));
        let called = match read.config.mode {
            Mode::Check => sources.flat_map(check::components_called).collect(),
            Mode::Build | Mode::Serve => BTreeSet::new(),
        };
        phases.begin("parse", read.sources.len());
        let parsed = parse::each(read.sources, &read.config);
        let mut faults = BTreeMap::new();
        let documents = parsed.into_iter().enumerate();
        let documents = documents.map(|(place, (document, found))| {
            if !found.is_empty() {
                faults.insert(place, found);
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

    /// Reads again what has changed, if that is the text of known content files, or files that are only copied; none where
    /// it may be more. `read` is what templates have read.
    pub fn again(&self, changes: &Changes, read: &SiteFiles) -> Option<Self> {
        let Changes::Files(paths) = changes else {
            return None;
        };
        if self.links == Links::Some {
            return None;
        }
        let mut inputs = self.clone();
        for path in paths {
            match self.kind(path, read)? {
                Kind::Nothing | Kind::Copied => {}
                Kind::Document(place) => inputs.put(place, self.document_again(place, path)?),
            }
        }
        Some(inputs)
    }

    fn put(&mut self, place: usize, (document, found): Parsed) {
        self.documents.set(place, document);
        match found.is_empty() {
            true => self.faults.remove(&place),
            false => self.faults.insert(place, found),
        };
    }

    fn document_again(&self, place: usize, path: &Path) -> Option<Parsed> {
        let last = &self.documents[place];
        let text = load::read_text(path, &format!("content/{}", last.name.relative)).ok()?;
        if bodies::counting([text.as_str()]) != Counting::Nothing
            && self.counting == Counting::Nothing
        {
            return None;
        }
        let source = Source {
            path: last.name.relative.clone(),
            text: text.into(),
            assets: last.assets.clone(),
            fault: None,
        };
        parse::each(vec![source], &self.config).pop()
    }

    /// All that was found wrong.
    pub fn problems(&self) -> Vec<Problem> {
        let of_documents = self.faults.values().flatten();
        self.problems.iter().chain(of_documents).cloned().collect()
    }
}

/// What a changed path means.
enum Kind {
    Nothing,
    /// By its place.
    Document(usize),
    Copied,
}

impl Inputs {
    /// None when it may change anything.
    fn kind(&self, path: &Path, read: &SiteFiles) -> Option<Kind> {
        if read.depends_on(path) {
            return None;
        }
        let inside = path.strip_prefix(self.root.join("content")).ok();
        let relative = inside.and_then(Path::to_str);
        if let Some(index) = relative.and_then(|relative| self.document(relative)) {
            return path.is_file().then_some(Kind::Document(index));
        }
        if self.copies(path, relative) {
            return path.is_file().then_some(Kind::Copied);
        }
        let own = ["content", "static", "templates"].map(|name| self.root.join(name));
        let in_own = own.iter().any(|folder| path.starts_with(folder));
        let is_output = path.starts_with(self.root.join(&self.config.output_dir));
        // What an editor puts beside a file for a moment: it was not there, and is not there now.
        let came_and_went = in_own && !path.exists() && !self.had(path);
        let is_editors_own = relative.is_some_and(|name| {
            path.is_file() && !name.ends_with(".md") && load::is_editors_own(name)
        });
        (is_output || came_and_went || is_editors_own).then_some(Kind::Nothing)
    }

    fn document(&self, relative: &str) -> Option<usize> {
        let name = |document: &Arc<Document>| document.name.relative.as_str().cmp(relative);
        self.documents.place_by(name)
    }

    fn copies(&self, path: &Path, relative: Option<&str>) -> bool {
        let mut assets = self.documents.iter().flat_map(|document| &document.assets);
        self.statics.iter().any(|file| file.source == path)
            || assets.any(|asset| Some(asset.as_str()) == relative)
    }

    /// Whether the last build had this file, or this folder with a file in it.
    fn had(&self, path: &Path) -> bool {
        let content = self.root.join("content");
        let documents = self.documents.iter();
        let mut content_files = documents
            .flat_map(|document| document.assets.iter().chain([&document.name.relative]))
            .map(|name| content.join(name));
        let mut templates = self.templates.iter().map(|file| self.root.join(&file.file));
        let mut statics = self.statics.iter().map(|file| &file.source);
        content_files.any(|file| file.starts_with(path))
            || templates.any(|file| file.starts_with(path))
            || statics.any(|file| file.starts_with(path))
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
