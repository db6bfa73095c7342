//! What the bodies of a site became, and from what each was made. How they are made is the `workshop`'s.

use std::sync::Arc;

use tera::Value;

use super::reads::Reads;
use crate::digest::Digest;
use crate::image::job::ImageJob;
use crate::link::{Body, ContentId, PageId, SectionId, Site};
use crate::markdown::{ExternalLink, Heading, Image, InternalLink};
use crate::parse::Reading;
use crate::problem::Problem;

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
#[derive(Debug, Default)]
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
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) written: Body,
    pub(super) before: Digest,
    pub(super) reads: Reads,
    pub(super) looked_up: Option<Digest>,
}

/// All bodies of a site, by number.
#[derive(Clone, Debug, Default)]
pub struct Bodies {
    pub(super) pages: Vec<Arc<RenderedBody>>,
    pub(super) sections: Vec<Arc<RenderedBody>>,
}

impl Bodies {
    pub fn page(&self, id: PageId) -> &BodyView {
        &self.pages[id.index()].view
    }

    pub fn section(&self, id: SectionId) -> &BodyView {
        &self.sections[id.index()].view
    }

    pub fn get(&self, id: ContentId) -> &RenderedBody {
        match id {
            ContentId::Page(id) => &self.pages[id.index()],
            ContentId::Section(id) => &self.sections[id.index()],
        }
    }

    /// The bodies as written, by number; only where they are kept.
    pub fn written(&self) -> (Vec<Body>, Vec<Body>) {
        let written = |body: &Arc<RenderedBody>| {
            let kept = body.kept.as_ref();
            kept.map(|kept| kept.written.clone()).unwrap_or_default()
        };
        (
            self.pages.iter().map(written).collect(),
            self.sections.iter().map(written).collect(),
        )
    }

    /// Whether they link to the same files as in `other`, which has as many.
    pub fn links_as(&self, other: &Self, site: &Site) -> bool {
        let changed = self.that_differ(other, site);
        let links = |bodies: &Self, id: ContentId| {
            bodies
                .get(id)
                .internal_links
                .iter()
                .map(|link| link.path.clone())
                .collect::<Vec<_>>()
        };
        changed
            .into_iter()
            .all(|id| links(self, id) == links(other, id))
    }

    /// What was wrong with each of them.
    pub fn problems(&self) -> impl Iterator<Item = &Problem> {
        let all = self.pages.iter().chain(&self.sections);
        all.flat_map(|body| &body.problems)
    }

    /// The images that they asked for.
    pub fn images(&self) -> impl Iterator<Item = &ImageJob> {
        let all = self.pages.iter().chain(&self.sections);
        all.filter_map(|body| body.kept.as_ref())
            .flat_map(|kept| &kept.reads.images)
    }

    /// Those that are not the same as in `other`, which has as many.
    pub fn that_differ(&self, other: &Self, site: &Site) -> Vec<ContentId> {
        let differs = |id: &ContentId| !std::ptr::eq(self.get(*id), other.get(*id));
        site.ids().filter(differs).collect()
    }
}

/// Whether word counts are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counting {
    Words,
    Nothing,
}

/// Counting costs a tenth of a build, so it is done only where some template or body speaks of it.
pub fn counting<'a>(texts: impl IntoIterator<Item = &'a str>) -> Counting {
    const SIGNS: [&str; 6] = [
        "word_count",
        "reading_time",
        "page | json_encode",
        "page|json_encode",
        "section | json_encode",
        "__tera_context",
    ];
    let speaks = |text: &str| is_template(text) && SIGNS.iter().any(|sign| text.contains(sign));
    if texts.into_iter().any(speaks) {
        Counting::Words
    } else {
        Counting::Nothing
    }
}

/// A body without `{{` or `{%` is not parsed as a template.
pub(super) fn is_template(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'{', bytes).any(|at| matches!(bytes.get(at + 1), Some(b'{' | b'%')))
}
