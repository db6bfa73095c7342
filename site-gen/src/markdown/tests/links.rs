//! Links and images, and what is reported of them.

use super::*;

#[test]
fn links_are_resolved() {
    for (body, html) in [
        ("[x](@/a.md)", "<a href=\"https://example.org/a/\">x</a>"),
        (
            "[x](@/%C3%A5%20b.md#c)",
            "<a href=\"https://example.org/%C3%A5%20b/#c\">x</a>",
        ),
        (
            "[x](f.pdf)",
            "<a href=\"https://example.org/p/f.pdf\">x</a>",
        ),
        (
            "[x](#a 'T')",
            "<a href=\"https://example.org/p/#a\" title=\"T\">x</a>",
        ),
        ("[x](/a) [y](#)", "<a href=\"/a\">x</a> <a href=\"#\">y</a>"),
        ("<a@b.se>", "<a href=\"mailto:a@b.se\">a@b.se</a>"),
        (
            "![x *y*](b.png \"T\")",
            "<img src=\"https://example.org/p/b.png\" alt=\"x y\" title=\"T\" />",
        ),
    ] {
        check(body, &format!("<p>{html}</p>\n"));
    }
}

#[test]
fn links_are_reported() {
    let rendered = plain("a\n[x](@/a.md#b)\n[y](#c) https\n\n<https://d.se>");
    let links = rendered.internal_links.iter();
    let links: Vec<_> = links
        .map(|link| (&*link.path, link.anchor.as_deref(), link.line))
        .collect();
    assert_eq!(links, [("a.md", Some("b"), 5), ("p.md", Some("c"), 6)]);
    let link = &rendered.external_links[0];
    assert_eq!((&*link.url, link.line), ("https://d.se", 8));
}

#[test]
fn links_out_of_the_site_follow_its_rules() {
    let all = "external_links_class = \"ext\"\nexternal_links_target_blank = true\n\
               external_links_no_follow = true\nexternal_links_no_referrer = true";
    let rel = "rel=\"noopener nofollow noreferrer external\" target=\"_blank\"";
    for (markdown, opening) in [
        (
            "",
            "<a rel=\"external\" title=\"T\" href=\"https://a.se?b&amp;c\">".to_owned(),
        ),
        (
            "external_links_external = false",
            "<a href=\"https://a.se?b&amp;c\" title=\"T\">".to_owned(),
        ),
        (
            all,
            format!("<a class=\"ext\" {rel} title=\"T\" href=\"https://a.se?b&amp;c\">"),
        ),
    ] {
        check_with(
            markdown,
            "[x](https://a.se?b&c 'T')",
            &format!("<p>{opening}x</a></p>\n"),
        );
    }
}

#[test]
fn problems_have_a_place_and_a_hint() {
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
        let problems = plain(body).problems;
        assert_eq!(problems.len(), 1, "{body}");
        let problem = &problems[0];
        assert_eq!(
            (&*problem.file, problem.line, &*problem.message),
            ("content/p.md", line, message)
        );
        assert!(problem.hint.as_ref().unwrap().contains(hint), "{problem}");
    }
}

#[test]
fn images_without_alternative_text_are_reported() {
    let images = plain("![](a.png) ![x](b.png)\n![ ![](d.png) ](c.png)").images_without_alt;
    let found: Vec<_> = images
        .iter()
        .map(|image| (&*image.url, image.line))
        .collect();
    assert_eq!(found, [("a.png", 4), ("c.png", 5)]);
}
