//! The highlighter that Zola has: TextMate grammars and VS Code themes. They take time to load, so they are loaded once, when
//! the first code block is met; or else when style sheets are asked for, so that what is wrong with them is told either way.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use giallo::{
    DataAttrPosition, HighlightOptions, HtmlRenderer, ParsedFence, Registry, ThemeVariant,
    parse_markdown_fence,
};

use super::{Highlighted, Place, StyleSheet, Trouble};
use crate::config::{Config, DataAttribute, Highlighting, Themes};
use crate::fields::{Syntax, key_line};
use crate::problem::{Problem, Severity};

const CLASS_PREFIX: &str = "z-";

/// Colours code as a site's configuration says.
pub struct Highlighter {
    settings: Highlighting,
    root: PathBuf,
    config_file: String,
    registry: OnceLock<Result<Registry, Problem>>,
}

impl Highlighter {
    /// The highlighter for a site in the folder `root`; none when its configuration asks for none.
    pub fn of(config: &Config, root: &Path) -> Option<Self> {
        Some(Self {
            settings: config.highlighting_from_root()?,
            root: root.to_owned(),
            config_file: config.file.clone(),
            registry: OnceLock::new(),
        })
    }

    /// The style sheets for code that is coloured by classes; none when styles are written inline.
    ///
    /// # Errors
    /// When a theme or grammar is missing or broken.
    pub fn style_sheets(&self) -> Result<Vec<StyleSheet>, Problem> {
        let registry = self.registry()?;
        if !self.settings.uses_classes {
            return Ok(Vec::new());
        }
        let wrong = |error: giallo::Error| self.wrong("style", error.to_string());
        let sheet = |name, css| StyleSheet { name, css };
        match &self.settings.themes {
            Themes::Single(theme) => {
                let css = registry.generate_css(theme, CLASS_PREFIX);
                Ok(vec![sheet("giallo.css", css.map_err(wrong)?)])
            }
            // Pages name classes of each theme's own then; in Zola both sheets have those of one theme, which colour nothing.
            Themes::Dual { light, dark } => {
                let both = registry.generate_dual_css(light, dark, CLASS_PREFIX);
                let (light, dark) = both.map_err(wrong)?;
                Ok(vec![
                    sheet("giallo-light.css", light),
                    sheet("giallo-dark.css", dark),
                ])
            }
        }
    }

    /// Colours `code`; `info` are the words after its opening fence.
    pub(in crate::markdown) fn highlight(&self, code: &str, info: &str) -> Highlighted {
        let registry = match self.registry() {
            Ok(registry) => registry,
            Err(problem) => return broken(problem),
        };
        let fence = parse_markdown_fence(info);
        let trouble = self.unknown_language(registry, &fence.lang);
        let options = HighlightOptions::new(&fence.lang, self.theme()).fallback_to_plain(true);
        match registry.highlight(code, &options) {
            Ok(highlighted) => Highlighted {
                html: Some(self.renderer(&fence).render(&highlighted, &fence.options)),
                trouble,
            },
            Err(error) => Highlighted {
                html: None,
                trouble: Some(failed(&fence.lang, &error)),
            },
        }
    }

    fn registry(&self) -> Result<&Registry, Problem> {
        let loaded = self.registry.get_or_init(|| self.load());
        loaded.as_ref().map_err(Clone::clone)
    }

    fn load(&self) -> Result<Registry, Problem> {
        let mut registry = Registry::builtin()
            .map_err(|error| self.wrong("theme", format!("cannot load the grammars: {error}")))?;
        for grammar in &self.settings.extra_grammars {
            let added = registry.add_grammar_from_path(self.root.join(grammar));
            added.map_err(|error| {
                let message = format!("cannot load the grammar `{grammar}`: {error}");
                self.wrong("extra_grammars", message)
            })?;
        }
        for theme in &self.settings.extra_themes {
            let added = registry.add_theme_from_path(self.root.join(theme));
            added.map_err(|error| {
                let message = format!("cannot load the theme `{theme}`: {error}");
                self.wrong("extra_themes", message)
            })?;
        }
        registry.link_grammars();
        let themes = match &self.settings.themes {
            Themes::Single(theme) => vec![("theme", theme)],
            Themes::Dual { light, dark } => vec![("light_theme", light), ("dark_theme", dark)],
        };
        let unknown = themes
            .into_iter()
            .find(|(_, theme)| !registry.contains_theme(theme));
        match unknown {
            Some((key, theme)) => {
                let message = format!("there is no highlighting theme `{theme}`");
                Err(self.wrong(key, message))
            }
            None => Ok(registry),
        }
    }

    /// What a key of the configuration names cannot be used.
    fn wrong(&self, key: &str, message: String) -> Problem {
        let text = fs_err::read_to_string(self.root.join(&self.config_file)).unwrap_or_default();
        let line = key_line(Syntax::Toml, &text, &["markdown", "highlighting", key]);
        Problem::error(self.config_file.as_str(), line.unwrap_or(0), message).with_hint(CONFIG_HINT)
    }

    fn theme(&self) -> ThemeVariant<&str> {
        match &self.settings.themes {
            Themes::Single(theme) => ThemeVariant::Single(theme),
            Themes::Dual { light, dark } => ThemeVariant::Dual { light, dark },
        }
    }

    fn renderer(&self, fence: &ParsedFence) -> HtmlRenderer {
        HtmlRenderer {
            other_metadata: fence.rest.clone(),
            css_class_prefix: self.settings.uses_classes.then(|| CLASS_PREFIX.to_owned()),
            data_attr_position: match self.settings.data_attr_position {
                DataAttribute::Pre => DataAttrPosition::Pre,
                DataAttribute::Code => DataAttrPosition::Code,
                DataAttribute::Both => DataAttrPosition::Both,
                DataAttribute::None => DataAttrPosition::None,
            },
            ..HtmlRenderer::default()
        }
    }

    fn unknown_language(&self, registry: &Registry, language: &str) -> Option<Trouble> {
        let severity = match self.settings.error_on_missing_language {
            true => Severity::Error,
            false => Severity::Warning,
        };
        (!registry.contains_grammar(language)).then(|| Trouble {
            severity,
            message: format!("no grammar for the code language `{language}`"),
            hint: "mind the spelling, or add a grammar to `extra_grammars` in [markdown.highlighting]",
            place: Place::CodeBlock,
        })
    }
}

fn broken(problem: Problem) -> Highlighted {
    let trouble = Trouble {
        severity: problem.severity,
        message: problem.message,
        hint: CONFIG_HINT,
        place: Place::Config {
            file: problem.file,
            line: problem.line,
        },
    };
    Highlighted {
        html: None,
        trouble: Some(trouble),
    }
}

const CONFIG_HINT: &str =
    "see `theme`, `extra_themes` and `extra_grammars` in [markdown.highlighting]";

fn failed(language: &str, error: &giallo::Error) -> Trouble {
    Trouble {
        severity: Severity::Error,
        message: format!("cannot highlight code in `{language}`: {error}"),
        hint: "the grammar is broken: leave out the language, or replace it by `extra_grammars`",
        place: Place::CodeBlock,
    }
}
