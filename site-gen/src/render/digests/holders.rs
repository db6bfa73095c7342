//! A linked site → the lists that hold each page, whose numbers follow from its own.

use std::collections::BTreeMap;

use crate::config::LanguageId;
use crate::link::{PageId, SectionId, Site};

/// Something that shows a page as a part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holder {
    Section(SectionId),
    /// By place of the taxonomy, and in it.
    Term(usize, usize),
}

#[derive(Debug, Default)]
pub(super) struct Holders {
    of_pages: Vec<Vec<Holder>>,
    spoken: BTreeMap<LanguageId, Vec<PageId>>,
}

impl Holders {
    pub fn new(site: &Site) -> Self {
        let mut holders = Self {
            of_pages: vec![Vec::new(); site.pages.len()],
            spoken: BTreeMap::new(),
        };
        for id in site.page_ids() {
            let page = site.page(id);
            let spoken = holders.spoken.entry(page.name.language).or_default();
            spoken.push(id);
        }
        for id in site.section_ids() {
            let pages = site.section(id).pages.iter();
            pages.for_each(|page| holders.add(*page, Holder::Section(id)));
        }
        for (index, taxonomy) in site.taxonomies.iter().enumerate() {
            for (place, term) in taxonomy.terms.iter().enumerate() {
                let pages = term.pages.iter();
                pages.for_each(|page| holders.add(*page, Holder::Term(index, place)));
            }
        }
        holders
    }

    pub fn of(&self, page: PageId) -> &[Holder] {
        &self.of_pages[page.index()]
    }

    /// The pages of a language.
    pub fn spoken(&self, language: LanguageId) -> &[PageId] {
        self.spoken.get(&language).map_or(&[], Vec::as_slice)
    }

    fn add(&mut self, page: PageId, holder: Holder) {
        self.of_pages[page.index()].push(holder);
    }
}
