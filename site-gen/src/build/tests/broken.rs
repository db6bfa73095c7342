//! Sites that are broken, each in its own way: what is said of each, and that nothing is written.

use super::*;
use crate::link::Drafts;

#[test]
fn a_mistake_in_a_call_is_told_with_the_line_of_the_call() {
    let site = Site::new(
        "@ templates/c.html\n{% component outer(n) %}\n{{ <inner n /> }}{% endcomponent outer %}\n{% component inner(n) %}\n{{ n | upper }}{% endcomponent inner %}\n@ content/a.md\n+++\n+++\n\nx\n\n{{ <outer n={1} /> }}",
    );
    let failure = build(&site.options()).unwrap_err();
    let shown: Vec<_> = failure.problems.iter().map(ToString::to_string).collect();
    let [shown] = &shown[..] else {
        panic!("{shown:#?}")
    };
    assert!(shown.starts_with("templates/c.html:4: "), "{shown}");
    assert!(
        shown.ends_with("(while rendering content/a.md:6)"),
        "{shown}"
    );
}

/// A page whose front matter and body are these bytes.
fn check_bytes(bytes: &[u8], expected: &[&str]) {
    let site = Site::new("@ content/b.md\n+++\n+++\n[a](@/a.md)");
    fs_err::write(site.path("content/a.md"), bytes).unwrap();
    let failure = build(&site.options()).unwrap_err();
    let shown: Vec<_> = failure.problems.iter().map(ToString::to_string).collect();
    assert_eq!(shown.len(), expected.len(), "{shown:#?}");
    for (shown, expected) in shown.iter().zip(expected) {
        assert!(shown.starts_with(expected), "{shown}\nis not\n{expected}");
    }
    assert!(!site.path("public").exists());
}

#[test]
fn files_that_are_no_pages_are_told_with_their_line() {
    let deep_toml = format!(
        "+++\nextra.a = {}{}\n+++\n",
        "[".repeat(5_000),
        "]".repeat(5_000)
    );
    let bomb = "---\na: &a [x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b]\nd: &d [*c, *c, *c, *c, *c, *c, *c, *c]\ne: &e [*d, *d, *d, *d, *d, *d, *d, *d]\nf: &f [*e, *e, *e, *e, *e, *e, *e, *e]\nextra: {a: [*f, *f, *f, *f, *f, *f, *f, *f]}\n---\n";
    let parentheses = format!(
        "+++\n+++\n{{{{ {}1{} }}}}",
        "(".repeat(3_000),
        ")".repeat(3_000)
    );
    let blocks = format!(
        "+++\n+++\n{}x{}",
        "{% if true %}".repeat(1_000),
        "{% endif %}".repeat(1_000)
    );
    for (bytes, expected) in [
        (&b""[..], "content/a.md:1: no front matter found"),
        (b"hello", "content/a.md:1: no front matter found"),
        (b"+++\ntitle = 'a'\n", "content/a.md:1: "),
        (b"+++\n+++\nabc \xe4\xb8", "content/a.md:3: not valid UTF-8"),
        (
            b"+++\ntitle = '\xff'\n+++\n",
            "content/a.md:2: not valid UTF-8",
        ),
        (deep_toml.as_bytes(), "content/a.md:2: not valid TOML: "),
        (bomb.as_bytes(), "content/a.md:2: not valid YAML: "),
        (
            parentheses.as_bytes(),
            "content/a.md:3: The expression is too complex",
        ),
        (
            blocks.as_bytes(),
            "content/a.md:3: The template nesting is too deep",
        ),
    ] {
        check_bytes(bytes, &[expected]);
    }
}

#[test]
fn a_page_in_the_root_cannot_stand_for_its_section() {
    check_failure(
        "@ content/index.md\n+++\n+++\n",
        &["content/index.md: `index.md` cannot stand in the same folder as an index section"],
    );
}

#[test]
fn what_shows_only_between_templates_is_told_at_its_line() {
    let check = |templates: &str, expected: &str| check_failure(templates, &[expected]);
    check(
        "@ templates/a.html\n{% component x() %}{% endcomponent %}\n@ templates/b.html\n\n{%-component  x () %}{% endcomponent %}",
        "templates/b.html:2: Component `x` is defined in both `a.html` and `b.html`",
    );
    check(
        "@ templates/a.html\n{# {% extends\nnothing %} #}{%- extends \"pag.html\" %}",
        "templates/a.html:2: Template 'a.html' is inheriting from 'pag.html', which doesn't exist or isn't loaded.\n  hint: did you mean \"page.html\"?",
    );
    check(
        "@ templates/a.html\n{% extends \"a.html\" %}",
        "templates/a.html:1: Circular extend detected for template 'a.html'",
    );
}

