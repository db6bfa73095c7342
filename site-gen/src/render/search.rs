//! Pages and sections with their bodies → a search index for each language that wants one, in Zola's formats and in ours.
//! None is made again of the same texts.

use rayon::prelude::*;
use tera::Value;

use super::bodies::Bodies;
use super::library::Library;
use super::output::Output;
use crate::config::{Config, IndexFormat, LanguageId};
use crate::digest::Digest;
use crate::link::ContentId;
use crate::search;

/// The indexes of a build, in the order of the languages.
#[derive(Debug, Default)]
pub struct Indexes(Vec<Index>);

#[derive(Debug)]
struct Index {
    wanted: Wanted,
    /// Of all that it was made of; only where another build may follow.
    seen: Digest,
    output: Output,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Wanted {
    kind: Kind,
    language: LanguageId,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// One of Zola's formats, for each language that asks for it.
    Zolas,
    /// Ours, `search.LANG.json`, for a site with `[extra] word_search = true`.
    Words,
}

impl Indexes {
    /// Makes them; what would come out as in `last` is taken over. Without `last` no other build will follow.
    pub fn new(library: &Library, bodies: &Bodies, last: Option<&Self>) -> Self {
        let index = |wanted: Wanted| {
            let found = searchable(library, wanted.language);
            let seen = last.map_or_else(Digest::default, |_| seen(library, bodies, &found));
            let same = last.and_then(|last| last.output(wanted, seen));
            let output = same.unwrap_or_else(|| wanted.output(library, bodies, &found));
            Index {
                wanted,
                seen,
                output,
            }
        };
        let wanted = wanted(&library.config);
        Self(wanted.into_par_iter().map(index).collect())
    }

    fn output(&self, wanted: Wanted, seen: Digest) -> Option<Output> {
        let mut indexes = self.0.iter();
        let same = indexes.find(|index| index.wanted == wanted && index.seen == seen)?;
        Some(same.output.clone())
    }

    pub fn outputs(&self) -> impl Iterator<Item = Output> {
        self.0.iter().map(|index| index.output.clone())
    }
}

fn wanted(config: &Config) -> Vec<Wanted> {
    let zolas = |id: &LanguageId| {
        let asks = *id == config.default_language || config.language(*id).build_search_index;
        config.build_search_index && asks
    };
    let words = |_: &LanguageId| config.opts_in("word_search");
    let of_kind = |kind| move |language| Wanted { kind, language };
    let zolas = config
        .language_ids()
        .filter(zolas)
        .map(of_kind(Kind::Zolas));
    let words = config
        .language_ids()
        .filter(words)
        .map(of_kind(Kind::Words));
    zolas.chain(words).collect()
}

/// The scripts that search in the indexes.
pub fn scripts(config: &Config) -> Vec<Output> {
    let is_elasticlunr = matches!(
        config.search.index_format,
        IndexFormat::ElasticlunrJavascript | IndexFormat::ElasticlunrJson
    );
    let mut scripts = Vec::new();
    if config.build_search_index && is_elasticlunr {
        let script = search::ELASTICLUNR_SCRIPT.to_owned();
        scripts.push(Output::text("elasticlunr.min.js", script));
    }
    if config.opts_in("word_search") {
        scripts.push(Output::text("search.js", search::WORDS_SCRIPT.to_owned()));
    }
    scripts
}

/// All that an index may hold of these, as one number.
fn seen(library: &Library, bodies: &Bodies, found: &[ContentId]) -> Digest {
    let of = |id: &ContentId| {
        let date = date(library, *id);
        let entry = entry(library, bodies, (*id, date.as_deref()));
        let texts = [entry.title, entry.description, entry.date];
        let texts = texts.map(|text| text.map_or(Digest::default(), Digest::of));
        Digest::of_texts([entry.permalink, entry.path])
            .then(Digest::all(texts))
            .then(bodies.get(*id).digest)
    };
    Digest::all(found.iter().map(of))
}

impl Wanted {
    fn output(self, library: &Library, bodies: &Bodies, found: &[ContentId]) -> Output {
        match self.kind {
            Kind::Zolas => zolas_index(library, bodies, (self.language, found)),
            Kind::Words => words_index(library, bodies, (self.language, found)),
        }
    }
}

fn words_index(
    library: &Library,
    bodies: &Bodies,
    (language, found): (LanguageId, &[ContentId]),
) -> Output {
    let entries = found.iter().map(|id| entry(library, bodies, (*id, None)));
    let path = format!("search.{}.json", library.config.language(language).code);
    Output::text(path, search::words_index(entries))
}

fn zolas_index(
    library: &Library,
    bodies: &Bodies,
    (language, found): (LanguageId, &[ContentId]),
) -> Output {
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
