//! Rendered pages → the search indexes that a browser loads, one a language, in Zola's formats and in our own.
//! Knows neither the site's tree nor where the index is written.
//!
//! `text` takes the words out of the HTML · `language` cuts and stems them · `elasticlunr` and `fuse` write the index ·
//! `words` is our own: smaller, for every script, with a script of 2 kB.

mod elasticlunr;
mod fuse;
mod language;
mod text;
mod words;

pub use elasticlunr::elasticlunr_index;
pub use fuse::fuse_index;
pub use words::{WORDS_SCRIPT, words_index};

/// The script that reads an elasticlunr index in the browser (elasticlunr.js 0.9.6, MIT licence; it calls itself 0.9.5).
pub const ELASTICLUNR_SCRIPT: &str = include_str!("elasticlunr.min.js");

/// What of a page goes into the index: `[search]` of the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fields {
    pub title: bool,
    pub description: bool,
    pub date: bool,
    pub path: bool,
    pub content: bool,
    /// In characters.
    pub content_length_max: Option<usize>,
}

/// A page or a section to be found. `date` is RFC 3339.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    pub permalink: &'a str,
    pub path: &'a str,
    pub title: Option<&'a str>,
    pub description: Option<&'a str>,
    pub date: Option<&'a str>,
    pub html: &'a str,
}
