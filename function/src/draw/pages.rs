//! The built site's folder → the pages in which the form and its answers stand, found by the comments that the components write.
//! Knows where to set something into a page, not what.

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::io::Read;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use memchr::memmem;

use super::slot::Slot;
use crate::once::get_or_try;

const LANGUAGES: (&str, &str) = ("<!--languages-->", "<!--/languages-->");

/// A built page, and where in it the slot is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    html: String,
    slot: Range<usize>,
}

/// A page that is read again when it is first drawn, and kept then: few starts need more than one.
pub struct PageFile {
    path: PathBuf,
    page: OnceLock<Page>,
}

/// Why the built site cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PagesError {
    #[error("the built site is read: {0}")]
    Read(#[from] std::io::Error),
    #[error("{}: the page has lost its comment since it was found; is the site being built?", .0.display())]
    Changed(PathBuf),
    #[error("{}: the comment {opening} has no {closing} after it; is the component drawn whole?", .path.display())]
    Unclosed {
        path: PathBuf,
        opening: String,
        closing: &'static str,
    },
}

/// Every page of the folder with a slot, by its slot. Where two pages have the same, the first by path counts.
///
/// # Errors
/// When the folder cannot be read, or a slot is not closed.
pub fn find(folder: &Path) -> Result<BTreeMap<Slot, PageFile>, PagesError> {
    let mut found = BTreeMap::new();
    let mut html = Vec::new();
    for path in html_files(folder)? {
        html.clear();
        fs_err::File::open(&path)?.read_to_end(&mut html)?;
        if let Some((slot, _)) = slot_in(&html, &path)? {
            found.entry(slot).or_insert(PageFile::new(path));
        }
    }
    Ok(found)
}

impl PageFile {
    /// Reads nothing yet.
    pub fn new(path: PathBuf) -> Self {
        let page = OnceLock::new();
        Self { path, page }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// # Errors
    /// When the file cannot be read (any more), or has no slot.
    pub fn page(&self) -> Result<&Page, PagesError> {
        get_or_try(&self.page, || {
            let html = fs_err::read_to_string(&self.path)?;
            let slot = slot_in(html.as_bytes(), &self.path)?;
            let (_, slot) = slot.ok_or_else(|| PagesError::Changed(self.path.clone()))?;
            Ok(Page { html, slot })
        })
    }
}

impl Page {
    /// The page with `content` in its slot, `prefix` before its title, and `languages` for its own list of them, if it has
    /// one. All must be HTML.
    pub fn with_prefixed_title(
        &self,
        prefix: Option<&str>,
        languages: &str,
        content: &str,
    ) -> String {
        let title = prefix.map(|prefix| move |own: &str| format!("{prefix} {own}"));
        self.with(title, Some(languages), content)
    }

    /// The page with `content` in its slot under another title, before the site's name if that followed after a dash; and
    /// with `languages` for its own list of them, if it has one. All must be HTML.
    pub fn with_title(&self, title: &str, languages: Option<&str>, content: &str) -> String {
        let title = |own: &str| {
            let site = own.find(" – ").map_or("", |dash| &own[dash..]);
            format!("{title}{site}")
        };
        self.with(Some(title), languages, content)
    }

    /// In one piece of the right size. A new title is in the visitor's language, which the old one need not have been: what the
    /// element said of its own language goes.
    fn with(
        &self,
        title: Option<impl FnOnce(&str) -> String>,
        languages: Option<&str>,
        content: &str,
    ) -> String {
        let (mut own, after) = (&self.html[..self.slot.start], &self.html[self.slot.end..]);
        let new;
        let mut pieces = Vec::with_capacity(9);
        if let Some((title, (before, old, rest))) = title.zip(around_title(own)) {
            new = title(old);
            pieces.extend([before, "<title>", &new, "</title>"]);
            own = rest;
        }
        if let Some((languages, (before, rest))) = languages.zip(around_languages(own)) {
            pieces.extend([before, languages]);
            own = rest;
        }
        pieces.extend([own, content, after]);
        pieces.concat()
    }
}

/// What is before the title's element, what it says, and what is after it.
fn around_title(html: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = html.split_once("<title")?;
    let (_, rest) = rest.split_once('>')?;
    let (own, rest) = rest.split_once("</title>")?;
    Some((before, own, rest))
}

/// `None` when no list is marked.
fn around_languages(html: &str) -> Option<(&str, &str)> {
    let (before, rest) = html.split_once(LANGUAGES.0)?;
    let (_, after) = rest.split_once(LANGUAGES.1)?;
    Some((before, after))
}

fn html_files(folder: &Path) -> Result<Vec<PathBuf>, PagesError> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs_err::read_dir(folder)? {
            let entry = entry?;
            let path = entry.path();
            if entry.file_type()?.is_dir() {
                folders.push(path);
            } else if path
                .extension()
                .is_some_and(|extension| extension == "html")
            {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Which slot a page has, and from where to where it goes, its comments with it.
fn slot_in(html: &[u8], path: &Path) -> Result<Option<(Slot, Range<usize>)>, PagesError> {
    let find = |mark: &str, closing| memmem::find(html, mark.as_bytes()).map(|at| (at, closing));
    let form = find("<!--form:", "<!--/form-->");
    let Some((start, closing)) = form.or_else(|| find("<!--answer:", "<!--/answer-->")) else {
        return Ok(None);
    };
    let rest = &html[start..];
    let comment = memmem::find(rest, b"-->").map_or(rest, |end| &rest[..end]);
    let comment = String::from_utf8_lossy(comment);
    let opening = comment.trim_start_matches("<!--");
    let Some(end) = memmem::find(rest, closing.as_bytes()) else {
        return Err(PagesError::Unclosed {
            path: path.to_path_buf(),
            opening: format!("<!--{opening}-->"),
            closing,
        });
    };
    let range = start..start + end + closing.len();
    Ok(Slot::opened_by(opening).map(|slot| (slot, range)))
}
