//! Footnotes at the bottom, as GitHub draws them: numbered in the order of their first reference, each with links back.
//! Definitions that nothing refers to are left out.

use std::collections::HashMap;

use pulldown_cmark::CowStr;

use super::html::{Html, push_attribute, push_number};

/// What is known of the footnotes so far.
#[derive(Default)]
pub(super) struct Footnotes<'a> {
    references: HashMap<CowStr<'a>, References>,
    /// Definitions whose end has not come, outermost first.
    open: Vec<Open<'a>>,
    definitions: Vec<Definition<'a>>,
}

#[derive(Clone, Copy)]
struct References {
    number: usize,
    count: usize,
}

struct Open<'a> {
    name: CowStr<'a>,
    start: usize,
    was_within_line: bool,
    last_paragraph_end: Option<usize>,
}

struct Definition<'a> {
    name: CowStr<'a>,
    html: String,
    /// Where the links back belong: before the end of the last paragraph.
    links_at: usize,
}

impl<'a> Footnotes<'a> {
    pub(super) fn reference(&mut self, name: CowStr<'a>, html: &mut Html<'_>) {
        let number = self.references.len() + 1;
        let seen = self
            .references
            .entry(name.clone())
            .or_insert(References { number, count: 0 });
        seen.count += 1;
        html.text
            .push_str("<sup class=\"footnote-reference\" id=\"fr-");
        push_attribute(&mut html.text, &name);
        html.text.push('-');
        push_number(&mut html.text, seen.count);
        html.text.push_str("\"><a href=\"#fn-");
        push_attribute(&mut html.text, &name);
        html.text.push_str("\">[");
        push_number(&mut html.text, seen.number);
        html.raw("]</a></sup>");
    }

    pub(super) fn start_definition(&mut self, name: CowStr<'a>, html: &mut Html<'_>) {
        self.open.push(Open {
            name,
            start: html.text.len(),
            was_within_line: html.enter_line(),
            last_paragraph_end: None,
        });
    }

    /// The position from which the text belongs to a definition.
    pub(super) fn open_since(&self) -> Option<usize> {
        self.open.first().map(|open| open.start)
    }

    /// A paragraph ends at `position`, before its closing tag.
    pub(super) fn end_paragraph(&mut self, position: usize) {
        if let Some(open) = self.open.last_mut() {
            open.last_paragraph_end = Some(position);
        }
    }

    pub(super) fn end_definition(&mut self, html: &mut Html<'_>) {
        let Some(open) = self.open.pop() else { return };
        let definition = html.text.split_off(open.start);
        html.set_within_line(open.was_within_line);
        self.definitions.push(Definition {
            name: open.name,
            links_at: open
                .last_paragraph_end
                .map_or(definition.len(), |end| end - open.start),
            html: definition,
        });
    }

    /// Writes the list of all that is referred to.
    pub(super) fn finish(self, html: &mut Html<'_>) {
        let Self {
            references,
            definitions,
            ..
        } = self;
        let used =
            |definition: Definition<'a>| Some((*references.get(&definition.name)?, definition));
        let mut used: Vec<_> = definitions.into_iter().filter_map(used).collect();
        if used.is_empty() {
            return;
        }
        used.sort_by_key(|(references, _)| references.number);
        html.raw("<section class=\"footnotes\">\n<ol class=\"footnotes-list\">\n");
        for (references, definition) in used {
            write_definition(&definition, references.count, &mut html.text);
        }
        html.raw("</ol>\n</section>\n");
    }
}

fn write_definition(definition: &Definition<'_>, references: usize, out: &mut String) {
    let (before, after) = definition.html.split_at(definition.links_at);
    out.push_str("<li id=\"fn-");
    push_attribute(out, &definition.name);
    out.push_str("\">");
    out.push_str(before);
    for reference in 1..=references {
        out.push_str(" <a href=\"#fr-");
        push_attribute(out, &definition.name);
        out.push('-');
        push_number(out, reference);
        out.push_str("\">↩");
        if reference > 1 {
            push_number(out, reference);
        }
        out.push_str("</a>");
    }
    out.push_str(after);
    out.push_str("</li>\n");
}
