use super::*;
use crate::load::Source;
use crate::parse::parse;

/// A site in one string: each file is `@path` and its front matter without the fences.
fn site_of(config: &str, text: &str) -> Linked {
    let config = format!("base_url = 'https://e.org'\n{config}");
    let (config, _) = Config::parse("config.toml", &config).unwrap();
    let mut sources: Vec<_> = text
        .split('@')
        .skip(1)
        .map(|part| {
            let (path, front) = part.split_once(char::is_whitespace).unwrap_or((part, ""));
            Source {
                path: path.to_owned(),
                text: format!("+++\n{}\n+++\n", front.trim()),
                assets: Vec::new(),
            }
        })
        .collect();
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    let (documents, problems) = parse(sources, &config);
    assert_eq!(problems, []);
    link(documents, &config, Drafts::LeftOut)
}

/// Each section's path with its pages' slugs in order.
fn check(config: &str, text: &str, expected: &[(&str, &[&str])]) {
    let Linked { site, .. } = site_of(config, text);
    let found: Vec<_> = site
        .sections
        .iter()
        .map(|section| {
            let slugs: Vec<_> = section
                .pages
                .iter()
                .map(|id| site.page(*id).slug.as_str())
                .collect();
            (section.path.as_str(), slugs)
        })
        .collect();
    let expected: Vec<_> = expected
        .iter()
        .map(|(path, slugs)| (*path, slugs.to_vec()))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn pages_are_in_the_section_of_their_folder() {
    check(
        "",
        "@a.md @blog/_index.md @blog/b.md @blog/c/index.md @lone/d.md @hid.md render = false",
        &[("/blog/", &["b", "c"]), ("/", &["a"])],
    );
}

#[test]
fn titles_stand_as_in_the_languages_dictionary_where_asked_for() {
    let pages = "@b/_index.md sort_by = 'title' @b/x.md title = 'Öl' @b/y.md title = 'Ordning' @b/z.md title = 'Zebra'";
    for (extra, order) in [
        ("", &["x", "y", "z"]),
        ("[extra]\ncollate_titles = true", &["y", "z", "x"]),
    ] {
        let config = format!("default_language = 'sv'\n{extra}");
        check(&config, pages, &[("/b/", order), ("/", &[])]);
    }
}

#[test]
fn sections_sort_their_pages_and_set_the_others_aside() {
    let pages = "@b/x.md weight = 2\ntitle = 'apa 10'\n@b/y.md weight = 1\ntitle = 'Apa 9'\n@b/z.md date = 2020-01-01";
    for (sort_by, order) in [
        ("weight", &["y", "x"][..]),
        ("title", &["y", "x"]),
        ("title_bytes", &["y", "x"]),
        ("date", &["z"]),
        ("slug", &["x", "y", "z"]),
        ("none", &["x", "y", "z"]),
    ] {
        let text = format!("@b/_index.md sort_by = '{sort_by}'\n{pages}");
        check("", &text, &[("/b/", order), ("/", &[])]);
    }
}

#[test]
fn a_transparent_section_passes_its_pages_up() {
    let Linked { site, .. } = site_of(
        "",
        "@_index.md sort_by = 'weight'\npage_template = 'p.html'\n@b/_index.md transparent = true\n@b/x.md weight = 1\n@y.md weight = 2",
    );
    let x = &site.pages[0];
    assert_eq!(x.ancestors.len(), 1);
    assert_eq!(x.template.as_deref(), Some("p.html"));
    assert_eq!(x.higher.map(|id| site.page(id).slug.as_str()), Some("y"));
    assert_eq!(x.lower, None);
}

#[test]
fn translations_come_in_the_order_of_the_config() {
    let Linked { site, .. } = site_of(
        "default_language = 'sv'\n[languages.uk]\n[languages.ar]",
        "@a.ar.md @a.md @a.uk.md @b.ar.md",
    );
    let id = site.find("a.uk.md").unwrap();
    let files: Vec<_> = site
        .translations(id)
        .iter()
        .map(|id| site.name(*id).relative.as_str())
        .collect();
    assert_eq!(files, ["a.md", "a.uk.md", "a.ar.md"]);
    let paths: Vec<_> = site.sections.iter().map(|s| s.path.as_str()).collect();
    // An index that nobody wrote begins without a slash, as in Zola.
    assert_eq!(paths, ["/", "uk/", "ar/"]);
}

#[test]
fn terms_with_one_slug_are_one_and_newest_come_first() {
    let Linked { site, .. } = site_of(
        "taxonomies = [{ name = 'tags' }]",
        "@a.md date = 2020-01-01\ntaxonomies.tags = ['Fika', 'b']\n@b.md date = 2021-01-01\ntaxonomies.tags = ['Fika']\n@c.md taxonomies.tags = ['fika']",
    );
    let terms: Vec<_> = site.taxonomies[0]
        .terms
        .iter()
        .map(|term| {
            let slugs: Vec<_> = term
                .pages
                .iter()
                .map(|id| site.page(*id).slug.as_str())
                .collect();
            (term.name.as_str(), term.path.as_str(), slugs)
        })
        .collect();
    assert_eq!(
        terms,
        [
            ("b", "/tags/b/", vec!["a"]),
            ("Fika", "/tags/fika/", vec!["b", "a", "c"])
        ]
    );
}

#[test]
fn drafts_are_left_out_with_all_below_a_draft_section() {
    check(
        "",
        "@a.md draft = true\n@d/_index.md draft = true\n@d/b.md @d/e/_index.md @dd/_index.md @dd/c.md",
        &[("/dd/", &["c"]), ("/", &[])],
    );
}

#[test]
fn what_is_broken_between_files_is_told_with_a_hint() {
    let Linked { problems, .. } = site_of(
        "taxonomies = [{ name = 'tags' }]",
        "@a.md path = 'x'\n@b.md aliases = ['/x/']\n@c.md taxonomies.tag = ['y']\n@tags/_index.md @tags/index.md",
    );
    let shown: Vec<_> = crate::problem::sorted(problems)
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        shown,
        [
            "content/a.md: path collision: `/x/` is also written by b.md\n  hint: give one of them another `path`, `slug` or alias",
            "content/c.md: taxonomy `tag` is not defined in the config for the language `en`\n  hint: did you mean \"tags\"?",
            "content/tags/_index.md: path collision: the taxonomy `tags` is written to `/tags/` too",
            "content/tags/index.md: `index.md` cannot stand in the same folder as an index section `_index.md`\n  hint: a folder is a page (`index.md`) or a section (`_index.md`)",
            "content/tags/index.md: path collision: `/tags/` is also written by tags/_index.md\n  hint: give one of them another `path`, `slug` or alias",
            "content/tags/index.md: path collision: the taxonomy `tags` is written to `/tags/` too",
        ]
    );
}
