use super::*;
use crate::load::Source;
use crate::parse::parse;

pub(super) fn config_of(text: &str) -> Config {
    Config::parse(
        "config.toml",
        &format!("base_url = 'https://e.org'\n{text}"),
    )
    .unwrap()
    .0
}

/// A site in one string: each file is `@path` and its front matter without the fences.
fn site_of(config: &str, text: &str) -> Linked {
    let config = config_of(config);
    link(documents_of(&config, text), &config, Drafts::LeftOut)
}

pub(super) fn documents_of(config: &Config, text: &str) -> Vec<Document> {
    let mut sources: Vec<_> = text
        .split('@')
        .skip(1)
        .map(|part| {
            let (path, front) = part.split_once(char::is_whitespace).unwrap_or((part, ""));
            Source {
                path: path.to_owned(),
                text: format!("+++\n{}\n+++\n", front.trim()).into(),
                assets: Vec::new(),
                fault: None,
            }
        })
        .collect();
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    let (documents, problems) = parse(sources, config);
    assert_eq!(problems, []);
    documents
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
fn a_draft_translation_that_takes_out_others_is_told() {
    let told = |text: &str| {
        let linked = site_of("[languages.fr]", text);
        let told = linked.problems.iter().map(ToString::to_string);
        told.collect::<Vec<_>>().join("\n")
    };
    let said = told("@d/_index.md @d/_index.fr.md draft = true\n@d/a.md @d/a.fr.md @d/e/b.md");
    assert!(
        said.starts_with("content/d/_index.fr.md:2: warning: a draft section takes out all")
            && said.contains("2 texts in others"),
        "{said}"
    );
    assert_eq!(
        told("@d/_index.md draft = true\n@d/_index.fr.md @d/a.md @d/a.fr.md"),
        ""
    );
    assert_eq!(told("@d/_index.fr.md draft = true\n@d/a.fr.md"), "");
}

#[test]
fn a_translation_under_a_misspelt_name_is_told() {
    let both = "[languages.ar]\n[languages.fr]";
    let told = "content/g/saefty.ar.md: warning: has no original in `en`\n  hint: did you mean `safety.ar.md`?";
    for (text, expected) in [
        ("@g/safety.md @g/saefty.ar.md", told),
        ("@g/safety.md @g/safety.fr.md @g/saefty.ar.md", told),
        ("@g/safety.md @g/safety.ar.md @g/saefty.ar.md", ""),
        ("@g/safety.md @saefty.ar.md @g/other.ar.md", ""),
        ("@g/step-1.md @g/step-2.ar.md @g/ab.md @g/ac.ar.md", ""),
        (
            "@g/safety.md @g/saefty.ar.md extra.translation_key = 'g/safety'",
            "",
        ),
        ("@g/safety.md @g/_index.ar.md", ""),
    ] {
        let problems = site_of(both, text).problems;
        let shown: Vec<_> = problems.iter().map(ToString::to_string).collect();
        assert_eq!(shown.join("\n"), expected, "{text}");
    }
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
            "content/a.md:2: path collision: `/x/` is also written by b.md\n  hint: give one of them another `path`, `slug` or alias",
            "content/c.md:2: taxonomy `tag` is not defined in the config for the language `en`\n  hint: did you mean \"tags\"?",
            "content/tags/_index.md: path collision: the taxonomy `tags` is written to `/tags/` too\n  hint: give one of them another `path`, `slug` or alias",
            "content/tags/index.md: `index.md` cannot stand in the same folder as an index section `_index.md`\n  hint: a folder is a page (`index.md`) or a section (`_index.md`)",
            "content/tags/index.md: path collision: `/tags/` is also written by tags/_index.md\n  hint: give one of them another `path`, `slug` or alias",
            "content/tags/index.md: path collision: the taxonomy `tags` is written to `/tags/` too\n  hint: give one of them another `path`, `slug` or alias",
        ]
    );
}

/// The paths of a site, and what is broken, in order.
fn check_paths(config: &str, text: &str, (paths, problems): (&str, &[&str])) {
    let linked = site_of(config, text);
    let site = &linked.site;
    let mut found: Vec<&str> = site.ids().map(|id| site.path(id)).collect();
    found.sort_unstable();
    assert_eq!(found.join(" "), paths, "{text}");
    let found: Vec<_> = crate::problem::sorted(linked.problems)
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(found, problems, "{text}");
}

