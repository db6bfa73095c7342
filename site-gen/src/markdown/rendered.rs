//! What rendering a body gives: its HTML and all that others want to know about it.

/// One rendered body.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Rendered {
    pub html: String,
    /// What stands before `<!-- more -->`, all its elements closed.
    pub summary: Option<String>,
    /// The headings, nested by level.
    pub toc: Vec<Heading>,
    pub internal_links: Vec<InternalLink>,
    pub external_links: Vec<ExternalLink>,
    pub images_without_alt: Vec<Image>,
    pub faults: Vec<Fault>,
}

/// A heading in the table of contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    pub level: u32,
    pub id: String,
    pub permalink: String,
    pub title: String,
    pub children: Vec<Heading>,
}

/// A link to a file under `content/`. That the file is there is known; its anchor is to be looked up when it is rendered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InternalLink {
    pub path: String,
    pub anchor: Option<String>,
    pub line: Option<usize>,
}

/// A link that leaves the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExternalLink {
    pub url: String,
    pub line: Option<usize>,
}

/// An image in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    pub url: String,
    pub line: Option<usize>,
}

/// Something wrong in the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// 1-based, in the file.
    pub line: Option<usize>,
    pub level: Level,
    pub message: String,
    pub hint: Option<String>,
}

impl Fault {
    /// A template that draws a part of the body failed.
    pub(super) fn drawing(line: Option<usize>, why: String) -> Self {
        Self {
            line,
            level: Level::Error,
            message: why,
            hint: None,
        }
    }
}

/// Whether a fault stops the build.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Level {
    #[default]
    Error,
    Warning,
}
