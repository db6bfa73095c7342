//! Bodies as written → HTML: each is a template first (unless it has no braces or the site says to skip that), then
//! markdown, unless it would be what the last build made of it. All of this happens between the two barriers: a body sees
//! its own front matter, not other pages' content.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rayon::prelude::*;
use tera::{Context, Tera, Value};

use super::bodies::{Bodies, BodyView, Counting, Kept, RenderedBody, is_template};
use super::digests::{self, Addresses};
use super::library::Library;
use super::{links, reads, report, view};
use crate::config::Config;
use crate::link::{Body, ContentId, Site};
use crate::markdown::{self, ExternalLink, Highlighter, Origin, Settings};
use crate::parse::{Reading, reading};
use crate::problem::Problem;

/// Whether bodies are kept for the next build, and what there is of the last one.
#[derive(Clone, Copy)]
pub enum Keeping<'a> {
    Nothing,
    All {
        addresses: &'a Addresses,
        last: Option<LastBodies<'a>>,
    },
}

/// The bodies that are to be rendered.
pub enum Written<'a> {
    /// By number.
    All {
        pages: Vec<Body>,
        sections: Vec<Body>,
    },
    /// These; all others are as they were.
    Upon(&'a Bodies, Vec<(ContentId, Body)>),
}

/// The bodies of the last build.
#[derive(Clone, Copy)]
pub struct LastBodies<'a> {
    pub bodies: &'a Bodies,
    /// What is not as it was, bodies aside, where that is known: then nothing else has to be compared.
    pub changed: Option<&'a BTreeSet<ContentId>>,
}

/// What all bodies are rendered with.
pub struct Workshop<'a> {
    pub tera: &'a Tera,
    pub library: &'a Library,
    pub highlighter: Option<&'a Highlighter>,
    pub counting: Counting,
    pub keeping: Keeping<'a>,
}

