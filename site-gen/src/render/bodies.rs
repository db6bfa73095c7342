//! What the bodies of a site became, and from what each was made. How they are made is the `workshop`'s.

use std::collections::BTreeSet;
use std::sync::Arc;

use rayon::prelude::*;
use tera::Value;

use super::reach::counts;
use super::reads::Reads;
use crate::digest::Digest;
use crate::image::job::ImageJob;
use crate::link::{Body, ContentId, Moves, PageId, SectionId, Site};
use crate::markdown::{ExternalLink, Heading, Image, InternalLink};
use crate::parse::Reading;
use crate::problem::Problem;
use crate::row::Row;

/// What a body becomes, as values.
#[derive(Clone, Debug, Default)]
pub struct BodyView {
    pub content: Option<Value>,
    pub summary: Option<Value>,
    pub toc: Vec<Heading>,
    /// Counted only where a template shows it.
    pub reading: Option<Reading>,
}

impl BodyView {
    /// Of all that it shows.
    pub fn digest(&self) -> Digest {
        let text = |value: &Option<Value>| {
            let text = value.as_ref().and_then(Value::as_str);
            Digest::of(text.unwrap_or_default())
        };
        let (words, minutes) = self.reading.map_or((0, 0), |r| (r.words, r.minutes));
        let has_summary = if self.summary.is_some() {
            "summary"
        } else {
            ""
        };
        Digest::all([
            text(&self.content),
            text(&self.summary),
            Digest::of(has_summary),
            toc_digest(&self.toc),
            Digest::of(format!("{words} {minutes}")),
        ])
    }
}

fn toc_digest(toc: &[Heading]) -> Digest {
    Digest::all(toc.iter().map(|heading| {
        let texts = [&heading.id, &heading.title, &heading.permalink];
        let level = Digest::of([u8::try_from(heading.level).unwrap_or(u8::MAX)]);
        Digest::of_texts(texts)
            .then(level)
            .then(toc_digest(&heading.children))
    }))
}

/// One body, rendered.
#[derive(Clone, Debug, Default)]
pub struct RenderedBody {
    pub view: BodyView,
    pub internal_links: Vec<InternalLink>,
    pub external_links: Vec<ExternalLink>,
    pub images_without_alt: Vec<Image>,
    /// Of all that others see of it; only where bodies are kept.
    pub digest: Digest,
    pub(super) problems: Vec<Problem>,
    pub(super) kept: Option<Kept>,
}

/// What a body was rendered from: while that is the same, so is what came of it.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    pub(super) written: Body,
    pub(super) before: Digest,
    pub(super) reads: Reads,
    pub(super) looked_up: Option<Digest>,
}

/// All bodies of a site, by number.
#[derive(Clone, Debug, Default)]
pub struct Bodies {
    pages: Row<Arc<RenderedBody>>,
    sections: Row<Arc<RenderedBody>>,
    /// Those with something that is looked for in all of them.
    notable: BTreeSet<ContentId>,
}

impl Bodies {
    pub(super) fn new(
        pages: Vec<Arc<RenderedBody>>,
        sections: Vec<Arc<RenderedBody>>,
        site: &Site,
    ) -> Self {
        let mut bodies = Self {
            pages: pages.into_iter().collect(),
            sections: sections.into_iter().collect(),
            notable: BTreeSet::new(),
        };
        let notable = site.ids().filter(|id| bodies.get(*id).is_notable());
        bodies.notable = notable.collect();
        bodies
    }

    /// The same with some that are new.
    pub(super) fn with(&self, new: Vec<(ContentId, Arc<RenderedBody>)>) -> Self {
        let mut bodies = self.clone();
        for (id, body) in new {
            match body.is_notable() {
                true => bodies.notable.insert(id),
                false => bodies.notable.remove(&id),
            };
            match id {
                ContentId::Page(id) => bodies.pages.set(id.index(), body),
                ContentId::Section(id) => bodies.sections.set(id.index(), body),
            }
        }
        bodies
    }

    /// The same after pages and sections have moved; those that are new, or have looked up what is gone, are empty, and as
    /// if made of nothing.
    pub fn moved(&self, moves: &Moves) -> Self {
        let none = Arc::default();
        let row = |row: &Row<Arc<RenderedBody>>, origins: &[Option<usize>]| {
            let body = |origin: &Option<usize>| row[(*origin)?].moved(moves);
            let bodies: Vec<_> = origins.par_iter().map(body).collect();
            let bodies = bodies
                .into_iter()
                .map(|body| body.unwrap_or(Arc::clone(&none)));
            bodies.collect()
        };
        let notable = self.notable.iter();
        Self {
            pages: row(&self.pages, moves.origins_of_pages()),
            sections: row(&self.sections, moves.origins_of_sections()),
            notable: notable.filter_map(|id| moves.content(*id)).collect(),
        }
    }

