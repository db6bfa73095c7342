use super::{Reach, Seeing};

const BASE: &str = "{% for s in config.extra.nav %}{% set section = get_section(path=s) %}{{ section.title }}{% endfor %}\
                    {% block main %}{% endblock %}{{ names[lang] }}";

/// What `main.html` sees of others, beside a base, a card and a template that is included.
fn seeing(main: &str) -> Seeing {
    let components = "{% component ui.card(page) %}{{ page.title }}{% endcomponent ui.card %}\
                      {% component teaser(item, lang, names) %}{{ item.summary }}{{ names[lang] }}{% endcomponent teaser %}\
                      {% component taker(x, @item) %}{{ item.summary }}{% endcomponent taker %}\
                      {% component title(text, names) %}{{ text }}{{ names[text] }}{% endcomponent title %}\
                      {% component near(item, names) %}{% for t in item.translations %}{{ names[t.lang] }}{% endfor %}{% endcomponent near %}\
                      {% component inside(item) %}{% for p in item.pages %}{{ p.alternates }}{% endfor %}{% endcomponent inside %}";
    let templates = [
        ("base.html", BASE),
        ("components.html", components),
        ("part.html", "{{ page.content }}"),
        (
            "zola/feed.xml",
            "{% for page in pages %}{{ page.content }}{% endfor %}",
        ),
        ("main.html", main),
    ];
    let reach = Reach::of(&templates, &["zola/".to_owned()]);
    reach.of_template("main.html")
}

fn check(main: &str, expected: bool) {
    assert_eq!(seeing(main).texts, expected, "{main}");
}

#[test]
fn a_pages_own_text_is_not_anothers() {
    for main in [
        "{{ page.content | safe }}",
        "{% extends \"base.html\" %}{% block main %}{{ section.content }}{{ page.toc }}{% endblock %}",
        "{% for h in page.toc %}{{ h.title }}{{ h.children }}{% endfor %}",
        "{% for page in section.pages %}{{ page.title }}{{ <ui.card page={page} /> }}{% endfor %}",
        "{% for page in section.pages %}{{ page.title }}{% endfor %}{{ page.content }}",
        "{% for t in page.taxonomies.tags %}{{ t }}{{ get_taxonomy_url(kind=\"tags\", term=t) }}{% endfor %}",
        "{% include \"part.html\" %}",
        "{{ page.lower.title }}{{ page.extra.content }}{{ page.extra[lang] }}",
        "{{ <title text={page.content} names={config.extra.names} /> }}",
        "{{ section.pages | length }}{{ trans(key=\"toc\") }}",
        "{% set count = section.pages | length %}{{ count }}",
        "{% if page.summary %}{{ page.summary }}{% endif %}",
        "{% for p in section.pages | sort(attribute=\"date\") | slice(end=3) %}{{ p.title }}{% endfor %}",
        "{# {{ page.lower.content }} #}{% raw %}{{ page.lower.content }}{% endraw %}",
        "{{ section.pages | map(attribute=\"title\") | join(sep=\", \") }}",
    ] {
        check(main, false);
    }
}

#[test]
fn whatever_may_show_anothers_text_is_found() {
    for main in [
        "{{ page.lower.content }}",
        "{{ page.higher[\"summary\"] }}",
        "{{ page[config.extra.field] }}",
        "{{ page }}",
        "{{ page | json_encode }}",
        "{{ __tera_context }}",
        "{% for page in section.pages %}{{ page.content }}{% endfor %}",
        "{% for p in section.pages %}{{ p.word_count }}{% endfor %}",
        "{% for p in section.pages | slice(end=3) %}{{ p.summary | striptags }}{% endfor %}",
        "{% for p in section.pages %}{% if p.toc %}x{% endif %}{% endfor %}",
        "{% for page in section.pages %}{% include \"part.html\" %}{% endfor %}",
        "{% for page in section.pages %}{% block main %}{{ page.title }}{% endblock %}{% endfor %}{{ page.content }}",
        "{% set page = get_page(path=\"a.md\") %}{{ page.content }}",
        "{% set p = get_page(path=\"a.md\") %}{% set q = p %}{{ q.content }}",
        "{{ get_page(path=\"a.md\").content }}",
        "{{ <teaser item={page} lang={lang} names={config.extra.names} /> }}",
        "{{ <teaser item={page.lower} /> }}",
        "{% for item in section.pages %}{{ <teaser item lang /> }}{% endfor %}",
        "{% for item in section.pages %}{{ <taker /> }}{% endfor %}",
        "{{ <ui.card page={page} /> }}{{ <teaser {...page} /> }}",
        "{{ section.pages | map(attribute=\"summary\") | join(sep=\"\") }}",
        "{{ section.pages | map(attribute=page.title) }}",
        "{{ section.pages[0].content }}{{ section.pages.0.content }}",
        "{{ (page.lower or page.higher).content }}",
        "{% for key, value in page.lower %}{{ value }}{% endfor %}",
        "{% set page = page.lower %}{{ page.content }}",
        "{% include \"nowhere.html\" %}",
        "{% include \"feed.xml\" %}",
        "{% set x = [page.lower, page.higher] %}{{ x[0].content }}",
    ] {
        check(main, true);
    }
}

