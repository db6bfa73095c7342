//! The built site's folder → the pages in which the form and its answers stand, found by the comments that the components write.
//! Knows where to set something into a page, not what.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use memchr::memmem;

/// What a page has between its two comments.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Slot {
    Form { kind: String, language: String },
    Answer { language: String },
}

/// A built page, and where in it the slot is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    html: String,
    slot: Range<usize>,
}

/// Why the built site cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PagesError {
    #[error("the built site is read: {0}")]
    Read(#[from] std::io::Error),
    #[error("{}: the page is not UTF-8", .0.display())]
    NoText(PathBuf),
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
pub fn read(folder: &Path) -> Result<BTreeMap<Slot, Page>, PagesError> {
    let mut pages = BTreeMap::new();
    for path in html_files(folder)? {
        if let Some((slot, page)) = cut(fs_err::read(&path)?, &path)? {
            pages.entry(slot).or_insert(page);
        }
    }
    Ok(pages)
}

impl Page {
    /// The page with `content` in its slot and `prefix` before its title. Both must be HTML.
    pub fn with_prefixed_title(&self, prefix: &str, content: &str) -> String {
        let (before, after) = self.around();
        let before = before.replacen("<title>", &format!("<title>{prefix} "), 1);
        format!("{before}{content}{after}")
    }

    /// The page with `content` in its slot under another title, before the site's name if that followed after a dash.
    /// Both must be HTML.
    pub fn with_title(&self, title: &str, content: &str) -> String {
        let (before, after) = self.around();
        match (before.find("<title>"), before.find("</title>")) {
            (Some(start), Some(end)) if start < end => {
                let (head, old, rest) = (&before[..start], &before[start..end], &before[end..]);
                let site = old.find(" – ").map_or("", |dash| &old[dash..]);
                format!("{head}<title>{title}{site}{rest}{content}{after}")
            }
            _ => format!("{before}{content}{after}"),
        }
    }

    fn around(&self) -> (&str, &str) {
        (&self.html[..self.slot.start], &self.html[self.slot.end..])
    }
}

impl std::fmt::Display for Slot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Form { kind, language } => write!(f, "<!--form:{kind}:{language}-->"),
            Self::Answer { language } => write!(f, "<!--answer:{language}-->"),
        }
    }
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

fn cut(bytes: Vec<u8>, path: &Path) -> Result<Option<(Slot, Page)>, PagesError> {
    let find = |mark: &str, closing| memmem::find(&bytes, mark.as_bytes()).map(|at| (at, closing));
    let form = find("<!--form:", "<!--/form-->");
    let Some((start, closing)) = form.or_else(|| find("<!--answer:", "<!--/answer-->")) else {
        return Ok(None);
    };
    let html = String::from_utf8(bytes).map_err(|_| PagesError::NoText(path.to_path_buf()))?;
    let rest = &html[start..];
    let opening = rest
        .split_once("-->")
        .map_or("", |(comment, _)| comment.trim_start_matches("<!--"));
    let Some(end) = rest.find(closing) else {
        let opening = format!("<!--{opening}-->");
        return Err(PagesError::Unclosed {
            path: path.to_path_buf(),
            opening,
            closing,
        });
    };
    let found = slot(opening);
    let slot = start..start + end + closing.len();
    Ok(found.map(|name| (name, Page { html, slot })))
}

fn slot(opening: &str) -> Option<Slot> {
    let parts: Vec<&str> = opening.split(':').collect();
    match parts[..] {
        ["form", kind, language] => Some(Slot::Form {
            kind: kind.to_owned(),
            language: language.to_owned(),
        }),
        ["answer", language] => Some(Slot::Answer {
            language: language.to_owned(),
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut_page(html: &str) -> (Slot, Page) {
        cut(html.into(), Path::new("a.html")).unwrap().unwrap()
    }

    #[test]
    fn a_form_page_is_cut_open_and_put_together() {
        let html = "<title>Sign up</title><p>a</p><!--form:family:fa-AF--><form></form><!--/form--><p>b</p>";
        let (slot, page) = cut_page(html);
        assert_eq!(
            slot,
            Slot::Form {
                kind: "family".into(),
                language: "fa-AF".into()
            }
        );
        assert_eq!(
            page.with_prefixed_title("Fel:", "X"),
            "<title>Fel: Sign up</title><p>a</p>X<p>b</p>"
        );
    }

    #[test]
    fn an_answer_page_takes_another_title() {
        let (slot, page) = cut_page(
            "<title>Thanks – Buddies</title><svg><title>s</title></svg><!--answer:sv--><p></p><!--/answer-->",
        );
        assert_eq!(
            slot,
            Slot::Answer {
                language: "sv".into()
            }
        );
        assert_eq!(
            page.with_title("Stopp", "X"),
            "<title>Stopp – Buddies</title><svg><title>s</title></svg>X"
        );
    }

    #[test]
    fn a_page_without_a_slot_is_no_page_of_ours() {
        assert_eq!(
            cut(b"<title>x</title>".into(), Path::new("a.html")).unwrap(),
            None
        );
        assert_eq!(
            cut(b"<!--form:a--><!--/form-->".into(), Path::new("a.html")).unwrap(),
            None
        );
    }

    #[test]
    fn a_page_that_cannot_be_cut_is_named() {
        let check = |html: &[u8], expected: &str| {
            let error = cut(html.into(), Path::new("public/a.html"))
                .unwrap_err()
                .to_string();
            assert!(error.starts_with(expected), "{error}");
        };
        check(
            b"<!--form:family:sv--><form>",
            "public/a.html: the comment <!--form:family:sv--> has no <!--/form-->",
        );
        check(
            b"<!--answer:sv-->\xff",
            "public/a.html: the page is not UTF-8",
        );
    }

    #[test]
    fn pages_are_found_in_all_folders() {
        let folder = tempfile::tempdir().unwrap();
        fs_err::create_dir_all(folder.path().join("en/sign-up")).unwrap();
        fs_err::write(folder.path().join("index.html"), "<p>home</p>").unwrap();
        fs_err::write(
            folder.path().join("en/sign-up/index.html"),
            "<!--form:family:en--><!--/form-->",
        )
        .unwrap();
        fs_err::write(
            folder.path().join("en/thanks.html"),
            "<!--answer:en--><!--/answer-->",
        )
        .unwrap();
        assert_eq!(read(folder.path()).unwrap().len(), 2);
        let error = read(&folder.path().join("nowhere"))
            .unwrap_err()
            .to_string();
        assert!(error.contains("nowhere"), "{error}");
    }
}
