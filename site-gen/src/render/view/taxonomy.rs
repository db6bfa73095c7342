//! A taxonomy with its terms and their pages, as templates see it.

use tera::Value;

use crate::config::Config;
use crate::link::Taxonomy;
use crate::render::config_view;
use crate::render::value::MapBuilder;
use crate::row::Row;

/// A taxonomy with its terms.
#[derive(Clone, Debug)]
pub struct TaxonomyView {
    /// What `get_taxonomy` gives.
    pub value: Value,
    pub config: Value,
    pub terms: Vec<Value>,
}

/// `known` gives the values of terms that need not be made again, by place.
pub(super) fn taxonomy(
    taxonomy: &Taxonomy,
    (config, pages): (&Config, &Row<Value>),
    known: impl Fn(usize) -> Option<Value>,
) -> TaxonomyView {
    let terms: Vec<Value> = taxonomy
        .terms
        .iter()
        .enumerate()
        .map(|(place, term)| {
            if let Some(value) = known(place) {
                return value;
            }
            let own = term.pages.iter().map(|id| pages[id.index()].clone());
            MapBuilder::new()
                .set("name", term.name.as_str())
                .set("slug", term.slug.as_str())
                .set("path", term.path.as_str())
                .set("permalink", term.permalink.as_str())
                .set("pages", own.collect::<Vec<_>>())
                .set("page_count", term.pages.len())
                .build()
        })
        .collect();
    let kind = config_view::taxonomy(&taxonomy.config);
    let value = MapBuilder::new()
        .set("kind", kind.clone())
        .set("lang", config.language(taxonomy.language).code.as_str())
        .set("permalink", taxonomy.permalink.as_str())
        .set("items", terms.clone())
        .build();
    TaxonomyView {
        value,
        config: kind,
        terms,
    }
}
