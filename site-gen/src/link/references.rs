//! Links between files, found while bodies were rendered → who links to whom, and links to anchors that are not there.

use super::{ContentId, Site};

/// For each page and section, by number: those that link to it, sorted by permalink.
#[derive(Debug, Default)]
pub struct BackLinks {
    pages: Vec<Vec<ContentId>>,
    sections: Vec<Vec<ContentId>>,
}

impl BackLinks {
    /// Collects `(from, to)` pairs.
    pub fn new(site: &Site, links: impl IntoIterator<Item = (ContentId, ContentId)>) -> Self {
        let mut back = Self {
            pages: vec![Vec::new(); site.pages.len()],
            sections: vec![Vec::new(); site.sections.len()],
        };
        for (from, to) in links {
            back.slot(to).push(from);
        }
        for list in back.pages.iter_mut().chain(&mut back.sections) {
            list.sort_by(|a, b| site.permalink(*a).cmp(site.permalink(*b)).then(a.cmp(b)));
            list.dedup();
        }
        back
    }

    /// Those that link to `id`.
    pub fn of(&self, id: ContentId) -> &[ContentId] {
        match id {
            ContentId::Page(id) => &self.pages[id.index()],
            ContentId::Section(id) => &self.sections[id.index()],
        }
    }

    fn slot(&mut self, id: ContentId) -> &mut Vec<ContentId> {
        match id {
            ContentId::Page(id) => &mut self.pages[id.index()],
            ContentId::Section(id) => &mut self.sections[id.index()],
        }
    }
}
