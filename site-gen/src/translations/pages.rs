//! All documents → a row for each page, with what each language has of it.

use std::collections::BTreeMap;

use toml::Value;

use super::fingerprint::{MARK, extra, fingerprint};
use super::script::Script;
use super::strings::primary;
use crate::config::{Config, LanguageId};
use crate::link::translation_key;
use crate::parse::{Document, Meta};

/// A page in all languages.
#[derive(Debug, PartialEq, Eq)]
pub struct Row {
    /// The path that all translations share, e.g. `blog/first`.
    pub page: String,
    /// The fingerprint of the original; nothing when there is no page in the default language.
    pub fingerprint: Option<String>,
    /// By language, in the order of the config.
    pub cells: Vec<Cell>,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Cell {
    Original { file: String },
    Missing,
    Translated(Translation),
}

#[derive(Debug, PartialEq, Eq)]
pub struct Translation {
    /// From `content/`.
    pub file: String,
    pub freshness: Freshness,
    /// Someone who speaks the language has read it: `[extra] proofread`.
    pub proofread: bool,
    /// Its text is the original's, word for word.
    pub untranslated: bool,
    /// The lines of the file on which a text begins that is not in the script of the language.
    pub wrong_script: Vec<usize>,
}

/// Whether the original is still what was translated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freshness {
    Fresh,
    Stale,
    /// It does not say what it was made from.
    Unmarked,
}

impl Translation {
    pub fn is_complete(&self) -> bool {
        let is_in_the_language = self.wrong_script.is_empty() && !self.untranslated;
        self.freshness == Freshness::Fresh && self.proofread && is_in_the_language
    }
}

/// The rows, by path. Drafts are no pages; pages that are not rendered need no translation.
pub fn pages(documents: &[Document], config: &Config) -> Vec<Row> {
    let documents: Vec<&Document> = documents
        .iter()
        .filter(|document| is_published(document))
        .collect();
    let proofreads = documents
        .iter()
        .any(|document| extra(document).contains_key("proofread"));
    let scripts: Vec<Option<Script>> = config
        .languages
        .iter()
        .map(|language| Script::of(&language.code))
        .collect();
    let mut groups: BTreeMap<&str, BTreeMap<LanguageId, &Document>> = BTreeMap::new();
    for document in documents {
        let group = groups
            .entry(translation_key(&document.name, document.extra()))
            .or_default();
        group.entry(document.name.language).or_insert(document);
    }
    let rows = groups.into_iter().map(|(page, group)| {
        let from = group.get(&config.default_language).copied();
        let original = from.map(fingerprint);
        let cells = config
            .language_ids()
            .map(|language| match group.get(&language) {
                None => Cell::Missing,
                Some(document) if language == config.default_language => Cell::Original {
                    file: document.name.relative.clone(),
                },
                Some(document) => Cell::Translated(Translation {
                    file: document.name.relative.clone(),
                    freshness: freshness(document, original.as_deref()),
                    proofread: is_proofread(document, proofreads),
                    untranslated: from
                        .is_some_and(|original| is_copied(document, original, config)),
                    wrong_script: lines_in_wrong_script(
                        document,
                        scripts[language.index()].as_ref(),
                    ),
                }),
            });
        Row {
            page: page.to_owned(),
            cells: cells.collect(),
            fingerprint: original,
        }
    });
    rows.collect()
}

fn is_published(document: &Document) -> bool {
    let renders = match &document.meta {
        Meta::Page(meta) => meta.render,
        Meta::Section(meta) => meta.render,
    };
    renders && !document.is_draft()
}

/// Without an original there is nothing to be older than.
fn freshness(document: &Document, original: Option<&str>) -> Freshness {
    match (extra(document).get(MARK).and_then(Value::as_str), original) {
        (_, None) => Freshness::Fresh,
        (Some(mark), Some(original)) if mark == original => Freshness::Fresh,
        (Some(_), Some(_)) => Freshness::Stale,
        (None, Some(_)) => Freshness::Unmarked,
    }
}

/// A site that never says `proofread` does not keep account of it; where one does, silence means no.
fn is_proofread(document: &Document, site_keeps_account: bool) -> bool {
    match extra(document).get("proofread") {
        Some(value) => value.as_bool() == Some(true),
        None => !site_keeps_account,
    }
}

/// Whether the words are the original's, in a language of which they cannot be.
fn is_copied(document: &Document, original: &Document, config: &Config) -> bool {
    const LETTERS_MIN: usize = 20;
    let code = |own: &Document| primary(&config.language(own.name.language).code).to_owned();
    let same = document.body().trim() == original.body().trim();
    same && code(document) != code(original) && letters_of(document.body()) >= LETTERS_MIN
}

/// Without those of what templates are called with: that is the same in all languages.
fn letters_of(body: &str) -> usize {
    let texts = body
        .split("{{")
        .map(|part| part.split_once("}}").map_or(part, |(_, rest)| rest));
    let texts = texts.flat_map(|text| text.split("{%"));
    let texts = texts.map(|part| part.split_once("%}").map_or(part, |(_, rest)| rest));
    texts
        .flat_map(str::chars)
        .filter(|sign| sign.is_alphabetic())
        .count()
}

/// The title stands for the whole front matter: line 1.
fn lines_in_wrong_script(document: &Document, script: Option<&Script>) -> Vec<usize> {
    let Some(script) = script else {
        return Vec::new();
    };
    let title = match &document.meta {
        Meta::Page(meta) => &meta.title,
        Meta::Section(meta) => &meta.title,
    };
    let title = script.is_foreign(title.as_deref().unwrap_or_default());
    let first_line = document.body_line();
    let body = script.foreign_lines(document.body()).into_iter();
    let body = body.map(|line| first_line + line - 1);
    title.then_some(1).into_iter().chain(body).collect()
}
