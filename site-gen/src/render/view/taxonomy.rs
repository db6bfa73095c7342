//! A taxonomy with its terms and their pages, as templates see it.

use tera::Value;

use crate::config::Config;
use crate::link::Taxonomy;
use crate::render::config_view;
use crate::render::value::MapBuilder;

/// A taxonomy with its terms.
#[derive(Clone, Debug)]
pub struct TaxonomyView {
    /// What `get_taxonomy` gives.
    pub value: Value,
    pub config: Value,
    pub terms: Vec<Value>,
}

pub(super) fn taxonomy(taxonomy: &Taxonomy, config: &Config, pages: &[Value]) -> TaxonomyView {
    let terms: Vec<Value> = taxonomy
        .terms
        .iter()
        .map(|term| {
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
