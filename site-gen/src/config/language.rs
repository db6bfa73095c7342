//! The settings that each language has of its own: `[languages.fr]`, and the top level for the default language.

use std::collections::BTreeMap;

use toml::Value;

use super::flag;
use crate::fields::{Fields, Flag};
use crate::problem::Severity;

/// A language by its place in `Config::languages`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LanguageId(u16);

impl LanguageId {
    pub fn new(index: usize) -> Self {
        Self(u16::try_from(index).unwrap_or(u16::MAX))
    }

    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Language {
    /// As in the config and in file names, e.g. `fa-AF`.
    pub code: String,
    pub title: Option<String>,
    pub description: Option<String>,
    pub generate_feeds: bool,
    pub feed_filenames: Vec<String>,
    pub taxonomies: Vec<TaxonomyConfig>,
    pub build_search_index: bool,
    pub search: Search,
    /// What `trans()` looks up.
    pub translations: BTreeMap<String, String>,
}

impl Language {
    pub fn new(code: &str) -> Self {
        Self {
            code: code.to_owned(),
            title: None,
            description: None,
            generate_feeds: false,
            feed_filenames: vec!["atom.xml".to_owned()],
            taxonomies: Vec::new(),
            build_search_index: false,
            search: Search::default(),
            translations: BTreeMap::new(),
        }
    }

    /// Reads the keys that a language has; the default language has them at the top of the file.
    pub(super) fn read(fields: &mut Fields<'_>, code: &str) -> Self {
        let default = Self::new(code);
        Self {
            code: default.code,
            title: fields.text("title"),
            description: fields.text("description"),
            generate_feeds: flag(fields, "generate_feeds"),
            feed_filenames: fields
                .texts("feed_filenames")
                .unwrap_or(default.feed_filenames),
            taxonomies: read_taxonomies(fields),
            build_search_index: flag(fields, "build_search_index"),
            search: Search::read(fields),
            translations: read_translations(fields),
        }
    }

    /// The taxonomy with this name.
    pub fn taxonomy(&self, name: &str) -> Option<&TaxonomyConfig> {
        self.taxonomies.iter().find(|t| t.name == name)
    }

    /// Merges the default language's own table into what the top level says; an error names a key set in both.
    pub(super) fn merge(&mut self, other: Self) -> Result<(), &'static str> {
        let fresh = Self::new(&self.code);
        merge_field(&mut self.title, other.title, &None, "title")?;
        merge_field(
            &mut self.description,
            other.description,
            &None,
            "description",
        )?;
        let names = &fresh.feed_filenames;
        if self.feed_filenames == *names {
            self.feed_filenames = other.feed_filenames;
        } else if !other.feed_filenames.is_empty() {
            return Err("feed_filenames");
        }
        let none = Vec::new();
        merge_field(&mut self.taxonomies, other.taxonomies, &none, "taxonomies")?;
        let none = BTreeMap::new();
        merge_field(
            &mut self.translations,
            other.translations,
            &none,
            "translations",
        )?;
        self.generate_feeds |= other.generate_feeds;
        self.build_search_index |= other.build_search_index;
        if self.search == fresh.search {
            self.search = other.search;
        } else if self.search != other.search {
            return Err("search");
        }
        Ok(())
    }
}

fn merge_field<T: PartialEq>(
    mine: &mut T,
    other: T,
    unset: &T,
    key: &'static str,
) -> Result<(), &'static str> {
    match (*mine == *unset, other == *unset) {
        (true, _) => *mine = other,
        (false, true) => {}
        (false, false) => return Err(key),
    }
    Ok(())
}

fn read_translations(fields: &mut Fields<'_>) -> BTreeMap<String, String> {
    let Some(table) = fields.table("translations") else {
        return BTreeMap::new();
    };
    let mut translations = BTreeMap::new();
    fields.inner("translations", table.clone(), |inner| {
        for (key, value) in table {
            match value {
                Value::String(text) => {
                    translations.insert(key, text);
                }
                _ => inner.error(&key, format!("the translation of `{key}` must be a string")),
            }
        }
    });
    translations
}

