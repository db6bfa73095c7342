//! A long list of pages → pagers of a few pages each: the same for sections and terms.

use tera::Value;

use super::value::MapBuilder;
use super::view::Views;
use crate::link::PageId;

/// A list cut into pagers; there is always a first one.
#[derive(Debug)]
pub struct Pagination<'a> {
    pub pages: Vec<PageId>,
    pub size: usize,
    pub permalink: &'a str,
    pub path: &'a str,
    /// What stands between the list's URL and the number, e.g. `page`.
    pub pager_path: &'a str,
    /// Where the paths of later pagers begin; `/` for an index of any language, as in Zola.
    pub path_base: &'a str,
}

impl Pagination<'_> {
    pub fn count(&self) -> usize {
        self.pages.len().div_ceil(self.size).max(1)
    }

    /// The URL of a pager, counted from 1.
    pub fn permalink(&self, number: usize) -> String {
        self.numbered(self.permalink, number)
    }

    pub fn path(&self, number: usize) -> String {
        match number {
            1 => self.path.to_owned(),
            _ => self.numbered(self.path_base, number),
        }
    }

    fn numbered(&self, base: &str, number: usize) -> String {
        match (number, self.pager_path) {
            (1, _) => base.to_owned(),
            (_, "") => format!("{base}{number}/"),
            (_, pager_path) => format!("{base}{pager_path}/{number}/"),
        }
    }

    /// `paginator` in templates.
    pub fn view(&self, number: usize, views: &Views) -> Value {
        let start = (number - 1) * self.size;
        let end = (start + self.size).min(self.pages.len());
        let count = self.count();
        let neighbour = |exists: bool, number: usize| {
            if exists {
                Value::from(self.permalink(number))
            } else {
                Value::none()
            }
        };
        let base = match self.pager_path {
            "" => self.permalink.to_owned(),
            pager_path => format!("{}{pager_path}/", self.permalink),
        };
        MapBuilder::new()
            .set("paginate_by", self.size)
            .set("first", self.permalink)
            .set("last", self.permalink(count))
            .set("total_pages", self.pages.len())
            .set("number_pagers", count)
            .set("current_index", number)
            .set(
                "pages",
                views.pages(self.pages.get(start..end).unwrap_or_default()),
            )
            .set("previous", neighbour(number > 1, number.saturating_sub(1)))
            .set("next", neighbour(number < count, number + 1))
            .set("base_url", base)
            .build()
    }
}
