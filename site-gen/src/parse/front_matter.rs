//! The table at the top of a file → the front matter of a page or of a section, each key of Zola 0.23.

use toml::{Table, Value};

use super::Date;
use crate::config::InsertAnchor;
use crate::fields::{Fields, Flag};

/// Taxonomies of a page by name, each with its terms, in the order of the file.
pub type Taxonomies = Vec<(String, Vec<String>)>;

#[derive(Clone, Debug, PartialEq)]
pub struct PageFrontMatter {
    pub title: Option<String>,
    pub description: Option<String>,
    pub date: Option<Date>,
    pub updated: Option<Date>,
    pub weight: Option<usize>,
    pub draft: bool,
    pub render: bool,
    pub slug: Option<String>,
    pub path: Option<String>,
    pub taxonomies: Taxonomies,
    pub authors: Vec<String>,
    pub aliases: Vec<String>,
    pub template: Option<String>,
    pub in_search_index: bool,
    pub extra: Table,
}

impl Default for PageFrontMatter {
    fn default() -> Self {
        Self {
            title: None,
            description: None,
            date: None,
            updated: None,
            weight: None,
            draft: false,
            render: true,
            slug: None,
            path: None,
            taxonomies: Vec::new(),
            authors: Vec::new(),
            aliases: Vec::new(),
            template: None,
            in_search_index: true,
            extra: Table::new(),
        }
    }
}

impl PageFrontMatter {
    /// This, with all of `other` that is only shown, or that pages are sorted by: nothing is addressed or grouped by it (but
    /// translations by their key).
    #[must_use]
    pub fn showing(&self, other: &Self) -> Self {
        Self {
            title: other.title.clone(),
            description: other.description.clone(),
            date: other.date.clone(),
            updated: other.updated.clone(),
            weight: other.weight,
            authors: other.authors.clone(),
            extra: other.extra.clone(),
            ..self.clone()
        }
    }

    /// Whether it stands in every list where `other` would stand, the same page.
    pub fn sorts_as(&self, other: &Self) -> bool {
        let same_dates = self.date == other.date && self.updated == other.updated;
        same_dates && self.title == other.title && self.weight == other.weight
    }

    pub(super) fn read(fields: &mut Fields<'_>) -> Self {
        Self {
            title: fields.text("title"),
            description: fields.text("description"),
            date: date(fields, "date"),
            updated: date(fields, "updated"),
            weight: fields.count("weight"),
            draft: fields.flag("draft", Flag::Off),
            render: fields.flag("render", Flag::On),
            slug: filled(fields, "slug"),
            path: filled(fields, "path"),
            taxonomies: taxonomies(fields),
            authors: fields.texts("authors").unwrap_or_default(),
            aliases: fields.texts("aliases").unwrap_or_default(),
            template: fields.text("template"),
            in_search_index: fields.flag("in_search_index", Flag::On),
            extra: fields.table("extra").unwrap_or_default(),
        }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct SectionFrontMatter {
    pub title: Option<String>,
    pub description: Option<String>,
    pub sort_by: SortBy,
    pub weight: usize,
    pub draft: bool,
    pub template: Option<String>,
    pub paginate_by: Option<usize>,
    pub paginate_reversed: bool,
    pub paginate_path: String,
    pub insert_anchor_links: Option<InsertAnchor>,
    pub render: bool,
    pub redirect_to: Option<String>,
    pub in_search_index: bool,
    pub transparent: bool,
    pub page_template: Option<String>,
    pub aliases: Vec<String>,
    pub generate_feeds: bool,
    /// What its folder is called in addresses: `section_slug` in `[extra]`, since Zola has no such key.
    pub slug: Option<String>,
    pub extra: Table,
}

/// What the pages of a section are sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortBy {
    Date,
    UpdateDate,
    Title,
    TitleBytes,
    Weight,
    Slug,
    Permalink,
    None,
}

impl SortBy {
    const WORDS: [(&'static str, Self); 8] = [
        ("date", Self::Date),
        ("update_date", Self::UpdateDate),
        ("title", Self::Title),
        ("title_bytes", Self::TitleBytes),
        ("weight", Self::Weight),
        ("slug", Self::Slug),
        ("permalink", Self::Permalink),
        ("none", Self::None),
    ];
}

impl Default for SectionFrontMatter {
    fn default() -> Self {
        Self {
            title: None,
            description: None,
            sort_by: SortBy::None,
            weight: 0,
            draft: false,
            template: None,
            paginate_by: None,
            paginate_reversed: false,
            paginate_path: "page".to_owned(),
            insert_anchor_links: None,
            render: true,
            redirect_to: None,
            in_search_index: true,
            transparent: false,
            page_template: None,
            aliases: Vec::new(),
            generate_feeds: false,
            slug: None,
            extra: Table::new(),
        }
    }
}

impl SectionFrontMatter {
    /// This, with all of `other` that is only shown.
    #[must_use]
    pub fn showing(&self, other: &Self) -> Self {
        Self {
            title: other.title.clone(),
            description: other.description.clone(),
            extra: other.extra.clone(),
            ..self.clone()
        }
    }

