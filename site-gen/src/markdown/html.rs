//! Events → HTML, to the byte as pulldown-cmark's own writer does it, but into a buffer that the other adapters can cut
//! and insert into. Headings, images and code blocks never come here: they have their own files.

use std::collections::HashMap;
use std::fmt::Write as _;

use pulldown_cmark::{Alignment, BlockQuoteKind, CowStr, Event, LinkType, Tag, TagEnd};
use pulldown_cmark_escape as escape;

/// The HTML so far.
#[derive(Default)]
pub(super) struct Html<'a> {
    pub(super) text: String,
    /// Something stands on the line already, so a block must begin a new one.
    within_line: bool,
    in_table_body: bool,
    columns: Vec<Alignment>,
    column: usize,
    footnote_numbers: HashMap<CowStr<'a>, usize>,
}

impl<'a> Html<'a> {
    pub(super) fn with_capacity(bytes: usize) -> Self {
        let text = String::with_capacity(bytes);
        Self {
            text,
            ..Self::default()
        }
    }

    /// Text, escaped as the content of an element.
    pub(super) fn escaped(&mut self, text: &str) {
        push_body_text(&mut self.text, text);
        self.within_line = !ends_line(text);
    }

    /// HTML as it is.
    pub(super) fn raw(&mut self, html: &str) {
        self.text.push_str(html);
        if !html.is_empty() {
            self.within_line = !ends_line(html);
        }
    }

    /// An element that begins a line.
    fn block(&mut self, opening: &str) {
        if self.within_line {
            self.text.push('\n');
        }
        self.raw(opening);
    }

    /// From here on text is written as if something stood before it on its line; gives what was the case before.
    pub(super) fn enter_line(&mut self) -> bool {
        std::mem::replace(&mut self.within_line, true)
    }

    pub(super) fn set_within_line(&mut self, within_line: bool) {
        self.within_line = within_line;
    }

