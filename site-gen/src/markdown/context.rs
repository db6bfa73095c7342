//! What rendering needs from outside: the site's markdown settings, the page at hand, and three questions to the site.

use super::highlight::Highlighter;
use super::rendered::Level;

/// One body's surroundings.
pub struct Context<'a> {
    pub options: &'a Options,
    /// Colours code; without it code is only escaped.
    pub highlighter: Option<&'a Highlighter>,
    /// The page's absolute address: relative links and links to its own headings begin with it.
    pub permalink: &'a str,
    /// The page's file under `content/`; empty where text without a page is rendered.
    pub path: &'a str,
    /// The line of the file on which the body begins, 1-based; none when the body's lines are no longer the file's.
    pub first_line: Option<usize>,
    pub anchor_links: AnchorLinks,
    /// The permalink of a file under `content/`, for `@/` links.
    pub find_page: &'a dyn Fn(&str) -> Result<String, PageNotFound>,
    /// Draws the link beside a heading from its id and level.
    pub draw_anchor_link: &'a dyn Fn(&str, u32) -> Result<String, String>,
    /// Draws what ends a summary that was cut within a paragraph, from the summary so far.
    pub draw_summary_cutoff: &'a dyn Fn(&str) -> Result<String, String>,
}

/// There is no such file under `content/`; the nearest name helps the author.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PageNotFound {
    pub nearest: Option<String>,
}

/// The site's `[markdown]` settings, with what `[slugify]` and `[link_checker]` say about headings and links.
#[derive(Debug, Clone, Default)]
pub struct Options {
    pub emoji: bool,
    pub smart_punctuation: bool,
    pub definition_lists: bool,
    pub github_alerts: bool,
    pub bottom_footnotes: bool,
    pub lazy_images: bool,
    pub anchor_ids: AnchorIds,
    pub external_links: ExternalLinks,
    /// How bad a link to a page that is not there is.
    pub broken_links: Level,
    /// How bad code in a language without a grammar is.
    pub unknown_languages: Level,
}

/// How a heading's text becomes its id.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AnchorIds {
    /// ASCII words joined by hyphens (`slugify.anchors = "on"`).
    #[default]
    Slug,
    /// The text itself, white space as underscores (`"safe"` and `"off"`).
    Text,
}

/// Where the link to a heading stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum AnchorLinks {
    #[default]
    None,
    Left,
    Right,
    /// Around the heading's text.
    Heading,
}

/// What is added to links that leave the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExternalLinks {
    pub class: Option<String>,
    pub target_blank: bool,
    pub no_follow: bool,
    pub no_referrer: bool,
    pub external: bool,
}

impl Default for ExternalLinks {
    fn default() -> Self {
        Self {
            class: None,
            target_blank: false,
            no_follow: false,
            no_referrer: false,
            external: true,
        }
    }
}

impl Options {
    /// The markdown extensions that are on: Zola's fixed ones and those the site asks for.
    pub(super) fn extensions(&self) -> pulldown_cmark::Options {
        use pulldown_cmark::Options as Extensions;
        let mut extensions = Extensions::ENABLE_TABLES
            | Extensions::ENABLE_FOOTNOTES
            | Extensions::ENABLE_STRIKETHROUGH
            | Extensions::ENABLE_TASKLISTS
            | Extensions::ENABLE_HEADING_ATTRIBUTES;
        extensions.set(Extensions::ENABLE_SMART_PUNCTUATION, self.smart_punctuation);
        extensions.set(Extensions::ENABLE_DEFINITION_LIST, self.definition_lists);
        extensions.set(Extensions::ENABLE_GFM, self.github_alerts);
        extensions
    }
}
