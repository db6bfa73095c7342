//! What rendering a body gives: its HTML and all that others want to know about it.

use crate::problem::Problem;

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
    pub problems: Vec<Problem>,
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
    pub line: usize,
}

/// A link that leaves the site.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExternalLink {
    pub url: String,
    pub line: usize,
}

/// An image in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Image {
    pub url: String,
    pub line: usize,
}
