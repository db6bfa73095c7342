//! `<!-- more -->` → the summary: the HTML before it, without footnote references, ended and closed.

use pulldown_cmark::{Tag, TagEnd};

use super::html::Html;

pub(super) const CONTINUE_READING: &str = "<span id=\"continue-reading\"></span>";

/// Where the summary ends, and what is open there.
#[derive(Default)]
pub(super) struct Summary {
    state: State,
    open: Vec<TagEnd>,
}

#[derive(Default, Clone, Copy, PartialEq)]
enum State {
    /// The body has no comment, so no mark can come.
    #[default]
    None,
    Awaited,
    EndsAt(usize),
}

impl Summary {
    pub(super) fn new(body: &str) -> Self {
        let state = match memchr::memmem::find(body.as_bytes(), b"<!--") {
            Some(_) => State::Awaited,
            None => State::None,
        };
        Self {
            state,
            open: Vec::new(),
        }
    }

    pub(super) fn is_awaited(&self) -> bool {
        self.state == State::Awaited
    }

    pub(super) fn end_at(&mut self, position: usize) {
        self.state = State::EndsAt(position);
    }

    pub(super) fn opened(&mut self, tag: &Tag<'_>) {
        if self.is_awaited() && *tag != Tag::HtmlBlock {
            self.open.push(tag.to_end());
        }
    }

    /// As in Zola, an end without a beginning (that of an external link, whose beginning Zola does not count) makes it
    /// forget all that is open.
    pub(super) fn closed(&mut self, tag: TagEnd) {
        if self.is_awaited() && tag != TagEnd::HtmlBlock {
            let begun = self.open.iter().rposition(|open| *open == tag);
            self.open.truncate(begun.unwrap_or(0));
        }
    }

    /// The summary of `html`, if it has a mark.
    pub(super) fn of<Draw, E>(self, html: &str, draw_cutoff: Draw) -> Result<Option<String>, E>
    where
        Draw: FnOnce(&str) -> Result<String, E>,
    {
        let State::EndsAt(end) = self.state else {
            return Ok(None);
        };
        let mut summary = without_footnote_references(&html[..end]);
        summary.truncate(summary.trim_end().len());
        if !self.open.is_empty() {
            let cutoff = draw_cutoff(&summary)?;
            summary.push_str(&cutoff);
        }
        let mut closing = Html::default();
        self.open.into_iter().rev().for_each(|tag| closing.end(tag));
        summary.push_str(&closing.text);
        Ok(Some(summary))
    }
}

/// Whether `html` holds the mark, in any case and with any white space.
pub(super) fn is_mark(html: &str) -> bool {
    memchr::memmem::find_iter(html.as_bytes(), b"<!--").any(|start| {
        let comment = html[start + 4..].trim_start();
        let word = comment
            .get(..4)
            .is_some_and(|word| word.eq_ignore_ascii_case("more"));
        word && comment[4..].trim_start().starts_with("-->")
    })
}

fn without_footnote_references(html: &str) -> String {
    const START: &str = "<sup class=\"footnote-reference\"";
    const END: &str = "</a></sup>";
    let mut kept = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(start) = memchr::memmem::find(rest.as_bytes(), START.as_bytes()) {
        let Some(length) = memchr::memmem::find(&rest.as_bytes()[start..], END.as_bytes()) else {
            break;
        };
        kept.push_str(&rest[..start]);
        rest = &rest[start + length + END.len()..];
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests {
    use super::is_mark;

    #[test]
    fn knows_the_mark() {
        for (html, expected) in [
            ("<!-- more -->", true),
            ("<!--more-->\n", true),
            ("x <!--\n\tMoRe --> y", true),
            ("<!-- other --><!-- more -->", true),
            ("<!-- more of it -->", false),
            ("<!-- moré", false),
            ("more -->", false),
        ] {
            assert_eq!(is_mark(html), expected, "{html}");
        }
    }
}
