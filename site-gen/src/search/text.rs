//! HTML → the text that a reader would search for: no tags, no scripts, styles or code, no extra space.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use ammonia::Builder;

/// Compiled once: it has no input but itself.
static CLEANER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut cleaner = Builder::new();
    cleaner
        .tags(HashSet::new())
        .tag_attributes(HashMap::new())
        .generic_attributes(HashSet::new())
        .allowed_classes(HashMap::new())
        .link_rel(None)
        .clean_content_tags(HashSet::from(["script", "style", "pre"]));
    cleaner
});

/// The text of `html`, a line a line, cut after `length_max` characters.
pub fn searchable_text(html: &str, length_max: Option<usize>) -> String {
    let clean = CLEANER.clean(html).to_string();
    let mut text = String::with_capacity(clean.len());
    for line in clean.lines() {
        let mut words = line.split_whitespace();
        let Some(first) = words.next() else { continue };
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(first);
        for word in words {
            text.push(' ');
            text.push_str(word);
        }
    }
    if let Some((cut, _)) = length_max.and_then(|length| text.char_indices().nth(length)) {
        text.truncate(cut);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::searchable_text;

    #[test]
    fn keeps_what_is_read() {
        for (html, length_max, expected) in [
            ("hello world", None, "hello world"),
            (
                "hello <script>alert('x')</script> world",
                None,
                "hello world",
            ),
            (
                "<pre><code>let a;</code></pre><p>b</p><style>c{}</style>",
                None,
                "b",
            ),
            ("<p>a &amp; b &lt;c&gt;</p>", None, "a &amp; b &lt;c&gt;"),
            ("hello", Some(100), "hello"),
            ("hello", Some(2), "he"),
            ("öäå", Some(2), "öä"),
            ("hello \u{202E} world", Some(7), "hello \u{202e}"),
            ("hello    \n    world", None, "hello\nworld"),
            ("\n hello  \n \n \n   world\n   ", None, "hello\nworld"),
            ("<p dir=\"rtl\">مرحبا</p>", None, "مرحبا"),
        ] {
            assert_eq!(searchable_text(html, length_max), expected, "{html}");
        }
    }
}
