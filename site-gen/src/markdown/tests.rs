//! Markdown in, HTML out, a feature a test.

use super::*;

fn page(path: &str) -> Result<String, PageNotFound> {
    match path {
        "a.md" => Ok("https://example.org/a/".into()),
        "å b.md" => Ok("https://example.org/%C3%A5%20b/".into()),
        _ => Err(PageNotFound {
            nearest: Some("a.md".into()),
        }),
    }
}

fn anchor(id: &str, level: u32) -> Result<String, String> {
    Ok(format!("<a class=\"l{level}\" href=\"#{id}\">¶</a>"))
}

fn cutoff(_summary: &str) -> Result<String, String> {
    Ok("…".into())
}

fn render_with(options: &Options, anchor_links: AnchorLinks, body: &str) -> Rendered {
    let context = Context {
        options,
        highlighter: None,
        permalink: "https://example.org/p/",
        path: "p.md",
        first_line: Some(4),
        anchor_links,
        find_page: &page,
        draw_anchor_link: &anchor,
        draw_summary_cutoff: &cutoff,
    };
    render(body, &context)
}

fn plain(body: &str) -> Rendered {
    render_with(&Options::default(), AnchorLinks::None, body)
}

#[track_caller]
fn check(body: &str, html: &str) {
    assert_eq!(plain(body).html, html, "{body}");
}

#[track_caller]
fn check_with(options: Options, body: &str, html: &str) {
    assert_eq!(
        render_with(&options, AnchorLinks::None, body).html,
        html,
        "{body}"
    );
}

#[test]
fn headings_have_ids() {
    check(
        "# Åka & *hit* `x`",
        "<h1 id=\"aka-hit-x\">Åka &amp; <em>hit</em> <code>x</code></h1>\n",
    );
    check("# A\n## A", "<h1 id=\"a\">A</h1>\n<h2 id=\"a-1\">A</h2>\n");
    check("# A {#b .c .d}", "<h1 id=\"b\" class=\"c d\">A</h1>\n");
    check(
        "# A\n# B {#a}",
        "<h1 id=\"a-1\">A</h1>\n<h1 id=\"a\">B</h1>\n",
    );
    check(
        "- ### In list",
        "<ul>\n<li><h3 id=\"in-list\">In list</h3>\n</li>\n</ul>\n",
    );
    let options = Options {
        anchor_ids: AnchorIds::Text,
        ..Options::default()
    };
    check_with(options, "# Åka hit", "<h1 id=\"Åka_hit\">Åka hit</h1>\n");
}

#[test]
fn headings_may_have_anchor_links() {
    for (anchor_links, expected) in [
        (
            AnchorLinks::Left,
            "<a class=\"l2\" href=\"#a-b\">¶</a>A <em>b</em>",
        ),
        (
            AnchorLinks::Right,
            "A <em>b</em><a class=\"l2\" href=\"#a-b\">¶</a>",
        ),
        (
            AnchorLinks::Heading,
            "<a class=\"l2\" href=\"#a-b\">A <em>b</em></a>",
        ),
        (AnchorLinks::None, "A <em>b</em>"),
    ] {
        let rendered = render_with(&Options::default(), anchor_links, "## A *b*");
        assert_eq!(rendered.html, format!("<h2 id=\"a-b\">{expected}</h2>\n"));
    }
}

#[test]
fn the_table_of_contents_is_nested() {
    let toc = plain("# A *b*\n### C {#d}\n# E").toc;
    assert_eq!(toc.len(), 2);
    assert_eq!((toc[0].title.as_str(), toc[0].level), ("A b", 1));
    assert_eq!(toc[0].children[0].permalink, "https://example.org/p/#d");
}

#[test]
fn links_are_resolved() {
    check(
        "[x](@/a.md)",
        "<p><a href=\"https://example.org/a/\">x</a></p>\n",
    );
    check(
        "[x](@/%C3%A5%20b.md#c)",
        "<p><a href=\"https://example.org/%C3%A5%20b/#c\">x</a></p>\n",
    );
    check(
        "[x](f.pdf)",
        "<p><a href=\"https://example.org/p/f.pdf\">x</a></p>\n",
    );
    check(
        "[x](#a 'T')",
        "<p><a href=\"https://example.org/p/#a\" title=\"T\">x</a></p>\n",
    );
    check(
        "[x](/a) [y](#)",
        "<p><a href=\"/a\">x</a> <a href=\"#\">y</a></p>\n",
    );
    check("<a@b.se>", "<p><a href=\"mailto:a@b.se\">a@b.se</a></p>\n");
    check(
        "![x *y*](b.png \"T\")",
        "<p><img src=\"https://example.org/p/b.png\" alt=\"x y\" title=\"T\" /></p>\n",
    );
}