#[test]
fn all_below_a_section_follows_its_slug() {
    const TWO: &str = "default_language = 'sv'\n[languages.en]\n[languages.so]\n";
    let site = "@_index.md @_index.en.md @_index.so.md @om/_index.md @om/_index.en.md extra.section_slug = 'About us' @om/a.md @om/a.en.md @om/b/index.en.md @om/c/_index.en.md @om/c/d.en.md slug = 'dee' @om/c/e.en.md path = 'e'";
    check_paths(
        TWO,
        site,
        (
            "/ /e/ /en/ /en/about-us/ /en/about-us/a/ /en/about-us/b/ /en/about-us/c/ /en/about-us/c/dee/ /om/ /om/a/ /so/",
            &[],
        ),
    );
    // What stands in keeps the slug of its original, so that a page and its section stay together.
    check_paths(
        &format!("{TWO}[[extra.languages]]\ncode = 'so'\nfallback = 'en'"),
        "@_index.md @_index.en.md @_index.so.md @om/_index.en.md extra.section_slug = 'about' @om/a.en.md @om/b.so.md",
        (
            "/ /en/ /en/about/ /en/about/a/ /so/ /so/about/ /so/about/a/ /so/about/b/",
            &[],
        ),
    );
    check_paths(
        TWO,
        "@_index.md extra.section_slug = 'x' @_index.en.md @_index.so.md @a/_index.md extra.section_slug = '!' @b/_index.en.md @c/_index.en.md extra.section_slug = 'b' @d.so.md extra.section_slug = 'no section'",
        (
            "/ /a/ /en/ /en/b/ /en/b/ /so/ /so/d/",
            &[
                "content/_index.md: the first page of a language has no `section_slug`: its address is the language's own",
                "content/a/_index.md: nothing of its `section_slug` can stand in an address",
                "content/b/_index.en.md: path collision: `/en/b/` is also written by c/_index.en.md\n  hint: give one of them another `path`, `slug` or alias",
            ],
        ),
    );
}

/// The translations of a file, and what is said of keys.
fn check_key(config: &str, text: &str, (file, translations): (&str, &str), expected: &[&str]) {
    let config = format!("default_language = 'sv'\n[languages.en]\n[languages.ar]\n{config}");
    let Linked { site, problems, .. } = site_of(&config, text);
    let id = site.find(file).unwrap();
    let found: Vec<_> = site
        .translations(id)
        .iter()
        .map(|id| site.name(*id).relative.as_str())
        .collect();
    assert_eq!(found.join(" "), translations, "{text}");
    let found: Vec<_> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn a_moved_file_is_a_translation_by_its_key() {
    for (text, translations) in [
        // The key may be the original's path, or any word that both have.
        (
            "@om.md @b/about.en.md extra.translation_key = 'om' @om.ar.md",
            "om.md b/about.en.md om.ar.md",
        ),
        (
            "@om.md extra.translation_key = 'k' @b/about.en.md extra.translation_key = 'k'",
            "om.md b/about.en.md",
        ),
        // What has a key of its own is no longer what its name says.
        (
            "@om.md @om.en.md extra.translation_key = 'b' @b.md",
            "om.md",
        ),
        // A key without a second text: an original waits.
        ("@om.md extra.translation_key = 'k'", "om.md"),
        // A page may be the translation of a section.
        (
            "@om.md @b/_index.en.md extra.translation_key = 'om'",
            "om.md b/_index.en.md",
        ),
    ] {
        check_key("", text, ("om.md", translations), &[]);
    }
    let chain = "[[extra.languages]]\ncode = 'ar'\nfallback = 'en'\n";
    let moved = "@om.md @b/_index.en.md @b/about.en.md extra.translation_key = 'om'";
    check_key(
        chain,
        moved,
        ("om.md", "om.md b/about.en.md b/about.ar.md"),
        &[],
    );
}

#[test]
fn a_key_that_two_texts_of_a_language_have_or_no_other_is_told() {
    check_key(
        "",
        "@om.md @om.en.md @a.en.md extra.translation_key = 'om'",
        ("om.md", "om.md a.en.md om.en.md"),
        &[
            "content/om.en.md: says in `en` what content/a.en.md says: a text has one translation in a language\n  hint: give one of them another `translation_key`",
        ],
    );
    check_key(
        "[[extra.languages]]\ncode = 'ar'\nfallback = 'en'\n",
        "@about.md @b.en.md extra.translation_key = 'abuot'",
        ("about.md", "about.md"),
        &[
            "content/b.en.md: warning: no other text has the `translation_key` `abuot`\n  hint: did you mean \"about\"?",
        ],
    );
}
