//! The rules that a site of thirty pages in eight languages is made from: which page lacks which translation, and where what
//! is read. The tests reckon with the same rules and never look at the files.

use std::fmt::Write;

use super::super::Site;

/// Code, direction, who stands in, and a word of the language.
pub(super) const LANGUAGES: [(&str, &str, &str, &str); 8] = [
    ("sv", "ltr", "", "ordet"),
    ("sv-simple", "ltr", "sv", "ordet"),
    ("en", "ltr", "sv", "word"),
    ("ar", "rtl", "en", "كلمة"),
    ("uk", "ltr", "en", "слово"),
    ("fa-AF", "rtl", "ar", "واژه"),
    ("so", "ltr", "en", "eray"),
    ("ti", "ltr", "en", "ቃላት"),
];
pub(super) const PAGES: usize = 30;
pub(super) const SECTIONS: [&str; 3] = ["news", "help", "meet"];

/// The holes.
pub(super) fn is_written(page: usize, language: &str) -> bool {
    match language {
        "sv-simple" => page > 10,
        "en" => !page.is_multiple_of(5),
        "ar" => page % 2 == 1,
        "uk" => !page.is_multiple_of(3),
        "fa-AF" => page < 20,
        "so" => page == 7,
        "ti" => !page.is_multiple_of(4),
        _ => true,
    }
}

/// Sections have holes as well: two languages lack the last one.
pub(super) fn is_section_written(section: &str, language: &str) -> bool {
    section != "meet" || !["fa-AF", "so"].contains(&language)
}

/// What a section's folder is called where it is written, and where its text stands in.
pub(super) fn folder(section: &'static str, language: &str) -> &'static str {
    match (section, language) {
        ("help", "en") => "support",
        ("meet", "ar" | "fa-AF") => "liqa",
        _ => section,
    }
}

pub(super) fn section(page: usize) -> &'static str {
    SECTIONS[(page - 1) / 10]
}

fn chain(language: &str) -> Vec<&str> {
    let mut chain = vec![language];
    while let Some((_, _, next, _)) = LANGUAGES.iter().find(|l| Some(&l.0) == chain.last()) {
        if next.is_empty() {
            break;
        }
        chain.push(next);
    }
    chain
}

/// In what language a page is read.
pub(super) fn writer(page: usize, language: &str) -> &str {
    let mut chain = chain(language).into_iter();
    chain.find(|code| is_written(page, code)).unwrap()
}

pub(super) fn prefix(language: &str) -> String {
    match language {
        "sv" => String::new(),
        code => format!("{code}/"),
    }
}

pub(super) fn path(page: usize, language: &str) -> String {
    let folder = folder(section(page), language);
    format!("{}{folder}/page-{page}/", prefix(language))
}

pub(super) fn url(page: usize, language: &str) -> String {
    format!("https://e.org/{}", path(page, language))
}

pub(super) fn suffix(language: &str) -> String {
    match language {
        "sv" => String::new(),
        code => format!(".{code}"),
    }
}

pub(super) fn title(page: usize, language: &str) -> String {
    let word = LANGUAGES.iter().find(|l| l.0 == language).unwrap().3;
    format!("{word} {page:02}")
}

const TEMPLATES: &str = r#"
@ templates/page.html
<html lang="{{ lang }}" dir="{{ text_direction() }}">
<link rel="canonical" href="{{ page.fallback.permalink if page.fallback else page.permalink }}">
{% for a in page.alternates or [] %}<link hreflang="{{ a.lang }}" dir="{{ a.dir }}" href="{{ a.permalink }}">
{% endfor %}<main{% if page.fallback %} lang="{{ page.fallback.lang }}" dir="{{ page.fallback.dir }}" class="untranslated"{% endif %}>{{ page.content | safe }}</main>
<nav>{{ page.lower?.permalink or "-" }} {{ page.higher?.permalink or "-" }}</nav>
<menu>{% for t in page.translations %}{{ t.permalink }} {% endfor %}</menu>
@ templates/section.html
<ul lang="{{ lang }}">{% for p in section.pages %}
{{ p.permalink }} {{ p.title }}{% endfor %}</ul>
@ templates/index.html
{{ lang }}|{{ trans(key="home") }}|{{ trans(key="guests", count=1) }}|{{ trans(key="guests", count=3) }}|{{ trans(key="guests", count=11) }}|{{ "2026-03-01" | date(format="d MMMM y", locale=lang) }}|{{ 1234567 | num_format(locale=lang) }}|{{ ["a", "b", "c"] | list_format(locale=lang) }}
@ templates/404.html
<html lang="{{ lang }}" dir="{{ text_direction() }}">
"#;

const CONFIG: &str = r#"
base_url = "https://e.org"
default_language = "sv"
generate_feeds = true
[translations]
home = "Hem"
guests = "{count} gäster"
guests_one = "{count} gäst"
[languages.en.translations]
guests = "{count} guests"
guests_one = "{count} guest"
[languages.uk.translations]
home = "Додому"
guests_one = "{count} гість"
guests_few = "{count} гості"
guests_many = "{count} гостей"
guests = "{count} гостя"
"#;

pub(super) fn site() -> Site {
    let mut text = format!(
        "@ config.toml\n{}{TEMPLATES}",
        config(Config::WithAlternates)
    );
    for (language, ..) in LANGUAGES {
        let end = suffix(language);
        let _infallible = writeln!(text, "@ content/_index{end}.md\n+++\n+++");
        for section in SECTIONS.iter().filter(|s| is_section_written(s, language)) {
            let slug = folder(section, language);
            let _infallible = writeln!(
                text,
                "@ content/{section}/_index{end}.md\n+++\nsort_by = 'title'\n[extra]\nsection_slug = '{slug}'\n+++"
            );
        }
        for page in (1..=PAGES).filter(|page| is_written(*page, language)) {
            let (title, section, next) = (title(page, language), section(page), page % PAGES + 1);
            let link = format!("@/{}/page-{next}.md", self::section(next));
            let _infallible = writeln!(
                text,
                "@ content/{section}/page-{page}{end}.md\n+++\ntitle = '{title}'\ndate = 2026-01-{page:02}\n[extra]\nproofread = {}\n+++\n{title} [next]({link})",
                page < 4
            );
        }
    }
    Site::new(&text)
}

/// Whether pages and the sitemap know of the same text in other languages.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Config {
    WithAlternates,
    WithoutAlternates,
}

pub(super) fn config(which: Config) -> String {
    let mut config = CONFIG.trim_start().to_owned();
    for (code, _, fallback, _) in &LANGUAGES[1..] {
        let _infallible = writeln!(
            config,
            "[languages.{code}]\ngenerate_feeds = true\n[[extra.languages]]\ncode = '{code}'\nfallback = '{fallback}'"
        );
    }
    let alternates = which == Config::WithAlternates;
    format!(
        "{config}[extra]\nalternates = {alternates}\nlocalized_links = true\nlocalized_404 = true\nword_search = true\ncollate_titles = true\n"
    )
}
