//! The loop over the events: gives each to the adapter that it belongs to, and the rest to the HTML writer.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::code::Code;
use super::context::Context;
use super::emoji;
use super::findings::Findings;
use super::footnotes::Footnotes;
use super::headings::Headings;
use super::html::Html;
use super::images::Images;
use super::links::{self, Destination};
use super::rendered::Rendered;
use super::summary::{self, Summary};
use super::toc;
use crate::problem::Severity;

/// All that one walk over a body's events gathers.
pub(super) struct Walk<'a> {
    context: &'a Context<'a>,
    findings: Findings<'a>,
    html: Html<'a>,
    code: Option<Code<'a>>,
    headings: Headings<'a>,
    images: Images<'a>,
    footnotes: Footnotes<'a>,
    summary: Summary,
}

impl<'a> Walk<'a> {
    pub(super) fn new(body: &'a str, context: &'a Context<'a>) -> Self {
        Self {
            context,
            findings: Findings::new(body, context),
            html: Html::with_capacity(body.len() + body.len() / 4),
            code: None,
            headings: Headings::default(),
            images: Images::default(),
            footnotes: Footnotes::default(),
            summary: Summary::new(body),
        }
    }

    pub(super) fn reserve_ids(&mut self, events: &[(Event<'_>, Range<usize>)]) {
        for (id, offset) in self.headings.reserve(events) {
            let message = format!("two headings have the id `{id}`");
            let problem = self.findings.problem(offset, Severity::Warning, message);
            problem.hint = Some("links to it reach the first: give each its own id".to_owned());
        }
    }

    pub(super) fn all(&mut self, events: impl Iterator<Item = (Event<'a>, Range<usize>)>) {
        for (event, range) in events {
            self.event(event, range.start);
        }
    }

    pub(super) fn finish(mut self) -> Rendered {
        self.footnotes.finish(&mut self.html);
        let summary = self
            .summary
            .of(&self.html.text, self.context.draw_summary_cutoff);
        let summary = summary.unwrap_or_else(|why| {
            self.findings.problem(0, Severity::Error, why);
            None
        });
        Rendered {
            html: self.html.text,
            summary,
            toc: toc::nest(self.headings.finish()),
            ..self.findings.found
        }
    }

    fn event(&mut self, event: Event<'a>, offset: usize) {
        match event {
            Event::Start(tag) => self.start(tag, offset),
            Event::End(tag) => self.end(tag, offset),
            Event::Text(text) => self.text(&text),
            Event::Code(text) => {
                self.plain_text(&text);
                self.html.event(Event::Code(text));
            }
            Event::Html(html) | Event::InlineHtml(html) => self.raw(&html),
            Event::FootnoteReference(name) if self.context.settings.markdown.bottom_footnotes => {
                self.footnotes.reference(name, &mut self.html);
            }
            other => self.html.event(other),
        }
    }

    fn start(&mut self, tag: Tag<'a>, offset: usize) {
        match tag {
            Tag::CodeBlock(kind) => self.code = Some(Code::new(kind)),
            Tag::Heading { .. } => self.headings.start(tag, &self.html),
            Tag::Image {
                dest_url, title, ..
            } => {
                let line = self.findings.lines.at(offset);
                self.images.start(dest_url, title, line, &self.html);
            }
            Tag::FootnoteDefinition(name) if self.context.settings.markdown.bottom_footnotes => {
                self.footnotes.start_definition(name, &mut self.html);
            }
            Tag::Link {
                link_type,
                dest_url,
                title,
                ..
            } => self.link(link_type, dest_url, title, offset),
            tag => self.open(tag),
        }
    }

    /// An element with no rules of its own.
    fn open(&mut self, tag: Tag<'a>) {
        if self.captured_since().is_none() {
            self.summary.opened(&tag);
        }
        self.html.event(Event::Start(tag));
    }

    fn end(&mut self, tag: TagEnd, offset: usize) {
        match tag {
            TagEnd::CodeBlock => self.end_code(offset),
            TagEnd::Heading(_) => self.end_heading(offset),
            TagEnd::Image => self.end_image(),
            TagEnd::FootnoteDefinition if self.context.settings.markdown.bottom_footnotes => {
                self.footnotes.end_definition(&mut self.html);
            }
            tag => self.close(tag),
        }
    }

    fn close(&mut self, tag: TagEnd) {
        if self.captured_since().is_none() {
            self.summary.closed(tag);
        }
        if tag == TagEnd::Paragraph {
            self.footnotes.end_paragraph(self.html.text.len());
        }
        self.html.end(tag);
    }

    fn text(&mut self, text: &str) {
        if let Some(code) = &mut self.code {
            code.push(text);
        } else if self.context.settings.markdown.render_emoji {
            let text = emoji::replace(text);
            self.plain_text(&text);
            self.html.escaped(&text);
        } else {
            self.plain_text(text);
            self.html.escaped(text);
        }
    }

    /// Text that also stands where no markup can: in an image's alternative text, or in a heading's title.
    fn plain_text(&mut self, text: &str) {
        if !self.images.text(text) {
            self.headings.text(text);
        }
    }

    fn raw(&mut self, html: &str) {
        if self.summary.is_awaited() && summary::is_mark(html) {
            let end = self.captured_since().unwrap_or(self.html.text.len());
            self.summary.end_at(end);
            self.html.raw(summary::CONTINUE_READING);
        } else {
            self.html.raw(html);
        }
    }

    /// From where the HTML is not in its final place yet.
    fn captured_since(&self) -> Option<usize> {
        let footnote = self.footnotes.open_since();
        footnote
            .or(self.headings.open_since())
            .or(self.images.open_since())
    }

    fn end_code(&mut self, offset: usize) {
        let Some(code) = self.code.take() else { return };
        let trouble = code.write(self.context.settings.highlighter, &mut self.html);
        if let Some(trouble) = trouble {
            self.findings.trouble_with_code(offset, trouble);
        }
    }

    fn end_heading(&mut self, offset: usize) {
        if let Err(why) = self.headings.end(&mut self.html, self.context) {
            self.findings.problem(offset, Severity::Error, why);
        }
    }

    fn end_image(&mut self) {
        let attributes = match self.context.settings.markdown.lazy_async_image {
            true => " loading=\"lazy\" decoding=\"async\"",
            false => "",
        };
        let permalink = self.context.permalink;
        let without_alt = self.images.end(&mut self.html, permalink, attributes);
        self.findings.found.images_without_alt.extend(without_alt);
    }

    fn link(&mut self, link_type: LinkType, url: CowStr<'a>, title: CowStr<'a>, offset: usize) {
        let destination = Destination::of(link_type, &url);
        let address = links::address(&destination, &url, offset, self.context, &mut self.findings);
        let rules = self.context.settings.markdown;
        if destination == Destination::External && links::adds_to_external(rules) {
            links::write_external(rules, &url, &title, &mut self.html.text);
            self.html.set_within_line(true);
            return;
        }
        drop(destination);
        self.open(Tag::Link {
            link_type,
            dest_url: address.map_or(url, CowStr::from),
            title,
            id: CowStr::Borrowed(""),
        });
    }
}
