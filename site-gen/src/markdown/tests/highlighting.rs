//! Code in colours.

use std::collections::BTreeSet;

use super::*;

const CLASSES: &str = "[markdown.highlighting]\ntheme = \"github-light\"\nstyle = \"class\"";
const INLINE: &str =
    "[markdown.highlighting]\nlight_theme = \"github-light\"\ndark_theme = \"github-dark\"";

#[test]
fn code_is_coloured() {
    check_with(
        CLASSES,
        "```toml,linenos,hl_lines=2,hide_lines=1,name=x\n[a]\nb = \"<\"\n```",
        "<pre class=\"giallo z-code\" ><code data-lang=\"toml\" data-name=\"x\"><span class=\"giallo-l z-hl\">\
         <span aria-hidden=\"true\" class=\"giallo-ln\">2</span><span>b =</span>\
         <span class=\"z-2\"> &quot;&lt;&quot;</span></span></code></pre>",
    );
    let html = render_with(&config(INLINE), "```\nx\n```").html;
    assert!(
        html.starts_with("<pre class=\"giallo\" style=\"color-scheme: light dark;"),
        "{html}"
    );
}

#[test]
fn an_unknown_language_is_a_problem() {
    for (line, severity) in [
        ("", Severity::Warning),
        ("error_on_missing_language = true", Severity::Error),
    ] {
        let config = config(&format!("{CLASSES}\n{line}"));
        let rendered = render_with(&config, "a\n\n```nolang\nx\n```");
        assert_eq!(rendered.problems.len(), 1);
        let problem = &rendered.problems[0];
        assert_eq!((problem.line, problem.severity), (6, severity));
        assert!(rendered.html.contains("<span>x</span>"));
    }
}

#[test]
fn an_unknown_theme_is_a_problem_of_the_configuration() {
    let config = config("[markdown.highlighting]\ntheme = \"no-such\"\nstyle = \"class\"");
    let problems = render_with(&config, "```rust\nx\n```").problems;
    assert_eq!((&*problems[0].file, problems[0].line), ("config.toml", 0));
    let sheets = Highlighter::of(&config, "".as_ref())
        .unwrap()
        .style_sheets();
    assert_eq!(sheets.unwrap_err(), problems[0]);
}

#[test]
fn classes_need_style_sheets() {
    let names = |markdown: &str| {
        let sheets = Highlighter::of(&config(markdown), "".as_ref())
            .unwrap()
            .style_sheets();
        sheets
            .unwrap()
            .iter()
            .map(|sheet| sheet.name)
            .collect::<Vec<_>>()
    };
    assert_eq!(names(CLASSES), ["giallo.css"]);
    assert_eq!(names(INLINE), [""; 0]);
    let dual = format!("{INLINE}\nstyle = \"class\"");
    assert_eq!(names(&dual), ["giallo-light.css", "giallo-dark.css"]);
}

/// The class names that follow `sign` in a text.
fn classes(text: &str, sign: &str) -> BTreeSet<String> {
    let ends = |c: char| !c.is_alphanumeric() && c != '-';
    let after = text.split(sign).skip(1);
    after
        .map(|rest| format!("z-{}", rest.split(ends).next().unwrap()))
        .collect()
}

#[test]
fn style_sheets_have_the_classes_of_the_pages() {
    for settings in [CLASSES, &format!("{INLINE}\nstyle = \"class\"")] {
        let config = config(settings);
        let html = render_with(&config, "```toml,hl_lines=2\n[a]\nb = \"<\"\n```").html;
        let sheets = Highlighter::of(&config, "".as_ref())
            .unwrap()
            .style_sheets();
        let css: String = sheets.unwrap().into_iter().map(|sheet| sheet.css).collect();
        let (named, styled) = (classes(&html, "z-"), classes(&css, ".z-"));
        assert!(
            !named.is_empty() && named.is_subset(&styled),
            "{named:?} {styled:?}"
        );
    }
}
