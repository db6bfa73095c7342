//! What the pages say, seen on the running site: every language everywhere, the same figures in each, and gaps only where
//! the settings list them.

use std::collections::{BTreeMap, BTreeSet};

use toml::Table;

use crate::layering::root;
use crate::page::Page;
use crate::place::Place;

#[test]
fn every_page_leads_to_itself_in_every_language() {
    let place = Place::start();
    let languages: BTreeSet<String> = place.languages().into_iter().collect();
    let pages = place.visitor.pages();
    for (path, html) in &pages {
        let page = Page::of(html);
        assert!(
            languages.contains(&page.language()),
            "{path} is in {}",
            page.language()
        );
        let switcher = page.links("header [hreflang]");
        let offered: BTreeSet<String> = switcher
            .iter()
            .map(|(language, _)| language.clone())
            .collect();
        assert_eq!(offered, languages, "the switcher on {path}");
        for (language, href) in switcher {
            let target = place
                .visitor
                .path_of(path, &href)
                .expect("a path of the site");
            assert_eq!(
                Page::of(&pages[&target]).language(),
                language,
                "{path} leads to {target}"
            );
        }
    }
    let by_language = count_by(pages.values().map(|html| Page::of(html).language()));
    let counts: BTreeSet<usize> = by_language.values().copied().collect();
    assert_eq!(
        counts.len(),
        1,
        "as many pages in each language: {by_language:?}"
    );
}

#[test]
fn figures_are_the_data_files_in_every_language() {
    let place = Place::start();
    let expected = figures();
    let mut seen = BTreeSet::new();
    let promised: BTreeSet<String> = place.languages().into_iter().collect();
    for (path, html) in place
        .visitor
        .pages()
        .iter()
        .filter(|(path, _)| path.contains("/results/"))
    {
        let page = Page::of(html);
        let cells: Vec<String> = page
            .texts("main table td")
            .iter()
            .map(|cell| digits(cell))
            .collect();
        assert_eq!(cells, expected, "{path}");
        seen.insert(page.language());
    }
    assert_eq!(seen, promised, "results in every language");
}

#[test]
fn gaps_are_those_that_the_settings_list() {
    let place = Place::start();
    let listed = listed_gaps();
    for (path, html) in place.visitor.pages() {
        for text in Page::of(&html).texts("body") {
            for gap in gaps(&text) {
                assert!(
                    listed.contains(&gap),
                    "{path} has the gap {gap}, which no setting lists"
                );
            }
        }
    }
}

#[test]
fn a_gap_is_filled_in_the_readers_language_where_there_is_one() {
    let place = Place::changed(|project| {
        let config = project.join("config.toml");
        let lines = fs_err::read_to_string(&config).unwrap();
        let filled = lines.lines().map(|line| match line.split_once(" = ") {
            Some(("phone_hours", _)) => {
                "phone_hours = { sv = \"måndagar\", ar = \"الاثنين\" }\n".to_owned()
            }
            _ => format!("{line}\n"),
        });
        fs_err::write(&config, filled.collect::<String>()).unwrap();
    });
    for (path, expected) in [
        ("/contact/", ("måndagar", "sv", "ltr")),
        ("/ar/contact/", ("الاثنين", "ar", "rtl")),
        ("/so/contact/", ("måndagar", "sv", "ltr")),
    ] {
        let (hours, language, direction) = expected;
        let shown = format!("<span lang=\"{language}\" dir=\"{direction}\">{hours}</span>");
        let body = place.visitor.get(path).body;
        assert!(body.contains(&shown), "{path} lacks {shown}");
    }
}

#[test]
fn only_who_says_true_has_proofread() {
    let pages = ["safety", "about", "results"];
    let said = ["\"false\"", "true", "1"];
    let place = Place::changed(|project| {
        for (page, said) in pages.iter().zip(said) {
            let file = project.join(format!("content/{page}.ar.md"));
            let text = fs_err::read_to_string(&file).unwrap();
            let changed = text.replace("proofread = false", &format!("proofread = {said}"));
            assert_ne!(text, changed);
            fs_err::write(file, changed).unwrap();
        }
    });
    for (page, expected) in pages.iter().zip([true, false, true]) {
        let body = place.visitor.get(&format!("/ar/{page}/")).body;
        let notice = Page::of(&body).has("p.notice");
        assert_eq!(notice, expected, "{page}");
    }
}

#[test]
fn nobody_lost_is_answered_in_the_wrong_language() {
    let place = Place::start();
    for language in place.languages() {
        let path = if language == "sv" {
            "/lost/".to_owned()
        } else {
            format!("/{language}/lost/deep")
        };
        let answer = place.visitor.get(&path);
        let page = Page::of(&answer.body);
        assert_eq!((answer.status, page.language()), (404, language), "{path}");
        assert!(
            answer
                .header("content-security-policy")
                .contains("default-src 'none'"),
            "{path}"
        );
    }
}

/// Goal, result and difference of each row: as many as the table shows, rounded as it rounds.
fn figures() -> Vec<String> {
    let figures = table("content/figures.toml");
    let rows = ["families", "individuals", "all"].map(|group| &figures["matches"][group]);
    let number = |row: &toml::Value, name: &str| row[name].as_integer().unwrap();
    rows.iter()
        .flat_map(|row| {
            let (goal, result) = (number(row, "goal"), number(row, "result"));
            let tenths = ((result - goal) * 10_000 + goal * 5).div_euclid(goal * 10);
            [goal.to_string(), result.to_string(), tenths.to_string()]
        })
        .collect()
}

fn listed_gaps() -> BTreeSet<String> {
    let config = table("config.toml");
    let placeholders = config["extra"]["placeholders"].as_table().unwrap().values();
    let form = table("content/sign-up/form.toml");
    let mut listed: BTreeSet<String> = placeholders
        .flat_map(|gap| match gap.as_table() {
            Some(by_language) => by_language.values().collect(),
            None => vec![gap],
        })
        .map(|gap| gap.as_str().unwrap().to_owned())
        .collect();
    listed.insert(form["contact"]["phone"].as_str().unwrap().to_owned());
    listed
}

/// `[text in brackets]`.
fn gaps(text: &str) -> Vec<String> {
    text.split('[')
        .skip(1)
        .filter_map(|rest| Some(format!("[{}]", rest.split_once(']')?.0)))
        .collect()
}

fn digits(cell: &str) -> String {
    cell.chars().filter(char::is_ascii_digit).collect()
}

fn count_by(languages: impl Iterator<Item = String>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for language in languages {
        *counts.entry(language).or_insert(0) += 1;
    }
    counts
}

fn table(path: &str) -> Table {
    fs_err::read_to_string(root().join(path))
        .unwrap()
        .parse()
        .unwrap()
}
