//! What a build leaves for the next one, and what of it that one can take over. Nothing here is needed for a build to be
//! right: without it everything is made anew.

use std::sync::Arc;

use super::inputs::Inputs;
use super::recipe::Keep;
use crate::link::references::BackLinks;
use crate::link::{Body, ContentId, Drafts, Linked, PageId, Site, link};
use crate::parse::Parsed;
use crate::problem::Problem;
use crate::render::bodies::{self, Bodies, LastBodies};
use crate::render::digests::{Addresses, Digests};
use crate::render::pieces::Pieces;
use crate::render::tools::Tools;
use crate::render::{Files, Library, OutputBody, Reach, Views, engine, view};

/// All that came of a build.
pub(super) struct Records {
    pub inputs: Inputs,
    pub site: Arc<Site>,
    pub link_problems: Vec<Problem>,
    pub tools: Tools,
    pub bodies: Bodies,
    pub back_links: Arc<BackLinks>,
    pub digests: Digests,
    pub reach: Arc<Reach>,
    pub views: Option<Arc<Views>>,
    pub pieces: Pieces,
    pub files: Arc<Files>,
}

/// Records of a site in which the same files stand for each other, so that ids mean the same.
#[derive(Clone, Copy)]
pub(super) struct Reused<'a> {
    pub records: &'a Records,
    is_same_site: bool,
}

/// The linked site, and what goes with it.
pub(super) struct Linkage {
    pub site: Arc<Site>,
    pub bodies: (Vec<Body>, Vec<Body>),
    pub problems: Vec<Problem>,
    /// Only where records are kept.
    pub addresses: Option<Arc<Addresses>>,
}

impl Linkage {
    /// Links the documents, unless they differ from the last build's in their bodies alone.
    pub fn of(inputs: &mut Inputs, (drafts, keep): (Drafts, Keep), last: Option<&Records>) -> Self {
        if let Some(last) = last
            && let Some(changed) = changed_bodies(&last.inputs.documents, &inputs.documents)
        {
            return Self {
                site: last.site.clone(),
                bodies: last.bodies_with(&changed),
                problems: last.link_problems.clone(),
                addresses: Some(last.digests.addresses().clone()),
            };
        }
        let documents = match keep {
            Keep::Nothing => std::mem::take(&mut inputs.documents),
            Keep::Records => inputs.documents.clone(),
        };
        let documents = documents.into_iter().map(Arc::unwrap_or_clone);
        let documents = documents.map(|(document, _)| document).collect();
        let Linked {
            site,
            page_bodies,
            section_bodies,
            problems,
        } = link(documents, &inputs.config, drafts);
        Self {
            addresses: (keep == Keep::Records).then(|| Arc::new(Addresses::of(&site))),
            site: Arc::new(site),
            bodies: (page_bodies, section_bodies),
            problems,
        }
    }
}

/// The documents that are not the last build's, if nothing but their bodies is new.
fn changed_bodies<'a>(last: &[Arc<Parsed>], now: &'a [Arc<Parsed>]) -> Option<Vec<&'a Parsed>> {
    if last.len() != now.len() {
        return None;
    }
    let changed = last.iter().zip(now);
    let changed = changed.filter(|(last, now)| !Arc::ptr_eq(last, now));
    changed
        .map(|(last, now)| now.0.differs_in_body_alone(&last.0).then_some(now.as_ref()))
        .collect()
}

impl Records {
    /// These, if ids mean the same in the site that is built now.
    pub fn reused_with(&self, linkage: &Linkage) -> Option<Reused<'_>> {
        let addresses = linkage.addresses.as_ref()?;
        let is_same = addresses.has_structure_of(self.digests.addresses());
        is_same.then(|| Reused {
            records: self,
            is_same_site: Arc::ptr_eq(&self.site, &linkage.site),
        })
    }

    /// A file of the last build that lies ready under its name.
    pub fn made(&self, path: &str) -> Option<OutputBody> {
        self.files.get(path).cloned()
    }

    fn bodies_with(&self, changed: &[&Parsed]) -> (Vec<Body>, Vec<Body>) {
        let (mut pages, mut sections) = self.bodies.written();
        for (document, _) in changed {
            let relative = &document.name.relative;
            let stands_in = |id: &PageId| self.site.page(*id).original.as_ref() == Some(relative);
            for id in self.site.page_ids().filter(stands_in) {
                pages[id.index()] = Body::of(document);
            }
            for id in self.site.section_ids() {
                if self.site.section(id).original.as_ref() == Some(relative) {
                    sections[id.index()] = Body::of(document);
                }
            }
            match self.site.find(relative) {
                Some(ContentId::Page(id)) => pages[id.index()] = Body::of(document),
                Some(ContentId::Section(id)) => sections[id.index()] = Body::of(document),
                None => {}
            }
        }
        (pages, sections)
    }
}

impl<'a> Reused<'a> {
    pub fn bodies(self) -> LastBodies<'a> {
        LastBodies {
            bodies: &self.records.bodies,
            is_same_site: self.is_same_site,
        }
    }

    pub fn back_links(last: Option<Self>, bodies: &Bodies, library: &Library) -> Arc<BackLinks> {
        if let Some(last) = last
            && last.is_same_site
            && bodies.links_as(&last.records.bodies, &library.site)
        {
            return last.records.back_links.clone();
        }
        let links = bodies::links::between(bodies, library);
        Arc::new(BackLinks::new(&library.site, links))
    }

    pub fn digests(
        last: Option<Self>,
        site: &Site,
        (bodies, back_links): (&Bodies, &Arc<BackLinks>),
        addresses: Arc<Addresses>,
    ) -> Digests {
        match last {
            Some(last)
                if last.is_same_site && Arc::ptr_eq(back_links, &last.records.back_links) =>
            {
                let changed = bodies.that_differ(&last.records.bodies, site);
                last.records.digests.with_texts(site, bodies, &changed)
            }
            _ => Digests::new(site, bodies, (addresses, back_links)),
        }
    }

    pub fn views(last: Option<Self>, now: Option<&'a Digests>) -> Option<view::Last<'a>> {
        let last = last?;
        Some(view::Last {
            views: last.records.views.as_deref()?,
            digests: &last.records.digests,
            now: now?,
        })
    }

    pub fn reach(last: Option<Self>, inputs: &Inputs) -> Arc<Reach> {
        match last {
            Some(last) => last.records.reach.clone(),
            None => Arc::new(engine::reach(&inputs.templates, &inputs.config)),
        }
    }
}
