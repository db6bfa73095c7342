//! A linked site, and files of which only what is shown or sorted by has changed → the same site with them. Nothing else is
//! linked anew, and what has not changed is shared; in doubt it is none, and all is linked.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::translations::key;
use super::{ContentId, Page, PageId, Section, Site, permalinks, sorting, taxonomies};
use crate::config::Config;
use crate::parse::{Document, Meta};

/// A file as the site was linked with it, and as it is now.
#[derive(Clone, Copy, Debug)]
pub struct Changed<'a> {
    pub then: &'a Document,
    pub now: &'a Document,
}

/// The site with these files as they are now, and what of it is new; the very same site where that is nothing.
pub fn link_again(
    site: &Arc<Site>,
    files: &[Changed<'_>],
    config: &Config,
) -> Option<(Arc<Site>, Vec<ContentId>)> {
    let mut site = Arc::clone(site);
    let mut changed = Vec::new();
    let mut moved = BTreeSet::new();
    for Changed { then, now } in files {
        if now.differs_in_body_alone(then) {
            continue;
        }
        let same_key = key(&now.name, now.extra()) == key(&then.name, then.extra());
        if !same_key || !now.differs_in_what_is_shown(then) {
            return None;
        }
        for id in site.made_of(&now.name.relative) {
            moved.extend(Arc::make_mut(&mut site).show(id, now)?);
            changed.push(id);
        }
    }
    if !moved.is_empty() {
        let site = Arc::make_mut(&mut site);
        taxonomies::sort_again(site, &moved)?;
        let neighbours = sorting::sort_again(site, &moved, config)?;
        changed.extend(neighbours.into_iter().map(ContentId::Page));
    }
    Some((site, changed))
}

impl Site {
    /// Takes over what is only shown of a file; gives the page if it may stand elsewhere now.
    fn show(&mut self, id: ContentId, document: &Document) -> Option<Option<PageId>> {
        let head = document.head;
        match (id, &document.meta) {
            (ContentId::Page(id), Meta::Page(meta)) => {
                let page = self.page(id);
                let mut meta = page.meta.showing(meta);
                permalinks::date_by_name(&page.name, &mut meta);
                let moves = !page.meta.sorts_as(&meta);
                let page = Page {
                    meta,
                    head,
                    ..page.clone()
                };
                self.pages[id.index()] = Arc::new(page);
                Some(moves.then_some(id))
            }
            (ContentId::Section(id), Meta::Section(meta)) => {
                let section = self.section(id);
                let meta = section.meta.showing(meta);
                self.sections[id.index()] = Arc::new(Section {
                    meta,
                    head,
                    ..section.clone()
                });
                Some(None)
            }
            _ => None,
        }
    }

    /// The pages and sections that are not as in `other`, which was linked from the same files.
    pub fn that_differ(&self, other: &Self) -> Vec<ContentId> {
        let differs = |id: &ContentId| match *id {
            ContentId::Page(id) => differ(&self.pages[id.index()], &other.pages[id.index()]),
            ContentId::Section(id) => {
                differ(&self.sections[id.index()], &other.sections[id.index()])
            }
        };
        self.ids().filter(differs).collect()
    }
}

fn differ<T: PartialEq>(one: &Arc<T>, other: &Arc<T>) -> bool {
    !Arc::ptr_eq(one, other) && one != other
}

#[cfg(test)]
mod tests {
    use super::super::tests::{config_of, documents_of};
    use super::super::{Drafts, link};
    use super::*;

    /// Which pages and sections are new where files change as told, and nothing else is linked anew.
    fn check(config: &str, (then, now): (&str, &str), expected: Option<&[&str]>) {
        let config = config_of(config);
        let (then, now) = (documents_of(&config, then), documents_of(&config, now));
        let site = Arc::new(link(then.clone(), &config, Drafts::LeftOut).site);
        let files = then.iter().zip(&now);
        let files: Vec<_> = files.map(|(then, now)| Changed { then, now }).collect();
        let again = link_again(&site, &files, &config);
        let names = again.as_ref().map(|(site, changed)| {
            let names = changed.iter().map(|id| site.name(*id).relative.as_str());
            names.collect::<BTreeSet<_>>()
        });
        assert_eq!(names, expected.map(|names| names.iter().copied().collect()));
        if let Some((again, changed)) = &again {
            assert_eq!(Arc::ptr_eq(again, &site), changed.is_empty());
            let anew = link(now, &config, Drafts::LeftOut).site;
            assert_eq!(again.pages, anew.pages);
            assert_eq!(again.sections, anew.sections);
            assert_eq!(again.taxonomies, anew.taxonomies);
        }
    }

    #[test]
    fn only_what_is_shown_or_sorted_by_needs_no_linking() {
        let config = "[languages.sv]\n[[extra.languages]]\ncode = 'sv'\nfallback = 'en'";
        let site = |front| format!("@_index.md @a.md weight = 1 @b.md {front} @t/_index.md");
        let check = |front, expected| {
            let then = site("weight = 2\n[extra]\nx = 1");
            check(config, (&then, &site(front)), expected);
        };
        let both = ["b.md", "b.sv.md"];
        check("weight = 2\n[extra]\nx = 1", Some(&[]));
        check("title = 'B'\nweight = 2", Some(&both));
        check("description = 'B'\nweight = 2\n[extra]\nx = 2", Some(&both));
        check("weight = 3\ndate = 2020-01-01", Some(&both));
        for front in [
            "weight = 2\nslug = 'x'",
            "weight = 2\ndraft = true",
            "weight = 2\ntemplate = 'x.html'",
            "weight = 2\n[extra]\ntranslation_key = 'a'",
        ] {
            check(front, None);
        }
    }

    #[test]
    fn a_page_moves_in_its_sections() {
        let site = |key, c| {
            format!(
                "@s/_index.md sort_by = '{key}' @s/a.md title = 'A'\nweight = 1\ndate = 2021-01-01\n\
                 @s/b.md title = 'B'\nweight = 2\ndate = 2022-01-01 @s/c.md {c} \
                 @s/d.md title = 'D'\nweight = 4\ndate = 2024-01-01\n\
                 @s/t/_index.md sort_by = 'title'\ntransparent = true @s/t/e.md title = 'E'\nweight = 5\ndate = 2025-01-01"
            )
        };
        let then = "title = 'C'\nweight = 3\ndate = 2023-01-01";
        for (key, now, expected) in [
            ("weight", "title = 'X'\nweight = 3", Some(&["s/c.md"][..])),
            (
                "weight",
                "title = 'C'\nweight = 0\ndate = 2023-01-01",
                Some(&["s/a.md", "s/b.md", "s/c.md", "s/d.md"]),
            ),
            (
                "title",
                "title = 'E2'\nweight = 3",
                Some(&["s/b.md", "s/c.md", "s/d.md", "s/t/e.md"]),
            ),
            (
                "date",
                "title = 'C'\ndate = 1999-01-01",
                Some(&["s/a.md", "s/b.md", "s/c.md", "s/d.md"]),
            ),
            ("date", "title = 'C'\nupdated = 2023-01-01", None),
            ("weight", "title = 'C'\ndate = 2023-01-01", None),
        ] {
            check("", (&site(key, then), &site(key, now)), expected);
        }
    }

    #[test]
    fn a_page_moves_in_a_transparent_section_and_in_that_above() {
        let site = |title| {
            format!(
                "@s/_index.md sort_by = 'weight' @s/t/_index.md sort_by = 'title'\ntransparent = true \
                 @s/t/a.md title = 'B'\nweight = 1 @s/t/b.md title = '{title}'\nweight = 2"
            )
        };
        check("", (&site("C"), &site("A")), Some(&["s/t/b.md"]));
    }

    #[test]
    fn a_page_moves_in_its_terms() {
        let site = |date, term| {
            format!(
                "@a.md date = 2021-01-01\ntaxonomies.tags = ['x', 'y'] @b.md taxonomies.tags = ['{term}'] \
                 @c.md date = {date}\ntaxonomies.tags = ['y', 'x']"
            )
        };
        let config = "taxonomies = [{ name = 'tags' }]";
        let (then, now) = ("2020-01-01", "2022-01-01");
        check(config, (&site(then, "x"), &site(now, "x")), Some(&["c.md"]));
        // Two names of one term.
        check(config, (&site(then, "X"), &site(now, "X")), None);
    }

    #[test]
    fn a_date_in_a_name_holds_where_none_is_written() {
        let site = |front| format!("@s/_index.md sort_by = 'date' @s/2020-01-01-a.md {front}");
        let (then, now) = (site("date = 2021-01-01"), site("weight = 1"));
        check("", (&then, &now), Some(&["s/2020-01-01-a.md"]));
    }
}
