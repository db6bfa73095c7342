//! What a build leaves for the next one, and what of it that one can take over. Nothing here is needed for a build to be
//! right: without it everything is made anew.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::inputs::Inputs;
use crate::link::references::BackLinks;
use crate::link::{Body, Changed, ContentId, Drafts, Linked, Site, link, link_again};
use crate::parse::Parsed;
use crate::problem::Problem;
use crate::render::bodies::Bodies;
use crate::render::digests::{Addresses, Digests};
use crate::render::pieces::Pieces;
use crate::render::search::Indexes;
use crate::render::tools::Tools;
use crate::render::workshop::LastBodies;
use crate::render::{Files, Library, OutputBody, Reach, Views, engine, links, view};

/// Whether another build will follow that may build upon this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keep {
    Nothing,
    Records,
}

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
    pub indexes: Indexes,
    pub pieces: Pieces,
    pub files: Arc<Files>,
}

/// Records of a site in which the same files stand for each other, so that ids mean the same.
pub(super) struct Reused<'a> {
    pub records: &'a Records,
    changed: Option<Differing>,
}

/// The pages and sections of a site that are not as in the last build's, bodies aside; all addresses are.
type Differing = BTreeSet<ContentId>;

/// The linked site, and what goes with it.
pub(super) struct Linkage {
    pub site: Arc<Site>,
    pub bodies: (Vec<Body>, Vec<Body>),
    pub problems: Vec<Problem>,
    /// Only where records are kept.
    pub addresses: Option<Arc<Addresses>>,
    /// None where it is not known, or addresses have changed.
    changed: Option<Differing>,
}

impl Linkage {
    /// Links the documents, as far as the last build's links do not hold for them.
    pub fn of(inputs: &mut Inputs, (drafts, keep): (Drafts, Keep), last: Option<&Records>) -> Self {
        let again = last.and_then(|last| Self::again(inputs, last));
        again.unwrap_or_else(|| Self::anew(inputs, (drafts, keep), last))
    }

    fn again(inputs: &Inputs, last: &Records) -> Option<Self> {
        let files = changed_files(&last.inputs.documents, &inputs.documents)?;
        let (site, changed) = link_again(&last.site, &files)?;
        Some(Self {
            site,
            bodies: last.bodies_with(&files),
            problems: last.link_problems.clone(),
            addresses: Some(last.digests.addresses().clone()),
            changed: Some(changed.into_iter().collect()),
        })
    }

    fn anew(inputs: &mut Inputs, (drafts, keep): (Drafts, Keep), last: Option<&Records>) -> Self {
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
        let addresses = (keep == Keep::Records).then(|| Arc::new(Addresses::of(&site)));
        let last = last.filter(|last| addresses.as_ref() == Some(last.digests.addresses()));
        let changed = last.map(|last| site.that_differ(&last.site));
        Self {
            site: Arc::new(site),
            bodies: (page_bodies, section_bodies),
            problems,
            addresses,
            changed: changed.map(|changed| changed.into_iter().collect()),
        }
    }
}

/// The documents that are not the last build's, if the same files are there.
fn changed_files<'a>(then: &'a [Arc<Parsed>], now: &'a [Arc<Parsed>]) -> Option<Vec<Changed<'a>>> {
    let pairs = || then.iter().zip(now);
    let same_files = then.len() == now.len()
        && pairs().all(|(then, now)| Arc::ptr_eq(then, now) || then.0.name == now.0.name);
    let changed = pairs().filter(|(then, now)| !Arc::ptr_eq(then, now));
    let changed = changed.map(|(then, now)| Changed {
        then: &then.0,
        now: &now.0,
    });
    same_files.then(|| changed.collect())
}

impl Records {
    /// These, if ids mean the same in the site that is built now.
    pub fn reused_with(&self, linkage: &mut Linkage) -> Option<Reused<'_>> {
        let addresses = linkage.addresses.as_ref()?;
        let is_same = addresses.has_structure_of(self.digests.addresses());
        is_same.then(|| Reused {
            records: self,
            changed: linkage.changed.take(),
        })
    }

    /// A file of the last build that lies ready under its name.
    pub fn made(&self, path: &str) -> Option<OutputBody> {
        self.files.get(path).cloned()
    }

    fn bodies_with(&self, files: &[Changed<'_>]) -> (Vec<Body>, Vec<Body>) {
        let (mut pages, mut sections) = self.bodies.written();
        for Changed { now, .. } in files {
            for id in self.site.made_of(&now.name.relative) {
                match id {
                    ContentId::Page(id) => pages[id.index()] = Body::of(now),
                    ContentId::Section(id) => sections[id.index()] = Body::of(now),
                }
            }
        }
        (pages, sections)
    }
}

impl Reused<'_> {
    pub fn bodies(&self) -> LastBodies<'_> {
        LastBodies {
            bodies: &self.records.bodies,
            changed: self.changed.as_ref(),
        }
    }

    pub fn back_links(last: Option<&Self>, bodies: &Bodies, library: &Library) -> Arc<BackLinks> {
        if let Some(last) = last
            && last.changed.is_some()
            && bodies.links_as(&last.records.bodies, &library.site)
        {
            return last.records.back_links.clone();
        }
        let links = links::between(bodies, library);
        Arc::new(BackLinks::new(&library.site, links))
    }

    pub fn digests(
        last: Option<&Self>,
        site: &Site,
        (bodies, back_links): (&Bodies, &Arc<BackLinks>),
        addresses: Arc<Addresses>,
    ) -> Digests {
        match last {
            Some(Self {
                records,
                changed: Some(changed),
            }) if Arc::ptr_eq(back_links, &records.back_links) => {
                let last = (&records.digests, changed);
                Digests::again(last, site, (bodies, back_links))
            }
            _ => Digests::new(site, (bodies, back_links), addresses),
        }
    }

    pub fn views<'a>(last: Option<&'a Self>, now: Option<&'a Digests>) -> Option<view::Last<'a>> {
        let last = last?;
        Some(view::Last {
            views: last.records.views.as_deref()?,
            digests: &last.records.digests,
            now: now?,
        })
    }

    pub fn reach(last: Option<&Self>, inputs: &Inputs) -> Arc<Reach> {
        match last {
            Some(last) => last.records.reach.clone(),
            None => Arc::new(engine::reach(&inputs.templates, &inputs.config)),
        }
    }
}
