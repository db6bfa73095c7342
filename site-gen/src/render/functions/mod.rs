//! The functions, filters and tests that templates have beyond Tera's own, as Zola 0.23 names them; a file for each family.
//! They see files through `SiteFiles` only, and keep nothing beyond the build they were made for.

mod chance;
mod lists;
pub mod clock;
pub mod content;
pub mod hash;
pub mod images;
pub mod load_data;
pub mod markdown;
pub mod numbers;
pub mod remote;
pub mod strings;
pub mod taxonomies;
#[cfg(test)]
pub mod testing;
pub mod urls;

use std::borrow::Cow;
use std::sync::Arc;

use tera::{Error, Kwargs, State, Tera, TeraResult, Value};

use crate::config::{Config, LanguageId};
use crate::link::{PageId, SectionId, Site};
use crate::site_files::SiteFiles;

/// A value that templates may ask for; taxonomies by their place in `Site::taxonomies`, terms by their place in that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    Page(PageId),
    Section(SectionId),
    Taxonomy(usize),
    Term(usize, usize),
}

/// Shows a page, a section, a taxonomy or a term as templates see it.
pub type Show = dyn Fn(Wanted) -> TeraResult<Value> + Send + Sync;

/// Renders a text as markdown, from the page at hand: the `markdown` filter.
pub type RenderMarkdown = dyn Fn(&str, &markdown::Place) -> Result<String, String> + Send + Sync;

/// What the functions of one build look things up in.
#[derive(Clone)]
pub struct Surroundings {
    pub config: Arc<Config>,
    pub site: Arc<Site>,
    pub files: Arc<SiteFiles>,
    pub images: Arc<images::Images>,
    pub show: Arc<Show>,
    pub render_markdown: Arc<RenderMarkdown>,
    /// When the build began.
    pub now: jiff::Timestamp,
}

/// Registers all of them.
pub fn register(tera: &mut Tera, surroundings: &Surroundings) {
    register_contributed(tera);
    let Surroundings {
        config,
        site,
        files,
        images,
        show,
        ..
    } = surroundings.clone();
    let default_language = config.language(config.default_language).code.clone();
    tera.register_filter("num_format", numbers::NumFormat { default_language });
    tera.register_filter("markdown", markdown::Markdown::new(surroundings));
    tera.register_function("now", clock::Now(surroundings.now));
    tera.register_function("load_data", load_data::LoadData::new(files.clone()));
    tera.register_function(
        "get_hash",
        hash::GetHash {
            files: files.clone(),
        },
    );
    tera.register_function(
        "get_image_metadata",
        images::GetImageMetadata {
            images: images.clone(),
        },
    );
    tera.register_function("resize_image", images::ResizeImage { images });
    tera.register_function(
        "trans",
        strings::Trans {
            config: config.clone(),
        },
    );
    tera.register_function(
        "text_direction",
        strings::TextDirection {
            config: config.clone(),
        },
    );
    let lookup = Lookup { config, site, show };
    tera.register_function(
        "get_url",
        urls::GetUrl {
            lookup: lookup.clone(),
            files,
        },
    );
    tera.register_function("get_page", content::GetPage(lookup.clone()));
    tera.register_function("get_section", content::GetSection(lookup.clone()));
    tera.register_function("get_taxonomy", taxonomies::GetTaxonomy(lookup.clone()));
    tera.register_function(
        "get_taxonomy_url",
        taxonomies::GetTaxonomyUrl(lookup.clone()),
    );
    tera.register_function("get_taxonomy_term", taxonomies::GetTaxonomyTerm(lookup));
}

/// The filters, functions and tests of tera-contrib that Zola has.
pub fn register_contributed(tera: &mut Tera) {
    use tera_contrib as contrib;
    tera.register_filter("base64_encode", contrib::base64::b64_encode);
    tera.register_filter("base64_decode", contrib::base64::b64_decode);
    tera.register_filter("regex_replace", contrib::regex::RegexReplace::default());
    tera.register_filter("striptags", contrib::regex::striptags);
    tera.register_filter("spaceless", contrib::regex::spaceless);
    tera.register_filter("urlencode", contrib::urlencode::urlencode);
    tera.register_filter("urlencode_strict", contrib::urlencode::urlencode_strict);
    tera.register_filter("json_encode", contrib::json::json_encode);
    tera.register_filter("filesizeformat", contrib::filesize_format::filesize_format);
    tera.register_filter("format", contrib::format::format);
    tera.register_filter("slugify", contrib::slug::slug);
    tera.register_filter("date", numbers::date);
    tera.register_filter("list_format", numbers::list_format);
    tera.register_filter("group_by", lists::group_by);
    tera.register_filter("shuffle", chance::shuffle);
    tera.register_function("get_random", chance::get_random);
    tera.register_test("matching", contrib::regex::Matching::default());
    tera.register_test("before", contrib::dates::is_before);
    tera.register_test("after", contrib::dates::is_after);
}

/// What is looked up in the linked site.
#[derive(Clone)]
pub struct Lookup {
    pub config: Arc<Config>,
    pub site: Arc<Site>,
    pub show: Arc<Show>,
}

/// The language that a call means: its `lang`, else the page's, else the default.
fn language_code<'a>(
    arguments: &'a Kwargs,
    state: &State,
    config: &'a Config,
) -> TeraResult<Cow<'a, str>> {
    if let Some(code) = arguments.get::<Cow<str>>("lang")? {
        return Ok(code);
    }
    let default = || Cow::Borrowed(config.language(config.default_language).code.as_str());
    let code = state.get::<Value>("lang")?;
    Ok(code.map_or_else(default, |code| match code.as_str() {
        Some(code) => Cow::Owned(code.to_owned()),
        None => Cow::Owned(code.to_string()),
    }))
}

/// The same, as a language of the config.
fn language(
    function: &str,
    arguments: &Kwargs,
    state: &State,
    config: &Config,
) -> TeraResult<LanguageId> {
    let code = language_code(arguments, state, config)?;
    config
        .language_id(&code)
        .ok_or_else(|| unknown_language(function, &code, config))
}

fn unknown_language(function: &str, code: &str, config: &Config) -> Error {
    let codes = config
        .languages
        .iter()
        .map(|language| language.code.as_str());
    fault(
        function,
        ("lang", code),
        format!("the config has no language `{code}`{}", hint(code, codes)),
    )
}

/// Why a site has no such file.
fn no_file(file: &str, site: &Site) -> String {
    if site.drafts().contains(file) {
        return format!("`content/{file}` is a draft, or lies below one");
    }
    format!("there is no `content/{file}`{}", hint(file, site.files()))
}

/// ` (did you mean …?)`, or nothing where no name is near.
fn hint<'a>(wanted: &str, names: impl IntoIterator<Item = &'a str>) -> String {
    crate::problem::nearest(wanted, names)
        .map(|name| format!(" (did you mean `{name}`?)"))
        .unwrap_or_default()
}

/// A function's error: which function, which argument, what is wrong.
fn fault(
    function: &str,
    (argument, value): (&str, &str),
    message: impl std::fmt::Display,
) -> Error {
    Error::message(format!("`{function}({argument}=\"{value}\")`: {message}"))
}