    pub fn page(&self, id: PageId) -> &BodyView {
        &self.pages[id.index()].view
    }

    pub fn section(&self, id: SectionId) -> &BodyView {
        &self.sections[id.index()].view
    }

    pub fn get(&self, id: ContentId) -> &Arc<RenderedBody> {
        match id {
            ContentId::Page(id) => &self.pages[id.index()],
            ContentId::Section(id) => &self.sections[id.index()],
        }
    }

    /// Whether they link to the same files as in `other`, which has as many.
    pub fn links_as(&self, other: &Self) -> bool {
        let changed = self.that_differ(other).into_iter();
        let mut pairs = changed.map(|id| (self.get(id), other.get(id)));
        pairs.all(|(body, other)| body.links().eq(other.links()))
    }

    /// Those that are not the same as in `other`, which has as many.
    pub fn that_differ(&self, other: &Self) -> Vec<ContentId> {
        let pages = self.pages.that_differ(&other.pages, Arc::ptr_eq);
        let sections = self.sections.that_differ(&other.sections, Arc::ptr_eq);
        let pages = pages
            .into_iter()
            .map(|place| ContentId::Page(PageId::at(place)));
        let sections = sections
            .into_iter()
            .map(|place| ContentId::Section(SectionId::at(place)));
        pages.chain(sections).collect()
    }

    /// What was wrong with each of them.
    pub fn problems(&self) -> impl Iterator<Item = &Problem> {
        self.notable().flat_map(|(_, body)| &body.problems)
    }

    /// The images that they asked for.
    pub fn images(&self) -> impl Iterator<Item = &ImageJob> {
        let kept = self.notable().filter_map(|(_, body)| body.kept.as_ref());
        kept.flat_map(|kept| &kept.reads.images)
    }

    /// The links in them that name an anchor.
    pub(super) fn links_to_anchors(
        &self,
    ) -> impl Iterator<Item = (ContentId, &InternalLink, &str)> {
        self.notable().flat_map(|(id, body)| {
            let links = body.internal_links.iter();
            links.filter_map(move |link| Some((id, link, link.anchor.as_deref()?)))
        })
    }

    /// Those that may come out differently each time.
    pub(super) fn unforeseeable(&self) -> impl Iterator<Item = ContentId> {
        let unforeseeable = self.notable().filter(|(_, body)| body.is_unforeseeable());
        unforeseeable.map(|(id, _)| id)
    }

    fn notable(&self) -> impl Iterator<Item = (ContentId, &Arc<RenderedBody>)> {
        self.notable.iter().map(|id| (*id, self.get(*id)))
    }
}

impl RenderedBody {
    /// The same, whose notes name what has moved by its new place; none when that is gone.
    fn moved(self: &Arc<Self>, moves: &Moves) -> Option<Arc<Self>> {
        let kept = self.kept.as_ref()?;
        let reads = kept.reads.moved(moves)?;
        if reads.found == kept.reads.found {
            return Some(Arc::clone(self));
        }
        let kept = Some(Kept {
            reads,
            ..kept.clone()
        });
        Some(Arc::new(Self {
            kept,
            ..Self::clone(self)
        }))
    }

    fn is_notable(&self) -> bool {
        let has_images = self
            .kept
            .as_ref()
            .is_some_and(|kept| !kept.reads.images.is_empty());
        let names_anchors = self.internal_links.iter().any(|link| link.anchor.is_some());
        !self.problems.is_empty() || has_images || names_anchors || self.is_unforeseeable()
    }

    fn is_unforeseeable(&self) -> bool {
        self.kept
            .as_ref()
            .is_some_and(|kept| kept.looked_up.is_none())
    }

    /// The files that it links to.
    fn links(&self) -> impl Iterator<Item = &str> {
        self.internal_links.iter().map(|link| link.path.as_str())
    }
}

/// Whether word counts are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counting {
    Words,
    Nothing,
}

/// Counting costs a tenth of a build, so it is done only where some template or body speaks of it, or may show a page whole.
pub fn counting<'a>(
    templates: impl Iterator<Item = &'a str> + Clone,
    bodies: impl Iterator<Item = &'a str> + Clone,
) -> Counting {
    let bodies = bodies.filter(|body| is_template(body));
    let spells = |text: &str| text.contains("word_count") || text.contains("reading_time");
    let whole = bodies.clone().filter(|body| counts::speaks_of_pages(body));
    if templates.clone().chain(bodies).any(spells) || counts::may_be_shown(templates.chain(whole)) {
        Counting::Words
    } else {
        Counting::Nothing
    }
}

/// A body without `{{` or `{%` is not parsed as a template.
pub fn is_template(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'{', bytes).any(|at| matches!(bytes.get(at + 1), Some(b'{' | b'%')))
}