#[test]
fn what_reminds_of_tera_1_hides_no_fault() {
    let check = |templates: &str, expected: &[&str]| check_failure(templates, expected);
    let unknown = "templates/bad.html:1: Unknown filter `nosuch`";
    let bad = "@ templates/bad.html\n{{ 1 | nosuch }}";
    for sound in [
        "{# {% macro old() %} #}",
        "{% raw %}{% import \"a\" as a %}{% endraw %}",
        "{{ \"a::b(\" }} a::b()",
    ] {
        check(&format!("{bad}\n@ templates/ok.html\n{sound}"), &[unknown]);
    }
    check(
        &format!("{bad}\n@ templates/old.html\n{{% macro a() %}}{{% endmacro %}}"),
        &[unknown, "templates/old.html:1: macros are gone"],
    );
    check(
        "@ templates/old.html\n{{ 1 + }}\n{% macro a() %}{% endmacro %}",
        &[
            "templates/old.html:1: ",
            "templates/old.html:2: macros are gone",
        ],
    );
}

#[test]
fn a_page_that_cannot_be_read_is_told_once() {
    for front in ["", "+++\ntitle = \n+++\n"] {
        let site = format!(
            "@ content/b/_index.md\n+++\nsort_by = 'title'\n+++\n@ content/b/a.md\n{front}"
        );
        check_failure(&site, &["content/b/a.md:"]);
    }
}

#[test]
fn a_link_to_a_draft_says_so() {
    let draft = "@ content/d/_index.md\n+++\ndraft = true\n+++\n@ content/d/a.md\n+++\n+++\n@ content/e.md\n+++\ndraft = true\n+++\n";
    check_failure(
        &format!("{draft}@ content/b.md\n+++\n+++\n[a](@/e.md#x)\n[b](@/d/a.md)\n[c](@/f.md)"),
        &[
            "content/b.md:3: broken link `@/e.md#x`: that page is a draft, or lies below one\n  hint: publish it first",
            "content/b.md:4: broken link `@/d/a.md`: that page is a draft",
            "content/b.md:5: broken link `@/f.md`: there is no such page",
        ],
    );
}

#[test]
fn what_tera_1_had_is_told_with_what_is_written_instead() {
    for (site, expected) in [
        (
            "@ templates/a.html\n\n{{ \"a\" is matching(\"a\") }}",
            "templates/a.html:2: Found string but expected identifier.\n  hint: name the argument: `matching(pat=…)`",
        ),
        (
            "@ templates/a.html\n{{ [1] | map(attribute=\"x\") }}@ templates/maps.html\n",
            "templates/a.html:1: Unknown filter `map`\n  hint: write [item.field for item in list]",
        ),
        (
            "@ content/a.md\n+++\n+++\n{{ get_env(name=\"X\") }}",
            "content/a.md:3: Unknown function `get_env`\n  hint: write the value in [extra]",
        ),
        (
            "@ config.toml\nbase_url = 'https://e.org'\ntaxonomies = [{ name = 'tags' }]\n@ content/tags.md\n+++\ntaxonomies.tags = ['x']\n+++\n@ templates/taxonomy_list.html\n\n@ templates/taxonomy_single.html\n",
            "content/tags.md: path collision: the taxonomy `tags` is written to `/tags/` too\n  hint: give one of them",
        ),
    ] {
        check_failure(site, &[expected]);
    }
}

#[test]
fn a_theme_of_colours_that_is_not_there_is_told_without_any_code() {
    let config = "@ config.toml\nbase_url = 'https://e.org'\n[markdown.highlighting]\n";
    let check = |settings: &str, expected: &str| {
        check_failure(&format!("{config}{settings}"), &[expected]);
    };
    check("", "config.toml:2: [markdown.highlighting] needs `theme`");
    check(
        "theme = 'no'",
        "config.toml:3: there is no highlighting theme `no`",
    );
    check(
        "light_theme = 'github-light'\ndark_theme = 'no'",
        "config.toml:4: there is no highlighting theme `no`",
    );
    check(
        "theme = 'github-dark'\nextra_grammars = ['no.json']",
        "config.toml:4: cannot load the grammar `no.json`",
    );
}

