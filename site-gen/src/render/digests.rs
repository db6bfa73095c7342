//! A linked site with its bodies → a number for each thing that a template can be given or look up: while it stays the
//! same, so does what is rendered from it. Must not know templates.

mod addresses;
mod holders;
mod of_jobs;
mod seen;

pub use addresses::Addresses;
pub use seen::{Seen, before};

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use super::bodies::Bodies;
use super::reads::Read;
use crate::digest::Digest;
use crate::link::references::BackLinks;
use crate::link::{ContentId, Moves, PageId, SectionId, Site, Term};
use crate::row::Row;
use holders::{Holder, Holders};
use seen::Front;

/// A page without its siblings, or a section without its pages.
#[derive(Clone, Copy, Debug, Default)]
struct Alone {
    front: Front,
    seen: Seen,
}

/// All numbers of one build.
#[derive(Clone, Debug, Default)]
pub struct Digests {
    alone_pages: Row<Alone>,
    alone_sections: Row<Alone>,
    pages: Row<Seen>,
    sections: Row<Seen>,
    taxonomies: Vec<Seen>,
    terms: Vec<Vec<Seen>>,
    addresses: Arc<Addresses>,
    holders: Arc<Holders>,
}

/// What of a build is not as in the last one, where nothing was linked anew.
#[derive(Clone, Copy, Debug)]
pub struct News<'a> {
    /// Those whose bodies are new.
    pub texts: &'a [ContentId],
    /// Those that have new front matter, or show that of others.
    pub fronts: &'a BTreeSet<ContentId>,
}

impl Digests {
    pub fn new(
        site: &Site,
        (bodies, back_links): (&Bodies, &BackLinks),
        addresses: Arc<Addresses>,
    ) -> Self {
        let front = |id| Front::of(site, back_links, id);
        Self::of(site, bodies, addresses, front)
    }

    /// The same, where nothing but bodies and these pages and sections is new, neither addresses nor who links to whom.
    pub fn again(
        (last, changed): (&Self, &BTreeSet<ContentId>),
        site: &Site,
        (bodies, back_links): (&Bodies, &BackLinks),
    ) -> Self {
        let is_new = |id: &ContentId| changed.contains(id);
        let shows_new = |id: ContentId| {
            let others = || site.translations(id).iter().chain(back_links.of(id));
            !changed.is_empty() && (is_new(&id) || others().any(is_new))
        };
        let front = |id| match shows_new(id) {
            true => Front::of(site, back_links, id),
            false => last.own(id).front,
        };
        Self::of(site, bodies, last.addresses.clone(), front)
    }

