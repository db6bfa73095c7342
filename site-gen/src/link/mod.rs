//! All documents → the `Site`, frozen: sections and their pages in order, siblings, translations, taxonomies, URLs; and
//! what is broken between them. Must not know HTML, Tera or the disk.
//!
//! ```text
//! documents ─ stand_ins (originals where a language lacks a translation)
//!           ├ tree (who is in which section) ─ sorting (order, siblings) ─┐
//!           ├ folders (their names in each language) ─ permalinks (URLs)  ├→ Site
//!           ├ translations (which say the same)                           │
//!           └ taxonomies (terms and their pages) ─ collisions (one path, two files)
//! ```

mod again;
mod collisions;
mod folders;
mod id;
mod moves;
mod permalinks;
pub mod references;
mod site;
mod sorting;
mod stand_ins;
mod taxonomies;
mod translations;
mod tree;

pub use again::{Changed, link_again};
pub use id::{ContentId, PageId, SectionId};
pub use moves::Moves;
pub use site::{Page, Section, Site};
pub use taxonomies::{Taxonomy, Term};
pub use translations::key as translation_key;
pub use tree::Closed;

use std::sync::Arc;

use folders::Folders;

use crate::config::Config;
use crate::parse::{self, Document, Meta};
use crate::problem::Problem;

/// A site, the bodies that are still to be rendered, and what is broken.
pub struct Linked {
    pub site: Site,
    /// By `PageId`.
    pub page_bodies: Vec<Body>,
    /// By `SectionId`.
    pub section_bodies: Vec<Body>,
    pub problems: Vec<Problem>,
}

/// A body as written; those that stand in for one file share its text.
#[derive(Clone, Debug, Default)]
pub struct Body {
    file: Arc<str>,
    start: usize,
    /// The line of the file on which it begins.
    pub first_line: usize,
}

impl Body {
    pub fn of(document: &Document) -> Self {
        Self {
            file: document.text.clone(),
            start: document.body_start,
            first_line: document.body_line(),
        }
    }

    /// Whether it is the same text at the same place.
    pub fn is(&self, other: &Self) -> bool {
        let same = Arc::ptr_eq(&self.file, &other.file) && self.start == other.start;
        same || self.first_line == other.first_line && self.text() == other.text()
    }

    pub fn text(&self) -> &str {
        &self.file[self.start..]
    }

    /// The line of a file on which its front matter has a key; 0 where it has none.
    fn key_line((pages, sections): (&[Self], &[Self]), id: ContentId, path: &[&str]) -> usize {
        let body = match id {
            ContentId::Page(id) => pages.get(id.index()),
            ContentId::Section(id) => sections.get(id.index()),
        };
        body.and_then(|body| parse::key_line(&body.file, path))
            .unwrap_or(0)
    }
}

/// Where the front matter of a file has a key: what a problem that shows only between files still can name.
type KeyLine<'a> = &'a dyn Fn(ContentId, &[&str]) -> usize;

/// Which documents a build takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drafts {
    LeftOut,
    Included,
}

/// Links all documents, which come sorted by path.
pub fn link(documents: Vec<Document>, config: &Config, drafts: Drafts) -> Linked {
    let closing = tree::closed_by_translations(&documents, (config, drafts));
    let (documents, drafts) = tree::without_drafts(documents, drafts);
    let documents = tree::with_indexes(stand_ins::add(documents, config), config);
    let mut linked = Linked {
        site: Site::without(&drafts),
        page_bodies: Vec::new(),
        section_bodies: Vec::new(),
        problems: closing,
    };
    let (folders, found) = Folders::new(&documents, config);
    linked.problems.extend(found);
    for document in documents {
        linked.add(document, &folders, config);
    }
    let site = &mut linked.site;
    if config.reads_default_suffix() {
        site.know_without_suffix(config.default_language);
    }
    tree::grow(site, config);
    linked.problems.extend(sorting::sort(site, config));
    linked.problems.extend(translations::group(site, config));
    let bodies = (&linked.page_bodies[..], &linked.section_bodies[..]);
    let line = |id, path: &[&str]| Body::key_line(bodies, id, path);
    linked
        .problems
        .extend(taxonomies::collect(site, config, &line));
    linked.problems.extend(tree::misplaced_pages(site));
    linked
        .problems
        .extend(tree::indexes_not_searched(site, config, &line));
    linked.problems.extend(collisions::find(site, &line));
    linked.problems.extend(collisions::climbing(site));
    linked
}

impl Linked {
    fn add(&mut self, document: Document, folders: &Folders, config: &Config) {
        let body = Body::of(&document);
        let Document {
            name,
            meta,
            head,
            assets,
            broken,
            written,
            original,
            ..
        } = document;
        match meta {
            Meta::Page(meta) => {
                let mut page = permalinks::page(name, meta, folders, config);
                page.head = head;
                page.assets = assets;
                page.broken = broken;
                page.original = original;
                self.site.add_page(page);
                self.page_bodies.push(body);
            }
            Meta::Section(meta) => {
                let mut section = permalinks::section(name, meta, folders, config);
                section.head = head;
                section.assets = assets;
                section.broken = broken;
                section.original = original;
                section.written = written;
                if !written && section.name.language != config.default_language {
                    // Templates and search see this path; so Zola has it.
                    section.path = config.language_prefix(section.name.language);
                }
                self.site.add_section(section);
                self.section_bodies.push(body);
            }
        }
    }
}

#[cfg(test)]
mod tests;
