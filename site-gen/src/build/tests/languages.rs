//! What a site of several languages asks for beyond Zola: each is off until its config says so.

use super::{Site, build};

pub(super) const LANGUAGES: &str = "@ config.toml\nbase_url = 'https://e.org'\ndefault_language = 'sv'\n[languages.en]\n[languages.ar]\n";

/// Builds a site with these `[extra]` lines; some files of it, `None` where there is none.
pub(super) fn check(extra: &str, site: &str, expected: &[(&str, Option<&str>)]) {
    let site = Site::new(&format!("{LANGUAGES}[extra]\n{extra}\n{site}"));
    build(&site.options()).unwrap();
    for (path, expected) in expected {
        let text = fs_err::read_to_string(site.path("public").join(path)).ok();
        assert_eq!(text.as_deref().map(str::trim), *expected, "{extra} {path}");
    }
}

#[test]
fn each_language_has_a_404_where_asked_for() {
    let site = "@ templates/404.html\n{{ lang }}";
    check("", site, &[("404.html", Some("sv")), ("ar/404.html", None)]);
    check(
        "localized_404 = true",
        site,
        &[
            ("404.html", Some("sv")),
            ("en/404.html", Some("en")),
            ("ar/404.html", Some("ar")),
        ],
    );
}

/// A site whose Arabic lacks most: what is there stands under `ar`, marked with what it was written in.
const HOLES: &str = "\
@ content/_index.md
+++
title = 'hem'
+++
@ content/b/_index.md
+++
title = 'blogg'
sort_by = 'weight'
generate_feeds = true
+++
@ content/b/one.md
+++
title = 'ett'
weight = 1
date = 2020-01-01
path = 'b/ett'
aliases = ['old']
taxonomies = { tags = ['x'] }
+++
[two](@/b/two.md) [here](#x) {{ lang }} {{ page.permalink }}
# X
@ content/b/two.md
+++
title = 'två'
weight = 2
+++
@ content/b/two.en.md
+++
title = 'two'
weight = 2
+++
@ content/b/three.md
+++
title = 'tre'
weight = 3
+++
@ content/b/three.ar.md
+++
title = 'thalatha'
weight = 3
+++
@ templates/atom.xml
{% for p in pages %}{{ p.permalink }} {% endfor %}
@ templates/index.html
{{ lang }} {{ section.title or '-' }}{% for s in section.subsections %} {{ s }}{% endfor %}
@ templates/section.html
{{ section.fallback?.lang or '-' }}:{% for p in section.pages %} {{ p.title }}{% if p.fallback %}({{ p.fallback.lang }}){% endif %}{% endfor %}
@ templates/page.html
{{ lang }} {{ page.lower?.title or '-' }}<{{ page.title }}>{{ page.higher?.title or '-' }} {% if page.fallback %}{{ page.fallback.lang }} {{ page.fallback.dir }} {{ page.fallback.permalink }}{% endif %}|{{ page.content | safe }}{% for t in page.translations %} {{ t.lang }}{% if t.fallback %}={{ t.fallback.lang }}{% endif %}{% endfor %}
@ templates/tags/list.html
x
@ templates/tags/single.html
x
";

#[test]
fn what_a_language_lacks_stands_in_from_the_chain() {
    let chain = "[[extra.languages]]\ncode = 'ar'\nfallback = 'en'\n[[extra.languages]]\ncode = 'en'\nfallback = 'sv'\n";
    let site = format!(
        "{HOLES}@ config.toml\nbase_url = 'https://e.org'\ndefault_language = 'sv'\ngenerate_feeds = true\nbuild_search_index = true\ntaxonomies = [{{ name = 'tags' }}]\n[languages.en]\n[languages.ar]\ngenerate_feeds = true\nbuild_search_index = true\n{chain}"
    );
    let site = Site::new(&site);
    let report = build(&site.options()).unwrap();
    assert_eq!((report.pages, report.orphans, report.sections), (5, 0, 2));
    let read = |path: &str| {
        let text = fs_err::read_to_string(site.path("public").join(path));
        text.ok().map(|text| text.trim().to_owned())
    };
    for (path, expected) in [
        ("ar/index.html", "ar hem b/_index.ar.md"),
        ("b/index.html", "-: ett två tre"),
        ("en/b/index.html", "sv: ett(sv) two tre(sv)"),
        ("ar/b/index.html", "sv: ett(sv) two(en) thalatha"),
        (
            "ar/b/ett/index.html",
            "ar -<ett>two sv ltr https://e.org/b/ett/|<p><a href=\"https://e.org/b/two/\">two</a> <a href=\"https://e.org/ar/b/ett/#x\">here</a> sv https://e.org/ar/b/ett/</p>\n<h1 id=\"x\">X</h1>\n sv en=sv ar=sv",
        ),
        ("ar/b/three/index.html", "ar two<thalatha>- | sv en=sv ar"),
        ("ar/atom.xml", ""),
        ("atom.xml", "https://e.org/b/ett/"),
    ] {
        assert_eq!(read(path).as_deref(), Some(expected), "{path}");
    }
    assert_eq!(read("ar/b/atom.xml"), None);
    let sitemap = read("sitemap.xml").unwrap();
    assert!(
        sitemap.contains("https://e.org/ar/b/three/") && !sitemap.contains("/ar/b/ett/"),
        "{sitemap}"
    );
    let index = read("search_index.ar.js").unwrap();
    assert!(
        index.contains("thalatha") && !index.contains("ett"),
        "{index}"
    );
}

#[test]
fn a_language_without_a_fallback_lacks_what_it_lacks() {
    check(
        "",
        HOLES
            .replace("taxonomies = { tags = ['x'] }\n", "")
            .as_str(),
        &[
            ("ar/b/ett/index.html", None),
            ("ar/b/index.html", None),
            ("ar/b/three/index.html", Some("ar -<thalatha>- | sv ar")),
        ],
    );
}

const LINKS: &str = "\
@ content/a.md
+++
title = 'a'
+++
[b](@/b.md)
@ content/a.ar.md
+++
title = 'a'
+++
[b](@/b.md)
[c](@/c.md)
[c](@/c.en.md)
@ content/b.md
+++
title = 'b'
+++
@ content/b.ar.md
+++
title = 'b'
+++
@ content/c.md
+++
title = 'c'
+++
@ content/c.en.md
+++
title = 'c'
+++
@ templates/page.html
{{ page.content | safe }}{% for l in page.backlinks %}{{ l.permalink }} {% endfor %}
";

#[test]
fn links_lead_to_the_readers_language_where_asked_for() {
    let links = |[first, second]: [&str; 2]| {
        format!(
            "<p><a href=\"https://e.org{first}\">b</a>\n<a href=\"https://e.org{second}\">c</a>\n<a href=\"https://e.org/en/c/\">c</a></p>"
        )
    };
    for (extra, ar, b) in [
        ("", ["/b/", "/c/"], "https://e.org/a/ https://e.org/ar/a/"),
        (
            "localized_links = true",
            ["/ar/b/", "/c/"],
            "https://e.org/a/",
        ),
        (
            "localized_links = true\nlanguages = [{ code = 'ar', fallback = 'sv' }]",
            ["/ar/b/", "/ar/c/"],
            "https://e.org/a/",
        ),
    ] {
        let ar = links(ar);
        check(
            extra,
            LINKS,
            &[("ar/a/index.html", Some(&ar)), ("b/index.html", Some(b))],
        );
    }
}

#[test]
fn the_check_tells_which_links_leave_the_readers_language() {
    for fallback in ["", "languages = [{ code = 'ar', fallback = 'sv' }]"] {
        let site = Site::new(&format!(
            "{LANGUAGES}[extra]\nlocalized_links = true\n{fallback}\n{LINKS}"
        ));
        assert_eq!(
            super::checked::check_site(&site),
            ["content/a.ar.md:5: warning: the link `@/c.md` leads to a text in `sv`"]
        );
    }
}

#[test]
fn a_broken_link_is_near_to_pages_of_its_own_language_only() {
    let told = |link: &str| {
        let site = format!(
            "{LANGUAGES}@ content/about.md\n+++\n+++\n@ content/about.ar.md\n+++\n+++\n@ content/safety.ar.md\n+++\n+++\n@ content/x.md\n+++\n+++\n[x](@/{link})"
        );
        let failure = build(&Site::new(&site).options()).unwrap_err();
        failure.problems[0].hint.clone().unwrap()
    };
    assert!(told("safety.md").starts_with("what follows `@/` is a file's path"));
    assert_eq!(told("abuot.md"), "did you mean `@/about.md`?");
    assert_eq!(told("abuot.ar.md"), "did you mean `@/about.ar.md`?");
    assert_eq!(told("about.sv.md"), "did you mean `@/about.md`?");
}

#[test]
fn alternates_are_written_texts_in_the_configs_order() {
    let site = "@ content/a.ar.md\n+++\n+++\n@ content/a.md\n+++\n+++\n@ templates/page.html\n{% if page.alternates %}{% for a in page.alternates %}{{ a.lang }} {{ a.dir }} {{ a.permalink }} {% endfor %}{% else %}-{% endif %}";
    let all = "sv ltr https://e.org/a/ ar rtl https://e.org/ar/a/ x-default ltr https://e.org/a/";
    for (extra, expected) in [
        ("", ["-", "-"].map(Some)),
        ("alternates = true", [all, all].map(Some)),
    ] {
        let [sv, ar] = expected;
        check(
            extra,
            site,
            &[("a/index.html", sv), ("ar/a/index.html", ar)],
        );
    }
    check(
        "alternates = true\nlanguages = [{ code = 'en', fallback = 'sv' }]",
        site,
        &[("a/index.html", Some(all)), ("en/a/index.html", Some("-"))],
    );
}

#[test]
fn the_default_languages_suffix_is_understood_where_asked_for() {
    let site = "@ content/_index.sv.md\n+++\ntitle = 'hem'\n+++\n@ content/om.sv.md\n+++\n+++\n[om](@/om.md)\n@ content/om.ar.md\n+++\n+++\n@ templates/page.html\n{{ page.content | safe }}{% for t in page.translations %} {{ t.permalink }}{% endfor %}";
    check(
        "default_language_suffix = true",
        site,
        &[
            ("index.html", Some("hem")),
            (
                "om/index.html",
                Some(
                    "<p><a href=\"https://e.org/om/\">om</a></p>\n https://e.org/om/ https://e.org/ar/om/",
                ),
            ),
        ],
    );
    check(
        "",
        &site.replace("(@/om.md)", ""),
        &[("index.html", Some("home")), ("om/index.html", None)],
    );
}

#[test]
fn a_table_that_lacks_a_language_is_named_where_a_template_stumbles_over_it() {
    let site = |template: &str| {
        Site::new(&format!(
            "{LANGUAGES}@ content/_index.md\n+++\n+++\n@ content/_index.ar.md\n+++\n+++\n\
             @ data/form.toml\n[[field]]\nlabel = {{ sv = 'Namn', en = 'Name' }}\n@ templates/index.html\n{template}\n"
        ))
    };
    let gap = "data/form.toml:2: warning: `field.1.label` lacks ar";
    let careless =
        site("{% set form = load_data(path='data/form.toml') %}{{ form.field[0].label[lang] }}");
    let failure = build(&careless.options()).unwrap_err().to_string();
    assert!(
        failure.contains(gap) && failure.contains("templates/index.html"),
        "{failure}"
    );
    let careful = site(
        "{% set form = load_data(path='data/form.toml') %}{{ form.field[0].label[lang] or '-' }}",
    );
    assert_eq!(build(&careful.options()).unwrap().warnings, []);
    assert_eq!(super::checked::check_site(&careful), [gap]);
}