impl Workshop<'_> {
    /// Renders bodies, which are dropped one by one as they become HTML.
    pub fn render(&self, written: Written<'_>) -> Bodies {
        let site = &self.library.site;
        match written {
            Written::All { pages, sections } => {
                let page_ids = site.page_ids().map(ContentId::Page).collect();
                let section_ids = site.section_ids().map(ContentId::Section).collect();
                let pages = self.all(pages, page_ids);
                Bodies::new(pages, self.all(sections, section_ids), site)
            }
            Written::Upon(last, new) => self.upon(last, new.into_iter().collect()),
        }
    }

    /// The last build's bodies, of which only those can come out differently that are new, see something new in front
    /// matter, or are never known beforehand.
    fn upon(&self, last: &Bodies, mut new: BTreeMap<ContentId, Body>) -> Bodies {
        let changed = match self.keeping {
            Keeping::All { last, .. } => last.and_then(|last| last.changed),
            Keeping::Nothing => None,
        };
        let changed = changed.into_iter().flatten().copied();
        for id in changed.chain(last.unforeseeable()) {
            let kept = last.get(id).kept.as_ref();
            let written = kept.map(|kept| kept.written.clone());
            new.entry(id).or_insert(written.unwrap_or_default());
        }
        let (ids, new): (Vec<_>, Vec<_>) = new.into_iter().unzip();
        let bodies = self.all(new, ids.clone());
        last.with(ids.into_iter().zip(bodies).collect())
    }

    fn all(&self, bodies: Vec<Body>, ids: Vec<ContentId>) -> Vec<Arc<RenderedBody>> {
        ids.into_par_iter()
            .zip(bodies)
            .map(|(id, body)| self.kept_or_new(id, body))
            .collect()
    }

    fn kept_or_new(&self, id: ContentId, body: Body) -> Arc<RenderedBody> {
        let Keeping::All { addresses, last } = self.keeping else {
            let (rendered, problems) = self.one(id, &body);
            return Arc::new(RenderedBody {
                problems,
                ..rendered
            });
        };
        let before = || digests::before(&self.library.site, id);
        if let Some(LastBodies { bodies, changed }) = last {
            let body_then = bodies.get(id);
            let sees_the_same = |kept: &Kept| {
                changed.is_some_and(|changed| !changed.contains(&id))
                    || kept.before == before() && kept.looked_up == addresses.of_reads(&kept.reads)
            };
            if let Some(kept) = &body_then.kept
                && kept.looked_up.is_some()
                && kept.written.is(&body)
                && sees_the_same(kept)
            {
                return body_then.clone();
            }
        }
        let ((rendered, problems), reads) = reads::noting(|| self.one(id, &body));
        Arc::new(RenderedBody {
            problems,
            digest: rendered.view.digest(),
            kept: Some(Kept {
                written: body,
                before: before(),
                looked_up: addresses.of_reads(&reads),
                reads,
            }),
            ..rendered
        })
    }

    /// What stands in for another language's text is rendered as that text is, at its own address; what is found in it
    /// is told once, with the original.
    fn one(&self, id: ContentId, body: &Body) -> (RenderedBody, Vec<Problem>) {
        let (rendered, problems) = self.templated(id, body);
        if self.library.site.original(id).is_none() {
            return (rendered, problems);
        }
        let stand_in = RenderedBody {
            view: rendered.view,
            ..RenderedBody::default()
        };
        (stand_in, problems)
    }

    fn templated(&self, id: ContentId, body: &Body) -> (RenderedBody, Vec<Problem>) {
        let site = &self.library.site;
        let source = site.source(id);
        let language = self.library.language_code(source);
        let written = match id {
            ContentId::Page(_) => true,
            ContentId::Section(id) => site.section(id).written,
        };
        let counts = written && self.counting == Counting::Words;
        let reading = counts.then(|| reading(body.text(), language));
        let skipping = &self.library.config.skip_content_templating;
        if skipping.is_match(&site.name(source).relative) || !is_template(body.text()) {
            let origin = Origin::Written {
                first_line: body.first_line,
            };
            return self.mark_down(id, body.text(), (origin, reading));
        }
        let context = self.context(id, reading);
        match self.tera.render_str(body.text(), &context, false) {
            Ok(text) => {
                let origin = Origin::Templated {
                    written: body.text(),
                    first_line: body.first_line,
                };
                self.mark_down(id, &text, (origin, reading))
            }
            Err(error) => {
                let problems = report::of_body(&error, &site.file(id), body, self.library);
                (RenderedBody::default(), problems)
            }
        }
    }

    fn context(&self, id: ContentId, reading: Option<Reading>) -> Context {
        let Library { config, site, .. } = self.library;
        let language = site.name(site.source(id)).language;
        let mut context = Context::new();
        context.insert_value("lang", Value::from(config.language(language).code.as_str()));
        context.insert_value("config", self.library.config_view(language));
        match id {
            ContentId::Page(id) => {
                context.insert_value("page", view::page_before(site, config, id, reading))
            }
            ContentId::Section(id) => {
                context.insert_value("section", view::section_before(site, config, id, reading));
            }
        }
        context
    }

    fn mark_down(
        &self,
        id: ContentId,
        text: &str,
        (origin, reading): (Origin<'_>, Option<Reading>),
    ) -> (RenderedBody, Vec<Problem>) {
        let site = &self.library.site;
        let source = site.source(id);
        let language = self.library.language_code(source);
        let reader = site.name(id).language;
        let context = markdown::Context {
            settings: settings(&self.library.config, self.highlighter),
            permalink: site.permalink(id),
            path: &site.name(source).relative,
            origin,
            insert_anchor: match id {
                ContentId::Page(id) => site.page(id).insert_anchor,
                ContentId::Section(id) => site
                    .section(id)
                    .meta
                    .insert_anchor_links
                    .unwrap_or(self.library.config.markdown.insert_anchor_links),
            },
            find_page: &|path| links::find_page(&self.library.config, site, (path, reader)),
            draw_anchor_link: &|anchor, level| {
                let mut context = Context::new();
                context.insert("id", anchor);
                context.insert("level", &level);
                context.insert("lang", language);
                self.draw("anchor-link.html", &context)
            },
            draw_summary_cutoff: &|summary| {
                let mut context = Context::new();
                context.insert("summary", summary);
                context.insert("lang", language);
                self.draw("summary-cutoff.html", &context)
            },
        };
        let rendered = markdown::render(text, &context);
        let mut body = RenderedBody {
            view: BodyView {
                content: Some(Value::from(rendered.html)),
                summary: rendered.summary.map(Value::from),
                toc: rendered.toc,
                reading,
            },
            internal_links: rendered.internal_links,
            external_links: rendered.external_links,
            images_without_alt: rendered.images_without_alt,
            ..RenderedBody::default()
        };
        body.external_links.extend(redirect_target(site, id));
        (body, rendered.problems)
    }

    fn draw(&self, template: &str, context: &Context) -> Result<String, String> {
        self.tera
            .render(template, context)
            .map_err(|error| report::one_line(&error))
    }
}

/// A section that sends visitors out of the site has that link too.
fn redirect_target(site: &Site, id: ContentId) -> Option<ExternalLink> {
    let ContentId::Section(id) = id else {
        return None;
    };
    let url = site.section(id).meta.redirect_to.as_ref()?;
    let leaves = url.starts_with("http:") || url.starts_with("https:");
    leaves.then(|| ExternalLink {
        url: url.clone(),
        line: 0,
    })
}

/// What the config says of markdown.
pub fn settings<'a>(config: &'a Config, highlighter: Option<&'a Highlighter>) -> Settings<'a> {
    Settings {
        markdown: &config.markdown,
        anchors: config.slugify.anchors,
        broken_links: config.link_checker.internal_level.severity(),
        highlighter,
    }
}
