//! `get_page` and `get_section`: the page or section of a file, in the language asked for.

use std::borrow::Cow;

use tera::{Function, Kwargs, State, TeraResult, Value};

use super::{Lookup, Wanted, fault, language_code, no_file};
use crate::link::ContentId;
use crate::render::reads::{self, Read};

/// `get_page(path=, lang=, allow_missing=false)`.
pub struct GetPage(pub Lookup);

/// `get_section(path=, lang=, allow_missing=false)`.
pub struct GetSection(pub Lookup);

impl Function<TeraResult<Value>> for GetPage {
    fn call(&self, arguments: Kwargs, state: &State) -> TeraResult<Value> {
        get("get_page", &self.0, &arguments, state)
    }
}

impl Function<TeraResult<Value>> for GetSection {
    fn call(&self, arguments: Kwargs, state: &State) -> TeraResult<Value> {
        get("get_section", &self.0, &arguments, state)
    }
}

fn get(
    function: &'static str,
    lookup: &Lookup,
    arguments: &Kwargs,
    state: &State,
) -> TeraResult<Value> {
    let path = arguments.must_get::<Cow<str>>("path")?;
    let code = language_code(arguments, state, &lookup.config)?;
    let allow_missing = arguments.get::<bool>("allow_missing")?.unwrap_or(false);
    match find(function, lookup, &path, &code) {
        Ok(wanted) => (lookup.show)(wanted),
        Err(_) if allow_missing => {
            reads::note(Read::Structure);
            Ok(Value::none())
        }
        Err(why) => Err(fault(
            function,
            ("path", &path),
            why.tell(lookup, &path, &code),
        )),
    }
}

/// Why a file is not given; told only where nobody allows for it, since a hint looks at every file.
enum Missing {
    NoFile,
    NotAPage,
    NotASection,
    NoTranslation,
}

impl Missing {
    fn tell(&self, lookup: &Lookup, path: &str, code: &str) -> String {
        match self {
            Self::NoFile => no_file(&file(path), &lookup.site),
            Self::NotAPage => "this is a section; use `get_section`".to_owned(),
            Self::NotASection => "this is a page; use `get_page`".to_owned(),
            Self::NoTranslation => format!(
                "it has no translation into `{code}`; `allow_missing=true` lets the template go on"
            ),
        }
    }
}

/// The file as a site knows it: `./a.md` and `b//a.md` lead to it too.
fn file(path: &str) -> Cow<'_, str> {
    let path = path.strip_prefix("@/").unwrap_or(path);
    let says_nothing = |part: &str| part.is_empty() || part == ".";
    if path.starts_with('/') || !path.split('/').any(says_nothing) {
        return Cow::Borrowed(path);
    }
    let parts: Vec<&str> = path.split('/').filter(|part| !says_nothing(part)).collect();
    Cow::Owned(parts.join("/"))
}

fn find(
    function: &str,
    Lookup { config, site, .. }: &Lookup,
    path: &str,
    code: &str,
) -> Result<Wanted, Missing> {
    let found = site.find(&file(path)).ok_or(Missing::NoFile)?;
    let translated = config
        .language_id(code)
        .and_then(|language| site.translation(found, language));
    match (function, translated) {
        ("get_page", Some(ContentId::Page(id))) => Ok(Wanted::Page(id)),
        ("get_section", Some(ContentId::Section(id))) => Ok(Wanted::Section(id)),
        ("get_page", Some(_)) => Err(Missing::NotAPage),
        (_, Some(_)) => Err(Missing::NotASection),
        (_, None) => Err(Missing::NoTranslation),
    }
}

#[cfg(test)]
mod tests {
    use crate::render::functions::testing::Site;

    #[test]
    fn finds_the_file_in_the_language_of_the_page() {
        let site = Site::new(
            "[languages.fr]",
            "@a.md title = 'A' @a.fr.md title = 'Un' @b/_index.md @b/_index.fr.md @b/c.md",
        );
        for (lang, call, expected) in [
            ("en", r#"get_page(path="a.md")"#, "page /a/"),
            ("en", r#"get_page(path="./a.md")"#, "page /a/"),
            ("en", r#"get_page(path="@/b//./c.md")"#, "page /b/c/"),
            ("fr", r#"get_page(path="a.md")"#, "page /fr/a/"),
            (
                "en",
                r#"get_page(path="a.fr.md", lang="fr")"#,
                "page /fr/a/",
            ),
            ("fr", r#"get_page(path="a.md", lang="en")"#, "page /a/"),
            ("fr", r#"get_section(path="b/_index.md")"#, "section /fr/b/"),
            (
                "fr",
                r#"get_page(path="b/c.md", allow_missing=true) or "none""#,
                "none",
            ),
            (
                "fr",
                r#"get_page(path="x.md", allow_missing=true) or "none""#,
                "none",
            ),
        ] {
            site.check(lang, call, Ok(expected));
        }
        for (lang, call, expected) in [
            (
                "en",
                r#"get_page(path="aa.md")"#,
                "`get_page(path=\"aa.md\")`: there is no `content/aa.md` (did you mean `a.md`?)",
            ),
            (
                "fr",
                r#"get_page(path="b/c.md")"#,
                "it has no translation into `fr`",
            ),
            (
                "en",
                r#"get_page(path="b/_index.md")"#,
                "this is a section; use `get_section`",
            ),
            (
                "en",
                r#"get_section(path="a.md")"#,
                "this is a page; use `get_page`",
            ),
            ("en", r#"get_page()"#, "path"),
        ] {
            site.check(lang, call, Err(expected));
        }
    }
}
