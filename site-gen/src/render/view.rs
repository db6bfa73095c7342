//! Pages, sections and taxonomies as templates see them. Each value is made once and shared: a clone is a counter.

mod languages;
mod taxonomy;
mod world;

pub use languages::alternates;
pub use taxonomy::TaxonomyView;

use rayon::prelude::*;
use tera::Value;

use super::bodies::{Bodies, BodyView};
use super::digests::Digests;
use crate::config::Config;
use crate::link::references::BackLinks;
use crate::link::{ContentId, Moves, Page, PageId, SectionId, Site};
use crate::memo::Memo;
use crate::parse::Reading;
use crate::row::Row;

/// All values of a site.
#[derive(Debug)]
pub struct Views {
    /// Pages without their siblings.
    alone: Row<Value>,
    pages: Row<Value>,
    sections: Row<Value>,
    pub taxonomies: Vec<TaxonomyView>,
}

/// The values of the last build, and what they were made from: what would come out the same is taken over.
#[derive(Clone, Copy)]
pub struct Last<'a> {
    pub views: &'a Views,
    pub digests: &'a Digests,
    pub now: &'a Digests,
}

impl Views {
    pub fn new(
        (site, config): (&Site, &Config),
        bodies: &Bodies,
        back_links: &BackLinks,
        last: Option<Last<'_>>,
    ) -> Self {
        let world = World {
            site,
            config,
            back_links: Some(back_links),
            translations: Memo::default(),
        };
        let page = |place| PageId::at(place);
        let new = last.map(|last| (&last.views.alone, last.now.alone_that_differ(last.digests)));
        let alone = Row::made(site.pages.len(), new, |place| {
            world.page(page(place), bodies.page(page(place)))
        });
        let new = last.map(|last| (&last.views.pages, last.now.pages_that_differ(last.digests)));
        let pages = Row::made(site.pages.len(), new, |place| {
            with_siblings(&site.pages[place], &alone[place], &alone)
        });
        let new = last.map(|last| {
            let places = last.now.sections_that_differ(last.digests);
            (&last.views.sections, places)
        });
        let sections = Row::made(site.sections.len(), new, |place| {
            let own = site.sections[place].pages.iter();
            let own = own.map(|page| pages[page.index()].clone()).collect();
            let id = SectionId::at(place);
            world.section(id, bodies.section(id), own)
        });
        let indexes: Vec<usize> = (0..site.taxonomies.len()).collect();
        let taxonomies = indexes
            .par_iter()
            .map(|index| {
                let same = |place: usize| Some(last?.term(*index, place)?.clone());
                let taxonomy = &site.taxonomies[*index];
                match last.filter(|last| last.has_taxonomy(*index)) {
                    Some(last) => last.views.taxonomies[*index].clone(),
                    None => taxonomy::taxonomy(taxonomy, (config, &pages), same),
                }
            })
            .collect();
        Self {
            alone,
            pages,
            sections,
            taxonomies,
        }
    }

    /// The values after pages and sections have moved; those that are new have none.
    pub fn moved(&self, moves: &Moves) -> Self {
        let (pages, sections) = (moves.origins_of_pages(), moves.origins_of_sections());
        let none = Value::none();
        Self {
            alone: self.alone.rearranged(pages, &none),
            pages: self.pages.rearranged(pages, &none),
            sections: self.sections.rearranged(sections, &none),
            taxonomies: self.taxonomies.clone(),
        }
    }

    pub fn page(&self, id: PageId) -> Value {
        self.pages[id.index()].clone()
    }

    pub fn section(&self, id: SectionId) -> Value {
        self.sections[id.index()].clone()
    }

    pub fn pages(&self, ids: &[PageId]) -> Value {
        Value::from(ids.iter().map(|id| self.page(*id)).collect::<Vec<_>>())
    }
}

impl Last<'_> {
    /// Whether the taxonomy at this place is seen as it was.
    fn has_taxonomy(&self, index: usize) -> bool {
        let seen = |digests: &Digests| digests.taxonomies().get(index).copied();
        seen(self.digests) == seen(self.now)
    }

    /// The value of a term, if that is seen as it was.
    fn term(&self, index: usize, place: usize) -> Option<&Value> {
        let same = self.digests.term(index, place)? == self.now.term(index, place)?;
        self.views
            .taxonomies
            .get(index)?
            .terms
            .get(place)
            .filter(|_| same)
    }
}

/// A sibling has no siblings of its own, so that values end.
fn with_siblings(page: &Page, own: &Value, alone: &Row<Value>) -> Value {
    if page.lower.is_none() && page.higher.is_none() {
        return own.clone();
    }
    let Some(map) = own.as_map() else {
        return own.clone();
    };
    let mut map = map.clone();
    for (key, sibling) in [("lower", page.lower), ("higher", page.higher)] {
        if let Some(sibling) = sibling {
            map.insert(key.into(), alone[sibling.index()].clone());
        }
    }
    Value::from(map)
}

/// A page as its own body sees it, before the second barrier: without content, translations and back-links.
pub fn page_before(site: &Site, config: &Config, id: PageId, reading: Option<Reading>) -> Value {
    let world = World {
        site,
        config,
        back_links: None,
        translations: Memo::default(),
    };
    let body = BodyView {
        reading,
        ..BodyView::default()
    };
    world.page(id, &body)
}

/// A section as its own body sees it.
pub fn section_before(
    site: &Site,
    config: &Config,
    id: SectionId,
    reading: Option<Reading>,
) -> Value {
    let world = World {
        site,
        config,
        back_links: None,
        translations: Memo::default(),
    };
    let body = BodyView {
        reading,
        ..BodyView::default()
    };
    world.section(id, &body, Vec::new())
}

struct World<'a> {
    site: &'a Site,
    config: &'a Config,
    /// None before the second barrier.
    back_links: Option<&'a BackLinks>,
    /// By the first of them.
    translations: Memo<ContentId, Value>,
}
