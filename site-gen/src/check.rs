//! A rendered site → what is not wrong but likely not meant: pages that no list shows, templates and components that
//! nothing uses, images without a text, links out of the reader's language, and what is still to be filled in; then what
//! its pages link to, within the site and beyond. Must not know how the site was rendered.

pub mod cache;
pub mod external;
pub mod local;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use toml::de::{DeTable, DeValue};
use toml::{Spanned, Value};

use crate::config::Config;
use crate::link::{Page, Site};
use crate::load::TemplateFile;
use crate::problem::{Problem, line_at};
use crate::render::bodies::Bodies;
use crate::render::{Library, engine, links};

/// Names that the generator itself asks for.
const ALWAYS_USED: [&str; 11] = [
    "404.html",
    "index.html",
    "section.html",
    "page.html",
    "robots.txt",
    "sitemap.xml",
    "split_sitemap_index.xml",
    "anchor-link.html",
    "summary-cutoff.html",
    "taxonomy_list.html",
    "taxonomy_single.html",
];

/// All findings of a site; `called` are the components that its bodies call.
pub fn findings(
    library: &Library,
    bodies: &Bodies,
    templates: &[TemplateFile],
    called: &BTreeSet<String>,
) -> Vec<Problem> {
    let mut problems = orphans(&library.site);
    problems.extend(images_without_alt(&library.site, bodies));
    problems.extend(links::into_other_languages(bodies, library));
    problems.extend(unused_templates(library, templates));
    problems.extend(unused_components(templates, called));
    problems.extend(unfilled(&library.config));
    problems
}

/// The links that leave the site, in the order of its files.
pub fn external_links(site: &Site, bodies: &Bodies) -> Vec<external::Link> {
    let links = site.ids().flat_map(|id| {
        let file = format!("content/{}", site.name(id).relative);
        let links = bodies.get(id).external_links.iter();
        links.map(move |link| external::Link {
            file: file.clone(),
            line: link.line,
            url: link.url.clone(),
        })
    });
    links
        .filter(|link| link.url.starts_with("http:") || link.url.starts_with("https:"))
        .collect()
}

/// The components that a text calls: `{{ <name … /> }}`, `{% <name …> %}`.
pub fn components_called(text: &str) -> BTreeSet<String> {
    text.split('<')
        .skip(1)
        .zip(text.split('<'))
        .filter(|(_, before)| {
            let before = before.trim_end();
            ["{{", "{%", "{{-", "{%-"]
                .iter()
                .any(|tag| before.ends_with(tag))
        })
        .map(|(after, _)| word(after).to_owned())
        .filter(|name| !name.is_empty())
        .collect()
}

fn word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '.'));
    &text[..end.unwrap_or(text.len())]
}

fn orphans(site: &Site) -> Vec<Problem> {
    let is_orphan = |page: &&Arc<Page>| {
        page.ancestors.is_empty() && page.meta.render && page.original.is_none()
    };
    site.pages
        .iter()
        .filter(is_orphan)
        .map(|page| {
            let file = format!("content/{}", page.name.relative);
            let folder = page.name.folder();
            let message = "an orphan: it is in no section, so no list shows it";
            Problem::warning(file, 0, message)
                .with_hint(format!("add a section file to content/{folder}"))
        })
        .collect()
}

fn images_without_alt(site: &Site, bodies: &Bodies) -> Vec<Problem> {
    let mut problems = Vec::new();
    for id in site.ids() {
        for image in &bodies.get(id).images_without_alt {
            let file = format!("content/{}", site.name(id).relative);
            let message = format!(
                "the image `{}` has no text for those who cannot see it",
                image.url
            );
            let problem = Problem::warning(file, image.line, message);
            problems.push(problem.with_hint("write what it shows: ![text](image)"));
        }
    }
    problems
}

