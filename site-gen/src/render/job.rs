//! One piece of rendering, by what it renders. How is in `plan`.

use crate::config::LanguageId;
use crate::link::{ContentId, Moves, PageId, SectionId};

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

impl Job {
    /// The same after pages and sections have moved; none when it is of one that is gone.
    pub fn moved(self, moves: &Moves) -> Option<Self> {
        Some(match self {
            Self::Alias { to, index } => Self::Alias {
                to: moves.content(to)?,
                index,
            },
            Self::Section(id) => Self::Section(moves.section(id)?),
            Self::SectionPager(id, number) => Self::SectionPager(moves.section(id)?, number),
            Self::SectionFeed(id) => Self::SectionFeed(moves.section(id)?),
            Self::Page(id) => Self::Page(moves.page(id)?),
            Self::NotFound(_)
            | Self::Sitemap
            | Self::Robots
            | Self::Taxonomy(_)
            | Self::Term(..)
            | Self::TermPager(..)
            | Self::TermFeed(..)
            | Self::SiteFeed(_) => self,
        })
    }
}
