//! What a check alone finds.

use super::*;

#[test]
fn the_check_tells_what_is_likely_not_meant() {
    let site = Site::new(
        "@ content/lone/a.md\n+++\n+++\n\n![](x.png)\n@ templates/base.html\nb\n@ templates/old.html\n{% extends \"base.html\" %}\n@ templates/components/c.html\n{% component used() %}u{% endcomponent used %}\n{% component unused() %}u{% endcomponent unused %}\n{# {% component not_there() %} #}\n@ templates/components/d.html\n{%- component d.e(a) -%}{{ a }}{%- endcomponent d.e -%}\n@ content/b.md\n+++\n+++\n{{ <used /> }} {{ <d.e a=\"x\" /> }}",
    );
    let report = check_site(&site);
    assert_eq!(
        report,
        [
            "content/lone/a.md: warning: an orphan: it is in no section, so no list shows it",
            "content/lone/a.md:4: warning: `x.png` leads to nothing",
            "content/lone/a.md:4: warning: the image `x.png` has no text for those who cannot see it",
            "templates/base.html: warning: nothing uses this template",
            "templates/components/c.html:2: warning: nothing calls the component `unused`",
            "templates/old.html: warning: nothing uses this template",
        ]
    );
    assert!(!site.path("public").exists());
}

#[test]
fn the_check_tells_what_is_still_to_be_filled_in() {
    let config = "@ config.toml\nbase_url = \"https://x.y\"\n[extra.placeholders]\nphone = \"[a phone]\"\nhours = \"9 to 5\"\n";
    assert_eq!(
        check_site(&Site::new(config)),
        ["config.toml: warning: still to be filled in: [a phone]"]
    );
    let data = "@ content/form.toml\n[contact]\nphone = \"[a phone]\"\nhours = \"9 to 5\"\n[[more]]\nnames = [\"[who?]\"]\n";
    assert_eq!(
        check_site(&Site::new(data)),
        [
            "content/form.toml:2: warning: still to be filled in: [a phone]",
            "content/form.toml:5: warning: still to be filled in: [who?]",
        ]
    );
}

pub(super) fn check_site(site: &Site) -> Vec<String> {
    let report = super::super::check(&site.options()).unwrap();
    let first_line = |problem: &Problem| problem.to_string().lines().next().unwrap().to_owned();
    report.warnings.iter().map(first_line).collect()
}

#[test]
fn the_check_tells_which_links_lead_to_nothing() {
    let site = Site::new(
        "@ config.toml\nbase_url = \"https://e.org/sub\"\ndefault_language = \"sv\"\n[link_checker]\nskip_prefixes = [\"https://e.org/sub/others/\", \"/sub/å/\"]\nskip_anchor_prefixes = [\"https://e.org/sub/en/a/\"]\nignored_files = [\"content/old.md\"]\n[languages.en]\n\
         @ templates/page.html\n<a href=\"{{ get_url(path='/menu/') }}\">m</a><a href=/outside/>o</a><a href=/sub/b/#nosuch>n</a>{{ page.content | safe }}\n\
         @ templates/index.html\n<a href=/sub/om>o</a>{% for p in section.pages %}{{ p.content | safe }}{% endfor %}\n\
         @ static/s.css\nx\n@ content/_index.md\n+++\n+++\n(om oss) om\n@ content/b/picture.png\nx\n\
         @ content/b/index.md\n+++\n+++\n# Å place\n![p](picture.png) ![q](pictures.png) [self](#a-place)\n[å](/sub/sidå/) <a href=\"/sub/q?a=1&amp;b=2\">q</a>\n[q](pictures.png)\n\
         @ content/old.md\n+++\n+++\n[gone](/sub/old-times/)\n\
         @ content/a.en.md\n+++\n+++\n[up](../../b/)\n[up](../b)\n<a href=\"../../b/#a-place\">b</a>\n\
         [c](https://e.org/sub/b/#nowhere)\n[d](https://e.org/sub/bb/?x)\n[e](../../s.css) [f](mailto:a@b.se) [g](https://f.org/b)\n\
         [others](../../others/a) [å](/sub/å/x/) [made by a script](/sub/en/a/#made) [top](../../b/#top) [none](//e.org/sub/en/b/)\n",
    );
    let by_a_template = |link: &str, pages: &str| {
        format!("warning: {link}: in {pages}, but in none of their texts")
    };
    let all = "b/index.html and 2 more pages";
    assert_eq!(
        check_site(&site),
        [
            by_a_template("`/menu` leads to nothing", all),
            by_a_template("`/sub/b/#nosuch` leads to a page without that anchor", all),
            by_a_template("`/sub/om` leads to nothing", "en/index.html and one more page"),
            "content/a.en.md:4: warning: `../b` leads to nothing".to_owned(),
            "content/a.en.md:6: warning: `https://e.org/sub/b/#nowhere` leads to a page without that anchor"
                .to_owned(),
            "content/a.en.md:7: warning: `https://e.org/sub/bb/?x` leads to nothing".to_owned(),
            "content/a.en.md:9: warning: `//e.org/sub/en/b/` leads to nothing".to_owned(),
            "content/b/index.md:4: warning: `pictures.png` leads to nothing".to_owned(),
            "content/b/index.md:5: warning: `/sub/q?a=1&amp;b=2` leads to nothing".to_owned(),
            "content/b/index.md:5: warning: `/sub/sidå/` leads to nothing".to_owned(),
            "content/b/index.md:6: warning: `pictures.png` leads to nothing".to_owned(),
        ]
    );
}

