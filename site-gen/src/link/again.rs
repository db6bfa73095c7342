//! A linked site, and files of which only what is shown has changed → the same site with them. Nothing is linked anew, and
//! what has not changed is shared; in doubt it is none, and all is linked.

use std::sync::Arc;

use super::translations::key;
use super::{ContentId, Page, PageId, Section, Site};
use crate::parse::{Document, Meta, SortBy};

/// A file as the site was linked with it, and as it is now.
#[derive(Clone, Copy, Debug)]
pub struct Changed<'a> {
    pub then: &'a Document,
    pub now: &'a Document,
}

/// The site with these files as they are now, and what of it is new; the very same site where that is nothing.
pub fn link_again(site: &Arc<Site>, files: &[Changed<'_>]) -> Option<(Arc<Site>, Vec<ContentId>)> {
    let mut site = Arc::clone(site);
    let mut changed = Vec::new();
    for Changed { then, now } in files {
        if now.differs_in_body_alone(then) {
            continue;
        }
        let same_key = key(&now.name, now.extra()) == key(&then.name, then.extra());
        if !same_key || !now.differs_in_what_is_shown(then) {
            return None;
        }
        for id in site.made_of(&now.name.relative) {
            Arc::make_mut(&mut site).show(id, now)?;
            changed.push(id);
        }
    }
    Some((site, changed))
}

impl Site {
    /// Takes over what is only shown of a file.
    fn show(&mut self, id: ContentId, document: &Document) -> Option<()> {
        match (id, &document.meta) {
            (ContentId::Page(id), Meta::Page(meta)) => {
                let page = self.page(id);
                if page.meta.title != meta.title && self.sorts_by_title(id) {
                    return None;
                }
                let meta = page.meta.showing(meta);
                let head = document.head;
                self.pages[id.index()] = Arc::new(Page {
                    meta,
                    head,
                    ..page.clone()
                });
            }
            (ContentId::Section(id), Meta::Section(meta)) => {
                let section = self.section(id);
                let meta = section.meta.showing(meta);
                let head = document.head;
                self.sections[id.index()] = Arc::new(Section {
                    meta,
                    head,
                    ..section.clone()
                });
            }
            _ => return None,
        }
        Some(())
    }

    /// Whether the page may stand elsewhere under another title.
    fn sorts_by_title(&self, id: PageId) -> bool {
        let mut sections = self.page(id).ancestors.iter();
        sections.any(|section| {
            let sort_by = self.section(*section).meta.sort_by;
            matches!(sort_by, SortBy::Title | SortBy::TitleBytes)
        })
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

    /// Which pages and sections are new where `b.md` changes, and nothing is linked anew.
    fn check_again(front: &str, expected: Option<&[&str]>) {
        let config = config_of("[languages.sv]\n[[extra.languages]]\ncode = 'sv'\nfallback = 'en'");
        let site = |front| {
            format!(
                "@_index.md @a.md weight = 1 @b.md {front} @t/_index.md sort_by = 'title' @t/c.md title = 'C'"
            )
        };
        let then = documents_of(&config, &site("weight = 2\n[extra]\nx = 1"));
        let now = documents_of(&config, &site(front));
        let changed = |documents: &[Document]| documents[2].clone();
        let files = (changed(&then), changed(&now));
        let site = Arc::new(link(then, &config, Drafts::LeftOut).site);
        let again = link_again(
            &site,
            &[Changed {
                then: &files.0,
                now: &files.1,
            }],
        );
        let names = again.as_ref().map(|(site, changed)| {
            let names = changed.iter().map(|id| site.name(*id).relative.as_str());
            names.collect::<Vec<_>>()
        });
        assert_eq!(names.as_deref(), expected, "{front}");
        if let Some((again, changed)) = &again {
            assert_eq!(Arc::ptr_eq(again, &site), changed.is_empty(), "{front}");
            let anew = link(now, &config, Drafts::LeftOut).site;
            assert_eq!(
                (&again.pages, &again.sections),
                (&anew.pages, &anew.sections),
                "{front}"
            );
        }
    }

    #[test]
    fn only_what_is_shown_needs_no_linking() {
        let both = ["b.md", "b.sv.md"];
        check_again("weight = 2\n[extra]\nx = 1", Some(&[]));
        check_again("title = 'B'\nweight = 2", Some(&both));
        check_again("description = 'B'\nweight = 2\n[extra]\nx = 2", Some(&both));
        for front in [
            "weight = 3",
            "weight = 2\nslug = 'x'",
            "weight = 2\ndraft = true",
            "weight = 2\ntemplate = 'x.html'",
            "weight = 2\n[extra]\ntranslation_key = 'a'",
        ] {
            check_again(front, None);
        }
    }

    #[test]
    fn a_title_that_is_sorted_by_needs_linking() {
        let config = config_of("");
        let site =
            |title| format!("@_index.md @t/_index.md sort_by = 'title' @t/c.md title = '{title}'");
        let [then, now] = ["C", "D"].map(|title| documents_of(&config, &site(title)));
        let files = (then[2].clone(), now[2].clone());
        let site = Arc::new(link(then, &config, Drafts::LeftOut).site);
        let again = link_again(
            &site,
            &[Changed {
                then: &files.0,
                now: &files.1,
            }],
        );
        assert!(again.is_none());
    }
}
