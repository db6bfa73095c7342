//! Links between content files: where each leads for its readers, who links to whom, and which lead to no anchor or
//! into another language.

use tera::Value;

use super::bodies::{Bodies, BodyView};
use super::library::Library;
use super::reads::{self, Read};
use crate::config::{Config, LanguageId};
use crate::link::{ContentId, Site};
use crate::markdown::{self, Heading, PageNotFound};
use crate::problem::{Problem, nearest};

/// The permalink of a content file, for `@/` links.
pub fn find_page(
    config: &Config,
    site: &Site,
    (path, reader): (&str, LanguageId),
) -> Result<String, PageNotFound> {
    match target(config, site, (path, reader)) {
        Some(id) => {
            reads::note(Read::Permalink(id));
            Ok(site.permalink(id).to_owned())
        }
        None => {
            reads::note(Read::Structure);
            if site.drafts().contains(path) {
                return Err(PageNotFound::Draft);
            }
            let language = language_of(path, config);
            let files = site.files().into_iter();
            let alike = files.filter(|file| language_of(file, config) == language);
            Err(PageNotFound::NoFile {
                nearest: nearest(path, alike).map(str::to_owned),
            })
        }
    }
}

/// The language that a file's name says, or else the default one: none but its texts may be meant.
fn language_of(file: &str, config: &Config) -> LanguageId {
    let stem = file.strip_suffix(".md").unwrap_or(file);
    let code = stem.rsplit_once('.').map(|(_, code)| code);
    let named = code.and_then(|code| config.language_id(code));
    named.unwrap_or(config.default_language)
}

/// Where an `@/` link leads. As in Zola, to the file that it names; for a site with `[extra] localized_links = true`, a
/// file of the default language stands for its translation into the reader's, where there is one.
pub fn target(
    config: &Config,
    site: &Site,
    (path, reader): (&str, LanguageId),
) -> Option<ContentId> {
    let named = site.find(path)?;
    let is_default = site.name(named).language == config.default_language;
    if !is_default || !config.opts_in("localized_links") {
        return Some(named);
    }
    Some(site.translation(named, reader).unwrap_or(named))
}

/// Who links to whom.
pub fn between<'a>(
    bodies: &'a Bodies,
    library: &'a Library,
) -> impl Iterator<Item = (ContentId, ContentId)> + 'a {
    let all = library.site.ids();
    all.flat_map(move |from| of(from, bodies, library).map(move |to| (from, to)))
}

/// What one of them links to.
pub fn of<'a>(
    from: ContentId,
    bodies: &'a Bodies,
    library: &'a Library,
) -> impl Iterator<Item = ContentId> + 'a {
    let Library { config, site, .. } = library;
    let reader = site.name(from).language;
    let links = bodies.get(from).internal_links.iter();
    links.filter_map(move |link| target(config, site, (&link.path, reader)))
}

/// Links that were to lead to the reader's language and lead to another one, for want of a translation.
pub fn into_other_languages(bodies: &Bodies, library: &Library) -> Vec<Problem> {
    let Library { config, site, .. } = library;
    if !config.opts_in("localized_links") {
        return Vec::new();
    }
    let mut problems = Vec::new();
    for from in site.ids() {
        let reader = site.name(from).language;
        for link in &bodies.get(from).internal_links {
            let Some(to) = target(config, site, (&link.path, reader)) else {
                continue;
            };
            let written = site.name(site.source(to)).language;
            let named_so = site.find(&link.path) == Some(to) && written != config.default_language;
            if written == reader || named_so {
                continue;
            }
            let message = format!(
                "the link `@/{}` leads to a text in `{}`",
                link.path,
                config.language(written).code
            );
            let hint = format!(
                "it has no translation into `{}` yet",
                config.language(reader).code
            );
            let problem = Problem::warning(site.file(from), link.line, message);
            problems.push(problem.with_hint(hint));
        }
    }
    problems
}

/// Links to anchors that are not there; only known when all bodies are rendered.
pub fn broken_anchors(bodies: &Bodies, library: &Library) -> Vec<Problem> {
    let site = &library.site;
    let severity = library.config.link_checker.internal_level.severity();
    let mut problems = Vec::new();
    for (from, link, anchor) in bodies.links_to_anchors() {
        let reader = site.name(from).language;
        let Some(to) = target(&library.config, site, (&link.path, reader)) else {
            continue;
        };
        let is_top = anchor.is_empty() || anchor.eq_ignore_ascii_case("top");
        let view = &bodies.get(to).view;
        let is_unknown = view.content.is_none();
        if is_top || is_unknown || has_anchor(view, anchor) {
            continue;
        }
        let message = format!(
            "the anchor in the link `@/{}#{anchor}` does not exist",
            link.path
        );
        let message = match site.find(&link.path) {
            Some(named) if named != to => format!("{message} in {}", site.file(to)),
            _ => message,
        };
        let mut ids = Vec::new();
        collect_ids(&view.toc, &mut ids);
        let problem = Problem {
            severity,
            ..Problem::error(site.file(from), link.line, message)
        };
        problems.push(problem.with_nearest(anchor, ids));
    }
    problems
}

fn has_anchor(view: &BodyView, anchor: &str) -> bool {
    let mut ids = Vec::new();
    collect_ids(&view.toc, &mut ids);
    let html = view.content.as_ref().and_then(Value::as_str).unwrap_or("");
    ids.contains(&anchor) || markdown::has_anchor(html, anchor)
}

fn collect_ids<'a>(headings: &'a [Heading], ids: &mut Vec<&'a str>) {
    for heading in headings {
        ids.push(&heading.id);
        collect_ids(&heading.children, ids);
    }
}
