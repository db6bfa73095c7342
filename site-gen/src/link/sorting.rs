//! A section's pages → in their order, each knowing the one before and the one after.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use lexical_sort::natural_lexical_cmp;

use super::{Page, PageId, SectionId, Site};
use crate::config::{Config, LanguageId};
use crate::locale::{Locale, Order};
use crate::parse::SortBy;
use crate::problem::Problem;

/// Sorts the pages of every section; those that lack the key are set aside, with a warning.
pub(super) fn sort(site: &mut Site, config: &Config) -> Vec<Problem> {
    let orders = dictionary_orders(config);
    let mut problems = Vec::new();
    for id in site.section_ids() {
        let Some((sorted, ignored)) = in_order(site, id, &orders) else {
            continue;
        };
        let section = site.section(id);
        let sort_by = section.meta.sort_by;
        if !section.meta.transparent {
            set_siblings(site, &sorted);
        }
        let ignored_pages = ignored.iter().map(|page| site.page(*page));
        // What could not be read is told already, and may have what it is sorted by.
        let told = ignored_pages.filter(|page| page.original.is_none() && !page.broken);
        problems.extend(told.map(|page| left_out(page, sort_by)));
        let section = site.section_mut(id);
        section.pages = sorted;
        section.ignored_pages = ignored;
    }
    problems
}

/// Sorts the sections again that hold any of these pages, and gives the pages that have other neighbours now; none where
/// a page would be set aside or come back.
pub(super) fn sort_again(
    site: &mut Site,
    moved: &BTreeSet<PageId>,
    config: &Config,
) -> Option<Vec<PageId>> {
    let orders = dictionary_orders(config);
    let mut changed = Vec::new();
    for id in site.section_ids() {
        let section = site.section(id);
        let mut pages = section.pages.iter().chain(&section.ignored_pages);
        if !pages.any(|page| moved.contains(page)) {
            continue;
        }
        let Some((sorted, ignored)) = in_order(site, id, &orders) else {
            continue;
        };
        if ignored != section.ignored_pages {
            return None;
        }
        if sorted == section.pages {
            continue;
        }
        if !section.meta.transparent {
            changed.extend(set_siblings(site, &sorted));
        }
        site.section_mut(id).pages = sorted;
    }
    Some(changed)
}

/// The pages of a section in their order, and apart those that lack what it is sorted by; none where it is not sorted.
fn in_order(
    site: &Site,
    id: SectionId,
    orders: &BTreeMap<LanguageId, Order>,
) -> Option<(Vec<PageId>, Vec<PageId>)> {
    let section = site.section(id);
    let sort_by = section.meta.sort_by;
    if sort_by == SortBy::None {
        return None;
    }
    let pages = section.pages.iter().chain(&section.ignored_pages);
    let mut pages: Vec<PageId> = pages.copied().collect();
    pages.sort_unstable();
    let (mut sorted, ignored) = sorted(site, &pages, sort_by);
    if let (SortBy::Title, Some(order)) = (sort_by, orders.get(&section.name.language)) {
        sorted.sort_by(|a, b| order.compare(title(site.page(*a)), title(site.page(*b))));
    }
    Some((sorted, ignored))
}

/// For a site with `[extra] collate_titles = true`: titles stand as in a dictionary of their language, not as in Zola,
/// where `ö` is taken for `o` everywhere.
fn dictionary_orders(config: &Config) -> BTreeMap<LanguageId, Order> {
    if !config.opts_in("collate_titles") {
        return BTreeMap::new();
    }
    let order = |id| {
        Some((
            id,
            Order::of(&Locale::from_code(&config.language(id).code)?),
        ))
    };
    config.language_ids().filter_map(order).collect()
}

/// Zola leaves such a page out of the site.
fn left_out(page: &Page, sort_by: SortBy) -> Problem {
    let key = match sort_by {
        SortBy::Date | SortBy::UpdateDate => "date",
        SortBy::Weight => "weight",
        _ => "title",
    };
    let file = format!("content/{}", page.name.relative);
    let message = format!("is not published: its section sorts by {key}, and it has none");
    Problem::warning(file, 0, message).with_hint(format!("add `{key}` to its front matter"))
}

/// Sorts pages, ties by permalink; returns those that lack the key apart, in the order they came.
pub(super) fn sorted(site: &Site, pages: &[PageId], sort_by: SortBy) -> (Vec<PageId>, Vec<PageId>) {
    let has_key = |id: &PageId| {
        let meta = &site.page(*id).meta;
        match sort_by {
            SortBy::Date => meta.date.is_some(),
            SortBy::UpdateDate => meta.date.is_some() || meta.updated.is_some(),
            SortBy::Title | SortBy::TitleBytes => meta.title.is_some(),
            SortBy::Weight => meta.weight.is_some(),
            SortBy::Slug | SortBy::Permalink | SortBy::None => true,
        }
    };
    let (mut sorted, ignored): (Vec<_>, Vec<_>) = pages.iter().copied().partition(has_key);
    sorted.sort_by(|a, b| {
        let (a, b) = (site.page(*a), site.page(*b));
        compare(a, b, sort_by).then_with(|| a.permalink.cmp(&b.permalink))
    });
    (sorted, ignored)
}

fn compare(a: &Page, b: &Page, sort_by: SortBy) -> Ordering {
    match sort_by {
        SortBy::Date => b.meta.date.cmp(&a.meta.date),
        SortBy::UpdateDate => last_change(b).cmp(&last_change(a)),
        SortBy::Title => natural_lexical_cmp(title(a), title(b)),
        SortBy::TitleBytes => title(a).cmp(title(b)),
        SortBy::Weight => a.meta.weight.cmp(&b.meta.weight),
        SortBy::Slug => natural_lexical_cmp(&a.slug, &b.slug),
        SortBy::Permalink => a.permalink.cmp(&b.permalink),
        SortBy::None => Ordering::Equal,
    }
}

fn last_change(page: &Page) -> Option<&crate::parse::Date> {
    page.meta.date.as_ref().max(page.meta.updated.as_ref())
}

fn title(page: &Page) -> &str {
    page.meta.title.as_deref().unwrap_or_default()
}

/// Gives those that have others now.
fn set_siblings(site: &mut Site, sorted: &[PageId]) -> Vec<PageId> {
    let mut changed = Vec::new();
    for (place, id) in sorted.iter().enumerate() {
        let lower = place.checked_sub(1).map(|before| sorted[before]);
        let higher = sorted.get(place + 1).copied();
        let page = site.page(*id);
        if (page.lower, page.higher) != (lower, higher) {
            let page = site.page_mut(*id);
            (page.lower, page.higher) = (lower, higher);
            changed.push(*id);
        }
    }
    changed
}
