//! A link that leads to nothing → how it is told.

use std::borrow::Cow;
use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

use crate::problem::Problem;

/// What is not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Wrong {
    /// Nothing has this path.
    NoFile,
    NoAnchor,
}

/// A link that leads to nothing.
pub(super) struct Fault<'p> {
    /// As the page has it.
    pub link: &'p str,
    pub wrong: Wrong,
    /// Below the site's own address, decoded; an anchor is not part of it.
    pub path: String,
    pub anchor: String,
}

impl Fault<'_> {
    pub fn target(&self) -> (Wrong, String) {
        (self.wrong, format!("{}#{}", self.path, self.anchor))
    }

    /// Builds look up the anchors of `@/` links, and of those on the page itself.
    pub fn is_told_by_a_build(&self, text: &str) -> bool {
        let anchor = format!("#{}", self.anchor);
        let names_it = |link: &str| {
            let end = link.find(|c: char| c.is_whitespace() || ")>\"'".contains(c));
            decoded(&link[..end.unwrap_or(link.len())]).ends_with(&anchor)
        };
        self.wrong == Wrong::NoAnchor && text.split("@/").skip(1).any(names_it)
    }

    pub fn problem(&self, file: &str, line: usize, link: &str, near: &Near) -> Problem {
        let message = match self.wrong {
            Wrong::NoFile => format!("`{link}` leads to nothing"),
            Wrong::NoAnchor => format!("`{link}` leads to a page without that anchor"),
        };
        let problem = Problem::warning(file, line, message);
        match near.get(&self.path).filter(|_| self.wrong == Wrong::NoFile) {
            Some(near) => problem.with_hint(format!("did you mean `/{near}`?")),
            None => problem,
        }
    }
}

/// For paths that nothing has, the nearest that a page has.
pub(super) type Near = BTreeMap<String, String>;

/// An address as people write it.
pub(super) fn decoded(text: &str) -> Cow<'_, str> {
    percent_decode_str(text).decode_utf8_lossy()
}
