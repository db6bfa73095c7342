//! Each source of the content folder, alone → one `Document`: language and slug from its name, its front matter, its
//! body as written. Must not know other documents.

mod date;
mod front_matter;
mod name;
mod split;
mod words;
mod yaml;

pub use date::Date;
pub use front_matter::{PageFrontMatter, SectionFrontMatter, SortBy, Taxonomies};
pub use name::FileName;
pub use split::{Split, split};
pub use words::{Reading, reading};

use std::sync::Arc;

use rayon::prelude::*;
use toml::Table;

use crate::config::Config;
use crate::digest::Digest;
use crate::fields::{self, Fields, Place};
use crate::load::Source;
use crate::problem::{Problem, Severity, line_at};

/// One content file: a page or a section.
#[derive(Clone, Debug)]
pub struct Document {
    pub name: FileName,
    pub meta: Meta,
    /// The whole file.
    pub text: Arc<str>,
    pub body_start: usize,
    /// Of all before the body.
    pub head: Digest,
    /// Files that lie beside it and are published with it, by their path in `content/`, sorted.
    pub assets: Vec<String>,
    /// Its front matter could not be read: known, so that links to it are not called broken, but never rendered.
    pub broken: bool,
    /// False for an index that nobody wrote.
    pub written: bool,
    /// The file that it stands in for in a language that lacks a translation, from `content/`.
    pub original: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Meta {
    Page(PageFrontMatter),
    Section(SectionFrontMatter),
}

impl Meta {
    /// This, with what is only shown of `other`; none where that is of another kind.
    fn showing(&self, other: &Self) -> Option<Self> {
        match (self, other) {
            (Self::Page(own), Self::Page(other)) => Some(Self::Page(own.showing(other))),
            (Self::Section(own), Self::Section(other)) => Some(Self::Section(own.showing(other))),
            _ => None,
        }
    }
}

impl Document {
    /// What follows the front matter, as written.
    pub fn body(&self) -> &str {
        &self.text[self.body_start..]
    }

    /// The line of the file on which the body begins.
    pub fn body_line(&self) -> usize {
        line_at(&self.text, self.body_start)
    }

    /// The site's own keys.
    pub fn extra(&self) -> &Table {
        match &self.meta {
            Meta::Page(meta) => &meta.extra,
            Meta::Section(meta) => &meta.extra,
        }
    }

    /// Whether all but the body is as in `other`, so that nothing else of the site can differ for it.
    pub fn differs_in_body_alone(&self, other: &Self) -> bool {
        self.head == other.head
            && self.broken == other.broken
            && self.assets == other.assets
            && self.name == other.name
    }

    /// Whether all but the body, and what is only shown of the front matter, is as in `other`.
    pub fn differs_in_what_is_shown(&self, other: &Self) -> bool {
        let sound = !self.broken && !other.broken;
        let same_place = self.assets == other.assets && self.name == other.name;
        sound && same_place && other.meta.showing(&self.meta).as_ref() == Some(&self.meta)
    }

    pub fn is_draft(&self) -> bool {
        match &self.meta {
            Meta::Page(meta) => meta.draft,
            Meta::Section(meta) => meta.draft,
        }
    }

    /// A section that nobody wrote: every language has an index.
    pub fn unwritten_index(name: FileName) -> Self {
        Self {
            name,
            meta: Meta::Section(SectionFrontMatter::default()),
            text: Arc::default(),
            body_start: 0,
            head: Digest::default(),
            assets: Vec::new(),
            broken: false,
            written: false,
            original: None,
        }
    }
}

/// A document, and what is wrong with it.
pub type Parsed = (Arc<Document>, Vec<Problem>);

/// Parses all sources, in their order.
pub fn parse(sources: Vec<Source>, config: &Config) -> (Vec<Document>, Vec<Problem>) {
    let mut documents = Vec::with_capacity(sources.len());
    let mut problems = Vec::new();
    for (document, found) in each(sources, config) {
        documents.push(Arc::unwrap_or_clone(document));
        problems.extend(found);
    }
    (documents, problems)
}

/// The same, with each document's problems beside it.
pub fn each(sources: Vec<Source>, config: &Config) -> Vec<Parsed> {
    sources
        .into_par_iter()
        .map(|source| parse_source(source, config))
        .collect()
}

/// The line of a content file on which its front matter has a key, given with the tables that it stands in.
pub fn key_line(text: &str, path: &[&str]) -> Option<usize> {
    let front = split(text)?;
    let line = fields::key_line(front.syntax, &text[front.start..front.end], path)?;
    Some(line_at(text, front.start) + line - 1)
}

fn parse_source(source: Source, config: &Config) -> Parsed {
    let (name, mut problems) = FileName::parse(&source.path, config);
    let file = format!("content/{}", source.path);
    let front = split(&source.text);
    let (meta, body_start) = match front {
        None if source.fault.is_some() => {
            problems.extend(source.fault);
            (empty_meta(&name), 0)
        }
        None => {
            let message = "no front matter found: a page begins with `+++` (TOML) or `---` (YAML) on its first line, and the same line closes it";
            problems.push(Problem::error(&file, 1, message));
            (empty_meta(&name), 0)
        }
        Some(front) => {
            let place = Place {
                file: &file,
                text: &source.text[front.start..front.end],
                first_line: line_at(&source.text, front.start),
                syntax: front.syntax,
            };
            (read_meta(&name, place, &mut problems), front.body)
        }
    };
    let document = Document {
        broken: problems.iter().any(Problem::is_error),
        written: true,
        name,
        meta,
        head: Digest::of(&source.text[..body_start]),
        text: source.text,
        body_start,
        original: None,
        assets: source.assets,
    };
    (Arc::new(document), problems)
}

fn read_meta(name: &FileName, place: Place<'_>, problems: &mut Vec<Problem>) -> Meta {
    let table = match yaml::parse_front_matter(place) {
        Ok(table) => table,
        Err(found) => {
            problems.extend(found);
            return empty_meta(name);
        }
    };
    let mut fields = Fields::new(table, place);
    let meta = if name.is_section() {
        let meta = Meta::Section(SectionFrontMatter::read(&mut fields));
        fields.reject_unknown(Severity::Error);
        meta
    } else {
        let meta = Meta::Page(PageFrontMatter::read(&mut fields));
        fields.reject_unknown(Severity::Warning);
        meta
    };
    problems.append(&mut fields.problems);
    meta
}

fn empty_meta(name: &FileName) -> Meta {
    if name.is_section() {
        Meta::Section(SectionFrontMatter::default())
    } else {
        Meta::Page(PageFrontMatter::default())
    }
}

#[cfg(test)]
mod tests;