    pub(super) fn event(&mut self, event: Event<'a>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.escaped(&text),
            Event::Code(text) => {
                self.text.push_str("<code>");
                push_body_text(&mut self.text, &text);
                self.raw("</code>");
            }
            Event::Html(html) | Event::InlineHtml(html) => self.raw(&html),
            Event::InlineMath(text) => self.math("inline", &text),
            Event::DisplayMath(text) => self.math("display", &text),
            Event::SoftBreak => self.raw("\n"),
            Event::HardBreak => self.raw("<br />\n"),
            Event::Rule => self.block("<hr />\n"),
            Event::FootnoteReference(name) => self.footnote_reference(name),
            Event::TaskListMarker(done) => {
                let checked = if done { " checked=\"\"" } else { "" };
                self.text.push_str("<input disabled=\"\" type=\"checkbox\"");
                self.text.push_str(checked);
                self.raw("/>\n");
            }
        }
    }

    fn math(&mut self, style: &str, text: &str) {
        self.text.push_str("<span class=\"math math-");
        self.text.push_str(style);
        self.text.push_str("\">");
        push_attribute(&mut self.text, text);
        self.raw("</span>");
    }

    fn start(&mut self, tag: Tag<'a>) {
        match tag {
            Tag::Paragraph => self.block("<p>"),
            Tag::BlockQuote(kind) => self.block(blockquote(kind)),
            Tag::List(Some(1)) => self.block("<ol>\n"),
            Tag::List(Some(first)) => self.block(&format!("<ol start=\"{first}\">\n")),
            Tag::List(None) => self.block("<ul>\n"),
            Tag::Item => self.block("<li>"),
            Tag::DefinitionList => self.block("<dl>\n"),
            Tag::DefinitionListTitle => self.block("<dt>"),
            Tag::DefinitionListDefinition => self.block("<dd>"),
            Tag::FootnoteDefinition(name) => self.footnote_definition(name),
            Tag::Table(columns) => self.table(columns),
            Tag::TableHead => self.row("<thead><tr>"),
            Tag::TableRow => self.row("<tr>"),
            Tag::TableCell => self.cell(),
            Tag::Subscript => self.raw("<sub>"),
            Tag::Superscript => self.raw("<sup>"),
            Tag::Emphasis => self.raw("<em>"),
            Tag::Strong => self.raw("<strong>"),
            Tag::Strikethrough => self.raw("<del>"),
            Tag::Link {
                link_type,
                dest_url,
                title,
                ..
            } => self.link(link_type, &dest_url, &title),
            Tag::Heading { .. }
            | Tag::Image { .. }
            | Tag::CodeBlock(_)
            | Tag::HtmlBlock
            | Tag::MetadataBlock(_) => {}
        }
    }

    pub(super) fn end(&mut self, tag: TagEnd) {
        self.raw(match tag {
            TagEnd::Paragraph => "</p>\n",
            TagEnd::BlockQuote(_) => "</blockquote>\n",
            TagEnd::List(true) => "</ol>\n",
            TagEnd::List(false) => "</ul>\n",
            TagEnd::Item => "</li>\n",
            TagEnd::DefinitionList => "</dl>\n",
            TagEnd::DefinitionListTitle => "</dt>\n",
            TagEnd::DefinitionListDefinition => "</dd>\n",
            TagEnd::FootnoteDefinition => "</div>\n",
            TagEnd::Table => "</tbody></table>\n",
            TagEnd::TableHead => "</tr></thead><tbody>\n",
            TagEnd::TableRow => "</tr>\n",
            TagEnd::TableCell if self.in_table_body => "</td>",
            TagEnd::TableCell => "</th>",
            TagEnd::Subscript => "</sub>",
            TagEnd::Superscript => "</sup>",
            TagEnd::Emphasis => "</em>",
            TagEnd::Strong => "</strong>",
            TagEnd::Strikethrough => "</del>",
            TagEnd::Link => "</a>",
            TagEnd::Heading(_)
            | TagEnd::Image
            | TagEnd::CodeBlock
            | TagEnd::HtmlBlock
            | TagEnd::MetadataBlock(_) => "",
        });
        match tag {
            TagEnd::TableHead => self.in_table_body = true,
            TagEnd::TableCell => self.column += 1,
            _ => {}
        }
    }

    fn table(&mut self, columns: Vec<Alignment>) {
        self.columns = columns;
        self.in_table_body = false;
        self.raw("<table>");
    }

    fn row(&mut self, opening: &str) {
        self.column = 0;
        self.raw(opening);
    }

    fn cell(&mut self) {
        self.text
            .push_str(if self.in_table_body { "<td" } else { "<th" });
        self.raw(match self.columns.get(self.column) {
            Some(Alignment::Left) => " style=\"text-align: left\">",
            Some(Alignment::Center) => " style=\"text-align: center\">",
            Some(Alignment::Right) => " style=\"text-align: right\">",
            Some(Alignment::None) | None => ">",
        });
    }

    fn link(&mut self, kind: LinkType, url: &str, title: &str) {
        let scheme = if kind == LinkType::Email {
            "mailto:"
        } else {
            ""
        };
        self.text.push_str("<a href=\"");
        self.text.push_str(scheme);
        push_url(&mut self.text, url);
        if !title.is_empty() {
            self.text.push_str("\" title=\"");
            push_attribute(&mut self.text, title);
        }
        self.raw("\">");
    }

    fn footnote_reference(&mut self, name: CowStr<'a>) {
        self.text
            .push_str("<sup class=\"footnote-reference\"><a href=\"#");
        push_attribute(&mut self.text, &name);
        self.text.push_str("\">");
        self.footnote_number(name);
        self.raw("</a></sup>");
    }

    fn footnote_definition(&mut self, name: CowStr<'a>) {
        self.block("<div class=\"footnote-definition\" id=\"");
        push_attribute(&mut self.text, &name);
        self.text
            .push_str("\"><sup class=\"footnote-definition-label\">");
        self.footnote_number(name);
        self.raw("</sup>");
    }

    fn footnote_number(&mut self, name: CowStr<'a>) {
        let next = self.footnote_numbers.len() + 1;
        let number = *self.footnote_numbers.entry(name).or_insert(next);
        push_number(&mut self.text, number);
    }
}

fn blockquote(kind: Option<BlockQuoteKind>) -> &'static str {
    match kind {
        None => "<blockquote>\n",
        Some(BlockQuoteKind::Note) => "<blockquote class=\"markdown-alert-note\">\n",
        Some(BlockQuoteKind::Tip) => "<blockquote class=\"markdown-alert-tip\">\n",
        Some(BlockQuoteKind::Important) => "<blockquote class=\"markdown-alert-important\">\n",
        Some(BlockQuoteKind::Warning) => "<blockquote class=\"markdown-alert-warning\">\n",
        Some(BlockQuoteKind::Caution) => "<blockquote class=\"markdown-alert-caution\">\n",
    }
}

// Writing into a `String` cannot fail, so the results of the four below carry nothing.

/// By its last byte: this is asked for each piece of text.
fn ends_line(text: &str) -> bool {
    text.as_bytes().last() == Some(&b'\n')
}

fn push_body_text(out: &mut String, text: &str) {
    let _ = escape::escape_html_body_text(out, text);
}

/// Escapes quotes too.
pub(super) fn push_attribute(out: &mut String, text: &str) {
    let _ = escape::escape_html(out, text);
}

/// Escapes what may not stand in an `href` or `src`.
pub(super) fn push_url(out: &mut String, url: &str) {
    let _ = escape::escape_href(out, url);
}

pub(super) fn push_number(out: &mut String, number: usize) {
    let _ = write!(out, "{number}");
}
