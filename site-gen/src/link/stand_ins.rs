//! A page or section that a language lacks → the original once more, under that language's own address: in its lists,
//! menus and order, but no text of its own. Only for languages whose config names a fallback.

use std::collections::BTreeMap;

use super::translations::key;
use crate::config::{Config, LanguageId};
use crate::fallback::fallback_chain;
use crate::parse::{Document, Meta};

/// Adds what stands in, and keeps the documents sorted by path.
pub(super) fn add(mut documents: Vec<Document>, config: &Config) -> Vec<Document> {
    let chains: Vec<(LanguageId, Vec<LanguageId>)> = config
        .language_ids()
        .map(|id| (id, fallback_chain(config, id)))
        .filter(|(_, chain)| !chain.is_empty())
        .collect();
    if chains.is_empty() {
        return documents;
    }
    let groups = groups(&documents);
    let mut added = Vec::new();
    for group in groups.values() {
        let lacking = chains.iter().filter(|(id, _)| !group.contains_key(id));
        for (language, chain) in lacking {
            if let Some(original) = chain.iter().find_map(|id| group.get(id)) {
                added.push(stand_in(original, *language, config));
            }
        }
    }
    documents.extend(added);
    documents.sort_by(|a, b| a.name.relative.cmp(&b.name.relative));
    documents
}

/// The translations of each text by language. What is not rendered has no address that could lack.
fn groups(documents: &[Document]) -> BTreeMap<&str, BTreeMap<LanguageId, &Document>> {
    let mut groups: BTreeMap<&str, BTreeMap<_, _>> = BTreeMap::new();
    for document in documents {
        let hidden = matches!(&document.meta, Meta::Page(meta) if !meta.render);
        if !hidden {
            let group = groups
                .entry(key(&document.name, document.extra()))
                .or_default();
            group.entry(document.name.language).or_insert(document);
        }
    }
    groups
}

fn stand_in(original: &Document, language: LanguageId, config: &Config) -> Document {
    let mut document = original.clone();
    document.original = Some(original.name.relative.clone());
    let name = &mut document.name;
    let suffix = match config.language_prefix(language).trim_end_matches('/') {
        "" => String::new(),
        code => format!(".{code}"),
    };
    name.language = language;
    name.relative = format!("{}{suffix}.md", name.canonical);
    name.filename = format!("{}{suffix}.md", name.name);
    match &mut document.meta {
        Meta::Page(meta) => {
            let known = config.language(language);
            meta.taxonomies
                .retain(|(taxonomy, _)| known.taxonomy(taxonomy).is_some());
            meta.aliases.clear();
            let own = config.language_prefix(original.name.language);
            meta.path = meta.path.as_deref().map(|path| {
                let path = path.trim().trim_start_matches('/');
                let path = path.strip_prefix(own.as_str()).unwrap_or(path);
                format!("{}{path}", config.language_prefix(language))
            });
        }
        Meta::Section(meta) => {
            meta.aliases.clear();
            meta.generate_feeds = false;
        }
    }
    document
}
