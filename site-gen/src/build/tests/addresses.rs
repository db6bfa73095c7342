//! Where translations are found: the sitemap's alternates, and sections that are called otherwise in another language.

use super::languages::{LANGUAGES, check};
use super::{Site, build};

#[test]
fn the_sitemap_names_alternates_where_asked_for() {
    let site = "@ content/_index.md\n+++\n+++\n@ content/a.ar.md\n+++\n+++\n@ content/a.md\n+++\n+++\n@ content/b.ar.md\n+++\n+++";
    for extra in ["", "alternates = true"] {
        let built = Site::new(&format!("{LANGUAGES}[extra]\n{extra}\n{site}"));
        build(&built.options()).unwrap();
        let sitemap = fs_err::read_to_string(built.path("public/sitemap.xml")).unwrap();
        let links: Vec<&str> = sitemap.split("<xhtml:link").skip(1).collect();
        let expected = match extra {
            "" => 0,
            // The first page in three languages and `a` in two, each with x-default; `b` is alone.
            _ => 3 * 4 + 2 * 3 + 1,
        };
        assert_eq!(links.len(), expected, "{sitemap}");
        assert_eq!(sitemap.contains("xmlns:xhtml"), expected > 0);
        let a = "rel=\"alternate\" hreflang=\"x-default\" href=\"https://e.org/a/\"/>";
        assert_eq!(
            links.iter().filter(|link| link.contains(a)).count(),
            expected / 8
        );
    }
}

#[test]
fn addresses_follow_the_slug_of_a_section() {
    let section = "title = 's'\npaginate_by = 1\ngenerate_feeds = true\nsort_by = 'weight'";
    check(
        "alternates = true",
        &format!(
            "@ content/om/_index.md\n+++\n{section}\n+++\n@ content/om/a.md\n+++\nweight = 1\n+++\n\
             @ content/om/_index.ar.md\n+++\n{section}\n[extra]\nsection_slug = 'حول'\n+++\n\
             @ content/om/a.ar.md\n+++\nweight = 1\ndate = 2020-01-01\n+++\n[s](@/om/_index.ar.md) [b](@/om/b/index.ar.md)\n\
             @ content/om/b/index.ar.md\n+++\nweight = 2\n+++\n@ content/om/b/photo.txt\nx\n\
             @ templates/atom.xml\n{{{{ feed_url }}}}{{% for p in pages %}} {{{{ p.permalink }}}}{{% endfor %}}\n\
             @ templates/page.html\n{{{{ page.content | safe }}}}{{% for a in page.alternates %}} {{{{ a.permalink }}}}{{% endfor %}}\n\
             @ templates/section.html\n{{{{ paginator.current_index }}}} {{{{ paginator.next or '-' }}}}{{% for p in paginator.pages %}} {{{{ p.permalink }}}}{{% endfor %}}\n\
             @ templates/index.html\nx"
        ),
        &[
            (
                "ar/hwl/index.html",
                Some("1 https://e.org/ar/hwl/page/2/ https://e.org/ar/hwl/a/"),
            ),
            (
                "ar/hwl/page/2/index.html",
                Some("2 - https://e.org/ar/hwl/b/"),
            ),
            (
                "ar/hwl/a/index.html",
                Some(
                    "<p><a href=\"https://e.org/ar/hwl/\">s</a> <a href=\"https://e.org/ar/hwl/b/\">b</a></p>\n https://e.org/om/a/ https://e.org/ar/hwl/a/ https://e.org/om/a/",
                ),
            ),
            ("ar/hwl/b/photo.txt", Some("x")),
            (
                "ar/hwl/atom.xml",
                Some("https://e.org/ar/hwl/atom.xml https://e.org/ar/hwl/a/"),
            ),
            ("ar/om/index.html", None),
            (
                "om/a/index.html",
                Some("https://e.org/om/a/ https://e.org/ar/hwl/a/ https://e.org/om/a/"),
            ),
        ],
    );
}