#[test]
fn the_first_section_is_searched_where_anything_is() {
    check_failure(
        "@ config.toml\nbase_url = 'https://e.org'\nbuild_search_index = true\n@ content/_index.md\n+++\nin_search_index = false\n+++\n",
        &["content/_index.md:2: the first section is left out of the search index"],
    );
}

#[test]
fn what_lies_below_a_draft_is_told_only_when_drafts_are_built() {
    let site = Site::new(
        "@ content/s/_index.md\n+++\ndraft = true\n+++\n@ content/s/a.md\nno front matter\n@ content/s/t/_index.md\n+++\nnope = 1\n+++\n",
    );
    build(&site.options()).unwrap();
    let with_drafts = Options {
        drafts: Drafts::Included,
        ..site.options()
    };
    let failure = build(&with_drafts).unwrap_err();
    assert_eq!(failure.problems.len(), 2, "{failure}");
}

#[test]
fn a_site_is_the_nearest_folder_with_a_config() {
    let site = Site::new("@ content/a.md\n+++\n+++\n@ conf/other.toml\n");
    fs_err::create_dir(site.path("content/b")).unwrap();
    let root = site.path("").canonicalize().unwrap();
    let nearest =
        |asked: &str, config: Option<&str>| nearest_root(root.join(asked), config.map(Path::new));
    assert_eq!(nearest("content/b", None), root);
    assert_eq!(nearest("content", Some("conf/other.toml")), root);
    assert_eq!(nearest("content", Some("no.toml")), root.join("content"));
    assert_eq!(nearest("nowhere", None), root.join("nowhere"));
    // One of its own comes before another's around it.
    fs_err::write(root.join("zola.toml"), "").unwrap();
    fs_err::write(root.join("content/config.toml"), "").unwrap();
    assert_eq!(nearest("content/b", None), root.join("content"));
}

#[test]
fn colours_are_looked_for_beside_the_config() {
    let site = Site::new(
        "@ conf/other.toml\nbase_url = 'https://e.org'\n[markdown.highlighting]\ntheme = 'github-dark'\nextra_themes = ['x.json']",
    );
    let beside = Options {
        config: Some("conf/other.toml".into()),
        ..site.options()
    };
    let failure = build(&beside).unwrap_err().to_string();
    assert!(
        failure.contains("conf/other.toml:4: cannot load the theme `conf/x.json`"),
        "{failure}"
    );
}

#[test]
fn odd_but_sound_files_build() {
    for (name, text, path) in [
        (
            "a.md",
            "\u{feff}+++\r\ntitle = 'A'\r\n+++\r\nx\r\n",
            "a/index.html",
        ),
        ("a\nb.md", "+++\n+++\nx", "a-b/index.html"),
        ("a.md/b.md", "+++\n+++\nx", "a.md/b/index.html"),
        (
            "a.md",
            &format!("+++\n+++\n{}x", "> ".repeat(10_000)),
            "a/index.html",
        ),
    ] {
        let site = Site::new("");
        let file = site.path("content").join(name);
        fs_err::create_dir_all(file.parent().unwrap()).unwrap();
        fs_err::write(file, text).unwrap();
        build(&site.options()).unwrap();
        assert!(site.path("public").join(path).exists(), "{name:?}");
    }
}

#[cfg(unix)]
#[test]
fn links_between_files_are_followed_inside_the_site_only() {
    use std::os::unix::fs::symlink;
    let site = Site::new("@ content/a.md\n+++\n+++\n");
    symlink("../content", site.path("content/loop")).unwrap();
    symlink("a.md", site.path("content/same.md")).unwrap();
    build(&site.options()).unwrap();
    assert!(site.path("public/same/index.html").exists());

    let site = Site::new("@ content/b.md\n+++\n+++\n[a](@/a.md)\n");
    symlink("nowhere", site.path("content/a.md")).unwrap();
    symlink("/etc/passwd", site.path("content/c.md")).unwrap();
    let failure = build(&site.options()).unwrap_err();
    let shown: Vec<_> = failure
        .problems
        .iter()
        .map(|problem| problem.file.as_str())
        .collect();
    assert!(
        shown.contains(&"content/a.md") && shown.contains(&"content/c.md"),
        "{failure}"
    );
}
