//! Which files there are, where, and which stand for each other, as numbers: known before any body is rendered.

use rayon::prelude::*;

use crate::digest::Digest;
use crate::link::{ContentId, Site, Taxonomy};
use crate::render::reads::{Read, Reads};

/// Which files there are, and where; known before any body is rendered.
#[derive(Debug, Default, PartialEq)]
pub struct Addresses {
    /// Where each is, and which others say the same: whoever looks it up may be led to one of these.
    pages: Vec<Digest>,
    sections: Vec<Digest>,
    terms: Digest,
    structure: Digest,
}

impl Addresses {
    pub fn of(site: &Site) -> Self {
        let ids: Vec<ContentId> = site.ids().collect();
        let (files, addresses): (Vec<Digest>, Vec<Digest>) = ids
            .into_par_iter()
            .map(|id| {
                let file = file(site, id);
                (file, Digest::of(site.permalink(id)).then(file))
            })
            .unzip();
        let (pages, sections) = addresses.split_at(site.pages.len());
        Self {
            pages: pages.to_vec(),
            sections: sections.to_vec(),
            terms: Digest::all(
                site.taxonomies
                    .iter()
                    .map(|taxonomy| addresses_of(taxonomy)),
            ),
            structure: Digest::all(files).then(Digest::of_texts(site.drafts())),
        }
    }

    pub(super) fn all(&self) -> Digest {
        let contents = self.pages.iter().chain(&self.sections).copied();
        Digest::all(contents.chain([self.terms, self.structure]))
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

    pub(super) fn looked_up(&self, read: Read) -> Option<Digest> {
        match read {
            Read::Permalink(ContentId::Page(id)) => Some(self.pages[id.index()]),
            Read::Permalink(ContentId::Section(id)) => Some(self.sections[id.index()]),
            Read::Terms => Some(self.terms),
            Read::Structure => Some(self.structure),
            Read::Page(_) | Read::Section(_) | Read::Taxonomy(_) => None,
        }
    }
}

fn addresses_of(taxonomy: &Taxonomy) -> Digest {
    let terms = taxonomy.terms.iter();
    let terms = terms.flat_map(|term| [&term.name, &term.slug, &term.permalink]);
    Digest::of_texts(terms.chain([&taxonomy.permalink]))
}

/// A file, what it stands in for, and those that say the same.
fn file(site: &Site, id: ContentId) -> Digest {
    let translations = site.translations(id).iter();
    let translations = translations.map(|id| site.name(*id).relative.as_str());
    let own = site.name(id).relative.as_str();
    let original = site
        .original(id)
        .map_or("", |id| site.name(id).relative.as_str());
    Digest::of_texts(translations.chain([own, original]))
}
