//! What the last build left → what this one can take over of it, where the same files stand for each other: numbers of
//! pages and sections that have moved are moved first.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::inputs::Inputs;
use super::records::{Made, Records};
use crate::link::references::BackLinks;
use crate::link::{ContentId, Moves, Site};
use crate::render::bodies::Bodies;
use crate::render::digests::{Addresses, Digests, News};
use crate::render::pieces::LastPieces;
use crate::render::workshop::LastBodies;
use crate::render::{Library, Reach, engine, links, view};

/// What the last build left, by the numbers of this one.
pub(super) struct Reused<'a> {
    pub records: &'a Records,
    made: Cow<'a, Made>,
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

impl<'a> Reused<'a> {
    /// Of a site that is linked as it was, but for these.
    pub fn kept(records: &'a Records, changed: Vec<ContentId>) -> Self {
        Self {
            records,
            made: Cow::Borrowed(&records.made),
            links: Links::Kept,
            changed: Some(changed.into_iter().collect()),
        }
    }

    /// Of a site that is linked anew; none where it cannot be told what of it was there.
    pub fn of(records: &'a Records, site: &Site, addresses: &Addresses) -> Option<Self> {
        let moves = Moves::between(&records.site, site)?;
        let same_addresses = addresses == &**records.made.digests.addresses();
        let changed = || site.that_differ(&records.site).into_iter().collect();
        Some(Self {
            records,
            made: match moves.are_none() {
                true => Cow::Borrowed(&records.made),
                false => Cow::Owned(records.made.moved(&moves)),
            },
            links: Links::New,
            changed: (same_addresses && moves.are_none()).then(changed),
        })
    }
    pub fn bodies(&self) -> LastBodies<'_> {
        LastBodies {
            bodies: &self.made.bodies,
            changed: self.changed.as_ref(),
        }
    }

    pub fn back_links(last: Option<&Self>, bodies: &Bodies, library: &Library) -> Arc<BackLinks> {
        if let Some(last) = last
            && last.changed.is_some()
            && bodies.links_as(&last.made.bodies)
        {
            return last.made.back_links.clone();
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
        let same_links = |last: &&Self| Arc::ptr_eq(back_links, &last.made.back_links);
        let last = last.filter(same_links);
        let site = &library.site;
        let made_of = (bodies, &**back_links);
        match last.and_then(|last| Some((last, last.changed.as_ref()?))) {
            Some((last, changed)) if last.links == Links::Kept => {
                let texts = bodies.that_differ(&last.made.bodies);
                let fronts = who_shows(changed, bodies, library);
                let news = News {
                    texts: &texts,
                    fronts: &fronts,
                };
                Digests::upon((&last.made.digests, news), site, made_of)
            }
            Some((last, changed)) => Digests::again((&last.made.digests, changed), site, made_of),
            None => Digests::new(site, made_of, addresses),
        }
    }

    /// What the jobs made, and what they were seen to be made of if they are the same jobs.
    pub fn pieces(&self) -> LastPieces<'_> {
        LastPieces {
            pieces: &self.made.pieces,
            digests: (self.links == Links::Kept).then_some(&self.made.digests),
        }
    }

    pub fn views<'l>(last: Option<&'l Self>, now: Option<&'l Digests>) -> Option<view::Last<'l>> {
        let last = last?;
        Some(view::Last {
            views: last.made.views.as_deref()?,
            digests: &last.made.digests,
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
