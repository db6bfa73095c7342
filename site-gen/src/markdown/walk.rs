//! The loop over the events: gives each to the adapter that it belongs to, and the rest to the HTML writer.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

use super::code::Code;
use super::context::Context;
use super::emoji;
use super::footnotes::Footnotes;
use super::headings::Headings;
use super::highlight::Trouble;
use super::html::Html;
use super::images::Images;
use super::lines::Lines;
use super::links::Destination;
use super::rendered::{ExternalLink, Fault, InternalLink, Level, Rendered};
use super::summary::{self, Summary};
use super::toc;

/// All that one walk over a body's events gathers.
pub(super) struct Walk<'a> {
    context: &'a Context<'a>,
    lines: Lines<'a>,
    html: Html<'a>,
    code: Option<Code<'a>>,
    headings: Headings<'a>,
    images: Images<'a>,
    footnotes: Footnotes<'a>,
    summary: Summary,
    rendered: Rendered,
}

impl<'a> Walk<'a> {
    pub(super) fn new(body: &'a str, context: &'a Context<'a>) -> Self {
        Self {
            context,
            lines: Lines::new(body, context.first_line),
            html: Html::with_capacity(body.len() + body.len() / 4),
            code: None,
            headings: Headings::default(),
            images: Images::default(),
            footnotes: Footnotes::default(),
            summary: Summary::new(body),
            rendered: Rendered::default(),
        }
    }

    pub(super) fn reserve_ids(&mut self, events: &[(Event<'_>, Range<usize>)]) {
        for (id, offset) in self.headings.reserve(events) {
            let message = format!("two headings have the id `{id}`");
            let hint = "links to it reach the first: give each its own id";
            self.fault(offset, Level::Warning, message, hint);
        }
    }

    pub(super) fn all(&mut self, events: impl Iterator<Item = (Event<'a>, Range<usize>)>) {
        for (event, range) in events {
            self.event(event, range.start);
        }
    }

    pub(super) fn finish(mut self) -> Rendered {
        self.footnotes.finish(&mut self.html);
        let html = self.html.text;
        match self.summary.of(&html, self.context.draw_summary_cutoff) {
            Ok(summary) => self.rendered.summary = summary,
            Err(why) => self.rendered.faults.push(Fault::drawing(None, why)),
        }
        self.rendered.toc = toc::nest(self.headings.finish());
        self.rendered.html = html;
        self.rendered
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
            Event::FootnoteReference(name) if self.context.options.bottom_footnotes => {
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
                let line = self.lines.at(offset);
                self.images.start(dest_url, title, line, &self.html);
            }
            Tag::FootnoteDefinition(name) if self.context.options.bottom_footnotes => {
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
            TagEnd::Heading(_) => {
                if let Err(why) = self.headings.end(&mut self.html, self.context) {
                    let line = self.lines.at(offset);
                    self.rendered.faults.push(Fault::drawing(line, why));
                }
            }
            TagEnd::Image => self.end_image(),
            TagEnd::FootnoteDefinition if self.context.options.bottom_footnotes => {
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
        } else if self.context.options.emoji {
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
        let written = code.write(self.context.highlighter, &mut self.html);
        match written {
            Ok(()) => {}
            Err(Trouble::UnknownLanguage(language)) => {
                let message = format!("no grammar for the code language `{language}`");
                let hint = "see the spelling, or add the grammar to `extra_grammars` in [markdown.highlighting]";
                self.fault(
                    offset,
                    self.context.options.unknown_languages,
                    message,
                    hint,
                );
            }
            Err(Trouble::Failed(why)) => {
                let hint = "see [markdown.highlighting] in the site's configuration";
                self.fault(offset, Level::Error, why, hint);
            }
        }
    }

    fn end_image(&mut self) {
        let attributes = match self.context.options.lazy_images {
            true => " loading=\"lazy\" decoding=\"async\"",
            false => "",
        };
        let permalink = self.context.permalink;
        let without_alt = self.images.end(&mut self.html, permalink, attributes);
        self.rendered.images_without_alt.extend(without_alt);
    }

    fn link(&mut self, kind: LinkType, url: CowStr<'a>, title: CowStr<'a>, offset: usize) {
        let written = match Destination::of(kind, &url) {
            Destination::Missing => self.link_without_url(offset),
            Destination::Page { path, anchor } => self.link_to_page(&url, &path, anchor, offset),
            Destination::Relative => Some([self.context.permalink, &url].concat()),
            Destination::Anchor(anchor) => Some(self.link_within_page(anchor, offset)),
            Destination::External if self.link_outwards(&url, &title, offset) => return,
            Destination::External | Destination::AsWritten => None,
        };
        self.open(Tag::Link {
            link_type: kind,
            dest_url: written.map_or(url, CowStr::from),
            title,
            id: CowStr::Borrowed(""),
        });
    }

    fn link_without_url(&mut self, offset: usize) -> Option<String> {
        let hint = "write where it leads between the round brackets: [text](address)";
        self.fault(offset, Level::Error, "a link has no address".into(), hint);
        Some("#".into())
    }

    fn link_to_page(
        &mut self,
        url: &str,
        path: &str,
        anchor: Option<&str>,
        offset: usize,
    ) -> Option<String> {
        match (self.context.find_page)(path) {
            Ok(mut permalink) => {
                self.internal_link(path, anchor, offset);
                if let Some(anchor) = anchor {
                    permalink.push('#');
                    permalink.push_str(anchor);
                }
                Some(permalink)
            }
            Err(not_found) => {
                let hint = match not_found.nearest {
                    Some(nearest) => format!("did you mean `@/{nearest}`?"),
                    None => "what follows `@/` is a file's path under `content/`".into(),
                };
                let message = format!("broken link `{url}`: there is no such page");
                self.fault(offset, self.context.options.broken_links, message, &hint);
                None
            }
        }
    }

    fn link_within_page(&mut self, anchor: &str, offset: usize) -> String {
        let context = self.context;
        if !context.path.is_empty() {
            self.internal_link(context.path, Some(anchor), offset);
        }
        [context.permalink, "#", anchor].concat()
    }

    fn internal_link(&mut self, path: &str, anchor: Option<&str>, offset: usize) {
        self.rendered.internal_links.push(InternalLink {
            path: path.to_owned(),
            anchor: anchor.map(str::to_owned),
            line: self.lines.at(offset),
        });
    }

    /// Notes a link that leaves the site; gives whether the site's rules wrote it.
    fn link_outwards(&mut self, url: &str, title: &str, offset: usize) -> bool {
        self.rendered.external_links.push(ExternalLink {
            url: url.to_owned(),
            line: self.lines.at(offset),
        });
        let rules = &self.context.options.external_links;
        let ruled = rules.add_anything();
        if ruled {
            rules.write_opening(url, title, &mut self.html.text);
            self.html.set_within_line(true);
        }
        ruled
    }

    fn fault(&mut self, offset: usize, level: Level, message: String, hint: &str) {
        self.rendered.faults.push(Fault {
            line: self.lines.at(offset),
            level,
            message,
            hint: Some(hint.to_owned()),
        });
    }
}
