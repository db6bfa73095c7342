//! `[markdown]` and `[markdown.highlighting]`: how text becomes HTML.

use super::flag;
use crate::fields::{Fields, Flag};
use crate::problem::Severity;

#[derive(Clone, Debug)]
pub struct Markdown {
    pub highlighting: Option<Highlighting>,
    pub render_emoji: bool,
    pub external_links_class: Option<String>,
    pub external_links_target_blank: bool,
    pub external_links_no_follow: bool,
    pub external_links_no_referrer: bool,
    pub external_links_external: bool,
    pub smart_punctuation: bool,
    pub definition_list: bool,
    pub bottom_footnotes: bool,
    pub lazy_async_image: bool,
    pub insert_anchor_links: InsertAnchor,
    pub github_alerts: bool,
}

/// Where a heading gets a link to itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InsertAnchor {
    Left,
    Right,
    /// The heading's whole text is the link.
    Heading,
    None,
}

impl InsertAnchor {
    pub const WORDS: [(&'static str, Self); 4] = [
        ("left", Self::Left),
        ("right", Self::Right),
        ("heading", Self::Heading),
        ("none", Self::None),
    ];

    /// As it is written in the config and in front matter.
    pub fn word(self) -> &'static str {
        match self {
            Self::Left => "left",
            Self::Right => "right",
            Self::Heading => "heading",
            Self::None => "none",
        }
    }
}

/// How code is coloured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Highlighting {
    pub error_on_missing_language: bool,
    /// Class names and a style sheet, or inline styles.
    pub uses_classes: bool,
    pub themes: Themes,
    /// Files of grammars and themes, from the config's own folder.
    pub extra_grammars: Vec<String>,
    pub extra_themes: Vec<String>,
    pub data_attr_position: DataAttribute,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Themes {
    Single(String),
    Dual { light: String, dark: String },
}

/// Which tags of a code block carry its `data-` attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DataAttribute {
    Pre,
    Code,
    Both,
    None,
}

impl DataAttribute {
    const WORDS: [(&'static str, Self); 4] = [
        ("pre", Self::Pre),
        ("code", Self::Code),
        ("both", Self::Both),
        ("none", Self::None),
    ];

    /// As it is written in the config.
    pub fn word(self) -> &'static str {
        match self {
            Self::Pre => "pre",
            Self::Code => "code",
            Self::Both => "both",
            Self::None => "none",
        }
    }
}

impl Markdown {
    pub(super) fn read(fields: &mut Fields<'_>) -> Self {
        let table = fields.table("markdown").unwrap_or_default();
        fields.inner("markdown", table, |inner| {
            let markdown = Self {
                highlighting: Highlighting::read(inner),
                render_emoji: flag(inner, "render_emoji"),
                external_links_class: read_class(inner),
                external_links_target_blank: flag(inner, "external_links_target_blank"),
                external_links_no_follow: flag(inner, "external_links_no_follow"),
                external_links_no_referrer: flag(inner, "external_links_no_referrer"),
                external_links_external: inner.flag("external_links_external", Flag::On),
                smart_punctuation: flag(inner, "smart_punctuation"),
                definition_list: flag(inner, "definition_list"),
                bottom_footnotes: flag(inner, "bottom_footnotes"),
                lazy_async_image: flag(inner, "lazy_async_image"),
                insert_anchor_links: inner
                    .word("insert_anchor_links", &InsertAnchor::WORDS)
                    .unwrap_or(InsertAnchor::None),
                github_alerts: flag(inner, "github_alerts"),
            };
            inner.reject_unknown(Severity::Error);
            markdown
        })
    }
}

/// A quote in the class would end the attribute it stands in.
fn read_class(fields: &mut Fields<'_>) -> Option<String> {
    let class = fields.text("external_links_class")?;
    if class.contains(['"', '\'']) {
        let message = format!("external link class '{class}' cannot contain quotes");
        fields.error("external_links_class", message);
        return None;
    }
    Some(class)
}

impl Highlighting {
    fn read(fields: &mut Fields<'_>) -> Option<Self> {
        let table = fields.table("highlighting")?;
        fields.inner("highlighting", table, |inner| {
            let themes = read_themes(inner);
            let highlighting = Self {
                error_on_missing_language: flag(inner, "error_on_missing_language"),
                uses_classes: inner
                    .word("style", &[("inline", false), ("class", true)])
                    .unwrap_or(false),
                themes: themes?,
                extra_grammars: inner.texts("extra_grammars").unwrap_or_default(),
                extra_themes: inner.texts("extra_themes").unwrap_or_default(),
                data_attr_position: inner
                    .word("data_attr_position", &DataAttribute::WORDS)
                    .unwrap_or(DataAttribute::Code),
            };
            inner.reject_unknown(Severity::Error);
            Some(highlighting)
        })
    }
}

fn read_themes(fields: &mut Fields<'_>) -> Option<Themes> {
    let single = fields.text("theme");
    let light = fields.text("light_theme");
    let dark = fields.text("dark_theme");
    match (single, light, dark) {
        (Some(theme), None, None) => Some(Themes::Single(theme)),
        (None, Some(light), Some(dark)) => Some(Themes::Dual { light, dark }),
        _ => {
            let message = "[markdown.highlighting] needs `theme` alone, or both `light_theme` and `dark_theme`";
            fields.error("theme", message);
            None
        }
    }
}