#[test]
fn what_is_got_may_be_looked_into() {
    let title = "{% component got_title(s) %}{{ s.title }}{% endcomponent got_title %}";
    let pages = "{% component got_pages(s) %}{{ s.pages | length }}{% endcomponent got_pages %}";
    for (main, expected) in [
        (
            "{% extends \"base.html\" %}{% block main %}{% for p in section.pages %}{{ p.title }}{% endfor %}{% endblock %}",
            false,
        ),
        (
            "{% set s = get_section(path=\"a\") %}{{ s.title }}{{ s.permalink }}{{ s.extra.a }}",
            false,
        ),
        (
            "{% set s = get_section(path=\"a\") %}{% if s %}{{ <got_title s={s} /> }}{% endif %}",
            false,
        ),
        ("{% set p = get_page(path=\"a\") %}{{ p.content }}", false),
        (
            "{% set s = get_section(path=\"a\") %}{{ s.pages | length }}",
            true,
        ),
        (
            "{% set s = get_section(path=\"a\") %}{% for p in s.pages %}{{ p.title }}{% endfor %}",
            true,
        ),
        (
            "{% set s = get_section(path=\"a\") %}{{ <got_pages s={s} /> }}",
            true,
        ),
        (
            "{% set p = get_page(path=\"a\") %}{{ p.lower.title }}",
            true,
        ),
        ("{% set p = get_page(path=\"a\") %}{{ p[lang] }}", true),
        (
            "{% set p = get_page(path=\"a\") %}{{ p | json_encode }}",
            true,
        ),
        ("{% set p = get_page(path=\"a\") %}{{ p }}", true),
        (
            "{% set p = get_page(path=\"a\") %}{% for key, value in p %}{{ value | length }}{% endfor %}",
            true,
        ),
        (
            "{% set t = get_taxonomy(kind=\"tags\") %}{{ t.items | length }}",
            true,
        ),
        (
            "{% set s = get_section(path=\"a\") %}{% set x = [s] %}{{ x[0].title }}",
            true,
        ),
        ("{{ __tera_context }}", true),
    ] {
        let main = format!("{title}{pages}{main}");
        assert_eq!(seeing(&main).inside, expected, "{main}");
    }
}

#[test]
fn what_is_near_others_is_found() {
    for (main, expected) in [
        (
            "{% for t in page.translations %}{{ t.title }}{% endfor %}{{ page.backlinks | length }}",
            false,
        ),
        (
            "{% for p in section.pages %}{{ p.title }}{{ <ui.card page={p} /> }}{% endfor %}{{ section.translations }}",
            false,
        ),
        (
            "{{ <near item={section} names={config.extra.names} /> }}{% for page in paginator.pages %}{{ page.title }}{% endfor %}",
            false,
        ),
        (
            "{{ page.lower.title }}{% set s = get_section(path=x) %}{{ s.translations }}",
            false,
        ),
        ("{{ page.lower.translations | length }}", true),
        (
            "{% for p in section.pages %}{{ p.backlinks }}{% endfor %}",
            true,
        ),
        (
            "{% for p in section.pages %}{{ <near item={p} /> }}{% endfor %}",
            true,
        ),
        (
            "{% for page in term.pages %}{{ <near item={page} /> }}{% endfor %}",
            true,
        ),
        (
            "{% set first = pages | first %}{{ first[config.extra.field] }}",
            true,
        ),
        (
            "{{ section.pages | map(attribute=\"translations\") }}",
            true,
        ),
        ("{{ (section.pages | first).backlinks }}", true),
        ("{{ page.higher }}", true),
        ("{{ paginator.pages | json_encode }}", true),
        ("{{ <inside item={section} /> }}", true),
        ("{{ __tera_context }}", true),
        ("{% include \"nowhere.html\" %}", true),
    ] {
        assert_eq!(seeing(main).near, expected, "{main}");
    }
}
