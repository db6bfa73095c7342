//! A code block → escaped `<pre><code>`, or coloured HTML where the site has a highlighter.

use pulldown_cmark::{CodeBlockKind, CowStr};

use super::highlight::{Highlighter, Trouble};
use super::html::{Html, push_attribute};

/// The code block that is being read.
pub(super) struct Code<'a> {
    /// The words after the opening fence; none for indented code.
    info: Option<CowStr<'a>>,
    text: String,
}

impl<'a> Code<'a> {
    pub(super) fn new(kind: CodeBlockKind<'a>) -> Self {
        let info = match kind {
            CodeBlockKind::Fenced(info) => Some(info),
            CodeBlockKind::Indented => None,
        };
        Self {
            info,
            text: String::new(),
        }
    }

    pub(super) fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Writes the block; gives what is wrong with it.
    pub(super) fn write(
        &self,
        highlighter: Option<&Highlighter>,
        html: &mut Html<'_>,
    ) -> Option<Trouble> {
        let info = self.info.as_deref().unwrap_or_default();
        let Some(highlighter) = highlighter else {
            self.write_plain(language(info), html);
            return None;
        };
        let highlighted = highlighter.highlight(&self.text, info);
        match highlighted.html {
            Some(coloured) => html.raw(&coloured),
            None => self.write_plain(None, html),
        }
        highlighted.trouble
    }

    fn write_plain(&self, language: Option<&str>, html: &mut Html<'_>) {
        html.text.push_str("<pre><code");
        if let Some(language) = language {
            html.text.push_str(" data-lang=\"");
            push_attribute(&mut html.text, language);
            html.text.push('"');
        }
        html.text.push('>');
        push_attribute(&mut html.text, &self.text);
        html.raw("</code></pre>\n");
    }
}

/// The language that a fence's words name; none for plain text.
fn language(info: &str) -> Option<&str> {
    if info.trim().is_empty() {
        return None;
    }
    let words = info.split(',').map(str::trim);
    let mut names = words.filter(|word| !word.is_empty() && !is_option(word));
    let language = names.next().unwrap_or_default();
    (language != "plain").then_some(language)
}

fn is_option(word: &str) -> bool {
    let name = word.split('=').next().unwrap_or_default().trim();
    word.contains('=') || matches!(name, "linenos" | "linenostart" | "hl_lines" | "hide_lines")
}

#[cfg(test)]
mod tests {
    use super::language;

    #[test]
    fn finds_the_language() {
        for (info, expected) in [
            ("rust", Some("rust")),
            ("linenos, rust ,hl_lines=1 2", Some("rust")),
            ("name=x.rs,c++", Some("c++")),
            ("linenos", Some("")),
            ("plain", None),
            (" ", None),
        ] {
            assert_eq!(language(info), expected, "{info}");
        }
    }
}
