//! Pages and sections with their bodies → a search index for each language that wants one, in Zola's formats and in ours.

use rayon::prelude::*;
use tera::Value;

use super::bodies::Bodies;
use super::{Library, Output};
use crate::config::{IndexFormat, LanguageId};
use crate::link::ContentId;
use crate::search;

/// One index for each language that wants one.
pub fn indexes(library: &Library, bodies: &Bodies) -> Vec<Output> {
    let config = &library.config;
    if !config.build_search_index {
        return Vec::new();
    }
    let wants =
        |id: &LanguageId| *id == config.default_language || config.language(*id).build_search_index;
    let wanted: Vec<_> = config.language_ids().filter(wants).collect();
    let mut outputs: Vec<Output> = wanted
        .into_par_iter()
        .map(|language| search_index(library, bodies, language))
        .collect();
    if matches!(
        config.search.index_format,
        IndexFormat::ElasticlunrJavascript | IndexFormat::ElasticlunrJson
    ) {
        outputs.push(Output::text(
            "elasticlunr.min.js",
            search::ELASTICLUNR_SCRIPT.to_owned(),
        ));
    }
    outputs
}

/// Our own indexes, `search.LANG.json`, and the script that reads them; for a site with `[extra] word_search = true`.
pub fn word_indexes(library: &Library, bodies: &Bodies) -> Vec<Output> {
    let config = &library.config;
    if !config.opts_in("word_search") {
        return Vec::new();
    }
    let languages: Vec<_> = config.language_ids().collect();
    let index = |language: LanguageId| {
        let found = searchable(library, language);
        let entries = found.iter().map(|id| entry(library, bodies, (*id, None)));
        let path = format!("search.{}.json", config.language(language).code);
        Output::text(path, search::words_index(entries))
    };
    let mut outputs: Vec<Output> = languages.into_par_iter().map(index).collect();
    outputs.push(Output::text("search.js", search::WORDS_SCRIPT.to_owned()));
    outputs
}

fn search_index(library: &Library, bodies: &Bodies, language: LanguageId) -> Output {
    let config = &library.config;
    let own = config.language(language);
    let fields = search::Fields {
        title: own.search.include_title,
        description: own.search.include_description,
        date: own.search.include_date,
        path: own.search.include_path,
        content: own.search.include_content,
        content_length_max: own.search.truncate_content_length,
    };
    let found = searchable(library, language);
    let dates: Vec<_> = found.iter().map(|id| date(library, *id)).collect();
    let entries = found.iter().zip(&dates);
    let entries = entries.map(|(id, date)| entry(library, bodies, (*id, date.as_deref())));
    let format = config.search.index_format;
    let index = match format {
        IndexFormat::ElasticlunrJavascript | IndexFormat::ElasticlunrJson => {
            search::elasticlunr_index(&own.code, fields, entries)
        }
        IndexFormat::FuseJson | IndexFormat::FuseJavascript => search::fuse_index(fields, entries),
    };
    match format {
        IndexFormat::ElasticlunrJson | IndexFormat::FuseJson => {
            Output::text(format!("search_index.{}.json", own.code), index)
        }
        IndexFormat::ElasticlunrJavascript | IndexFormat::FuseJavascript => Output::text(
            format!("search_index.{}.js", own.code),
            format!("window.searchIndex = {index}"),
        ),
    }
}

/// The sections of a language, each followed by its pages. A page that a transparent section passes up is found once.
fn searchable(library: &Library, language: LanguageId) -> Vec<ContentId> {
    let site = &library.site;
    let mut found = Vec::new();
    for id in site.section_ids() {
        let section = site.section(id);
        if section.name.language != language || !section.meta.in_search_index {
            continue;
        }
        if section.meta.redirect_to.is_none() && section.original.is_none() {
            found.push(ContentId::Section(id));
        }
        for page in &section.pages {
            let page_of = site.page(*page);
            if page_of.meta.in_search_index && page_of.original.is_none() {
                found.push(ContentId::Page(*page));
            }
        }
    }
    found
}

fn date(library: &Library, id: ContentId) -> Option<String> {
    match id {
        ContentId::Page(id) => Some(library.site.page(id).meta.date.as_ref()?.rfc3339()),
        ContentId::Section(_) => None,
    }
}

fn entry<'a>(
    library: &'a Library,
    bodies: &'a Bodies,
    (id, date): (ContentId, Option<&'a str>),
) -> search::Entry<'a> {
    let site = &library.site;
    let (path, description) = match id {
        ContentId::Page(id) => (site.page(id).path.as_str(), &site.page(id).meta.description),
        ContentId::Section(id) => {
            let section = site.section(id);
            (section.shown_path(), &section.meta.description)
        }
    };
    let content = bodies.get(id).view.content.as_ref();
    search::Entry {
        permalink: site.permalink(id),
        path,
        title: site.title(id),
        description: description.as_deref(),
        date,
        html: content.and_then(Value::as_str).unwrap_or(""),
    }
}
