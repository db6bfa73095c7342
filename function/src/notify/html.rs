//! Blocks of a mail → its text part and its HTML part, which say the same. All text is escaped here, in one place.

/// One piece of a mail's body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Block {
    Heading(String),
    Paragraph(String),
    List(Vec<String>),
    /// Label and value; the value may be anybody's words in any direction.
    Rows(Vec<(String, String)>),
}

/// A run of blocks in one language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Section {
    pub lang: String,
    pub direction: String,
    pub blocks: Vec<Block>,
}

/// Stands between two languages in the text part.
const RULE: &str = "----------------------------------------";

pub(super) fn text_part(sections: &[Section]) -> String {
    let texts: Vec<String> = sections.iter().map(section_text).collect();
    texts.join(&format!("\n{RULE}\n\n"))
}

fn section_text(section: &Section) -> String {
    section
        .blocks
        .iter()
        .map(|block| block_text(block) + "\n")
        .collect()
}

fn block_text(block: &Block) -> String {
    let lines = |lines: Vec<String>| lines.concat();
    match block {
        Block::Heading(text) | Block::Paragraph(text) => format!("{text}\n"),
        Block::List(items) => lines(items.iter().map(|item| format!("- {item}\n")).collect()),
        Block::Rows(rows) => lines(
            rows.iter()
                .map(|(label, value)| row_text(label, value))
                .collect(),
        ),
    }
}

/// Further lines of a value are set in, so that they cannot pass for rows. A label that asks needs no colon.
fn row_text(label: &str, value: &str) -> String {
    let colon = if label.ends_with('?') { "" } else { ":" };
    format!(
        "{label}{colon} {}\n",
        cleaned(value).replace('\n', "\n    ")
    )
}

/// A whole document; the first section's language is the document's.
pub(super) fn html_part(title: &str, sections: &[Section]) -> String {
    let (lang, direction) = sections
        .first()
        .map_or(("", "auto"), |first| (&first.lang, &first.direction));
    let body: Vec<String> = sections.iter().map(section_html).collect();
    let body = body.join("<hr>\n");
    format!(
        "<!doctype html>\n<html lang=\"{}\" dir=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{}</title>\n</head>\n<body style=\"font-family: sans-serif; font-size: 16px; line-height: 1.6; \
         max-width: 36em; margin: 0 auto; padding: 1em\">\n{body}</body>\n</html>\n",
        escape(lang),
        escape(direction),
        escape(title),
    )
}

fn section_html(section: &Section) -> String {
    let blocks: String = section.blocks.iter().map(block_html).collect();
    format!(
        "<div lang=\"{}\" dir=\"{}\">\n{blocks}</div>\n",
        escape(&section.lang),
        escape(&section.direction)
    )
}

fn block_html(block: &Block) -> String {
    match block {
        Block::Heading(text) => format!("<h1 style=\"font-size: 1.3em\">{}</h1>\n", escape(text)),
        Block::Paragraph(text) => format!("<p>{}</p>\n", escape(text)),
        Block::List(items) => {
            let items: String = items
                .iter()
                .map(|item| format!("<li>{}</li>\n", escape(item)))
                .collect();
            format!("<ul>\n{items}</ul>\n")
        }
        Block::Rows(rows) => {
            let rows: String = rows
                .iter()
                .map(|(label, value)| row_html(label, value))
                .collect();
            format!("<table>\n{rows}</table>\n")
        }
    }
}

fn row_html(label: &str, value: &str) -> String {
    format!(
        "<tr><th scope=\"row\" style=\"text-align: start; vertical-align: top; padding-inline-end: 1em\">{}</th>\
         <td dir=\"auto\" style=\"white-space: pre-line\">{}</td></tr>\n",
        escape(label),
        escape(&cleaned(value))
    )
}

/// Text → HTML text, safe in an element and in a quoted attribute.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            sign => escaped.push(sign),
        }
    }
    escaped
}

/// Somebody's words without what ends a document or makes text read as something else: control signs (but line ends
/// and tabs) and direction overrides.
pub(super) fn cleaned(typed: &str) -> String {
    typed.chars().filter(|sign| !is_misleading(*sign)).collect()
}

fn is_misleading(sign: char) -> bool {
    let control = sign.is_control() && sign != '\n' && sign != '\t';
    control || matches!(sign, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(blocks: Vec<Block>) -> Section {
        Section {
            lang: "ar".into(),
            direction: "rtl".into(),
            blocks,
        }
    }

    #[test]
    fn both_parts_say_the_same() {
        let sections = [
            section(vec![
                Block::Heading("H".into()),
                Block::List(vec!["a".into(), "b".into()]),
            ]),
            section(vec![Block::Rows(vec![("Namn".into(), "Åsa & Bo".into())])]),
        ];
        assert_eq!(
            text_part(&sections),
            format!("H\n\n- a\n- b\n\n\n{RULE}\n\nNamn: Åsa & Bo\n\n")
        );
        let html = html_part("T", &sections);
        for expected in [
            "<html lang=\"ar\" dir=\"rtl\">",
            "<li>a</li>",
            "Åsa &amp; Bo",
            "<td dir=\"auto\"",
            "</ul>\n</div>\n<hr>\n<div lang=",
        ] {
            assert!(html.contains(expected), "{expected} in {html}");
        }
    }

    #[test]
    fn nothing_typed_becomes_markup_or_a_row() {
        let check = |typed: &str, text: &str, html: &str| {
            let sections = [section(vec![Block::Rows(vec![(
                "Namn".into(),
                typed.into(),
            )])])];
            assert!(
                text_part(&sections).starts_with(&format!("Namn: {text}\n")),
                "{typed:?}"
            );
            assert!(
                html_part("T", &sections).contains(&format!("pre-line\">{html}</td>")),
                "{typed:?}"
            );
        };
        check(
            "<img src=x onerror='a'>",
            "<img src=x onerror='a'>",
            "&lt;img src=x onerror=&#39;a&#39;&gt;",
        );
        check("\"&\"", "\"&\"", "&quot;&amp;&quot;");
        check("a\0b\u{202E}c\u{2066}d\re", "abcde", "abcde");
        check(
            "سلام 👪\nRoll: chef",
            "سلام 👪\n    Roll: chef",
            "سلام 👪\nRoll: chef",
        );
    }
}
