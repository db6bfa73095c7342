//! A linked site with its bodies → a number for each thing that a template can be given or look up: while it stays the
//! same, so does what is rendered from it. Must not know templates.

mod addresses;
mod seen;

pub use addresses::Addresses;
pub use seen::{Seen, before};

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;

use super::bodies::Bodies;
use super::job::Job;
use super::reads::{Read, Reads};
use crate::digest::Digest;
use crate::link::references::BackLinks;
use crate::link::{ContentId, PageId, SectionId, Site};
use seen::Front;

/// A page without its siblings, or a section without its pages.
#[derive(Clone, Copy, Debug)]
struct Alone {
    front: Front,
    seen: Seen,
}

/// All numbers of one build.
#[derive(Debug, Default)]
pub struct Digests {
    alone_pages: Vec<Alone>,
    alone_sections: Vec<Alone>,
    pages: Vec<Seen>,
    sections: Vec<Seen>,
    taxonomies: Vec<Seen>,
    terms: Vec<Vec<Seen>>,
    addresses: Arc<Addresses>,
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

    fn of(
        site: &Site,
        bodies: &Bodies,
        addresses: Arc<Addresses>,
        front: impl Fn(ContentId) -> Front + Sync,
    ) -> Self {
        let alone = |id: ContentId| {
            let front = front(id);
            let seen = Seen {
                front: front.own,
                near: front.near,
                text: bodies.get(id).digest,
            };
            Alone { front, seen }
        };
        let pages: Vec<ContentId> = site.page_ids().map(ContentId::Page).collect();
        let sections = site.section_ids().map(ContentId::Section);
        let mut digests = Self {
            alone_pages: pages.into_par_iter().map(alone).collect(),
            alone_sections: sections.map(alone).collect(),
            addresses,
            ..Self::default()
        };
        digests.gather(site);
        digests
    }

    fn gather(&mut self, site: &Site) {
        let alone = |id: PageId| self.alone_pages[id.index()].seen;
        self.pages = site
            .page_ids()
            .map(|id| {
                let page = site.page(id);
                let siblings = [page.lower, page.higher];
                let seen = siblings.map(|sibling| sibling.map_or(Seen::default(), alone));
                alone(id).then_all(seen)
            })
            .collect();
        let page = |id: &PageId| self.pages[id.index()];
        self.sections = site
            .section_ids()
            .map(|id| {
                let pages = site.section(id).pages.iter().map(page);
                self.alone_sections[id.index()].seen.then_all(pages)
            })
            .collect();
        self.terms = site
            .taxonomies
            .iter()
            .map(|taxonomy| {
                let seen = |term: &crate::link::Term| {
                    let front = Digest::of_texts([&term.name, &term.permalink, &term.path]);
                    Seen::of(front).then_all(term.pages.iter().map(page))
                };
                taxonomy.terms.iter().map(seen).collect()
            })
            .collect();
        self.taxonomies = site
            .taxonomies
            .iter()
            .zip(&self.terms)
            .map(|(taxonomy, terms)| {
                let front = Digest::of_texts([&taxonomy.permalink, &taxonomy.path]);
                Seen::of(front).then_all(terms.iter().copied())
            })
            .collect();
    }

    pub fn addresses(&self) -> &Arc<Addresses> {
        &self.addresses
    }

    pub fn alone(&self, id: PageId) -> Seen {
        self.alone_pages[id.index()].seen
    }

    pub fn page(&self, id: PageId) -> Seen {
        self.pages[id.index()]
    }

    pub fn section(&self, id: SectionId) -> Seen {
        self.sections[id.index()]
    }

    pub fn taxonomies(&self) -> &[Seen] {
        &self.taxonomies
    }

    /// All that a job is given and has looked up, as one number; none where it cannot be foreseen.
    pub fn of_job(&self, job: &Job, site: &Site, reads: &Reads) -> Option<Digest> {
        if reads.unforeseeable {
            return None;
        }
        let given = self.given(job, site, reads);
        let found = reads.found.iter();
        Some(found.fold(given, |sum, read| sum.then(self.read(*read, reads))))
    }

    fn read(&self, read: Read, reads: &Reads) -> Digest {
        match read {
            Read::Page(id) if reads.seeing.inside => got(self.page(id), reads),
            Read::Page(id) => got(self.alone(id), reads),
            Read::Section(id) if reads.seeing.inside => got(self.section(id), reads),
            Read::Section(id) => got(self.alone_sections[id.index()].seen, reads),
            Read::Taxonomy(index) => got(self.taxonomies[index], reads),
            address => self.addresses.looked_up(address).unwrap_or_default(),
        }
    }

    fn given(&self, job: &Job, site: &Site, reads: &Reads) -> Digest {
        match *job {
            Job::Alias { to, .. } => self.own(to).seen.front,
            Job::NotFound(_) | Job::Robots => Digest::default(),
            Job::Sitemap => self.sitemap(site),
            // Its own text, and what is near it, is always shown.
            Job::Page(id) => self.alone(id).whole().then(shown(self.page(id), reads)),
            Job::Section(id) | Job::SectionPager(id, _) | Job::SectionFeed(id) => {
                let own = self.alone_sections[id.index()].seen.whole();
                own.then(shown(self.section(id), reads))
            }
            Job::Taxonomy(index) => shown(self.taxonomies[index], reads),
            Job::Term(index, term)
            | Job::TermPager(index, term, _)
            | Job::TermFeed(index, term) => shown(self.terms[index][term], reads),
            Job::SiteFeed(language) => {
                let spoken = |id: &PageId| site.page(*id).name.language == language;
                let pages = site.page_ids().filter(spoken);
                Digest::all(pages.map(|id| shown(self.page(id), reads)))
            }
        }
    }

    fn sitemap(&self, site: &Site) -> Digest {
        let all = self.alone_pages.iter().chain(&self.alone_sections);
        let listed = all.map(|alone| alone.front.listed);
        let terms = site.taxonomies.iter().flat_map(|taxonomy| &taxonomy.terms);
        let pages = terms.map(|term| Digest::of(term.pages.len().to_le_bytes()));
        self.addresses.all().then(Digest::all(listed.chain(pages)))
    }

    fn own(&self, id: ContentId) -> Alone {
        match id {
            ContentId::Page(id) => self.alone_pages[id.index()],
            ContentId::Section(id) => self.alone_sections[id.index()],
        }
    }
}

/// As far as a template looks at it.
fn shown(seen: Seen, reads: &Reads) -> Digest {
    let near = reads.seeing.near.then_some(seen.near);
    let text = reads.seeing.texts.then_some(seen.text);
    let more = [near, text].into_iter().flatten();
    more.fold(seen.front, Digest::then)
}

/// The same of what a function gave: what is near that is always looked at.
fn got(seen: Seen, reads: &Reads) -> Digest {
    shown(seen, reads).then(seen.near)
}
