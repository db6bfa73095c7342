//! The sitemap, cut into several files where it is long, and robots.txt.

use std::collections::BTreeMap;

use tera::{Context, Value};

use super::output::Output;
use super::stage::Stage;
use super::value::{MapBuilder, text};
use super::view::alternates;
use crate::config::{Config, PagersInSitemap};
use crate::link::{ContentId, Taxonomy};
use crate::problem::Problem;

/// As many as a file may hold.
const ENTRIES_MAX: usize = 30_000;

pub(super) fn sitemap(stage: Stage<'_>) -> Result<Vec<Output>, Vec<Problem>> {
    let entries = entries(stage);
    if entries.len() < ENTRIES_MAX {
        return Ok(vec![Output::text("sitemap.xml", render(stage, entries)?)]);
    }
    let mut outputs = Vec::new();
    let mut urls = Vec::new();
    for (index, chunk) in entries.chunks(ENTRIES_MAX).enumerate() {
        let name = format!("sitemap{}.xml", index + 1);
        let url = stage.library.config.permalink(&name);
        urls.push(Value::from(url.trim_end_matches('/')));
        outputs.push(Output::text(name, render(stage, chunk.to_vec())?));
    }
    let mut context = Context::new();
    context.insert_value("sitemaps", Value::from(urls));
    context.insert_value("config", stage.library.default_config_view());
    let index = stage.render("split_sitemap_index.xml", "", &context)?;
    outputs.push(Output::text("sitemap.xml", index));
    Ok(outputs)
}

fn render(stage: Stage<'_>, entries: Vec<Value>) -> Result<Vec<u8>, Vec<Problem>> {
    let mut context = Context::new();
    context.insert_value("entries", Value::from(entries));
    context.insert_value("config", stage.library.default_config_view());
    stage.render("sitemap.xml", "", &context)
}

pub(super) fn robots(stage: Stage<'_>) -> Result<Vec<Output>, Vec<Problem>> {
    let config = &stage.library.config;
    let mut context = Context::new();
    context.insert_value("config", stage.library.default_config_view());
    context.insert("lang", &config.language(config.default_language).code);
    Ok(vec![Output::text(
        "robots.txt",
        stage.render("robots.txt", "", &context)?,
    )])
}

/// Every URL once, sorted; the first that names it says when it changed.
fn entries(stage: Stage<'_>) -> Vec<Value> {
    let Stage { library, views, .. } = stage;
    let (site, config) = (&*library.site, &*library.config);
    let mut entries: BTreeMap<String, Value> = BTreeMap::new();
    for id in site.page_ids() {
        let page = site.page(id);
        if !page.meta.render || page.original.is_some() {
            continue;
        }
        let changed = page.meta.updated.as_ref().or(page.meta.date.as_ref());
        let changed = changed.map(|date| date.text.as_str());
        let view = entry(&page.permalink, changed, extra(&views.page(id)));
        let view = with_alternates(view, alternates(site, config, ContentId::Page(id)));
        entries.entry(page.permalink.clone()).or_insert(view);
    }
    for id in site.section_ids() {
        let section = site.section(id);
        if section.original.is_some() {
            continue;
        }
        if section.meta.render {
            let view = entry(&section.permalink, None, extra(&views.section(id)));
            let view = with_alternates(view, alternates(site, config, ContentId::Section(id)));
            entries.entry(section.permalink.clone()).or_insert(view);
        }
        if let Some(size) = section.meta.pager_size() {
            let base = format!("{}{}", section.permalink, section.meta.paginate_path);
            add_pagers(&mut entries, config, (&base, section.pages.len(), size));
        }
    }
    for taxonomy in site
        .taxonomies
        .iter()
        .filter(|taxonomy| taxonomy.config.render)
    {
        add_taxonomy(&mut entries, config, taxonomy);
    }
    entries.into_values().collect()
}

fn add_taxonomy(entries: &mut BTreeMap<String, Value>, config: &Config, taxonomy: &Taxonomy) {
    let terms = taxonomy.terms.iter().map(|term| &term.permalink);
    for permalink in terms.chain([&taxonomy.permalink]) {
        let view = entry(permalink, None, Value::none()).build();
        entries.entry(permalink.clone()).or_insert(view);
    }
    if let Some(size) = taxonomy.config.pager_size() {
        for term in &taxonomy.terms {
            let base = format!("{}{}", term.permalink, taxonomy.config.pager_path());
            add_pagers(entries, config, (&base, term.pages.len(), size));
        }
    }
}

fn add_pagers(
    entries: &mut BTreeMap<String, Value>,
    config: &Config,
    (base, pages, size): (&str, usize, usize),
) {
    if config.pagers_in_sitemap == PagersInSitemap::Excluded {
        return;
    }
    for number in 1..=pages.div_ceil(size) {
        let permalink = format!("{base}/{number}/");
        let view = entry(&permalink, None, Value::none()).build();
        entries.entry(permalink).or_insert(view);
    }
}

/// The site's own keys, as the page or section itself shows them.
fn extra(content: &Value) -> Value {
    let extra = content.get_from_path("extra");
    extra.cloned().unwrap_or_else(Value::none)
}

fn entry(permalink: &str, updated: Option<&str>, extra: Value) -> MapBuilder {
    MapBuilder::new()
        .set("extra", extra)
        .set("permalink", permalink)
        .set("updated", text(updated))
}

/// The same text in other languages, where the site asks for it: Zola's sitemap does not know them.
fn with_alternates(entry: MapBuilder, alternates: Option<Vec<Value>>) -> Value {
    match alternates {
        None => entry,
        Some(list) => entry.set("alternates", list),
    }
    .build()
}
