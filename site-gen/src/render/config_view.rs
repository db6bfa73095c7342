//! The config as templates see it, one value for each language.

use tera::{Map, Value};

use super::value::{MapBuilder, number, table, text, texts};
use crate::config::{
    Config, Highlighting, Language, LanguageId, Markdown, PagersInSitemap, TaxonomyConfig, Themes,
};

/// `config` in the templates of one language.
pub fn config(config: &Config, id: LanguageId) -> Value {
    let language = config.language(id);
    let mut others = Map::new();
    for other in config
        .languages
        .iter()
        .filter(|other| other.code != language.code)
    {
        others.insert(other.code.clone().into(), language_options(other));
    }
    let default = &config.language(config.default_language).code;
    MapBuilder::new()
        .set("base_url", config.base_url.as_str())
        .set("mode", config.mode.word())
        .set("title", text(language.title.as_deref()))
        .set("description", text(language.description.as_deref()))
        .set("languages", Value::from(others))
        .set("default_language", default.as_str())
        .set("generate_feed", language.generate_feeds)
        .set("generate_feeds", language.generate_feeds)
        .set("feed_filenames", texts(&language.feed_filenames))
        .set("taxonomies", taxonomies(&language.taxonomies))
        .set("author", text(config.author.as_deref()))
        .set("build_search_index", language.build_search_index)
        .set("extra", table(&config.extra))
        .set("markdown", markdown(&config.markdown))
        .set("search", search(language))
        .set("generate_sitemap", config.generate_sitemap)
        .set("generate_robots_txt", config.generate_robots_txt)
        .set(
            "exclude_paginated_pages_in_sitemap",
            pagers(config.pagers_in_sitemap),
        )
        .build()
}

/// A taxonomy's settings, as `taxonomy` in its templates.
pub fn taxonomy(taxonomy: &TaxonomyConfig) -> Value {
    MapBuilder::new()
        .set("name", taxonomy.name.as_str())
        .set("slug", taxonomy.slug.as_str())
        .set("paginate_by", number(taxonomy.paginate_by))
        .set("paginate_path", text(taxonomy.paginate_path.as_deref()))
        .set("render", taxonomy.render)
        .set("feed", taxonomy.feed)
        .build()
}

fn taxonomies(items: &[TaxonomyConfig]) -> Value {
    Value::from(items.iter().map(taxonomy).collect::<Vec<_>>())
}

fn pagers(pagers: PagersInSitemap) -> &'static str {
    match pagers {
        PagersInSitemap::Included => "none",
        PagersInSitemap::Excluded => "all",
    }
}

fn search(language: &Language) -> Value {
    MapBuilder::new()
        .set("index_format", language.search.index_format.word())
        .build()
}

fn language_options(language: &Language) -> Value {
    let mut translations = Map::new();
    for (key, value) in &language.translations {
        translations.insert(key.clone().into(), Value::from(value.as_str()));
    }
    MapBuilder::new()
        .set("title", text(language.title.as_deref()))
        .set("description", text(language.description.as_deref()))
        .set("generate_feeds", language.generate_feeds)
        .set("feed_filenames", texts(&language.feed_filenames))
        .set("taxonomies", taxonomies(&language.taxonomies))
        .set("build_search_index", language.build_search_index)
        .set("search", whole_search(language))
        .set("translations", Value::from(translations))
        .build()
}

fn whole_search(language: &Language) -> Value {
    let search = &language.search;
    MapBuilder::new()
        .set("include_title", search.include_title)
        .set("include_content", search.include_content)
        .set(
            "truncate_content_length",
            number(search.truncate_content_length),
        )
        .set("include_description", search.include_description)
        .set("include_date", search.include_date)
        .set("include_path", search.include_path)
        .set("index_format", search.index_format.word())
        .build()
}

fn markdown(markdown: &Markdown) -> Value {
    let highlighting = markdown.highlighting.as_ref();
    MapBuilder::new()
        .set(
            "highlighting",
            highlighting.map_or_else(Value::none, highlighting_view),
        )
        .set("render_emoji", markdown.render_emoji)
        .set(
            "external_links_class",
            text(markdown.external_links_class.as_deref()),
        )
        .set(
            "external_links_target_blank",
            markdown.external_links_target_blank,
        )
        .set(
            "external_links_no_follow",
            markdown.external_links_no_follow,
        )
        .set(
            "external_links_no_referrer",
            markdown.external_links_no_referrer,
        )
        .set("external_links_external", markdown.external_links_external)
        .set("smart_punctuation", markdown.smart_punctuation)
        .set("definition_list", markdown.definition_list)
        .set("bottom_footnotes", markdown.bottom_footnotes)
        .set("lazy_async_image", markdown.lazy_async_image)
        .set("insert_anchor_links", markdown.insert_anchor_links.word())
        .set("github_alerts", markdown.github_alerts)
        .build()
}

fn highlighting_view(highlighting: &Highlighting) -> Value {
    let (single, light, dark) = match &highlighting.themes {
        Themes::Single(theme) => (Some(theme), None, None),
        Themes::Dual { light, dark } => (None, Some(light), Some(dark)),
    };
    let theme = |name: Option<&String>| text(name.map(String::as_str));
    let style = if highlighting.uses_classes {
        "class"
    } else {
        "inline"
    };
    MapBuilder::new()
        .set(
            "error_on_missing_language",
            highlighting.error_on_missing_language,
        )
        .set("style", style)
        .set("theme", theme(single))
        .set("light_theme", theme(light))
        .set("dark_theme", theme(dark))
        .set("extra_grammars", texts(&highlighting.extra_grammars))
        .set("extra_themes", texts(&highlighting.extra_themes))
        .set("data_attr_position", highlighting.data_attr_position.word())
        .build()
}
