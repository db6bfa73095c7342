//! The top level of the config file, and the small tables that belong to the site as a whole.

use globset::{Glob, GlobSet, GlobSetBuilder};
use toml::{Table, Value};
use unic_langid::LanguageIdentifier;

use super::choices::{
    Encoding, LinkChecker, LinkLevel, Mode, PagersInSitemap, Slugify, SlugifyMode,
};
use super::{Config, Language, LanguageId, Markdown, flag};
use crate::fields::{Fields, Flag};
use crate::problem::Severity;

pub(super) fn read(fields: &mut Fields<'_>, file: &str) -> Config {
    let base_url = read_base_url(fields);
    let slugify = read_slugify(fields);
    let languages = read_languages(fields);
    let extra = fields.table("extra").unwrap_or_default();
    let mut config = Config {
        file: file.to_owned(),
        base_url,
        theme: fields.text("theme"),
        author: fields.text("author"),
        generate_feeds: languages.top.generate_feeds,
        feed_limit: fields.count("feed_limit"),
        feed_filenames: languages.top.feed_filenames.clone(),
        taxonomy_root: fields.text("taxonomy_root"),
        compile_sass: flag(fields, "compile_sass"),
        minify_html: flag(fields, "minify_html"),
        build_search_index: languages.top.build_search_index,
        search: languages.top.search.clone(),
        hard_link_static: flag(fields, "hard_link_static"),
        ignored_content: globs(fields, "ignored_content"),
        ignored_static: globs(fields, "ignored_static"),
        skip_content_templating: globs(fields, "skip_content_templating"),
        mode: fields.word("mode", &Mode::WORDS).unwrap_or(Mode::Build),
        output_dir: fields
            .text("output_dir")
            .unwrap_or_else(|| "public".to_owned()),
        preserve_dotfiles_in_output: flag(fields, "preserve_dotfiles_in_output"),
        link_checker: read_link_checker(fields),
        slugify,
        markdown: Markdown::read(fields),
        generate_sitemap: fields.flag("generate_sitemap", Flag::On),
        generate_robots_txt: fields.flag("generate_robots_txt", Flag::On),
        pagers_in_sitemap: fields
            .word("exclude_paginated_pages_in_sitemap", &PAGERS)
            .unwrap_or(PagersInSitemap::Included),
        precompress: read_precompress(fields, &extra),
        extra,
        languages: languages.all,
        default_language: languages.default,
    };
    for taxonomy in config.languages.iter_mut().flat_map(|l| &mut l.taxonomies) {
        taxonomy.slug = config.slugify.taxonomies.path(&taxonomy.name);
    }
    config
}

const PAGERS: [(&str, PagersInSitemap); 2] = [
    ("none", PagersInSitemap::Included),
    ("all", PagersInSitemap::Excluded),
];

fn read_base_url(fields: &mut Fields<'_>) -> String {
    let url = fields.text("base_url").unwrap_or_default();
    if url.is_empty() {
        let message =
            "a base URL is required, with the key `base_url`, e.g. \"https://example.org\"";
        fields.error("base_url", message);
    }
    let host = url.split('/').next().unwrap_or_default();
    if host.contains('.') && !host.starts_with('.') {
        let message = format!("`base_url` has no `https://` before {host:?}");
        fields.error("base_url", message);
    }
    url
}

/// What the top level says of the default language, and all languages after the merge.
struct Languages {
    top: Language,
    all: Vec<Language>,
    default: LanguageId,
}

fn read_languages(fields: &mut Fields<'_>) -> Languages {
    let code = fields
        .text("default_language")
        .unwrap_or_else(|| "en".to_owned());
    validate_code(fields, "default_language", &code);
    let mut top = Language::read(fields, &code);
    let plain_top = top.clone();
    let mut all = read_language_tables(fields);
    let index = match all.iter().position(|language| language.code == code) {
        None => {
            all.insert(0, top);
            0
        }
        Some(index) => {
            if let Err(key) = top.merge(all[index].clone()) {
                let message = format!(
                    "`{key}` of the default language is specified twice: at the top and in [languages.{code}]"
                );
                fields.error(key, message);
            }
            all[index] = top;
            index
        }
    };
    Languages {
        top: plain_top,
        all,
        default: LanguageId::new(index),
    }
}

fn read_language_tables(fields: &mut Fields<'_>) -> Vec<Language> {
    let Some(tables) = fields.table("languages") else {
        return Vec::new();
    };
    fields.inner("languages", Table::new(), |inner| {
        let mut languages = Vec::new();
        for (code, table) in tables {
            let Value::Table(table) = table else {
                inner.error(&code, format!("`languages.{code}` must be a table"));
                continue;
            };
            validate_code(inner, &code, &code);
            languages.push(inner.inner(&code, table, |language| {
                let read = Language::read(language, &code);
                language.reject_unknown(Severity::Error);
                read
            }));
        }
        languages
    })
}

fn validate_code(fields: &mut Fields<'_>, key: &str, code: &str) {
    if LanguageIdentifier::from_bytes(code.as_bytes()).is_err() {
        let message = format!("language `{code}` is not a valid Unicode language identifier");
        fields.error(key, message);
    }
}

fn read_slugify(fields: &mut Fields<'_>) -> Slugify {
    let table = fields.table("slugify").unwrap_or_default();
    fields.inner("slugify", table, |inner| {
        let mut mode = |key| {
            inner
                .word(key, &SlugifyMode::WORDS)
                .unwrap_or(SlugifyMode::On)
        };
        let (paths, taxonomies, anchors) = (mode("paths"), mode("taxonomies"), mode("anchors"));
        let slugify = Slugify {
            paths,
            paths_keep_dates: flag(inner, "paths_keep_dates"),
            taxonomies,
            anchors,
        };
        inner.reject_unknown(Severity::Warning);
        slugify
    })
}

fn read_link_checker(fields: &mut Fields<'_>) -> LinkChecker {
    let table = fields.table("link_checker").unwrap_or_default();
    fields.inner("link_checker", table, |inner| {
        let mut level = |key| {
            inner
                .word(key, &LinkLevel::WORDS)
                .unwrap_or(LinkLevel::Error)
        };
        let (internal_level, external_level) = (level("internal_level"), level("external_level"));
        let checker = LinkChecker {
            skip_prefixes: inner.texts("skip_prefixes").unwrap_or_default(),
            skip_anchor_prefixes: inner.texts("skip_anchor_prefixes").unwrap_or_default(),
            internal_level,
            external_level,
            ignored_files: globs(inner, "ignored_files"),
        };
        inner.reject_unknown(Severity::Warning);
        checker
    })
}

/// `precompress` under `[extra]`, where the rest is the site's own.
fn read_precompress(fields: &mut Fields<'_>, extra: &Table) -> Vec<Encoding> {
    let own = extra
        .get_key_value("precompress")
        .map(|(key, value)| (key.clone(), value.clone()));
    fields.inner("extra", own.into_iter().collect(), |inner| {
        inner
            .words("precompress", &Encoding::WORDS)
            .unwrap_or_default()
    })
}

/// Compiles a list of file patterns; an invalid one is a problem and matches nothing.
fn globs(fields: &mut Fields<'_>, key: &'static str) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    for pattern in fields.texts(key).unwrap_or_default() {
        match Glob::new(&pattern) {
            Ok(glob) => {
                set.add(glob);
            }
            Err(error) => fields.error(key, format!("invalid pattern in `{key}`: {error}")),
        }
    }
    set.build().unwrap_or_default()
}
