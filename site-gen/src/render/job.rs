//! One piece of rendering, by what it renders. How is in `plan`.

use crate::config::LanguageId;
use crate::link::{ContentId, PageId, SectionId};

/// One piece of rendering, independent of all others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Job {
    /// Sends an old path to the content that took its place.
    Alias {
        to: ContentId,
        index: usize,
    },
    NotFound(LanguageId),
    Sitemap,
    Robots,
    Section(SectionId),
    /// A page of a paginated section, counted from 1.
    SectionPager(SectionId, usize),
    SectionFeed(SectionId),
    Page(PageId),
    /// By place in `Site::taxonomies`, and in `Taxonomy::terms`.
    Taxonomy(usize),
    Term(usize, usize),
    TermPager(usize, usize, usize),
    TermFeed(usize, usize),
    SiteFeed(LanguageId),
}
