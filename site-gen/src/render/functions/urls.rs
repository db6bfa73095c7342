//! `get_url`: the address of a page by its file (`@/…`), or of any path in the site.

use std::borrow::Cow;
use std::sync::Arc;

use tera::{Error, Function, Kwargs, State, TeraResult};

use super::hash::short_hash;
use super::{Lookup, fault, language, no_file};
use crate::config::Config;
use crate::parse::FileName;
use crate::render::reads::{self, Read};
use crate::site_files::SiteFiles;

/// `get_url(path=, lang=, trailing_slash=false, cachebust=false)`.
pub struct GetUrl {
    pub lookup: Lookup,
    pub files: Arc<SiteFiles>,
}

impl Function<TeraResult<String>> for GetUrl {
    fn call(&self, arguments: Kwargs, state: &State) -> TeraResult<String> {
        let path = arguments.must_get::<Cow<str>>("path")?;
        match path.strip_prefix("@/") {
            Some(file) => self.of_content(file, &arguments, state),
            None => self.of_path(&path, &arguments),
        }
    }

    fn is_safe(&self) -> bool {
        true
    }
}

impl GetUrl {
    /// The page in the language of the page at hand, or in the one asked for. As in Zola, a path that names its language
    /// keeps it, and is in the default language only if it names none.
    fn of_content(&self, file: &str, arguments: &Kwargs, state: &State) -> TeraResult<String> {
        let Lookup { config, site, .. } = &self.lookup;
        let language = language("get_url", arguments, state, config)?;
        let (file, anchor) = file
            .split_once('#')
            .map_or((file, None), |(file, anchor)| (file, Some(anchor)));
        let file = percent_encoding::percent_decode_str(file).decode_utf8_lossy();
        let wrong = |message: String| fault("get_url", ("path", &format!("@/{file}")), message);
        let found = site
            .find(&file)
            .ok_or_else(|| wrong(no_file(&file, site)))?;
        let asks =
            language != config.default_language && arguments.get::<Cow<str>>("lang")?.is_some();
        let translated = if names_language(&file, site.name(found)) && !asks {
            found
        } else {
            site.translation(found, language).ok_or_else(|| {
                wrong(format!(
                    "`content/{file}` has no translation into `{}`",
                    config.language(language).code
                ))
            })?
        };
        reads::note(Read::Permalink(translated));
        let permalink = site.permalink(translated);
        Ok(anchor.map_or_else(
            || permalink.to_owned(),
            |anchor| format!("{permalink}#{anchor}"),
        ))
    }

    fn of_path(&self, path: &str, arguments: &Kwargs) -> TeraResult<String> {
        let path = in_language(
            path,
            arguments.get::<Cow<str>>("lang")?.as_deref(),
            &self.lookup.config,
        );
        let mut url = self.lookup.config.permalink(&path);
        if !arguments.get::<bool>("trailing_slash")?.unwrap_or(false) && url.ends_with('/') {
            url.pop();
        }
        if arguments.get::<bool>("cachebust")?.unwrap_or(false) {
            url.push_str("?h=");
            url.push_str(&self.cache_bust(&path)?);
        }
        Ok(url)
    }

    fn cache_bust(&self, path: &str) -> Result<String, Error> {
        let file = self
            .files
            .find(path)
            .map_err(|error| fault("get_url", ("path", path), error))?;
        let bytes = file
            .read()
            .map_err(|error| fault("get_url", ("path", path), error))?;
        Ok(short_hash(&bytes))
    }
}

/// Whether the path of a file says which language that is in.
fn names_language(path: &str, name: &FileName) -> bool {
    path == name.relative && name.filename != format!("{}.md", name.name)
}

