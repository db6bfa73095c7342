//! Bodies as written → HTML: each is a template first (unless it has no braces or the site says to skip that), then
//! markdown. All of this happens between the two barriers: a body sees its own front matter, not other pages' content.

pub mod links;
mod workshop;

pub use workshop::{Keeping, LastBodies, Workshop, settings};

use std::sync::Arc;

use super::functions::images::ImageJob;
use super::reads::Reads;
use super::report;
use super::view::BodyView;
use crate::digest::Digest;
use crate::link::{Body, ContentId, PageId, SectionId, Site};
use crate::markdown::{ExternalLink, Image, InternalLink};
use crate::problem::Problem;

/// One body, rendered.
#[derive(Debug, Default)]
pub struct RenderedBody {
    pub view: BodyView,
    pub internal_links: Vec<InternalLink>,
    pub external_links: Vec<ExternalLink>,
    pub images_without_alt: Vec<Image>,
    /// Of all that others see of it; only where bodies are kept.
    pub digest: Digest,
    problems: Vec<Problem>,
    kept: Option<Kept>,
}

/// What a body was rendered from: while that is the same, so is what came of it.
#[derive(Debug)]
struct Kept {
    written: Body,
    before: Digest,
    reads: Reads,
    looked_up: Option<Digest>,
}

/// All bodies of a site, by number.
#[derive(Clone, Debug, Default)]
pub struct Bodies {
    pages: Vec<Arc<RenderedBody>>,
    sections: Vec<Arc<RenderedBody>>,
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

    /// What was wrong with them.
    pub fn problems(&self) -> Vec<Problem> {
        let all = self.pages.iter().chain(&self.sections);
        let with_problems = all.filter(|body| !body.problems.is_empty());
        report::merged(
            with_problems
                .flat_map(|body| body.problems.clone())
                .collect(),
        )
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
fn is_template(text: &str) -> bool {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'{', bytes).any(|at| matches!(bytes.get(at + 1), Some(b'{' | b'%')))
}
