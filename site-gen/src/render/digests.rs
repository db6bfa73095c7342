//! A linked site with its bodies → a number for each thing that a template can be given or look up: while it stays the
//! same, so does what is rendered from it. Must not know templates.

use std::sync::Arc;

use rayon::prelude::*;

use super::bodies::Bodies;
use super::plan::Job;
use super::reads::{Read, Reads};
use crate::digest::Digest;
use crate::link::references::BackLinks;
use crate::link::{ContentId, Page, PageId, Section, SectionId, Site, Taxonomy};

/// What a page or section is to those who see it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// All but the text.
    pub front: Digest,
    /// With the text.
    pub whole: Digest,
}

impl Seen {
    fn of(front: Digest, text: Digest) -> Self {
        Self {
            front,
            whole: front.then(text),
        }
    }

    fn then(self, other: Self) -> Self {
        Self {
            front: self.front.then(other.front),
            whole: self.whole.then(other.whole),
        }
    }

    fn then_all(self, others: impl IntoIterator<Item = Self>) -> Self {
        others.into_iter().fold(self, Self::then)
    }
}

/// A page or section before any body is rendered: all that its own body may see of it.
pub fn before(site: &Site, id: ContentId) -> Digest {
    let texts = match id {
        ContentId::Page(id) => page_texts(site, site.page(id)),
        ContentId::Section(id) => section_texts(site, site.section(id)),
    };
    Digest::all(texts).then(Digest::of(original_permalink(site, id)))
}

fn page_texts(site: &Site, page: &Page) -> Vec<Digest> {
    let template = page.template.as_deref().unwrap_or("");
    let mut digests = vec![
        page.head,
        Digest::of(&page.name.relative),
        Digest::of(&page.permalink),
        Digest::of(&page.path),
        Digest::of(template),
        Digest::of(format!("{:?}", page.insert_anchor)),
        Digest::of_texts(&page.assets),
    ];
    let ancestors = page.ancestors.iter();
    digests.extend(ancestors.map(|id| Digest::of(&site.section(*id).name.relative)));
    digests
}

fn section_texts(site: &Site, section: &Section) -> Vec<Digest> {
    let relative = |id: &SectionId| Digest::of(&site.section(*id).name.relative);
    vec![
        section.head,
        Digest::of(&section.name.relative),
        Digest::of(&section.permalink),
        Digest::of(&section.path),
        Digest::of_texts(&section.assets),
        Digest::all(section.ancestors.iter().map(relative)),
        Digest::all(section.subsections.iter().map(relative)),
    ]
}

/// All numbers of one build.
#[derive(Debug, Default)]
pub struct Digests {
    /// Alone: without siblings, without pages.
    alone_pages: Vec<Seen>,
    alone_sections: Vec<Seen>,
    pages: Vec<Seen>,
    sections: Vec<Seen>,
    taxonomies: Vec<Seen>,
    terms: Vec<Vec<Seen>>,
    addresses: Arc<Addresses>,
}

/// Which files there are, and where; known before any body is rendered.
#[derive(Debug, Default)]
pub struct Addresses {
    pages: Vec<Digest>,
    sections: Vec<Digest>,
    terms: Digest,
    structure: Digest,
}

impl Addresses {
    pub fn of(site: &Site) -> Self {
        Self {
            pages: site
                .pages
                .iter()
                .map(|p| Digest::of(&p.permalink))
                .collect(),
            sections: site
                .sections
                .iter()
                .map(|s| Digest::of(&s.permalink))
                .collect(),
            terms: Digest::all(site.taxonomies.iter().map(addresses)),
            structure: structure(site),
        }
    }

    /// Whether ids mean the same files as in `other`, and stand for each other in the same way.
    pub fn has_structure_of(&self, other: &Self) -> bool {
        self.structure == other.structure
    }

    /// What a body has looked up, as one number; none where it cannot be foreseen.
    pub fn of_reads(&self, reads: &Reads) -> Option<Digest> {
        if reads.unforeseeable {
            return None;
        }
        let found = reads.found.iter();
        found
            .map(|read| self.looked_up(*read))
            .try_fold(Digest::default(), |sum, digest| Some(sum.then(digest?)))
    }

    fn looked_up(&self, read: Read) -> Option<Digest> {
        match read {
            Read::Permalink(ContentId::Page(id)) => Some(self.pages[id.index()]),
            Read::Permalink(ContentId::Section(id)) => Some(self.sections[id.index()]),
            Read::Terms => Some(self.terms),
            Read::Structure => Some(self.structure),
            Read::Page(_) | Read::Section(_) | Read::Taxonomy(_) => None,
        }
    }
}

impl Digests {
    pub fn new(
        site: &Site,
        bodies: &Bodies,
        (addresses, back_links): (Arc<Addresses>, &BackLinks),
    ) -> Self {
        let alone = |id: ContentId| {
            let front = before(site, id)
                .then(neighbours(site, site.translations(id)))
                .then(neighbours(site, back_links.of(id)));
            Seen::of(front, bodies.get(id).digest)
        };
        let alone_pages: Vec<Seen> = ids(site.page_ids())
            .into_par_iter()
            .map(|id| alone(ContentId::Page(id)))
            .collect();
        let alone_sections: Vec<Seen> = site
            .section_ids()
            .map(|id| alone(ContentId::Section(id)))
            .collect();
        let mut digests = Self {
            alone_pages,
            alone_sections,
            addresses,
            ..Self::default()
        };
        digests.gather(site);
        digests
    }