fn unused_templates(library: &Library, templates: &[TemplateFile]) -> Vec<Problem> {
    let by_name: BTreeMap<&str, &TemplateFile> = templates
        .iter()
        .map(|template| (template.name.as_str(), template))
        .collect();
    let mut used: BTreeSet<String> = roots(library);
    let mut open: Vec<String> = used.iter().cloned().collect();
    while let Some(name) = open.pop() {
        let Some(template) = by_name.get(name.as_str()) else {
            continue;
        };
        for other in quoted_names(&template.text) {
            if by_name.contains_key(other.as_str()) && used.insert(other.clone()) {
                open.push(other);
            }
        }
    }
    let own = templates
        .iter()
        .filter(|template| template.file.starts_with("templates/"));
    own.filter(|template| {
        !used.contains(&template.name) && engine::components(&template.text).is_empty()
    })
    .map(|template| {
        let message = "nothing uses this template";
        Problem::warning(&template.file, 0, message)
            .with_hint("remove it, or name it in a page's `template`")
    })
    .collect()
}

/// The templates that pages, sections, taxonomies and feeds are rendered with.
fn roots(library: &Library) -> BTreeSet<String> {
    let mut used: BTreeSet<String> = ALWAYS_USED.iter().map(|name| (*name).to_owned()).collect();
    used.extend(
        library
            .site
            .pages
            .iter()
            .filter_map(|page| page.template.clone()),
    );
    used.extend(
        library
            .site
            .sections
            .iter()
            .map(|section| section.template().to_owned()),
    );
    for language in &library.config.languages {
        used.extend(language.feed_filenames.iter().cloned());
        for taxonomy in &language.taxonomies {
            used.extend(["list", "single"].map(|kind| format!("{}/{kind}.html", taxonomy.name)));
        }
    }
    used
}

/// Whatever stands in quotes in a template and may name another one.
fn quoted_names(text: &str) -> BTreeSet<String> {
    text.split(['"', '\'', '`']).map(str::to_owned).collect()
}

fn unused_components(templates: &[TemplateFile], called: &BTreeSet<String>) -> Vec<Problem> {
    let mut called = called.clone();
    for template in templates {
        called.extend(components_called(&template.text));
    }
    let mut problems = Vec::new();
    for template in templates
        .iter()
        .filter(|t| t.file.starts_with("templates/"))
    {
        for (name, line) in engine::components(&template.text) {
            if !called.contains(&name) {
                let message = format!("nothing calls the component `{name}`");
                problems.push(Problem::warning(&template.file, line, message));
            }
        }
    }
    problems
}

/// What the site's owner must still fill in: the texts of `[extra.placeholders]` that stand in square brackets.
fn unfilled(config: &Config) -> Vec<Problem> {
    let placeholders = config.extra.get("placeholders").and_then(Value::as_table);
    let texts = placeholders.into_iter().flatten();
    texts
        .filter_map(|(name, value)| Some((name, value.as_str()?)))
        .filter(|(_, text)| is_gap(text))
        .map(|(name, text)| {
            let message = format!("still to be filled in: {text}");
            Problem::warning(&config.file, 0, message)
                .with_hint(format!("give `extra.placeholders.{name}` its value"))
        })
        .collect()
}

/// The same in a data file: each text that stands in square brackets, wherever it is; a text that is no TOML has none.
pub fn unfilled_in(file: &str, text: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    if let Ok(table) = DeTable::parse(text) {
        let mut open: Vec<&Spanned<DeValue<'_>>> = table.get_ref().values().collect();
        while let Some(value) = open.pop() {
            match value.get_ref() {
                DeValue::Array(items) => open.extend(items.iter()),
                DeValue::Table(table) => open.extend(table.values()),
                DeValue::String(gap) if is_gap(gap) => {
                    let message = format!("still to be filled in: {gap}");
                    let line = line_at(text, value.span().start);
                    problems.push(Problem::warning(file, line, message));
                }
                _ => {}
            }
        }
    }
    problems
}

fn is_gap(text: &str) -> bool {
    text.starts_with('[') && text.ends_with(']')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_components_that_a_text_calls() {
        let text = "{{ <a x={1} /> }} {% <b.c> %}<p>{% </b.c> %} {{- <d/> }} <e>";
        let found = components_called(text);
        assert_eq!(
            found.iter().map(String::as_str).collect::<Vec<_>>(),
            ["a", "b.c", "d"]
        );
    }
}
