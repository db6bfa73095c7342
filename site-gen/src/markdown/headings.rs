//! A heading's text → its id, its anchor link, and its entry in the table of contents.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, HeadingLevel, Tag};

use super::context::Context;
use super::html::{Html, push_attribute, push_number};
use super::rendered::Heading;
use crate::config::InsertAnchor;

/// The headings so far and the ids that are taken.
#[derive(Default)]
pub(super) struct Headings<'a> {
    /// Each id, with the number to try next when it is wanted again.
    taken: HashMap<String, usize>,
    open: Option<Open<'a>>,
    list: Vec<Heading>,
}

struct Open<'a> {
    level: HeadingLevel,
    given_id: Option<CowStr<'a>>,
    classes: Vec<CowStr<'a>>,
    start: usize,
    title: String,
}

impl<'a> Headings<'a> {
    /// Takes the ids that authors give before any is made, so that no heading before them gets the same. Gives the places
    /// of those given twice.
    pub(super) fn reserve(&mut self, events: &[(Event<'_>, Range<usize>)]) -> Vec<(String, usize)> {
        let mut twice = Vec::new();
        for (event, range) in events {
            let Event::Start(Tag::Heading { id: Some(id), .. }) = event else {
                continue;
            };
            if self.taken.insert(id.to_string(), 1).is_some() {
                twice.push((id.to_string(), range.start));
            }
        }
        twice
    }

    pub(super) fn start(&mut self, tag: Tag<'a>, html: &Html<'_>) {
        let Tag::Heading {
            level, id, classes, ..
        } = tag
        else {
            return;
        };
        self.open = Some(Open {
            level,
            given_id: id,
            classes,
            start: html.text.len(),
            title: String::new(),
        });
    }

    /// The position from which the text belongs to a heading.
    pub(super) fn open_since(&self) -> Option<usize> {
        self.open.as_ref().map(|open| open.start)
    }

    /// Plain text that may be part of a heading.
    pub(super) fn text(&mut self, text: &str) {
        if let Some(open) = &mut self.open {
            open.title.push_str(text);
        }
    }

    /// Writes the heading around what stands since its start.
    ///
    /// # Errors
    /// When the anchor link cannot be drawn; the heading is written without it.
    pub(super) fn end(&mut self, html: &mut Html<'_>, context: &Context<'_>) -> Result<(), String> {
        let Some(open) = self.open.take() else {
            return Ok(());
        };
        let id = match &open.given_id {
            Some(id) => id.to_string(),
            None => self.unique(context.settings.anchors.anchor(&open.title)),
        };
        let level = open.level as u32;
        let content = html.text.split_off(open.start);
        write_opening(&open, &id, &mut html.text);
        let drawn = write_with_anchor(&content, (&id, level), html, context);
        html.text.push_str("</h");
        push_number(&mut html.text, level as usize);
        html.raw(">\n");
        self.list.push(Heading {
            level,
            permalink: [context.permalink, "#", &id].concat(),
            id,
            title: open.title,
            children: Vec::new(),
        });
        drawn
    }

    fn unique(&mut self, id: String) -> String {
        let Some(mut number) = self.taken.get(&id).copied() else {
            self.taken.insert(id.clone(), 1);
            return id;
        };
        let mut numbered = format!("{id}-{number}");
        while self.taken.contains_key(&numbered) {
            number += 1;
            numbered = format!("{id}-{number}");
        }
        self.taken.insert(id, number + 1);
        self.taken.insert(numbered.clone(), 1);
        numbered
    }

    pub(super) fn finish(self) -> Vec<Heading> {
        self.list
    }
}

/// Whether a line of `body` may end in `{#id}`. May be wrong about code, never about a heading.
pub(super) fn may_give_ids(body: &str) -> bool {
    memchr::memchr_iter(b'}', body.as_bytes()).any(|end| {
        let rest = &body.as_bytes()[end + 1..];
        let ends_line = rest
            .iter()
            .find(|byte| !matches!(byte, b' ' | b'\t' | b'#' | b'\r'));
        let attributes = body[..end].rsplit(['{', '\n']).next().unwrap_or_default();
        ends_line.is_none_or(|byte| *byte == b'\n') && attributes.contains('#')
    })
}

fn write_opening(open: &Open<'_>, id: &str, out: &mut String) {
    out.push_str("<h");
    push_number(out, open.level as usize);
    out.push_str(" id=\"");
    push_attribute(out, id);
    let mut before = "\" class=\"";
    for class in &open.classes {
        out.push_str(before);
        push_attribute(out, class);
        before = " ";
    }
    out.push_str("\">");
}

fn write_with_anchor(
    content: &str,
    (id, level): (&str, u32),
    html: &mut Html<'_>,
    context: &Context<'_>,
) -> Result<(), String> {
    if context.insert_anchor == InsertAnchor::None {
        html.raw(content);
        return Ok(());
    }
    let (anchor, drawn) = match (context.draw_anchor_link)(id, level) {
        Ok(anchor) => (anchor, Ok(())),
        Err(why) => (String::new(), Err(why)),
    };
    let around = match context.insert_anchor {
        InsertAnchor::None => ["", content, ""],
        InsertAnchor::Left => [&anchor, content, ""],
        InsertAnchor::Right => ["", content, &anchor],
        InsertAnchor::Heading => match opening_a(&anchor) {
            Some(opening) => [opening, content, "</a>"],
            None => ["", content, ""],
        },
    };
    around.iter().for_each(|part| html.raw(part));
    drawn
}

/// The opening tag of the first `<a …>` in `html` that is closed on its line.
fn opening_a(html: &str) -> Option<&str> {
    html.match_indices('<').find_map(|(start, _)| {
        let tag = &html[start..];
        let end = tag.find('>')? + 1;
        let closes = tag[end..].lines().next()?.split('<').skip(1).any(closes_a);
        (tag[1..].trim_start().starts_with('a') && closes).then_some(&tag[..end])
    })
}

/// Whether `tag`, without its `<`, is `/a>`.
fn closes_a(tag: &str) -> bool {
    let name = tag.trim_start().strip_prefix('/').map(str::trim_start);
    name.is_some_and(|name| name.starts_with("a>"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_where_ids_may_be_given() {
        for (body, expected) in [
            ("# A {#b}", true),
            ("# A {.c #b} ##\ntext", true),
            ("# A { #b }\r\ntext", true),
            ("text {{ x }} # A", false),
            ("#\nfn main() {\n}", false),
        ] {
            assert_eq!(may_give_ids(body), expected, "{body}");
        }
    }

    #[test]
    fn numbers_ids_that_are_taken() {
        let mut headings = Headings::default();
        let ids = ["a", "a-1", "a", "a", "a-1", "", ""].map(|id| headings.unique(id.into()));
        assert_eq!(ids, ["a", "a-1", "a-2", "a-3", "a-1-1", "", "-1"]);
    }

    #[test]
    fn finds_the_opening_tag() {
        for (html, expected) in [
            ("<a href='#x'>x</a>", Some("<a href='#x'>")),
            ("<i>x</i> < a id=x ><b>x</b>< / a>", Some("< a id=x >")),
            ("<a href='#x'>\nx</a>", None),
            ("no link", None),
        ] {
            assert_eq!(opening_a(html), expected, "{html}");
        }
    }
}
