//! A page or section → a number for each side of it that others may see, so that they need not be made again for the rest.

use crate::digest::Digest;
use crate::link::references::BackLinks;
use crate::link::{ContentId, Page, Section, SectionId, Site};

/// What a page or section is to those who see it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// All but what follows.
    pub(super) front: Digest,
    /// Its translations and who links to it.
    pub(super) near: Digest,
    pub(super) text: Digest,
}

impl Seen {
    /// One that has nothing but this.
    pub(super) fn of(front: Digest) -> Self {
        Self {
            front,
            ..Self::default()
        }
    }

    pub(super) fn whole(self) -> Digest {
        self.front.then(self.near).then(self.text)
    }

    pub(super) fn then(self, other: Self) -> Self {
        Self {
            front: self.front.then(other.front),
            near: self.near.then(other.near),
            text: self.text.then(other.text),
        }
    }

    pub(super) fn then_all(self, others: impl IntoIterator<Item = Self>) -> Self {
        others.into_iter().fold(self, Self::then)
    }
}

/// A page or section without its text.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Front {
    pub own: Digest,
    pub near: Digest,
    /// To the sitemap, addresses aside.
    pub listed: Digest,
}

impl Front {
    pub fn of(site: &Site, back_links: &BackLinks, id: ContentId) -> Self {
        let neighbours = [site.translations(id), back_links.of(id)];
        let [translations, back_links] = neighbours.map(|others| self::neighbours(site, others));
        Self {
            own: before(site, id),
            near: translations.then(back_links),
            listed: listed(site, id),
        }
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

/// What the sitemap shows of it beside addresses.
fn listed(site: &Site, id: ContentId) -> Digest {
    let own = match id {
        ContentId::Page(id) => {
            let meta = &site.page(id).meta;
            format!("{} {:?} {:?}", meta.render, meta.updated, meta.date)
        }
        ContentId::Section(id) => {
            let section = site.section(id);
            let (meta, pages) = (&section.meta, section.pages.len());
            let pagers = (pages, meta.pager_size(), &meta.paginate_path);
            format!("{} {pagers:?}", meta.render)
        }
    };
    Digest::of(format!("{own} {:?}", site.extra(id)))
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