#[test]
fn links_are_reported() {
    let rendered = plain("a\n[x](@/a.md#b)\n[y](#c) https\n\n<https://d.se>");
    let links: Vec<_> = rendered
        .internal_links
        .iter()
        .map(|link| (&*link.path, link.anchor.as_deref(), link.line))
        .collect();
    assert_eq!(
        links,
        [("a.md", Some("b"), Some(5)), ("p.md", Some("c"), Some(6))]
    );
    assert_eq!(
        (
            &*rendered.external_links[0].url,
            rendered.external_links[0].line
        ),
        ("https://d.se", Some(8))
    );
}

#[test]
fn links_out_of_the_site_follow_its_rules() {
    check(
        "[x](https://a.se?b&c)",
        "<p><a rel=\"external\" href=\"https://a.se?b&amp;c\">x</a></p>\n",
    );
    let none = ExternalLinks {
        external: false,
        ..ExternalLinks::default()
    };
    let all = ExternalLinks {
        class: Some("ext".into()),
        target_blank: true,
        no_follow: true,
        no_referrer: true,
        external: true,
    };
    for (external_links, expected) in [
        (none, "<a href=\"https://a.se\" title=\"T\">"),
        (
            all,
            "<a class=\"ext\" rel=\"noopener nofollow noreferrer external\" target=\"_blank\" title=\"T\" href=\"https://a.se\">",
        ),
    ] {
        let options = Options {
            external_links,
            ..Options::default()
        };
        check_with(
            options,
            "[x](https://a.se 'T')",
            &format!("<p>{expected}x</a></p>\n"),
        );
    }
}

#[test]
fn faults_have_a_line_and_a_hint() {
    for (body, line, message, hint) in [
        ("a\n[x]()", 5, "a link has no address", "[text](address)"),
        (
            "[x](@/b.md)",
            4,
            "broken link `@/b.md`: there is no such page",
            "`@/a.md`",
        ),
        (
            "# A {#x}\n\n# B {#x}",
            6,
            "two headings have the id `x`",
            "own id",
        ),
    ] {
        let faults = plain(body).faults;
        assert_eq!(faults.len(), 1, "{body}");
        assert_eq!((faults[0].line, &*faults[0].message), (Some(line), message));
        assert!(
            faults[0].hint.as_ref().unwrap().contains(hint),
            "{faults:?}"
        );
    }
}

#[test]
fn images_without_alternative_text_are_reported() {
    let images = plain("![](a.png) ![x](b.png)\n![ ![](d.png) ](c.png)").images_without_alt;
    let found: Vec<_> = images
        .iter()
        .map(|image| (&*image.url, image.line))
        .collect();
    assert_eq!(found, [("a.png", Some(4)), ("c.png", Some(5))]);
}

#[test]
fn code_is_escaped() {
    check(
        "```rust,linenos\na < \"b\"\n```",
        "<pre><code data-lang=\"rust\">a &lt; &quot;b&quot;\n</code></pre>\n",
    );
    check("    <i>\n", "<pre><code>&lt;i&gt;\n</code></pre>\n");
    check(
        "- x\n\n  ```\n  y\n  ```",
        "<ul>\n<li>\n<p>x</p>\n<pre><code>y\n</code></pre>\n</li>\n</ul>\n",
    );
}

#[test]
fn a_summary_ends_at_its_mark() {
    for (body, expected) in [
        ("A\n\n<!-- more -->\nB", Some("<p>A</p>")),
        (
            "A **b<!--MORE--> c**",
            Some("<p>A <strong>b…</strong></p>\n"),
        ),
        (
            "| a<!-- more --> |\n|---|",
            Some("<table><thead><tr><th>a…</th></tr></thead><tbody>\n</tbody></table>\n"),
        ),
        ("A[^1]\n\n<!-- more -->\n\n[^1]: B", Some("<p>A</p>")),
        ("A\n\n## B <!-- more -->\n\nC", Some("<p>A</p>")),
        (
            "[x](https://a.se) <!-- more --> y",
            Some("<p><a rel=\"external\" href=\"https://a.se\">x</a>"),
        ),
        ("A <!-- less -->", None),
    ] {
        assert_eq!(plain(body).summary.as_deref(), expected, "{body}");
    }
    check(
        "A <!-- more --> B",
        "<p>A <span id=\"continue-reading\"></span> B</p>\n",
    );
}

