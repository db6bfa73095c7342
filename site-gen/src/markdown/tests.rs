//! Markdown in, HTML out, a feature a test.

mod any_text;
#[cfg(feature = "highlight")]
mod highlighting;
mod links;

use super::*;
use crate::config::Config;
use crate::problem::Severity;

fn page(path: &str) -> Result<String, PageNotFound> {
    match path {
        "a.md" => Ok("https://example.org/a/".into()),
        "å b.md" => Ok("https://example.org/%C3%A5%20b/".into()),
        _ => Err(PageNotFound::NoFile {
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

/// The configuration of a site whose `[markdown]` table is `markdown`.
fn config(markdown: &str) -> Config {
    let text = format!("base_url = \"https://example.org\"\n[markdown]\n{markdown}");
    Config::parse("config.toml", &text).unwrap().0
}

fn render_with(config: &Config, body: &str) -> Rendered {
    let highlighter = Highlighter::of(config, "".as_ref());
    let context = Context {
        settings: Settings {
            markdown: &config.markdown,
            anchors: config.slugify.anchors,
            broken_links: Severity::Error,
            highlighter: highlighter.as_ref(),
        },
        permalink: "https://example.org/p/",
        path: "p.md",
        origin: Origin::Written { first_line: 4 },
        insert_anchor: config.markdown.insert_anchor_links,
        find_page: &page,
        draw_anchor_link: &anchor,
        draw_summary_cutoff: &cutoff,
    };
    render(body, &context)
}

fn plain(body: &str) -> Rendered {
    render_with(&config(""), body)
}

#[track_caller]
fn check(body: &str, html: &str) {
    check_with("", body, html);
}

#[track_caller]
fn check_with(markdown: &str, body: &str, html: &str) {
    assert_eq!(render_with(&config(markdown), body).html, html, "{body}");
}

const ALL_ON: &str = "render_emoji = true\nsmart_punctuation = true\ndefinition_list = true\ngithub_alerts = true\n\
                      bottom_footnotes = true\nlazy_async_image = true\ninsert_anchor_links = \"heading\"";

#[test]
fn headings_have_ids() {
    for (body, html) in [
        (
            "# Åka & *hit* `x`",
            "<h1 id=\"aka-hit-x\">Åka &amp; <em>hit</em> <code>x</code></h1>\n",
        ),
        ("# A\n## A", "<h1 id=\"a\">A</h1>\n<h2 id=\"a-1\">A</h2>\n"),
        ("# A {#b .c .d}", "<h1 id=\"b\" class=\"c d\">A</h1>\n"),
        (
            "# A\n# B {#a}",
            "<h1 id=\"a-1\">A</h1>\n<h1 id=\"a\">B</h1>\n",
        ),
        (
            "- ### In list",
            "<ul>\n<li><h3 id=\"in-list\">In list</h3>\n</li>\n</ul>\n",
        ),
        (
            "# ![x](/a) B",
            "<h1 id=\"b\"><img src=\"/a\" alt=\"x\" /> B</h1>\n",
        ),
    ] {
        check(body, html);
    }
    let safe = "[slugify]\nanchors = \"safe\"";
    check_with(safe, "# Åka hit", "<h1 id=\"Åka_hit\">Åka hit</h1>\n");
}

#[test]
fn headings_may_have_anchor_links() {
    for (place, content) in [
        ("left", "<a class=\"l2\" href=\"#a-b\">¶</a>A <em>b</em>"),
        ("right", "A <em>b</em><a class=\"l2\" href=\"#a-b\">¶</a>"),
        ("heading", "<a class=\"l2\" href=\"#a-b\">A <em>b</em></a>"),
        ("none", "A <em>b</em>"),
    ] {
        let markdown = format!("insert_anchor_links = \"{place}\"");
        check_with(
            &markdown,
            "## A *b*",
            &format!("<h2 id=\"a-b\">{content}</h2>\n"),
        );
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
fn code_is_escaped() {
    for (body, html) in [
        (
            "```rust,linenos\na < \"b\"\n```",
            "<pre><code data-lang=\"rust\">a &lt; &quot;b&quot;\n</code></pre>\n",
        ),
        ("    <i>\n", "<pre><code>&lt;i&gt;\n</code></pre>\n"),
        (
            "- x\n\n  ```\n  y\n  ```",
            "<ul>\n<li>\n<p>x</p>\n<pre><code>y\n</code></pre>\n</li>\n</ul>\n",
        ),
    ] {
        check(body, html);
    }
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
fn footnotes_stand_in_place() {
    check(
        "A[^1]\n\n[^1]: X",
        "<p>A<sup class=\"footnote-reference\"><a href=\"#1\">1</a></sup></p>\n\
         <div class=\"footnote-definition\" id=\"1\"><sup class=\"footnote-definition-label\">1</sup>\n\
         <p>X</p>\n</div>\n",
    );
}

#[test]
fn footnotes_stand_at_the_bottom() {
    check_with(
        "bottom_footnotes = true",
        "A[^b] B[^a] C[^b]\n\n[^a]: X\n\n    Y\n[^b]: ```\n    c\n    ```\n[^c]: never",
        "<p>A<sup class=\"footnote-reference\" id=\"fr-b-1\"><a href=\"#fn-b\">[1]</a></sup> \
         B<sup class=\"footnote-reference\" id=\"fr-a-1\"><a href=\"#fn-a\">[2]</a></sup> \
         C<sup class=\"footnote-reference\" id=\"fr-b-2\"><a href=\"#fn-b\">[1]</a></sup></p>\n\
         <section class=\"footnotes\">\n<ol class=\"footnotes-list\">\n\
         <li id=\"fn-b\"><pre><code>c\n</code></pre>\n \
         <a href=\"#fr-b-1\">↩</a> <a href=\"#fr-b-2\">↩2</a></li>\n\
         <li id=\"fn-a\">\n<p>X</p>\n<p>Y <a href=\"#fr-a-1\">↩</a></p>\n</li>\n\
         </ol>\n</section>\n",
    );
}

#[test]
fn settings_add_syntax() {
    for (body, html) in [
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
        check_with(ALL_ON, body, html);
    }
}
