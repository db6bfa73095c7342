//! Pages, sections and taxonomies as templates see them. Each value is made once and shared: a clone is a counter.

mod languages;
mod taxonomy;
mod world;

pub use languages::alternates;
pub use taxonomy::TaxonomyView;

use std::collections::BTreeMap;

use rayon::prelude::*;
use tera::Value;
use tera::value::Key;

use super::bodies::{Bodies, BodyView};
use super::digests::Digests;
use crate::config::Config;
use crate::link::references::BackLinks;
use crate::link::{ContentId, Page, PageId, SectionId, Site};
use crate::memo::Memo;
use crate::parse::Reading;

/// All values of a site.
#[derive(Debug)]
pub struct Views {
    /// Pages without their siblings.
    alone: Vec<Value>,
    pages: Vec<Value>,
    sections: Vec<Value>,
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
        let ids: Vec<PageId> = site.page_ids().collect();
        let alone: Vec<Value> = ids
            .par_iter()
            .map(|id| {
                let same = last.filter(|last| last.digests.alone(*id) == last.now.alone(*id));
                same.map_or_else(
                    || world.page(*id, bodies.page(*id)),
                    |last| last.views.alone[id.index()].clone(),
                )
            })
            .collect();
        let pages: Vec<Value> = ids
            .par_iter()
            .map(|id| {
                let same = last.filter(|last| last.digests.page(*id) == last.now.page(*id));
                same.map_or_else(
                    || with_siblings(site.page(*id), *id, &alone),
                    |last| last.views.pages[id.index()].clone(),
                )
            })
            .collect();
        let section_ids: Vec<SectionId> = site.section_ids().collect();
        let sections = section_ids
            .par_iter()
            .map(|id| {
                let same = last.filter(|last| last.digests.section(*id) == last.now.section(*id));
                if let Some(last) = same {
                    return last.views.sections[id.index()].clone();
                }
                let own = site.section(*id).pages.iter();
                let own = own.map(|page| pages[page.index()].clone()).collect();
                world.section(*id, bodies.section(*id), own)
            })
            .collect();
        let indexes: Vec<usize> = (0..site.taxonomies.len()).collect();
        let taxonomies = indexes
            .par_iter()
            .map(|index| {
                let seen = |digests: &Digests| digests.taxonomies().get(*index).copied();
                let same = last.filter(|last| seen(last.digests) == seen(last.now));
                same.map_or_else(
                    || taxonomy::taxonomy(&site.taxonomies[*index], config, &pages),
                    |last| last.views.taxonomies[*index].clone(),
                )
            })
            .collect();
        Self {
            alone,
            pages,
            sections,
            taxonomies,
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

/// A sibling has no siblings of its own, so that values end.
fn with_siblings(page: &Page, id: PageId, alone: &[Value]) -> Value {
    let own = &alone[id.index()];
    if page.lower.is_none() && page.higher.is_none() {
        return own.clone();
    }
    let Some(map) = own.as_map() else {
        return own.clone();
    };
    let map = map.iter().map(|(key, value)| (key.clone(), value.clone()));
    let mut map: BTreeMap<Key<'static>, Value> = map.collect();
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
