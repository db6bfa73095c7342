//! `markdown`: a text in a template or in `[extra]` → HTML, as the page at hand would render it.

use std::sync::Arc;

use tera::{Error, Filter, Kwargs, State, TeraResult, Value};

use super::{RenderMarkdown, Surroundings, language_code};
use crate::config::Config;

/// Where the text stands: links and headings depend on it. Empty where the template renders no page.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The page's or section's file in `content/`.
    pub file: String,
    pub permalink: String,
    /// A code of the config.
    pub language: String,
}

/// `text | markdown(inline=false)`.
pub struct Markdown {
    config: Arc<Config>,
    render: Arc<RenderMarkdown>,
}

impl Markdown {
    pub fn new(surroundings: &Surroundings) -> Self {
        Self {
            config: surroundings.config.clone(),
            render: surroundings.render_markdown.clone(),
        }
    }
}

impl Filter<&str, TeraResult<String>> for Markdown {
    fn call(&self, text: &str, arguments: Kwargs, state: &State) -> TeraResult<String> {
        let place = place(state, &self.config)?;
        let html = (self.render)(text, &place)
            .map_err(|message| Error::message(format!("`markdown`: {message}")))?;
        match arguments.get::<bool>("inline")?.unwrap_or(false) {
            true => Ok(html
                .trim_start_matches("<p>")
                .trim_end_matches("</p>\n")
                .to_owned()),
            false => Ok(html),
        }
    }
}

fn place(state: &State, config: &Config) -> TeraResult<Place> {
    let content = match state.get::<Value>("page")? {
        Some(page) => Some(page),
        None => state.get::<Value>("section")?,
    };
    let text = |key: &'static str| {
        let value = content.as_ref()?.get_from_path(key)?;
        value.as_str().map(ToOwned::to_owned)
    };
    Ok(Place {
        file: text("relative_path").unwrap_or_default(),
        permalink: text("permalink").unwrap_or_default(),
        language: language_code(&Kwargs::default(), state, config)?.into_owned(),
    })
}

#[cfg(test)]
mod tests {
    use crate::render::functions::testing::Site;

    #[test]
    fn renders_from_where_it_stands() {
        let site = Site::new("[languages.fr]", "@a.md");
        for (lang, template, expected) in [
            ("en", r#""x" | markdown"#, "<p>x of en</p>\n"),
            ("fr", r#""x" | markdown(inline=true)"#, "x of fr"),
        ] {
            site.check(lang, template, Ok(expected));
        }
        site.check("en", r#""bad" | markdown"#, Err("`markdown`: a bad link"));
    }
}