/// A taxonomy as the config defines it for one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaxonomyConfig {
    pub name: String,
    /// The name as it stands in URLs.
    pub slug: String,
    pub paginate_by: Option<usize>,
    pub paginate_path: Option<String>,
    pub render: bool,
    pub feed: bool,
}

impl TaxonomyConfig {
    /// How many pages a pager holds; `None` when terms are not paginated.
    pub fn pager_size(&self) -> Option<usize> {
        self.paginate_by.filter(|by| *by > 0)
    }

    pub fn pager_path(&self) -> &str {
        self.paginate_path.as_deref().unwrap_or("page")
    }
}

fn read_taxonomies(fields: &mut Fields<'_>) -> Vec<TaxonomyConfig> {
    match fields.take("taxonomies") {
        None => Vec::new(),
        Some(Value::Array(items)) => items
            .into_iter()
            .filter_map(|item| read_taxonomy(fields, item))
            .collect(),
        Some(_) => {
            let message = "`taxonomies` must be a list of tables, e.g. [{ name = \"tags\" }]";
            fields.error("taxonomies", message);
            Vec::new()
        }
    }
}

fn read_taxonomy(fields: &mut Fields<'_>, item: Value) -> Option<TaxonomyConfig> {
    let Value::Table(table) = item else {
        fields.error(
            "taxonomies",
            "a taxonomy must be a table, e.g. { name = \"tags\" }",
        );
        return None;
    };
    fields.inner("taxonomies", table, |inner| {
        let taxonomy = TaxonomyConfig {
            name: inner.text("name").unwrap_or_default(),
            slug: inner.text("slug").unwrap_or_default(),
            paginate_by: inner.count("paginate_by"),
            paginate_path: inner.text("paginate_path"),
            render: inner.flag("render", Flag::On),
            feed: inner.flag("feed", Flag::Off),
        };
        if taxonomy.name.is_empty() {
            inner.error("name", "a taxonomy needs a `name`");
        }
        inner.reject_unknown(Severity::Warning);
        Some(taxonomy)
    })
}

/// What goes into a search index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    pub include_title: bool,
    pub include_content: bool,
    /// Counted in code points.
    pub truncate_content_length: Option<usize>,
    pub include_description: bool,
    pub include_date: bool,
    pub include_path: bool,
    pub index_format: IndexFormat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IndexFormat {
    ElasticlunrJson,
    ElasticlunrJavascript,
    FuseJson,
    FuseJavascript,
}

impl IndexFormat {
    const WORDS: [(&'static str, Self); 4] = [
        ("elasticlunr_json", Self::ElasticlunrJson),
        ("elasticlunr_javascript", Self::ElasticlunrJavascript),
        ("fuse_json", Self::FuseJson),
        ("fuse_javascript", Self::FuseJavascript),
    ];

    /// As it is written in the config.
    pub fn word(self) -> &'static str {
        Self::WORDS
            .iter()
            .find(|(_, format)| *format == self)
            .map_or("", |(word, _)| word)
    }
}

impl Default for Search {
    fn default() -> Self {
        Self {
            include_title: true,
            include_content: true,
            truncate_content_length: None,
            include_description: false,
            include_date: false,
            include_path: false,
            index_format: IndexFormat::ElasticlunrJavascript,
        }
    }
}

impl Search {
    fn read(fields: &mut Fields<'_>) -> Self {
        let table = fields.table("search").unwrap_or_default();
        fields.inner("search", table, |inner| {
            let search = Self {
                include_title: inner.flag("include_title", Flag::On),
                include_content: inner.flag("include_content", Flag::On),
                truncate_content_length: inner.count("truncate_content_length"),
                include_description: flag(inner, "include_description"),
                include_date: flag(inner, "include_date"),
                include_path: flag(inner, "include_path"),
                index_format: inner
                    .word("index_format", &IndexFormat::WORDS)
                    .unwrap_or(IndexFormat::ElasticlunrJavascript),
            };
            inner.reject_unknown(Severity::Warning);
            search
        })
    }
}
