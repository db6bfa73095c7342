//! What was read for the last build, and paths that have changed → what is read for this one: those files alone, as long as
//! they are known content files, pages that come and go, or files that are only copied.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::Changes;
use super::inputs::Inputs;
use crate::load::{self, Links, Source};
use crate::parse::{self, Document, Parsed};
use crate::render::bodies::{self, Counting};
use crate::site_files::SiteFiles;

/// What a changed path means.
enum Kind {
    Nothing,
    /// A known content file, by its place.
    Document(usize),
    /// A page that was not there, by its path from `content/`.
    New(String),
    /// A page that is there no more, by its place.
    Gone(usize),
    Copied,
}

impl Inputs {
    /// Reads again what has changed; none where that may change more than the build can tell. `read` is what templates
    /// have read.
    pub fn again(&self, changes: &Changes, read: &SiteFiles) -> Option<Self> {
        let Changes::Files(paths) = changes else {
            return None;
        };
        if self.links == Links::Some {
            return None;
        }
        let mut inputs = self.clone();
        let (mut new, mut gone) = (Vec::new(), Vec::new());
        for path in paths {
            match self.kind(path, read)? {
                Kind::Nothing | Kind::Copied => {}
                Kind::Document(place) => inputs.put(place, self.document_again(place, path)?),
                Kind::New(path) => {
                    let source = load::new_page(&self.root, &self.config, &path)?;
                    new.push(self.parsed(source)?);
                }
                Kind::Gone(place) => gone.push(place),
            }
        }
        inputs.come_and_go(new, &gone);
        Some(inputs)
    }

    fn put(&mut self, place: usize, (document, found): Parsed) {
        let path = document.name.relative.clone();
        self.documents.set(place, document);
        match found.is_empty() {
            true => self.faults.remove(&path),
            false => self.faults.insert(path, found),
        };
    }

    fn come_and_go(&mut self, new: Vec<Parsed>, gone: &[usize]) {
        if new.is_empty() && gone.is_empty() {
            return;
        }
        let path = |document: &Arc<Document>| document.name.relative.clone();
        let documents = self.documents.iter();
        let mut documents: BTreeMap<String, Arc<Document>> = documents
            .map(|known| (path(known), known.clone()))
            .collect();
        for place in gone {
            let path = path(&self.documents[*place]);
            documents.remove(&path);
            self.faults.remove(&path);
        }
        for (document, found) in new {
            if !found.is_empty() {
                self.faults.insert(path(&document), found);
            }
            documents.insert(path(&document), document);
        }
        self.documents = documents.into_values().collect();
    }

    fn document_again(&self, place: usize, path: &Path) -> Option<Parsed> {
        let last = &self.documents[place];
        self.parsed(Source {
            path: last.name.relative.clone(),
            text: load::read_text(path, &format!("content/{}", last.name.relative))
                .ok()?
                .into(),
            assets: last.assets.clone(),
            fault: None,
        })
    }

    fn parsed(&self, source: Source) -> Option<Parsed> {
        if self.counting == Counting::Nothing && bodies::is_template(&source.text) {
            // What a body calls decides what it shows.
            let templates = self.templates.iter().map(|t| t.text.as_str());
            let body = std::iter::once(&*source.text);
            if bodies::counting(templates, body) != Counting::Nothing {
                return None;
            }
        }
        parse::each(vec![source], &self.config).pop()
    }

    /// None when it may change anything.
    fn kind(&self, path: &Path, read: &SiteFiles) -> Option<Kind> {
        if read.depends_on(path) {
            return None;
        }
        let inside = path.strip_prefix(self.root.join("content")).ok();
        let relative = inside.and_then(Path::to_str);
        if let Some(place) = relative.and_then(|relative| self.document(relative)) {
            return self.known(place, path);
        }
        if let Some(new) = relative.filter(|relative| self.may_be_page(relative))
            && path.is_file()
        {
            return Some(Kind::New(new.to_owned()));
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

    fn known(&self, place: usize, path: &Path) -> Option<Kind> {
        if path.is_file() {
            return Some(Kind::Document(place));
        }
        let name = &self.documents[place].name;
        let owns_files = name.is_section() || name.colocated_path.is_some();
        let is_gone = !owns_files && !path.is_symlink() && !path.exists();
        is_gone.then_some(Kind::Gone(place))
    }

    fn document(&self, relative: &str) -> Option<usize> {
        let name = |document: &Arc<Document>| document.name.relative.as_str().cmp(relative);
        self.documents.place_by(name)
    }

    /// Whether it has a page's name and lies in a folder in which pages were found.
    fn may_be_page(&self, relative: &str) -> bool {
        let folder = |path: &str| path.rsplit_once('/').map(|(folder, _)| folder.len());
        let end = folder(relative).map_or(0, |length| length + 1);
        let lies_there = |document: &Arc<Document>| {
            let path = document.name.relative.as_str();
            path.starts_with(&relative[..end]) && folder(path) == folder(relative)
        };
        relative.ends_with(".md") && self.documents.iter().any(lies_there)
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
