//! A site of thirty pages in eight languages with holes in it, made from a few rules: every page in every language is
//! looked at as a reader, a search engine and a translator would.

use super::{Site, build};
use rules::{
    LANGUAGES, PAGES, SECTIONS, folder, is_written, path, prefix, site, title, url, writer,
};

mod edits;
mod rules;
mod translators;

fn built() -> Site {
    let site = site();
    let report = build(&site.options()).unwrap();
    assert_eq!(report.warnings, []);
    site
}

fn read(site: &Site, path: &str) -> String {
    fs_err::read_to_string(site.path("public").join(path)).unwrap()
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = text.split_once(start).unwrap();
    rest.split_once(end).unwrap().0
}

#[test]
fn every_page_is_read_in_every_language() {
    let site = built();
    for (language, dir, ..) in LANGUAGES {
        for page in 1..=PAGES {
            let html = read(&site, &format!("{}index.html", path(page, language)));
            let writer = writer(page, language);
            let place = format!("page {page} in {language}, written in {writer}:\n{html}");
            assert!(
                html.contains(&format!("<html lang=\"{language}\" dir=\"{dir}\">")),
                "{place}"
            );
            assert_eq!(
                between(&html, "canonical\" href=\"", "\""),
                url(page, writer),
                "{place}"
            );
            let mark = LANGUAGES
                .iter()
                .find(|l| l.0 == writer)
                .filter(|_| writer != language);
            let mark =
                mark.map(|l| format!(" lang=\"{}\" dir=\"{}\" class=\"untranslated\"", l.0, l.1));
            assert_eq!(
                between(&html, "<main", ">"),
                mark.unwrap_or_default(),
                "{place}"
            );
            assert!(html.contains(&title(page, writer)), "{place}");
            // The link was written to the Swedish file.
            let next = url(page % PAGES + 1, language);
            assert_eq!(between(&html, "<a href=\"", "\""), next, "{place}");
            let others: Vec<String> = LANGUAGES.iter().map(|l| url(page, l.0)).collect();
            assert_eq!(
                between(&html, "<menu>", " </menu>"),
                others.join(" "),
                "{place}"
            );
        }
    }
}

#[test]
fn lists_and_neighbours_have_no_holes() {
    let site = built();
    for (language, ..) in LANGUAGES {
        for (index, section) in SECTIONS.into_iter().enumerate() {
            let mut pages: Vec<usize> = (index * 10 + 1..=index * 10 + 10).collect();
            let path = format!(
                "{}{}/index.html",
                prefix(language),
                folder(section, language)
            );
            let html = read(&site, &path);
            let list: Vec<&str> = between(&html, ">\n", "</ul>").lines().collect();
            // Each language's titles stand in the order of the reader's alphabet.
            let collator = crate::locale::Locale::from_code(language).unwrap();
            let order_of = crate::locale::Order::of(&collator);
            pages.sort_by(|a, b| {
                let title = |page: &usize| title(*page, writer(*page, language));
                order_of.compare(&title(a), &title(b))
            });
            let expected: Vec<String> = pages
                .iter()
                .map(|page| {
                    format!(
                        "{} {}",
                        url(*page, language),
                        title(*page, writer(*page, language))
                    )
                })
                .collect();
            assert_eq!(list, expected, "{language} {section}");
            for pair in pages.windows(2) {
                let html = read(
                    &site,
                    &format!("{}index.html", rules::path(pair[1], language)),
                );
                assert!(between(&html, "<nav>", "</nav>").starts_with(&url(pair[0], language)));
                let html = read(
                    &site,
                    &format!("{}index.html", rules::path(pair[0], language)),
                );
                assert!(between(&html, "<nav>", "</nav>").ends_with(&url(pair[1], language)));
            }
        }
    }
}

