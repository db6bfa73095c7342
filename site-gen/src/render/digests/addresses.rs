//! Which files there are, where, and which stand for each other, as numbers: known before any body is rendered.

use rayon::prelude::*;

use crate::digest::Digest;
use crate::link::{ContentId, Site, Taxonomy};
use crate::render::reads::{Read, Reads};

/// Which files there are, and where; known before any body is rendered.
#[derive(Debug, Default, PartialEq)]
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
            terms: Digest::all(site.taxonomies.iter().map(|taxonomy| addresses(taxonomy))),
            structure: structure(site),
        }
    }

    /// Whether ids mean the same files as in `other`, and stand for each other in the same way.
    pub fn has_structure_of(&self, other: &Self) -> bool {
        self.structure == other.structure
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
    Digest::all(
        site.ids()
            .collect::<Vec<_>>()
            .into_par_iter()
            .map(of)
            .collect::<Vec<_>>(),
    )
}