/// Puts the language in front unless it is the default one or stands there already. As in Zola, any code will do.
fn in_language(path: &str, code: Option<&str>, config: &Config) -> String {
    let default = config.language(config.default_language).code.as_str();
    let mut signs = path.chars();
    signs.next();
    match code {
        Some(code) if code != default && !signs.as_str().starts_with(code) => {
            format!("{code}/{path}")
        }
        Some(code) if code != default && path.is_empty() => format!("{code}/"),
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use crate::render::functions::testing::Site;

    #[test]
    fn addresses_files_and_paths() {
        let site = Site::new(
            "[languages.fr]\n[languages.sv]",
            "@a.md @a.fr.md @a.sv.md @b/_index.md @c d.md @d.md draft = true",
        );
        for (lang, call, expected) in [
            ("en", r#"get_url(path="@/a.md")"#, "https://e.org/a/"),
            ("fr", r#"get_url(path="@/a.md")"#, "https://e.org/fr/a/"),
            (
                "fr",
                r#"get_url(path="@/a.md#x", lang="en")"#,
                "https://e.org/a/#x",
            ),
            ("en", r#"get_url(path="@/a.fr.md")"#, "https://e.org/fr/a/"),
            ("fr", r#"get_url(path="@/a.fr.md")"#, "https://e.org/fr/a/"),
            ("sv", r#"get_url(path="@/a.fr.md")"#, "https://e.org/fr/a/"),
            (
                "fr",
                r#"get_url(path="@/a.fr.md", lang="en")"#,
                "https://e.org/fr/a/",
            ),
            (
                "en",
                r#"get_url(path="@/a.fr.md", lang="sv")"#,
                "https://e.org/sv/a/",
            ),
            ("en", r#"get_url(path="@/b/_index.md")"#, "https://e.org/b/"),
            ("en", r#"get_url(path="@/c%20d.md")"#, "https://e.org/c-d/"),
            ("en", r#"get_url(path="app.js")"#, "https://e.org/app.js"),
            ("fr", r#"get_url(path="/app.js")"#, "https://e.org/app.js"),
            (
                "en",
                r#"get_url(path="app.js", trailing_slash=true)"#,
                "https://e.org/app.js/",
            ),
            (
                "en",
                r#"get_url(path="app.js", cachebust=true)"#,
                "https://e.org/app.js?h=0a286891c11c056e1ab5",
            ),
            (
                "en",
                r#"get_url(path="app.js", cachebust=true, trailing_slash=true)"#,
                "https://e.org/app.js/?h=0a286891c11c056e1ab5",
            ),
            (
                "en",
                r#"get_url(path="om", lang="fr")"#,
                "https://e.org/fr/om",
            ),
            (
                "en",
                r#"get_url(path="/fr/om/", lang="fr")"#,
                "https://e.org/fr/om",
            ),
            ("en", r#"get_url(path="", lang="fr")"#, "https://e.org/fr"),
            (
                "en",
                r#"get_url(path="om", lang=[][0])"#,
                "https://e.org/om",
            ),
            ("en", r#"get_url(path="å")"#, "https://e.org/å"),
            ("en", r#"get_url(path="/")"#, "https://e.org"),
            (
                "en",
                r#"get_url(path="https://other.example/x")"#,
                "https://e.org/https://other.example/x",
            ),
        ] {
            site.check(lang, call, Ok(expected));
        }
        for (lang, call, expected) in [
            (
                "en",
                r#"get_url(path="@/aa.md")"#,
                "`get_url(path=\"@/aa.md\")`: there is no `content/aa.md` (did you mean `a.md`?)",
            ),
            (
                "en",
                r#"get_url(path="@/d.md")"#,
                "`content/d.md` is a draft",
            ),
            (
                "fr",
                r#"get_url(path="@/b/_index.md")"#,
                "`content/b/_index.md` has no translation into `fr`",
            ),
            (
                "en",
                r#"get_url(path="@/a.md", lang="fe")"#,
                "the config has no language `fe`",
            ),
            (
                "en",
                r#"get_url(path="apq.js", cachebust=true)"#,
                "(did you mean `app.js`?)",
            ),
        ] {
            site.check(lang, call, Err(expected));
        }
    }
}
