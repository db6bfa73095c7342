//! The site's folders → its sources, sorted by path: the text of content and templates, and where the files lie that
//! are only copied. Must not know what a page is.

mod assets;
mod templates;
mod walk;

pub use templates::{TemplateFile, templates};
pub use walk::{Found, Links, is_editors_own};

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rayon::prelude::*;

use crate::config::{Config, LanguageId};
use crate::problem::Problem;
use assets::Assets;

/// A content file as read.
#[derive(Debug)]
pub struct Source {
    /// From `content/`, with `/`.
    pub path: String,
    pub text: Arc<str>,
    /// Files that lie beside it and are published with it, by their path in `content/`.
    pub assets: Vec<String>,
    /// Why it could not be read: it is known all the same, so that links to it are not called broken.
    pub fault: Option<Problem>,
}

/// A file that is copied as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaticFile {
    /// Where it goes, from the output folder.
    pub path: String,
    pub source: PathBuf,
}

/// Reads the config file at `path`, and that of its theme.
///
/// # Errors
/// When a file cannot be read or holds mistakes.
pub fn config(root: &Path, path: &Path) -> Result<(Config, Vec<Problem>), Vec<Problem>> {
    let name = walk::relative(root, path);
    let text = read_text(path, &name).map_err(|problem| vec![problem])?;
    let (mut config, problems) = Config::parse(&name, &text)?;
    if let Some(theme) = config.theme.clone() {
        let name = format!("themes/{theme}/theme.toml");
        let text = read_text(&root.join(&name), &name).map_err(|problem| {
            vec![problem.with_hint(format!(
                "`theme` of the config names the folder themes/{theme}"
            ))]
        })?;
        config.merge_theme(&name, &text)?;
    }
    Ok((config, problems))
}

/// What was found in a part of the site.
#[derive(Debug)]
pub struct Loaded<T> {
    pub files: Vec<T>,
    pub problems: Vec<Problem>,
    pub links: Links,
}

/// Reads all pages and sections.
pub fn content(root: &Path, config: &Config) -> Loaded<Source> {
    let folder = root.join("content");
    if !folder.exists() {
        return Loaded::nothing();
    }
    let walk::Found {
        files: entries,
        mut problems,
        links,
    } = walk::walk(root, &folder);
    let entries = entries.iter().filter(|entry| is_published(entry, config));
    let (pages, others): (Vec<_>, Vec<_>) = entries.partition(|entry| entry.path.ends_with(".md"));
    let (pages, strays): (Vec<_>, Vec<_>) = pages
        .into_iter()
        .partition(|entry| !is_stray_index(&entry.path, config));
    problems.extend(strays.iter().map(|entry| stray_index(&entry.path, config)));
    let assets = Assets::new(&others);
    let sources = pages
        .into_par_iter()
        .filter(|entry| !walk::filename(&entry.path).starts_with('.'))
        .map(|entry| {
            let read = read_text(&entry.source, &format!("content/{}", entry.path));
            let (text, fault) = match read {
                Ok(text) => (text.into(), None),
                Err(fault) => (Arc::default(), Some(fault)),
            };
            Source {
                path: entry.path.clone(),
                text,
                assets: assets.beside(&entry.path),
                fault,
            }
        })
        .collect();
    Loaded {
        files: sources,
        problems,
        links: links.or(folder.is_symlink()),
    }
}

/// Reads a page that is new in a folder of pages, by its path from `content/`: as [`content`] would, and nothing else it
/// finds would be otherwise. None where that is not sure.
pub fn new_page(root: &Path, config: &Config, path: &str) -> Option<Source> {
    let name = walk::filename(path);
    let entry = StaticFile {
        path: path.to_owned(),
        source: root.join("content").join(path),
    };
    let is_file = fs_err::symlink_metadata(&entry.source).ok()?.is_file();
    // These own files beside them.
    let is_index = ["_index.", "index."]
        .iter()
        .any(|own| name.starts_with(own));
    let is_page = name.ends_with(".md") && !name.starts_with('.') && !is_index;
    if !is_file || !is_page || !is_published(&entry, config) {
        return None;
    }
    Some(Source {
        text: read_text(&entry.source, &format!("content/{path}"))
            .ok()?
            .into(),
        path: entry.path,
        assets: Vec::new(),
        fault: None,
    })
}

impl<T> Loaded<T> {
    fn nothing() -> Self {
        Self {
            files: Vec::new(),
            problems: Vec::new(),
            links: Links::None,
        }
    }
}