    /// The same, where nothing was linked anew: only what the news reach is looked at.
    pub fn upon(
        (last, news): (&Self, News<'_>),
        site: &Site,
        (bodies, back_links): (&Bodies, &BackLinks),
    ) -> Self {
        let mut digests = last.clone();
        let reached: BTreeSet<ContentId> = news.texts.iter().chain(news.fronts).copied().collect();
        for id in &reached {
            let front = match news.fronts.contains(id) {
                true => Front::of(site, back_links, *id),
                false => last.own(*id).front,
            };
            let alone = Alone::of(front, bodies.get(*id).digest);
            match id {
                ContentId::Page(id) => digests.alone_pages.set(id.index(), alone),
                ContentId::Section(id) => digests.alone_sections.set(id.index(), alone),
            }
        }
        digests.gather_around(&reached, site);
        digests
    }

    /// What was seen of each after pages and sections have moved; of those that are new, nothing.
    pub fn moved(&self, moves: &Moves) -> Self {
        let (pages, sections) = (moves.origins_of_pages(), moves.origins_of_sections());
        let (alone, seen) = (Alone::default(), Seen::default());
        Self {
            alone_pages: self.alone_pages.rearranged(pages, &alone),
            alone_sections: self.alone_sections.rearranged(sections, &alone),
            pages: self.pages.rearranged(pages, &seen),
            sections: self.sections.rearranged(sections, &seen),
            taxonomies: self.taxonomies.clone(),
            terms: self.terms.clone(),
            ..Self::default()
        }
    }

    fn of(
        site: &Site,
        bodies: &Bodies,
        addresses: Arc<Addresses>,
        front: impl Fn(ContentId) -> Front + Sync,
    ) -> Self {
        let alone = |id: ContentId| Alone::of(front(id), bodies.get(id).digest);
        let pages: Vec<ContentId> = site.page_ids().map(ContentId::Page).collect();
        let pages: Vec<Alone> = pages.into_par_iter().map(alone).collect();
        let sections = site.section_ids().map(ContentId::Section);
        let mut digests = Self {
            alone_pages: pages.into_iter().collect(),
            alone_sections: sections.map(alone).collect(),
            addresses,
            holders: Arc::new(Holders::new(site)),
            ..Self::default()
        };
        digests.gather(site);
        digests
    }

    fn gather(&mut self, site: &Site) {
        self.pages = site.page_ids().map(|id| self.page_of(site, id)).collect();
        let sections = site.section_ids();
        self.sections = sections.map(|id| self.section_of(site, id)).collect();
        let terms = |terms: &[Term]| terms.iter().map(|term| self.term_of(term)).collect();
        let taxonomies = site.taxonomies.iter();
        self.terms = taxonomies.map(|taxonomy| terms(&taxonomy.terms)).collect();
        let places = 0..site.taxonomies.len();
        self.taxonomies = places.map(|place| self.taxonomy_of(site, place)).collect();
    }

    /// Gathers again what holds these pages and sections.
    fn gather_around(&mut self, reached: &BTreeSet<ContentId>, site: &Site) {
        let mut pages = BTreeSet::new();
        let mut sections = BTreeSet::new();
        for id in reached {
            match id {
                ContentId::Page(id) => {
                    let page = site.page(*id);
                    let siblings = [page.lower, page.higher].into_iter().flatten();
                    pages.extend(siblings.chain([*id]));
                }
                ContentId::Section(id) => {
                    sections.insert(*id);
                }
            }
        }
        let mut terms = BTreeSet::new();
        for id in pages {
            self.pages.set(id.index(), self.page_of(site, id));
            for holder in self.holders.of(id) {
                match *holder {
                    Holder::Section(id) => {
                        sections.insert(id);
                    }
                    Holder::Term(taxonomy, term) => {
                        terms.insert((taxonomy, term));
                    }
                }
            }
        }
        for id in sections {
            self.sections.set(id.index(), self.section_of(site, id));
        }
        for (taxonomy, term) in &terms {
            let seen = self.term_of(&site.taxonomies[*taxonomy].terms[*term]);
            self.terms[*taxonomy][*term] = seen;
        }
        let taxonomies: BTreeSet<usize> = terms.into_iter().map(|(taxonomy, _)| taxonomy).collect();
        for place in taxonomies {
            self.taxonomies[place] = self.taxonomy_of(site, place);
        }
    }

    fn page_of(&self, site: &Site, id: PageId) -> Seen {
        let page = site.page(id);
        let siblings = [page.lower, page.higher];
        let seen = siblings.map(|sibling| sibling.map_or(Seen::default(), |id| self.alone(id)));
        self.alone(id).then_all(seen)
    }

    fn section_of(&self, site: &Site, id: SectionId) -> Seen {
        let pages = site.section(id).pages.iter().map(|id| self.page(*id));
        self.alone_sections[id.index()].seen.then_all(pages)
    }

    fn term_of(&self, term: &Term) -> Seen {
        let front = Digest::of_texts([&term.name, &term.permalink, &term.path]);
        Seen::of(front).then_all(term.pages.iter().map(|id| self.page(*id)))
    }

    fn taxonomy_of(&self, site: &Site, place: usize) -> Seen {
        let taxonomy = &site.taxonomies[place];
        let front = Digest::of_texts([&taxonomy.permalink, &taxonomy.path]);
        Seen::of(front).then_all(self.terms[place].iter().copied())
    }

    pub fn addresses(&self) -> &Arc<Addresses> {
        &self.addresses
    }

    /// The pages that are not seen as in `other`, by place, without their siblings.
    pub fn alone_that_differ(&self, other: &Self) -> Vec<usize> {
        let same = |alone: &Alone, other: &Alone| alone.seen == other.seen;
        self.alone_pages.that_differ(&other.alone_pages, same)
    }

    pub fn pages_that_differ(&self, other: &Self) -> Vec<usize> {
        self.pages.that_differ(&other.pages, Seen::eq)
    }

    pub fn sections_that_differ(&self, other: &Self) -> Vec<usize> {
        self.sections.that_differ(&other.sections, Seen::eq)
    }

    /// All that a template may look up and that is not seen as in `other`.
    pub fn that_differ(&self, other: &Self) -> Vec<Read> {
        let pages = self.pages_that_differ(other).into_iter();
        let pages = pages.chain(self.alone_that_differ(other));
        let sections = self.sections_that_differ(other).into_iter();
        let taxonomies = self.taxonomies.iter().zip(&other.taxonomies).enumerate();
        let taxonomies = taxonomies.filter(|(_, (seen, other))| seen != other);
        let pages = pages.map(|place| Read::Page(PageId::at(place)));
        let sections = sections.map(|place| Read::Section(SectionId::at(place)));
        let taxonomies = taxonomies.map(|(place, _)| Read::Taxonomy(place));
        pages.chain(sections).chain(taxonomies).collect()
    }

    pub fn page(&self, id: PageId) -> Seen {
        self.pages[id.index()]
    }

    pub fn term(&self, taxonomy: usize, term: usize) -> Option<Seen> {
        self.terms.get(taxonomy)?.get(term).copied()
    }

    pub fn taxonomies(&self) -> &[Seen] {
        &self.taxonomies
    }

    fn alone(&self, id: PageId) -> Seen {
        self.alone_pages[id.index()].seen
    }

    fn own(&self, id: ContentId) -> Alone {
        match id {
            ContentId::Page(id) => self.alone_pages[id.index()],
            ContentId::Section(id) => self.alone_sections[id.index()],
        }
    }
}

impl Alone {
    fn of(front: Front, text: Digest) -> Self {
        let seen = Seen {
            front: front.own,
            near: front.near,
            text,
        };
        Self { front, seen }
    }
}