#[test]
fn an_anchor_is_looked_for_where_a_redirect_leads() {
    let site = Site::new(
        "@ content/new.md\n+++\naliases = ['old.html', 'older']\n+++\n# Head\n@ content/a.md\n+++\n+++\n[a](/old.html#head)\n[b](/older#head)\n[c](/old.html#tail)\n@ content/_index.md\n+++\n+++\n",
    );
    let wrong = |line: usize, link: &str| {
        format!("content/a.md:{line}: warning: `{link}` leads to a page without that anchor")
    };
    assert_eq!(check_site(&site), [wrong(5, "/old.html#tail")]);
}

#[test]
fn the_check_says_when_it_cannot_look_for_links() {
    let site = Site::new("@ config.toml\nbase_url = \"https://\"\n");
    assert_eq!(
        check_site(&site),
        [
            "config.toml: warning: `base_url` is no address, so no link within the site was looked at"
        ]
    );
}

#[test]
fn the_check_guesses_at_pages_alone() {
    let site = Site::new("@ content/about.md\n+++\n+++\n[a](/abuot/) ![m](map.png)\n");
    let report = super::super::check(&site.options()).unwrap();
    let told = report
        .warnings
        .iter()
        .map(|problem| (&*problem.message, problem.hint.as_deref()));
    let told: Vec<_> = told
        .filter(|(message, _)| message.contains("nothing"))
        .collect();
    assert_eq!(
        told,
        [
            (
                "`/abuot/` leads to nothing",
                Some("did you mean `/about/`?")
            ),
            ("`map.png` leads to nothing", None),
        ]
    );
}

#[test]
fn a_placeholder_in_a_site_with_templates_is_told() {
    let site = Site::new(
        "@ content/_index.md\n+++\n+++\n@ content/a/_index.md\n+++\n+++\n@ content/b/_index.md\n+++\nredirect_to = 'a'\n+++\n@ content/c.md\n+++\n+++\n",
    );
    for template in ["index.html", "section.html"] {
        fs_err::remove_file(site.path(&format!("templates/{template}"))).unwrap();
    }
    let told = build(&site.options()).unwrap().warnings;
    let told: Vec<String> = told.iter().map(ToString::to_string).collect();
    let expected = [
        "content/_index.md: warning: there is no templates/index.html: it is published as a placeholder",
        "content/a/_index.md: warning: there is no templates/section.html: it is published as a placeholder",
    ];
    for line in expected {
        assert!(told.iter().any(|own| own == line), "{told:#?}");
    }
    assert!(
        !told.iter().any(|own| own.contains("page.html")),
        "{told:#?}"
    );
}
