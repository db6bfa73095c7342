//! Two sites that were linked one after the other → where what is in both stands in each: files that come and go move the
//! numbers of those behind them. Must not know what else differs.

use super::{ContentId, PageId, SectionId, Site};
use crate::parse::FileName;

/// Where the pages and sections of one site stand in the next.
#[derive(Debug)]
pub struct Moves {
    pages: Places,
    sections: Places,
}

/// What stood at a place then and stands at a place now.
#[derive(Debug)]
struct Places {
    /// By the place now: the place then.
    origins: Vec<Option<usize>>,
    /// By the place then: the place now.
    targets: Vec<Option<usize>>,
}

impl Moves {
    /// None where a file's path has another meaning now, or files stand in another order.
    pub fn between(then: &Site, now: &Site) -> Option<Self> {
        let mean_the_same = |one: &Site, other: &Site| {
            let mut ids = one.ids();
            ids.all(|id| other.gives_its_own(&one.name(id).relative))
        };
        if !mean_the_same(then, now) || !mean_the_same(now, then) {
            return None;
        }
        let origin = |id: ContentId| {
            let known = then.find(&now.name(id).relative)?;
            let same = now.identity(id) == then.identity(known);
            same.then_some(known)
        };
        let page = |id| match origin(ContentId::Page(id))? {
            ContentId::Page(then) => Some(then.index()),
            ContentId::Section(_) => None,
        };
        let section = |id| match origin(ContentId::Section(id))? {
            ContentId::Section(then) => Some(then.index()),
            ContentId::Page(_) => None,
        };
        Some(Self {
            pages: Places::of(now.page_ids().map(page), then.pages.len())?,
            sections: Places::of(now.section_ids().map(section), then.sections.len())?,
        })
    }

    /// Whether all stand where they stood.
    pub fn are_none(&self) -> bool {
        self.pages.are_same() && self.sections.are_same()
    }

    /// Where it stands now; none when it is gone.
    pub fn page(&self, then: PageId) -> Option<PageId> {
        Some(PageId::at(self.pages.targets[then.index()]?))
    }

    pub fn section(&self, then: SectionId) -> Option<SectionId> {
        Some(SectionId::at(self.sections.targets[then.index()]?))
    }

    pub fn content(&self, then: ContentId) -> Option<ContentId> {
        match then {
            ContentId::Page(id) => self.page(id).map(ContentId::Page),
            ContentId::Section(id) => self.section(id).map(ContentId::Section),
        }
    }

    /// By place: where each page stood; none for those that are new.
    pub fn origins_of_pages(&self) -> &[Option<usize>] {
        &self.pages.origins
    }

    pub fn origins_of_sections(&self) -> &[Option<usize>] {
        &self.sections.origins
    }
}

impl Places {
    fn of(origins: impl Iterator<Item = Option<usize>>, then_count: usize) -> Option<Self> {
        let origins: Vec<Option<usize>> = origins.collect();
        let kept = || origins.iter().flatten();
        if !kept().is_sorted_by(|a, b| a < b) {
            return None;
        }
        let mut targets = vec![None; then_count];
        for (now, then) in origins.iter().enumerate() {
            if let Some(then) = then {
                targets[*then] = Some(now);
            }
        }
        Some(Self { origins, targets })
    }

    fn are_same(&self) -> bool {
        let same = |(place, origin): (usize, &Option<usize>)| *origin == Some(place);
        self.origins.len() == self.targets.len() && self.origins.iter().enumerate().all(same)
    }
}

impl Site {
    /// Whether this path is that of nothing here, or of the file itself: some may be called by another one too.
    fn gives_its_own(&self, path: &str) -> bool {
        self.find(path)
            .is_none_or(|found| self.name(found).relative == path)
    }

    /// What makes it the same in two sites.
    fn identity(&self, id: ContentId) -> (&FileName, Option<&str>) {
        let original = match id {
            ContentId::Page(id) => &self.page(id).original,
            ContentId::Section(id) => &self.section(id).original,
        };
        (self.name(id), original.as_deref())
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{config_of, documents_of};
    use super::super::{Drafts, link};
    use super::*;

    /// Where the pages of `now` stood, by place, or none where nothing can be said.
    fn check(config: &str, (then, now): (&str, &str), expected: Option<&[Option<usize>]>) {
        let config = config_of(config);
        let site = |text| link(documents_of(&config, text), &config, Drafts::LeftOut).site;
        let moves = Moves::between(&site(then), &site(now));
        let origins = moves.as_ref().map(Moves::origins_of_pages);
        assert_eq!(origins, expected, "{then} {now}");
    }

    #[test]
    fn tells_where_each_stood() {
        let then = "@a.md @c.md @e.md";
        let all = [Some(0), Some(1), Some(2)];
        check("", (then, then), Some(&all));
        check(
            "",
            (then, "@a.md @b.md @c.md @e.md @f.md"),
            Some(&[Some(0), None, Some(1), Some(2), None]),
        );
        check("", (then, "@b.md @e.md"), Some(&[None, Some(2)]));
    }

    #[test]
    fn what_stood_in_for_a_file_is_not_that_file() {
        let config = "[languages.sv]\n[[extra.languages]]\ncode = 'sv'\nfallback = 'en'";
        check(
            config,
            ("@a.md @b.md", "@a.md @a.sv.md @b.md"),
            Some(&[Some(0), None, Some(2), Some(3)]),
        );
    }

    #[test]
    fn a_path_that_means_another_file_is_no_move() {
        let config = "[extra]\ndefault_language_suffix = true\n[languages.sv]";
        check(
            config,
            ("@a.en.md", "@a.en.md @b.md"),
            Some(&[Some(0), None]),
        );
        check(config, ("@a.en.md", "@a.en.md @a.md slug = 'x'"), None);
        check(config, ("@a.en.md @a.md slug = 'x'", "@a.en.md"), None);
    }

    #[test]
    fn those_that_are_gone_have_no_place() {
        let config = config_of("");
        let site = |text| link(documents_of(&config, text), &config, Drafts::LeftOut).site;
        let (then, now) = (site("@a.md @b.md @c.md"), site("@b.md @c.md"));
        let moves = Moves::between(&then, &now).unwrap();
        let places = then.page_ids().map(|id| moves.page(id).map(PageId::index));
        assert_eq!(places.collect::<Vec<_>>(), [None, Some(0), Some(1)]);
        assert!(!moves.are_none());
        assert!(Moves::between(&now, &now).unwrap().are_none());
    }
}
