//! The text of `config.toml` (or `zola.toml`) and of a theme's `theme.toml` → `Config`: every key of Zola 0.23, its
//! languages in order. Must not know the disk: whoever reads the files passes their text.

mod choices;
mod doubts;
mod language;
mod markdown;
mod site;

pub use choices::{Encoding, LinkChecker, LinkLevel, Mode, PagersInSitemap, Slugify, SlugifyMode};
pub use language::{IndexFormat, Language, LanguageId, Search, TaxonomyConfig};
pub use markdown::{DataAttribute, Highlighting, InsertAnchor, Markdown, Themes};

use globset::GlobSet;
use toml::{Table, Value};

use crate::fields::{Fields, Flag, Place, parse_toml};
use crate::problem::{Problem, Severity};

/// All settings of a site, checked.
#[derive(Clone, Debug)]
pub struct Config {
    /// The file's name, for problems: `config.toml` or `zola.toml`.
    pub file: String,
    pub base_url: String,
    pub theme: Option<String>,
    pub author: Option<String>,
    /// In the order of the file; the default language first unless it has a table of its own.
    pub languages: Vec<Language>,
    pub default_language: LanguageId,
    /// The top-level switch; each language has its own besides.
    pub generate_feeds: bool,
    pub feed_limit: Option<usize>,
    /// The top-level names, which decide where permalinks get no slash.
    pub feed_filenames: Vec<String>,
    pub taxonomy_root: Option<String>,
    pub compile_sass: bool,
    pub minify_html: bool,
    pub build_search_index: bool,
    /// The top-level search settings; the format of every index is theirs.
    pub search: Search,
    pub hard_link_static: bool,
    pub ignored_content: GlobSet,
    pub ignored_static: GlobSet,
    pub skip_content_templating: GlobSet,
    pub mode: Mode,
    pub output_dir: String,
    pub preserve_dotfiles_in_output: bool,
    pub link_checker: LinkChecker,
    pub slugify: Slugify,
    pub markdown: Markdown,
    pub generate_sitemap: bool,
    pub generate_robots_txt: bool,
    pub pagers_in_sitemap: PagersInSitemap,
    /// In what ways each text of the output is compressed beside itself: `precompress` under `[extra]`.
    pub precompress: Vec<Encoding>,
    /// The site's own settings, those of its theme merged in.
    pub extra: Table,
}

impl Config {
    /// Reads the settings; the problems hold unknown keys, wrong types and wrong values, all of them.
    ///
    /// # Errors
    /// When the text is no TOML, or a value is missing or wrong.
    pub fn parse(file: &str, text: &str) -> Result<(Self, Vec<Problem>), Vec<Problem>> {
        let place = Place {
            file,
            text,
            first_line: 1,
            syntax: crate::fields::Syntax::Toml,
        };
        let mut fields = Fields::new(parse_toml(place)?, place);
        let config = site::read(&mut fields, file);
        fields.reject_unknown(Severity::Error);
        if fields.problems.iter().any(Problem::is_error) {
            return Err(fields.problems);
        }
        let doubts = doubts::problems(&config, place);
        Ok((config, [fields.problems, doubts].concat()))
    }

    /// How code is coloured, with files that are named from the site's root: the config names them from its own folder.
    pub fn highlighting_from_root(&self) -> Option<Highlighting> {
        let mut highlighting = self.markdown.highlighting.clone()?;
        if let Some((folder, _)) = self.file.rsplit_once('/') {
            let own = [
                &mut highlighting.extra_grammars,
                &mut highlighting.extra_themes,
            ];
            for file in own.into_iter().flatten() {
                *file = format!("{folder}/{file}");
            }
        }
        Some(highlighting)
    }

    /// Merges the `[extra]` of a theme under the site's own.
    ///
    /// # Errors
    /// When the text is no TOML, or a table of one meets something else in the other.
    pub fn merge_theme(&mut self, file: &str, text: &str) -> Result<(), Vec<Problem>> {
        let place = Place {
            file,
            text,
            first_line: 1,
            syntax: crate::fields::Syntax::Toml,
        };
        let mut theme = parse_toml(place)?;
        let Some(Value::Table(extra)) = theme.remove("extra") else {
            return Ok(());
        };
        merge(&mut self.extra, extra, "extra").map_err(|key| {
            let message = format!("`{key}` is a table in one of {file} and {} only", self.file);
            vec![Problem::error(file, 0, message)]
        })
    }

    pub fn language(&self, id: LanguageId) -> &Language {
        &self.languages[id.index()]
    }

    pub fn language_id(&self, code: &str) -> Option<LanguageId> {
        let index = self.languages.iter().position(|l| l.code == code)?;
        Some(LanguageId::new(index))
    }

    pub fn language_ids(&self) -> impl Iterator<Item = LanguageId> + use<> {
        (0..self.languages.len()).map(LanguageId::new)
    }

    pub fn is_multilingual(&self) -> bool {
        self.languages.len() > 1
    }

    /// Whether `[extra]` switches on something that Zola lacks: only what is asked for may change a page's bytes.
    pub fn opts_in(&self, switch: &str) -> bool {
        self.extra.get(switch).and_then(Value::as_bool) == Some(true)
    }

    /// Whether `om.sv.md` is `om.md` where `sv` is the default language.
    pub fn reads_default_suffix(&self) -> bool {
        self.opts_in("default_language_suffix")
    }

    /// The part of a path that names the language: empty for the default one, else `fr/`.
    pub fn language_prefix(&self, id: LanguageId) -> String {
        if id == self.default_language {
            return String::new();
        }
        format!("{}/", self.language(id).code)
    }

    /// Where a taxonomy lives, e.g. `/fr/tags/`.
    pub fn taxonomy_path(&self, language: LanguageId, taxonomy: &TaxonomyConfig) -> String {
        let root = self.taxonomy_root.as_ref();
        let root = root.map_or_else(String::new, |root| format!("{root}/"));
        let prefix = self.language_prefix(language);
        format!("/{prefix}{root}{}/", taxonomy.slug)
    }

    /// The URL of a path: a slash is added at its end unless it names a feed or an anchor.
    pub fn permalink(&self, path: &str) -> String {
        let is_feed = || self.feed_filenames.iter().any(|name| path.ends_with(name));
        let complete = path.is_empty() || path.ends_with('/') || path.contains('#') || is_feed();
        let tail = if complete { "" } else { "/" };
        let base = self.base_url.strip_suffix('/').unwrap_or(&self.base_url);
        format!("{base}/{}{tail}", path.strip_prefix('/').unwrap_or(path))
    }
}

/// Merges `from` under `into`; an error names the key at which a table meets something else.
fn merge(into: &mut Table, from: Table, path: &str) -> Result<(), String> {
    for (key, value) in from {
        let path = format!("{path}.{key}");
        match (into.get_mut(&key), value) {
            (None, value) => {
                into.insert(key, value);
            }
            (Some(Value::Table(mine)), Value::Table(theirs)) => merge(mine, theirs, &path)?,
            (Some(Value::Table(_)), _) | (Some(_), Value::Table(_)) => return Err(path),
            (Some(_), _) => {}
        }
    }
    Ok(())
}

/// A flag at the top of the file; all are off by default but two.
fn flag(fields: &mut Fields<'_>, key: &'static str) -> bool {
    fields.flag(key, Flag::Off)
}

#[cfg(test)]
mod tests;
