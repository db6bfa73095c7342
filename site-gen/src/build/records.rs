//! What a build leaves for the next one, and what of it that one can take over. Nothing here is needed for a build to be
//! right: without it everything is made anew.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::inputs::Inputs;
use crate::link::references::BackLinks;
use crate::link::{Body, Changed, ContentId, Drafts, Linked, Site, link, link_again};
use crate::parse::Document;
use crate::problem::Problem;
use crate::render::bodies::Bodies;
use crate::render::digests::{Addresses, Digests, News};
use crate::render::pieces::{LastPieces, Pieces};
use crate::render::search::Indexes;
use crate::render::tools::Tools;
use crate::render::workshop::{LastBodies, Written};
use crate::render::{
    self, Files, Job, Library, Output, OutputBody, Rank, Reach, Views, engine, links, view,
};
use crate::row::Row;

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
    pub counts: Counts,
    pub tools: Tools,
    pub bodies: Bodies,
    pub back_links: Arc<BackLinks>,
    pub digests: Digests,
    pub reach: Arc<Reach>,
    pub views: Option<Arc<Views>>,
    pub indexes: Indexes,
    pub pieces: Pieces,
    /// What was made beside the pieces.
    pub others: Vec<(Rank, Output)>,
    pub files: Arc<Files>,
}

/// Records of a site in which the same files stand for each other, so that ids mean the same.
pub(super) struct Reused<'a> {
    pub records: &'a Records,
    links: Links,
    changed: Option<Differing>,
}

/// The pages and sections of a site that are not as in the last build's, bodies aside; all addresses are.
type Differing = BTreeSet<ContentId>;

/// Whether the site is linked as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Links {
    Kept,
    New,
}

/// The linked site, and what goes with it.
pub(super) struct Linkage<'a> {
    pub site: Arc<Site>,
    pub written: Written<'a>,
    pub problems: Vec<Problem>,
    /// What is to be rendered of it.
    pub jobs: Arc<[Job]>,
    pub counts: Counts,
    /// Only where records are kept.
    pub addresses: Option<Arc<Addresses>>,
    /// What there is to take over.
    pub last: Option<Reused<'a>>,
}

/// How much of a site was written.
#[derive(Clone, Copy)]
pub(super) struct Counts {
    pub pages: usize,
    pub orphans: usize,
    pub sections: usize,
}

impl<'a> Linkage<'a> {
    /// Links the documents, as far as the last build's links do not hold for them.
    pub fn of(
        inputs: &mut Inputs,
        (drafts, keep): (Drafts, Keep),
        last: Option<&'a Records>,
    ) -> Self {
        let again = last.and_then(|last| Self::again(inputs, last));
        again.unwrap_or_else(|| Self::anew(inputs, (drafts, keep), last))
    }

    fn again(inputs: &Inputs, last: &'a Records) -> Option<Self> {
        let files = changed_files(&last.inputs.documents, &inputs.documents)?;
        let (site, changed) = link_again(&last.site, &files)?;
        Some(Self {
            site,
            written: Written::Upon(&last.bodies, last.new_bodies(&files)),
            problems: last.link_problems.clone(),
            // Neither can hold more than is linked.
            jobs: last.pieces.jobs(),
            counts: last.counts,
            addresses: Some(last.digests.addresses().clone()),
            last: Some(Reused {
                records: last,
                links: Links::Kept,
                changed: Some(changed.into_iter().collect()),
            }),
        })
    }

    fn anew(
        inputs: &mut Inputs,
        (drafts, keep): (Drafts, Keep),
        last: Option<&'a Records>,
    ) -> Self {
        let documents = match keep {
            Keep::Nothing => std::mem::take(&mut inputs.documents),
            Keep::Records => inputs.documents.clone(),
        };
        let documents = documents
            .into_vec()
            .into_iter()
            .map(Arc::unwrap_or_clone)
            .collect();
        let Linked {
            site,
            page_bodies,
            section_bodies,
            problems,
        } = link(documents, &inputs.config, drafts);
        let addresses = (keep == Keep::Records).then(|| Arc::new(Addresses::of(&site)));
        let last = last.zip(addresses.as_deref());
        Self {
            jobs: render::jobs(&site, &inputs.config).into(),
            counts: Counts::of(&site),
            last: last.and_then(|(last, addresses)| last.reused_with(&site, addresses)),
            site: Arc::new(site),
            written: Written::All {
                pages: page_bodies,
                sections: section_bodies,
            },
            problems,
            addresses,
        }
    }
}