    pub(super) fn read(fields: &mut Fields<'_>) -> Self {
        let extra = fields.table("extra").unwrap_or_default();
        Self {
            title: fields.text("title"),
            description: fields.text("description"),
            sort_by: fields
                .word("sort_by", &SortBy::WORDS)
                .unwrap_or(SortBy::None),
            weight: fields.count("weight").unwrap_or(0),
            draft: fields.flag("draft", Flag::Off),
            template: fields.text("template"),
            paginate_by: fields.count("paginate_by"),
            paginate_reversed: fields.flag("paginate_reversed", Flag::Off),
            paginate_path: fields
                .text("paginate_path")
                .unwrap_or_else(|| "page".to_owned()),
            insert_anchor_links: fields.word("insert_anchor_links", &InsertAnchor::WORDS),
            render: fields.flag("render", Flag::On),
            redirect_to: fields.text("redirect_to"),
            in_search_index: fields.flag("in_search_index", Flag::On),
            transparent: fields.flag("transparent", Flag::Off),
            page_template: fields.text("page_template"),
            aliases: fields.texts("aliases").unwrap_or_default(),
            generate_feeds: fields.flag("generate_feeds", Flag::Off),
            slug: section_slug(fields, &extra),
            extra,
        }
    }

    /// How many pages a pager holds; `None` when the section is not paginated.
    pub fn pager_size(&self) -> Option<usize> {
        self.paginate_by.filter(|by| *by > 0)
    }
}

fn date(fields: &mut Fields<'_>, key: &'static str) -> Option<Date> {
    let date = match fields.take(key)? {
        Value::Datetime(datetime) => Date::from_toml(&datetime),
        Value::String(text) => Date::parse(&text),
        _ => None,
    };
    if date.is_none() {
        fields.error(
            key,
            format!("`{key}` is not a date, e.g. 2019-12-31 or 2020-02-21T10:00:00Z"),
        );
    }
    date
}

/// A string that may be left out but not left empty.
fn filled(fields: &mut Fields<'_>, key: &'static str) -> Option<String> {
    let text = fields.text(key)?;
    if text.is_empty() {
        fields.error(
            key,
            format!("`{key}` cannot be empty: leave it out or give it a value"),
        );
        return None;
    }
    Some(text)
}

fn section_slug(fields: &mut Fields<'_>, extra: &Table) -> Option<String> {
    const KEY: &str = "section_slug";
    let (key, value) = extra.get_key_value(KEY)?;
    let own = Table::from_iter([(key.clone(), value.clone())]);
    fields.inner("extra", own, |inner| {
        let slug = filled(inner, KEY)?;
        if slug.contains('/') {
            inner.error(
                KEY,
                format!("`extra.{KEY}` is one part of the address: write it without `/`"),
            );
            return None;
        }
        Some(slug)
    })
}

fn taxonomies(fields: &mut Fields<'_>) -> Taxonomies {
    let Some(table) = fields.table("taxonomies") else {
        return Vec::new();
    };
    fields.inner("taxonomies", Table::new(), |inner| {
        let mut taxonomies = Vec::new();
        for (name, value) in table {
            let Some(terms) = inner.texts_of(&name, value) else {
                continue;
            };
            if terms.iter().any(|term| term.trim().is_empty()) {
                inner.error(&name, format!("a term of the taxonomy `{name}` is empty"));
                continue;
            }
            taxonomies.push((name, terms));
        }
        taxonomies
    })
}