/// A section's file is kept whatever pattern matches it, as in Zola: only its folder can be ignored.
fn is_published(entry: &StaticFile, config: &Config) -> bool {
    let name = walk::filename(&entry.path);
    if name.starts_with("_index.") && name.ends_with(".md") {
        let folder = entry.source.parent().unwrap_or(&entry.source);
        return !config.ignored_content.is_match(folder);
    }
    !config.ignored_content.is_match(&entry.source)
}

/// Whether this would be a section of a language that has none of that name: it is left out, as in Zola.
fn is_stray_index(path: &str, config: &Config) -> bool {
    let name = walk::filename(path);
    let mut known = config.language_ids().map(|id| index_filename(id, config));
    let default = &config.language(config.default_language).code;
    let is_default = || config.reads_default_suffix() && name == format!("_index.{default}.md");
    name.starts_with("_index.") && !known.any(|filename| filename == name) && !is_default()
}

fn stray_index(path: &str, config: &Config) -> Problem {
    let default = &config.language(config.default_language).code;
    let message = format!(
        "`{}` is no section file of any language and is left out",
        walk::filename(path)
    );
    let hint = format!(
        "the section file of the default language ({default}) is `_index.md`, of another one `_index.CODE.md` with a code that {} lists",
        config.file
    );
    Problem::warning(format!("content/{path}"), 0, message).with_hint(hint)
}

/// The files that are copied as they are: the theme's, then the site's own, which win.
pub fn statics(root: &Path, config: &Config) -> Loaded<StaticFile> {
    let mut files: BTreeMap<String, StaticFile> = BTreeMap::new();
    let mut problems = Vec::new();
    let mut links = Links::None;
    let theme = config
        .theme
        .as_ref()
        .map(|theme| root.join("themes").join(theme).join("static"));
    for folder in theme.iter().filter(|folder| folder.exists()) {
        let found = walk::walk(root, folder);
        problems.extend(found.problems);
        links = links.and(found.links).or(folder.is_symlink());
        let entries = found.files.into_iter();
        files.extend(entries.map(|entry| (entry.path.clone(), entry)));
    }
    let own = root.join("static");
    if own.exists() {
        let found = walk::walk(root, &own);
        problems.extend(found.problems);
        links = links.and(found.links).or(own.is_symlink());
        let kept = found
            .files
            .into_iter()
            .filter(|entry| !config.ignored_static.is_match(&entry.path));
        files.extend(kept.map(|entry| (entry.path.clone(), entry)));
    }
    Loaded {
        files: files.into_values().collect(),
        problems,
        links,
    }
}

/// Every file below a folder, which is canonical, and whether links lead to some.
pub fn walk(folder: &Path) -> Found {
    walk::walk(folder, folder)
}

/// Every file below a folder of the site, by its path from there.
pub fn files_below(folder: &Path) -> (Vec<StaticFile>, Vec<Problem>) {
    walk::files(folder, folder)
}

/// The TOML files in `content/` and `data/`, by their paths from the root: what templates and tools read as data.
pub fn data(root: &Path) -> (Vec<(String, String)>, Vec<Problem>) {
    let mut files = Vec::new();
    let mut problems = Vec::new();
    let folders = ["content", "data"].map(|name| root.join(name));
    for folder in folders.iter().filter(|folder| folder.exists()) {
        let (entries, found) = walk::files(root, folder);
        problems.extend(found);
        for entry in entries.iter().filter(|entry| entry.path.ends_with(".toml")) {
            let file = walk::relative(root, &folder.join(&entry.path));
            match read_text(&entry.source, &file) {
                Ok(text) => files.push((file, text)),
                Err(problem) => problems.push(problem),
            }
        }
    }
    (files, problems)
}

/// Reads a file as UTF-8, without its byte order mark.
///
/// # Errors
/// When it cannot be read or is not UTF-8; the problem names the line.
pub fn read_text(path: &Path, name: &str) -> Result<String, Problem> {
    let bytes = fs_err::read(path).map_err(|error| {
        let reason = error.to_string();
        Problem::error(name, 0, format!("cannot be read: {reason}"))
    })?;
    let mut text = String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let line = memchr::memchr_iter(b'\n', &error.as_bytes()[..valid]).count() + 1;
        Problem::error(name, line, "not valid UTF-8").with_hint("save the file as UTF-8")
    })?;
    if text.starts_with('\u{feff}') {
        text.drain(..3);
    }
    Ok(text)
}

/// The name of a section's file in a language: `_index.md`, `_index.fr.md`.
pub fn index_filename(language: LanguageId, config: &Config) -> String {
    if language == config.default_language {
        return "_index.md".to_owned();
    }
    format!("_index.{}.md", config.language(language).code)
}
