//! The terms in all pages' front matter → taxonomies, each term with its pages, newest first.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{ContentId, KeyLine, PageId, Site, sorting};
use crate::config::{Config, LanguageId, TaxonomyConfig};
use crate::parse::SortBy;
use crate::problem::Problem;

/// A taxonomy of one language.
#[derive(Clone, Debug, PartialEq)]
pub struct Taxonomy {
    pub config: TaxonomyConfig,
    pub language: LanguageId,
    pub path: String,
    pub permalink: String,
    /// Sorted by slug, then name.
    pub terms: Vec<Term>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    pub name: String,
    pub slug: String,
    pub path: String,
    pub permalink: String,
    /// By date, newest first; those without a date last.
    pub pages: Vec<PageId>,
}

/// Fills the site's taxonomies; a taxonomy that the config does not list is a problem.
pub(super) fn collect(site: &mut Site, config: &Config, line: KeyLine<'_>) -> Vec<Problem> {
    let mut found: BTreeMap<(LanguageId, usize), BTreeMap<String, Vec<PageId>>> = BTreeMap::new();
    let mut problems = Vec::new();
    for id in site.page_ids() {
        let page = site.page(id);
        let language = config.language(page.name.language);
        for (name, terms) in &page.meta.taxonomies {
            let position = language.taxonomies.iter().position(|t| t.name == *name);
            let Some(position) = position else {
                let line = line(ContentId::Page(id), &["taxonomies", name]);
                problems.push(unknown_taxonomy((page, line), name, language));
                continue;
            };
            if !page.meta.render {
                continue;
            }
            let pages_by_term = found.entry((page.name.language, position)).or_default();
            for term in terms {
                pages_by_term.entry(term.clone()).or_default().push(id);
            }
        }
    }
    for language in config.language_ids() {
        for (position, taxonomy) in config.language(language).taxonomies.iter().enumerate() {
            let terms = found.remove(&(language, position)).unwrap_or_default();
            let taxonomy = build(site, config, language, taxonomy, terms);
            site.taxonomies.push(Arc::new(taxonomy));
        }
    }
    problems
}

/// Sorts the terms again that hold any of these pages; none where that cannot be said of one by itself.
pub(super) fn sort_again(site: &mut Site, moved: &BTreeSet<PageId>) -> Option<()> {
    for index in 0..site.taxonomies.len() {
        let taxonomy = &site.taxonomies[index];
        let mut new = Vec::new();
        for (place, term) in taxonomy.terms.iter().enumerate() {
            if term.pages.iter().any(|page| moved.contains(page)) {
                new.push((place, sorted_again(site, taxonomy, term)?));
            }
        }
        new.retain(|(place, pages)| taxonomy.terms[*place].pages != *pages);
        for (place, pages) in new {
            Arc::make_mut(&mut site.taxonomies[index]).terms[place].pages = pages;
        }
    }
    Some(())
}

fn sorted_again(site: &Site, taxonomy: &Taxonomy, term: &Term) -> Option<Vec<PageId>> {
    let mut pages = term.pages.clone();
    pages.sort_unstable();
    // Where several names are one term, the pages of each are together.
    let names_it = |id: &PageId| {
        let mut taxonomies = site.page(*id).meta.taxonomies.iter();
        taxonomies.any(|(name, terms)| *name == taxonomy.config.name && terms.contains(&term.name))
    };
    let is_one = pages.iter().all(names_it) && pages.is_sorted_by(|a, b| a < b);
    is_one.then(|| newest_first(site, &pages))
}

/// Those without a date last.
fn newest_first(site: &Site, pages: &[PageId]) -> Vec<PageId> {
    let (mut sorted, undated) = sorting::sorted(site, pages, SortBy::Date);
    sorted.extend(undated);
    sorted
}

fn unknown_taxonomy(
    (page, line): (&super::Page, usize),
    name: &str,
    language: &crate::config::Language,
) -> Problem {
    let file = format!("content/{}", page.name.relative);
    let message = format!(
        "taxonomy `{name}` is not defined in the config for the language `{}`",
        language.code
    );
    let names = language.taxonomies.iter().map(|t| t.name.as_str());
    let problem = Problem::error(file, line, message).with_nearest(name, names);
    match problem.hint {
        Some(_) => problem,
        None => problem.with_hint(format!(
            "add taxonomies = [{{ name = \"{name}\" }}] to the config"
        )),
    }
}

fn build(
    site: &Site,
    config: &Config,
    language: LanguageId,
    taxonomy: &TaxonomyConfig,
    terms: BTreeMap<String, Vec<PageId>>,
) -> Taxonomy {
    let path = config.taxonomy_path(language, taxonomy);
    let mut built: Vec<Term> = terms
        .into_iter()
        .map(|(name, pages)| {
            let slug = config.slugify.taxonomies.path(&name);
            let path = format!("{path}{slug}/");
            Term {
                permalink: config.permalink(&path),
                name,
                slug,
                path,
                pages: newest_first(site, &pages),
            }
        })
        .collect();
    built.sort_by(|a, b| a.slug.cmp(&b.slug).then_with(|| a.name.cmp(&b.name)));
    Taxonomy {
        permalink: config.permalink(&path),
        config: taxonomy.clone(),
        language,
        path,
        terms: merge_same_slug(built),
    }
}

/// Terms whose slugs are equal are one; the first name is kept.
fn merge_same_slug(terms: Vec<Term>) -> Vec<Term> {
    let mut merged: Vec<Term> = Vec::with_capacity(terms.len());
    for term in terms {
        match merged.last_mut() {
            Some(last) if last.permalink == term.permalink => last.pages.extend(term.pages),
            _ => merged.push(term),
        }
    }
    merged
}
