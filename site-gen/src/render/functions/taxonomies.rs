//! `get_taxonomy`, `get_taxonomy_term` and `get_taxonomy_url`: a taxonomy of the page's language, its terms and addresses.

use tera::{Error, Function, Kwargs, State, TeraResult, Value};

use super::{Lookup, Wanted, fault, hint, language_code};
use crate::render::reads::{self, Read};

/// `get_taxonomy(kind=, lang=, required=true)`.
pub struct GetTaxonomy(pub Lookup);

/// `get_taxonomy_term(kind=, term=, lang=, required=true)`.
pub struct GetTaxonomyTerm(pub Lookup);

/// `get_taxonomy_url(kind=, term=, lang=, required=true)`; `name` is the old word for `term`.
pub struct GetTaxonomyUrl(pub Lookup);

impl Function<TeraResult<Value>> for GetTaxonomy {
    fn call(&self, arguments: Kwargs, state: &State) -> TeraResult<Value> {
        let Lookup { show, .. } = &self.0;
        match taxonomy("get_taxonomy", &self.0, &arguments, state)? {
            Some(index) => show(Wanted::Taxonomy(index)),
            None => Ok(Value::none()),
        }
    }
}

impl Function<TeraResult<Value>> for GetTaxonomyTerm {
    fn call(&self, arguments: Kwargs, state: &State) -> TeraResult<Value> {
        let name = arguments.must_get::<&str>("term")?;
        let Some(index) = taxonomy("get_taxonomy_term", &self.0, &arguments, state)? else {
            return Ok(Value::none());
        };
        match self.0.term(index, name) {
            Some(term) => (self.0.show)(Wanted::Term(index, term)),
            None if !required(&arguments)? => {
                reads::note(Read::Terms);
                Ok(Value::none())
            }
            None => Err(self.0.no_term("get_taxonomy_term", index, name)),
        }
    }
}

impl Function<TeraResult<Value>> for GetTaxonomyUrl {
    fn call(&self, arguments: Kwargs, state: &State) -> TeraResult<Value> {
        let name = match (
            arguments.get::<&str>("term")?,
            arguments.get::<&str>("name")?,
        ) {
            (None, Some(name)) => name,
            _ => arguments.must_get("term")?,
        };
        let Some(index) = taxonomy("get_taxonomy_url", &self.0, &arguments, state)? else {
            return Ok(Value::none());
        };
        let term = self
            .0
            .term(index, name)
            .ok_or_else(|| self.0.no_term("get_taxonomy_url", index, name))?;
        reads::note(Read::Terms);
        Ok(Value::from(
            self.0.site.taxonomies[index].terms[term].permalink.as_str(),
        ))
    }

    fn is_safe(&self) -> bool {
        true
    }
}

fn required(arguments: &Kwargs) -> TeraResult<bool> {
    Ok(arguments.get::<bool>("required")?.unwrap_or(true))
}

/// The place of the taxonomy `kind` of the language at hand; nothing when there is none and none is required.
fn taxonomy(
    function: &str,
    lookup: &Lookup,
    arguments: &Kwargs,
    state: &State,
) -> TeraResult<Option<usize>> {
    let Lookup { config, site, .. } = lookup;
    let kind = arguments.must_get::<&str>("kind")?;
    let code = language_code(arguments, state, config)?;
    let language = config.language_id(&code);
    match language.and_then(|language| site.taxonomy(language, kind)) {
        Some(index) => Ok(Some(index)),
        None if !required(arguments)? => Ok(None),
        None => {
            let own = site
                .taxonomies
                .iter()
                .filter(|taxonomy| Some(taxonomy.language) == language);
            let hint = hint(kind, own.map(|taxonomy| taxonomy.config.slug.as_str()));
            Err(fault(
                function,
                ("kind", kind),
                format!("the config has no such taxonomy for the language `{code}`{hint}"),
            ))
        }
    }
}

impl Lookup {
    fn term(&self, taxonomy: usize, name: &str) -> Option<usize> {
        let slug = self.config.slugify.taxonomies.path(name);
        // Sorted by slug when the site was linked.
        let terms = &self.site.taxonomies[taxonomy].terms;
        terms.binary_search_by(|term| term.slug.cmp(&slug)).ok()
    }

    fn no_term(&self, function: &str, taxonomy: usize, name: &str) -> Error {
        let taxonomy = &self.site.taxonomies[taxonomy];
        let hint = hint(name, taxonomy.terms.iter().map(|term| term.name.as_str()));
        let message = format!("no page has this term of `{}`{hint}", taxonomy.config.name);
        fault(function, ("term", name), message)
    }
}

#[cfg(test)]
mod tests {
    use crate::render::functions::testing::Site;

    #[test]
    fn finds_terms_of_the_pages_language() {
        let site = Site::new(
            "taxonomies = [{ name = 'tags' }]\n[languages.fr]\ntaxonomies = [{ name = 'tags' }]",
            "@a.md taxonomies.tags = ['Two words'] @a.fr.md taxonomies.tags = ['Deux mots']",
        );
        for (lang, call, expected) in [
            ("en", r#"get_taxonomy(kind="tags")"#, "taxonomy /tags/"),
            ("fr", r#"get_taxonomy(kind="tags")"#, "taxonomy /fr/tags/"),
            (
                "fr",
                r#"get_taxonomy(kind="tags", lang="en")"#,
                "taxonomy /tags/",
            ),
            (
                "en",
                r#"get_taxonomy(kind="none", required=false) or "none""#,
                "none",
            ),
            (
                "en",
                r#"get_taxonomy_term(kind="tags", term="two words")"#,
                "term /tags/two-words/",
            ),
            (
                "en",
                r#"get_taxonomy_term(kind="tags", term="x", required=false) or "none""#,
                "none",
            ),
            (
                "fr",
                r#"get_taxonomy_url(kind="tags", term="Deux mots")"#,
                "https://e.org/fr/tags/deux-mots/",
            ),
            (
                "fr",
                r#"get_taxonomy_url(kind="tags", name="Deux mots")"#,
                "https://e.org/fr/tags/deux-mots/",
            ),
            (
                "fr",
                r#"get_taxonomy_url(kind="none", term="x", required=false) or "none""#,
                "none",
            ),
        ] {
            site.check(lang, call, Ok(expected));
        }
        for (lang, call, expected) in [
            (
                "en",
                r#"get_taxonomy(kind="tag")"#,
                "`get_taxonomy(kind=\"tag\")`: the config has no such taxonomy for the language `en` (did you mean `tags`?)",
            ),
            (
                "fr",
                r#"get_taxonomy_url(kind="tags", term="Two words")"#,
                "`get_taxonomy_url(term=\"Two words\")`: no page has this term of `tags`",
            ),
            (
                "fr",
                r#"get_taxonomy_term(kind="tags", term="Deux mot")"#,
                "(did you mean `Deux mots`?)",
            ),
            ("fr", r#"get_taxonomy_url(kind="tags")"#, "term"),
        ] {
            site.check(lang, call, Err(expected));
        }
    }
}
