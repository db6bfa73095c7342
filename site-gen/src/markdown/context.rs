//! What rendering needs from outside: the site's settings, the page at hand, and three questions to the site.

use pulldown_cmark::Options as Extensions;

use super::highlight::Highlighter;
use super::lines::Origin;
use crate::config::{InsertAnchor, Markdown, SlugifyMode};
use crate::problem::Severity;

/// One body's surroundings.
pub struct Context<'a> {
    pub settings: Settings<'a>,
    /// The page's absolute address: relative links and links to its own headings begin with it.
    pub permalink: &'a str,
    /// The page's file under `content/`; empty where text without a page is rendered.
    pub path: &'a str,
    pub origin: Origin<'a>,
    pub insert_anchor: InsertAnchor,
    /// The permalink of a file under `content/`, for `@/` links.
    pub find_page: &'a dyn Fn(&str) -> Result<String, PageNotFound>,
    /// Draws the link beside a heading from its id and level.
    pub draw_anchor_link: &'a dyn Fn(&str, u32) -> Result<String, String>,
    /// Draws what ends a summary that was cut within a paragraph, from the summary so far.
    pub draw_summary_cutoff: &'a dyn Fn(&str) -> Result<String, String>,
}

/// What the site's configuration says about rendering markdown, the same for all pages.
#[derive(Clone, Copy)]
pub struct Settings<'a> {
    pub markdown: &'a Markdown,
    /// How a heading's text becomes its id.
    pub anchors: SlugifyMode,
    /// How bad a link to a page that is not there is.
    pub broken_links: Severity,
    /// Colours code; without it code is only escaped.
    pub highlighter: Option<&'a Highlighter>,
}

/// Why a file under `content/` cannot be linked to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageNotFound {
    /// There is no such file; the nearest name helps the author.
    NoFile { nearest: Option<String> },
    /// It is not published yet.
    Draft,
}

/// The markdown extensions that are on: Zola's fixed ones and those the site asks for.
pub(super) fn extensions(markdown: &Markdown) -> Extensions {
    let mut extensions = Extensions::ENABLE_TABLES
        | Extensions::ENABLE_FOOTNOTES
        | Extensions::ENABLE_STRIKETHROUGH
        | Extensions::ENABLE_TASKLISTS
        | Extensions::ENABLE_HEADING_ATTRIBUTES;
    extensions.set(
        Extensions::ENABLE_SMART_PUNCTUATION,
        markdown.smart_punctuation,
    );
    extensions.set(Extensions::ENABLE_DEFINITION_LIST, markdown.definition_list);
    extensions.set(Extensions::ENABLE_GFM, markdown.github_alerts);
    extensions
}