    /// The same with the texts of some pages and sections changed, and nothing else.
    #[must_use]
    pub fn with_texts(&self, site: &Site, bodies: &Bodies, changed: &[ContentId]) -> Self {
        let mut digests = Self {
            alone_pages: self.alone_pages.clone(),
            alone_sections: self.alone_sections.clone(),
            addresses: self.addresses.clone(),
            ..Self::default()
        };
        for id in changed {
            let seen = match id {
                ContentId::Page(id) => &mut digests.alone_pages[id.index()],
                ContentId::Section(id) => &mut digests.alone_sections[id.index()],
            };
            *seen = Seen::of(seen.front, bodies.get(*id).digest);
        }
        digests.gather(site);
        digests
    }

    fn gather(&mut self, site: &Site) {
        let alone = |id: PageId| self.alone_pages[id.index()];
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
                self.alone_sections[id.index()].then_all(pages)
            })
            .collect();
        self.terms = site
            .taxonomies
            .iter()
            .map(|taxonomy| {
                let seen = |term: &crate::link::Term| {
                    let front = Digest::of_texts([&term.name, &term.permalink, &term.path]);
                    Seen::of(front, Digest::default()).then_all(term.pages.iter().map(page))
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
                Seen::of(front, Digest::default()).then_all(terms.iter().copied())
            })
            .collect();
    }

    pub fn addresses(&self) -> &Arc<Addresses> {
        &self.addresses
    }

    pub fn alone(&self, id: PageId) -> Seen {
        self.alone_pages[id.index()]
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
            Read::Page(id) if reads.seeing.inside => shown(self.page(id), reads),
            Read::Page(id) => shown(self.alone(id), reads),
            Read::Section(id) if reads.seeing.inside => shown(self.section(id), reads),
            Read::Section(id) => shown(self.alone_sections[id.index()], reads),
            Read::Taxonomy(index) => shown(self.taxonomies[index], reads),
            address => self.addresses.looked_up(address).unwrap_or_default(),
        }
    }

    fn given(&self, job: &Job, site: &Site, reads: &Reads) -> Digest {
        match *job {
            Job::Alias { to, .. } => self.own(to).front,
            Job::NotFound(_) | Job::Robots => Digest::default(),
            Job::Sitemap => {
                let all = self.alone_pages.iter().chain(&self.alone_sections);
                let fronts = all.map(|seen| seen.front).chain([self.addresses.terms]);
                Digest::all(fronts.chain(self.sections.iter().map(|seen| seen.front)))
            }
            // Its own text is always shown.
            Job::Page(id) => self.alone(id).whole.then(shown(self.page(id), reads)),
            Job::Section(id) | Job::SectionPager(id, _) | Job::SectionFeed(id) => {
                let own = self.alone_sections[id.index()].whole;
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

    fn own(&self, id: ContentId) -> Seen {
        match id {
            ContentId::Page(id) => self.alone_pages[id.index()],
            ContentId::Section(id) => self.alone_sections[id.index()],
        }
    }
}

fn shown(seen: Seen, reads: &Reads) -> Digest {
    if reads.seeing.texts {
        seen.whole
    } else {
        seen.front
    }
}

fn ids<T>(ids: impl Iterator<Item = T>) -> Vec<T> {
    ids.collect()
}

/// Others as a page shows them: by address, title and file.
fn neighbours(site: &Site, others: &[ContentId]) -> Digest {
    let texts = others.iter().flat_map(|id| {
        let title = site.title(*id);
        [
            site.permalink(*id),
            title.unwrap_or(""),
            if title.is_some() { "title" } else { "" },
            site.name(*id).relative.as_str(),
            original_permalink(site, *id),
        ]
    });
    Digest::of_texts(texts)
}

/// Where the text is that this stands in for.
fn original_permalink(site: &Site, id: ContentId) -> &str {
    site.original(id)
        .map_or("", |original| site.permalink(original))
}

fn addresses(taxonomy: &Taxonomy) -> Digest {
    let terms = taxonomy.terms.iter();
    let terms = terms.flat_map(|term| [&term.name, &term.slug, &term.permalink]);
    Digest::of_texts(terms.chain([&taxonomy.permalink]))
}

/// Which files there are, in their order, and which say the same.
fn structure(site: &Site) -> Digest {
    let of = |id: ContentId| {
        let translations = site.translations(id).iter();
        let translations = translations.map(|id| site.name(*id).relative.as_str());
        let own = site.name(id).relative.as_str();
        let original = site
            .original(id)
            .map_or("", |id| site.name(id).relative.as_str());
        Digest::of_texts(translations.chain([own, original]))
    };
    Digest::all(ids(site.ids()).into_par_iter().map(of).collect::<Vec<_>>())
}