#[test]
fn footnotes_stand_in_place_or_at_the_bottom() {
    let body = "A[^b] B[^a] C[^b]\n\n[^a]: X\n\n    Y\n[^b]: ```\n    c\n    ```\n[^c]: never";
    let bottom = Options {
        bottom_footnotes: true,
        ..Options::default()
    };
    check_with(
        bottom,
        body,
        "<p>A<sup class=\"footnote-reference\" id=\"fr-b-1\"><a href=\"#fn-b\">[1]</a></sup> \
         B<sup class=\"footnote-reference\" id=\"fr-a-1\"><a href=\"#fn-a\">[2]</a></sup> \
         C<sup class=\"footnote-reference\" id=\"fr-b-2\"><a href=\"#fn-b\">[1]</a></sup></p>\n\
         <section class=\"footnotes\">\n<ol class=\"footnotes-list\">\n\
         <li id=\"fn-b\"><pre><code>c\n</code></pre>\n \
         <a href=\"#fr-b-1\">↩</a> <a href=\"#fr-b-2\">↩2</a></li>\n\
         <li id=\"fn-a\">\n<p>X</p>\n<p>Y <a href=\"#fr-a-1\">↩</a></p>\n</li>\n\
         </ol>\n</section>\n",
    );
    check(
        "A[^1]\n\n[^1]: X",
        "<p>A<sup class=\"footnote-reference\"><a href=\"#1\">1</a></sup></p>\n\
         <div class=\"footnote-definition\" id=\"1\"><sup class=\"footnote-definition-label\">1</sup>\n<p>X</p>\n</div>\n",
    );
}

#[test]
fn options_add_syntax() {
    let options = Options {
        emoji: true,
        smart_punctuation: true,
        definition_lists: true,
        github_alerts: true,
        lazy_images: true,
        ..Options::default()
    };
    for (body, expected) in [
        (
            ":smile: `:smile:` a--b",
            "<p>😄 <code>:smile:</code> a–b</p>\n",
        ),
        ("A\n: B", "<dl>\n<dt>A</dt>\n<dd>B</dd>\n</dl>\n"),
        (
            "> [!TIP]\n> A",
            "<blockquote class=\"markdown-alert-tip\">\n<p>A</p>\n</blockquote>\n",
        ),
        (
            "![x](/a)",
            "<p><img src=\"/a\" alt=\"x\" loading=\"lazy\" decoding=\"async\" /></p>\n",
        ),
    ] {
        check_with(options.clone(), body, expected);
    }
}

#[test]
fn deep_nesting_ends_soon() {
    for open in [">", "[", "![", "*a ", "- ", "[^a]: ", "<b>", "`"] {
        let begun = std::time::Instant::now();
        let _ = plain(&open.repeat(10_000));
        assert!(begun.elapsed().as_secs() < 10, "{open}");
    }
}

mod any_text {
    use proptest::prelude::*;
    use pulldown_cmark::{Event, Parser, Tag, TagEnd};

    use super::*;

    fn all_on() -> Options {
        Options {
            emoji: true,
            smart_punctuation: true,
            definition_lists: true,
            github_alerts: true,
            bottom_footnotes: true,
            lazy_images: true,
            ..Options::default()
        }
    }

    /// Text in which markdown's signs are frequent.
    fn markdown() -> impl Strategy<Value = String> {
        let words = prop::sample::select(vec![
            "a",
            "å",
            " ",
            "\n",
            "\n\n",
            "# ",
            "## ",
            "{#a}",
            "> ",
            "[!NOTE]\n",
            "- ",
            "1. ",
            "3. ",
            "*",
            "**",
            "_",
            "~~",
            "`",
            "```\n",
            "    ",
            "[x](y)",
            "[",
            "](@/a.md#b)",
            "![",
            "]()",
            "[^a]",
            "\n[^a]: ",
            "<b>",
            "</b>",
            "<!-- more -->",
            "|",
            "\n|-|:-:|\n",
            ": ",
            ":smile:",
            "\\",
            "&amp;",
            "<div>\n",
            "- [x] ",
            "---\n",
            "<https://a.se>",
            "\"",
        ]);
        prop::collection::vec(words, 0..40).prop_map(|words| words.concat())
    }

    fn has_own_file(event: &Event<'_>) -> bool {
        matches!(
            event,
            Event::Start(Tag::Heading { .. } | Tag::Image { .. } | Tag::CodeBlock(_))
                | Event::End(TagEnd::Heading(_) | TagEnd::Image | TagEnd::CodeBlock)
        )
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn never_panics(body in markdown(), other in any::<String>()) {
            for body in [body, other] {
                plain(&body);
                render_with(&all_on(), AnchorLinks::Heading, &body);
            }
        }

        #[test]
        fn html_is_that_of_pulldown_cmark(body in markdown()) {
            let events = || Parser::new_ext(&body, all_on().extensions()).filter(|event| !has_own_file(event));
            let mut expected = String::new();
            pulldown_cmark::html::push_html(&mut expected, events());
            let mut html = html::Html::default();
            events().for_each(|event| html.event(event));
            prop_assert_eq!(html.text, expected);
        }
    }
}
