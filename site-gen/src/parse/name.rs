//! The path of a content file → its language, its folders and the name that its translations share.

use crate::config::{Config, LanguageId};
use crate::load::index_filename;
use crate::problem::Problem;

/// What the path of a content file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileName {
    /// From `content/`, with `/`, e.g. `blog/first.fr.md`.
    pub relative: String,
    /// The file's own name, e.g. `first.fr.md`.
    pub filename: String,
    /// Without extension and language, e.g. `first`; always `_index` for a section.
    pub name: String,
    pub language: LanguageId,
    /// The folders whose sections hold it. An `index.md` is the page of its folder, so that folder is not one of them.
    pub components: Vec<String>,
    /// For an `index.md`: its own folder with a `/` at the end.
    pub colocated_path: Option<String>,
    /// The path without language and extension: what its translations share.
    pub canonical: String,
}

impl FileName {
    /// Reads a path; a language that the config does not list is a warning and the page stays as it is named.
    pub fn parse(relative: &str, config: &Config) -> (Self, Vec<Problem>) {
        let (folder, filename) = match relative.rsplit_once('/') {
            Some((folder, filename)) => (folder, filename),
            None => ("", relative),
        };
        let stem = filename.strip_suffix(".md").unwrap_or(filename);
        let (name, language, problem) = split_language(stem, relative, config);
        let mut components: Vec<String> = folder
            .split('/')
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect();
        let is_folder_page = !components.is_empty() && stem.split('.').next() == Some("index");
        let colocated_path = is_folder_page.then(|| format!("{folder}/"));
        if is_folder_page {
            components.pop();
        }
        let canonical = match folder {
            "" => name.to_owned(),
            _ => format!("{folder}/{name}"),
        };
        let file = Self {
            relative: relative.to_owned(),
            filename: filename.to_owned(),
            name: name.to_owned(),
            language,
            components,
            colocated_path,
            canonical,
        };
        (file, problem.into_iter().collect())
    }

    pub fn is_section(&self) -> bool {
        self.filename.starts_with("_index.")
    }

    /// Every language has an index section, written or not.
    pub fn index_of(language: LanguageId, config: &Config) -> Self {
        let filename = index_filename(language, config);
        Self {
            relative: filename.clone(),
            filename,
            name: "_index".to_owned(),
            language,
            components: Vec::new(),
            colocated_path: None,
            canonical: "_index".to_owned(),
        }
    }

    /// The folder of the section that holds this page, or of this section.
    pub fn folder(&self) -> String {
        self.components.join("/")
    }
}

fn split_language<'a>(
    stem: &'a str,
    relative: &str,
    config: &Config,
) -> (&'a str, LanguageId, Option<Problem>) {
    let default = config.default_language;
    let Some((name, code)) = stem.rsplit_once('.') else {
        return (stem, default, None);
    };
    match config.language_id(code) {
        // Zola keeps the default language's suffix as a part of the name.
        Some(language) if language == default && !config.reads_default_suffix() => {
            (stem, default, None)
        }
        Some(language) => (name, language, None),
        None if !config.is_multilingual() && !looks_like_language(code) => (stem, default, None),
        None => {
            let message = format!(
                "the config lists no language `{code}`: this is a page of the default language"
            );
            let problem = Problem::warning(format!("content/{relative}"), 0, message);
            (
                stem,
                default,
                Some(problem.with_hint(hint(name, code, config))),
            )
        }
    }
}

/// How the file was most likely meant.
fn hint(name: &str, code: &str, config: &Config) -> String {
    let codes = || {
        config
            .languages
            .iter()
            .map(|language| language.code.as_str())
    };
    let plain = |code: &str| code.replace('_', "-").to_ascii_lowercase();
    let same = codes().find(|known| plain(known) == plain(code));
    match same.or_else(|| crate::problem::nearest(code, codes())) {
        Some(near) => format!("did you mean `{name}.{near}.md`?"),
        None if looks_like_language(code) => format!("add [languages.{code}] to {}", config.file),
        None => "name it without that dot: what follows the last one is a language".to_owned(),
    }
}

/// Two or three small letters, perhaps with a script and a region, and nothing else: what follows a dot in a file's name
/// and is no language is mostly longer, or a number.
fn looks_like_language(code: &str) -> bool {
    let mut parts = code.split('-').peekable();
    let letters = |part: &str| part.bytes().all(|b| b.is_ascii_alphabetic());
    let is_script = |part: &&str| part.len() == 4 && letters(part);
    let is_region = |part: &&str| match part.len() {
        2 => letters(part),
        3 => part.bytes().all(|b| b.is_ascii_digit()),
        _ => false,
    };
    let primary = parts.next().unwrap_or_default();
    parts.next_if(is_script);
    parts.next_if(is_region);
    let is_short = (2..=3).contains(&primary.len());
    is_short && primary.bytes().all(|b| b.is_ascii_lowercase()) && parts.next().is_none()
}
