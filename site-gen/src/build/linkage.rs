//! What was read → the linked site and what is to be rendered of it: as the last build linked it where that still holds,
//! else anew.

use std::sync::Arc;

use super::inputs::Inputs;
use super::records::{Counts, Keep, Records};
use super::reused::Reused;
use crate::link::{Body, Changed, ContentId, Drafts, Linked, Site, link, link_again};
use crate::parse::Document;
use crate::problem::Problem;
use crate::render::digests::Addresses;
use crate::render::workshop::Written;
use crate::render::{self, Job};
use crate::row::Row;

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
        let (site, changed) = link_again(&last.site, &files, &inputs.config)?;
        Some(Self {
            site,
            written: Written::Upon(&last.made.bodies, new_bodies(&last.site, &files)),
            problems: last.link_problems.clone(),
            // Neither can hold more than is linked.
            jobs: last.made.pieces.jobs(),
            counts: last.counts,
            addresses: Some(last.made.digests.addresses().clone()),
            last: Some(Reused::kept(last, changed)),
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
            last: last.and_then(|(last, addresses)| Reused::of(last, &site, addresses)),
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

fn new_bodies(site: &Site, files: &[Changed<'_>]) -> Vec<(ContentId, Body)> {
    let of_file = |Changed { now, .. }: &Changed<'_>| {
        let ids = site.made_of(&now.name.relative).into_iter();
        let body = Body::of(now);
        ids.map(move |id| (id, body.clone()))
    };
    files.iter().flat_map(of_file).collect()
}