#[test]
fn only_what_is_written_is_told_to_engines_and_each_tells_of_all() {
    let site = built();
    let sitemap = read(&site, "sitemap.xml");
    for (language, ..) in LANGUAGES {
        let feed = read(&site, &format!("{}atom.xml", prefix(language)));
        for page in 1..=PAGES {
            let is_written = is_written(page, language);
            let url = url(page, language);
            assert_eq!(
                sitemap.contains(&format!("<loc>{url}</loc>")),
                is_written,
                "{url}"
            );
            assert_eq!(
                feed.contains(&format!("<id>{url}</id>")),
                is_written,
                "{url}\n{feed}"
            );
            let html = read(&site, &format!("{}index.html", path(page, language)));
            let found: Vec<&str> = html
                .lines()
                .filter(|line| line.contains("hreflang"))
                .collect();
            let all = LANGUAGES
                .iter()
                .filter(|l| is_written && rules::is_written(page, l.0));
            let all = all.map(|l| (l.0, l.1, l.0)).chain(is_written.then_some((
                "x-default",
                "ltr",
                "sv",
            )));
            let all: Vec<String> = all
                .map(|(lang, dir, code)| {
                    let url = rules::url(page, code);
                    format!("<link hreflang=\"{lang}\" dir=\"{dir}\" href=\"{url}\">")
                })
                .collect();
            assert_eq!(found, all, "{url}");
            if is_written {
                let entry = between(&sitemap, &format!("<loc>{url}</loc>"), "</url>");
                assert_eq!(entry.matches("<xhtml:link").count(), all.len(), "{entry}");
            }
        }
    }
}

#[test]
fn texts_dates_numbers_and_lists_are_the_languages_own() {
    let site = built();
    for (language, expected) in [
        (
            "sv",
            "Hem|1 gäst|3 gäster|11 gäster|1 mars 2026|1 234 567|a, b och c",
        ),
        (
            "sv-simple",
            "Hem|1 gäst|3 gäster|11 gäster|1 mars 2026|1 234 567|a, b och c",
        ),
        (
            "en",
            "Hem|1 guest|3 guests|11 guests|1 March 2026|1,234,567|a, b, and c",
        ),
        (
            "ar",
            "Hem|1 guest|3 guests|11 guests|1 مارس 2026|1٬234٬567|a وb وc",
        ),
        (
            "uk",
            "Додому|1 гість|3 гості|11 гостей|1 березня 2026|1 234 567|a, b і c",
        ),
        (
            "fa-AF",
            "Hem|1 guest|3 guests|11 guests|1 مارچ 2026|1٬234٬567|a،‏ b، و c",
        ),
        (
            "so",
            "Hem|1 guest|3 guests|11 guests|1 Maarso 2026|1,234,567|a, b iyo c",
        ),
        (
            "ti",
            "Hem|1 guest|3 guests|11 guests|1 መጋቢት 2026|1,234,567|a፣ bን cን",
        ),
    ] {
        let text = read(&site, &format!("{}index.html", prefix(language)));
        let text = text.trim().replace('\u{a0}', " ");
        assert_eq!(text, format!("{language}|{expected}"));
        let lost = read(&site, &format!("{}404.html", prefix(language)));
        assert!(
            lost.starts_with(&format!("<html lang=\"{language}\"")),
            "{lost}"
        );
    }
}

#[test]
fn every_language_has_a_small_index_of_its_own_words() {
    const INDEX_BYTES_MAX: usize = 3_000;
    let site = built();
    for (language, _, _, word) in LANGUAGES {
        let index = read(&site, &format!("search.{language}.json"));
        assert!(index.len() < INDEX_BYTES_MAX, "{language}: {}", index.len());
        let index: serde_json::Value = serde_json::from_str(&index).unwrap();
        let (pages, words) = (&index["pages"], &index["words"]);
        let written = (1..=PAGES).filter(|page| is_written(*page, language));
        for page in written.clone() {
            let path = format!("/{}", path(page, language));
            assert!(
                pages.as_array().unwrap().iter().any(|p| *p == path),
                "{path} {pages}"
            );
        }
        let folded = match language {
            "ar" => "كلمه",
            "fa-AF" => "واژه",
            _ => word,
        };
        let found = words[folded].as_array().map_or(0, |found| found.len() / 2);
        assert_eq!(found, written.count(), "{language} {words}");
    }
    assert!(read(&site, "search.js").len() < 4_000);
}