impl Counts {
    fn of(site: &Site) -> Self {
        let pages = site.pages.iter().filter(|page| page.original.is_none());
        let sections = site.sections.iter();
        Self {
            pages: pages.clone().count(),
            orphans: pages.filter(|page| page.ancestors.is_empty()).count(),
            sections: sections
                .filter(|section| section.original.is_none())
                .count(),
        }
    }
}

/// The documents that are not the last build's, if the same files are there.
fn changed_files<'a>(
    then: &'a Row<Arc<Document>>,
    now: &'a Row<Arc<Document>>,
) -> Option<Vec<Changed<'a>>> {
    if then.len() != now.len() {
        return None;
    }
    let changed = now.that_differ(then, Arc::ptr_eq).into_iter();
    let changed = changed.map(|place| Changed {
        then: &then[place],
        now: &now[place],
    });
    let is_same_file = |file: &Changed<'_>| file.then.name == file.now.name;
    let changed: Vec<_> = changed.collect();
    changed.iter().all(is_same_file).then_some(changed)
}

impl Records {
    /// These, if ids mean the same in the site that is built now.
    fn reused_with(&self, site: &Site, addresses: &Addresses) -> Option<Reused<'_>> {
        let last = self.digests.addresses();
        let same_addresses = addresses == &**last;
        addresses.has_structure_of(last).then(|| Reused {
            records: self,
            links: Links::New,
            changed: same_addresses.then(|| site.that_differ(&self.site).into_iter().collect()),
        })
    }

    /// A file of the last build that lies ready under its name.
    pub fn made(&self, path: &str) -> Option<OutputBody> {
        self.files.get(path).cloned()
    }

    fn new_bodies(&self, files: &[Changed<'_>]) -> Vec<(ContentId, Body)> {
        let of_file = |Changed { now, .. }: &Changed<'_>| {
            let ids = self.site.made_of(&now.name.relative).into_iter();
            let body = Body::of(now);
            ids.map(move |id| (id, body.clone()))
        };
        files.iter().flat_map(of_file).collect()
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
            && bodies.links_as(&last.records.bodies)
        {
            return last.records.back_links.clone();
        }
        let links = links::between(bodies, library);
        Arc::new(BackLinks::new(&library.site, links))
    }

    pub fn digests(
        last: Option<&Self>,
        library: &Library,
        (bodies, back_links): (&Bodies, &Arc<BackLinks>),
        addresses: Arc<Addresses>,
    ) -> Digests {
        let same_links = |last: &&Self| Arc::ptr_eq(back_links, &last.records.back_links);
        let last = last.filter(same_links);
        let site = &library.site;
        let made_of = (bodies, &**back_links);
        match last.and_then(|last| Some((last, last.changed.as_ref()?))) {
            Some((last, changed)) if last.links == Links::Kept => {
                let texts = bodies.that_differ(&last.records.bodies);
                let fronts = who_shows(changed, bodies, library);
                let news = News {
                    texts: &texts,
                    fronts: &fronts,
                };
                Digests::upon((&last.records.digests, news), site, made_of)
            }
            Some((last, changed)) => {
                Digests::again((&last.records.digests, changed), site, made_of)
            }
            None => Digests::new(site, made_of, addresses),
        }
    }

    /// What the jobs made, and what they were seen to be made of if they are the same jobs.
    pub fn pieces(&self) -> LastPieces<'_> {
        LastPieces {
            pieces: &self.records.pieces,
            digests: (self.links == Links::Kept).then_some(&self.records.digests),
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

/// These, their translations and the files they link to: all that show something of their front matter by themselves.
fn who_shows(changed: &Differing, bodies: &Bodies, library: &Library) -> Differing {
    let site = &library.site;
    let who = |id: &ContentId| {
        let targets = links::of(*id, bodies, library);
        let translations = site.translations(*id).iter().copied();
        targets.chain(translations).chain([*id])
    };
    changed.iter().flat_map(who).collect()
}
