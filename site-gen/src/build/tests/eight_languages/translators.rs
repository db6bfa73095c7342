//! What translators are told of the site's holes, of what changed since, and of links that lead out of a language.

use std::collections::BTreeMap;

use super::super::checked::check_site;
use super::rules::{
    LANGUAGES, PAGES, SECTIONS, is_section_written, is_written, section, site, suffix, writer,
};
use crate::translate::{self, Sources};
use crate::translations;

#[test]
fn translators_are_told_what_waits() {
    let site = site();
    let sources = Sources {
        root: site.folder.path().to_owned(),
        config: None,
    };
    let marked = LANGUAGES
        .iter()
        .flat_map(|l| (1..=PAGES).filter(|page| is_written(*page, l.0)));
    let sections = LANGUAGES
        .iter()
        .flat_map(|l| SECTIONS.iter().filter(|s| is_section_written(s, l.0)));
    let homes = LANGUAGES.len();
    let originals = PAGES + SECTIONS.len() + 1;
    let all = marked.count() + sections.count() + homes - originals;
    assert_eq!(translate::mark(&sources, &[]).unwrap().len(), all);
    site.add("@ content/news/page-1.md\n+++\ntitle = 'Ett nytt'\n+++\nNytt");
    site.add("@ content/news/page-2.md\n+++\ntitle = 'Två nytt'\n+++\nNytt");
    site.add("@ content/news/page-3.ar.md\n+++\ntitle = 'ordet som är kvar'\n+++\nDen här sidan är inte översatt än");
    site.add("@ data/form.toml\n[label]\nsv = 'a'\nsv-simple = 'a'\nen = 'a'\nar = 'a'\nuk = 'a'\nso = 'a'\nti = 'a'\n");
    let survey = translate::survey(&sources).unwrap();
    let json = translations::json(&survey);
    let mut lowest = 100;
    for (language, ..) in &LANGUAGES[1..] {
        let holes = (1..=PAGES)
            .filter(|page| !is_written(*page, language))
            .count();
        let sections = SECTIONS
            .iter()
            .filter(|s| !is_section_written(s, language))
            .count();
        let pages = PAGES + SECTIONS.len() + 1;
        let missing = holes + sections;
        let stale = [1, 2]
            .iter()
            .filter(|page| is_written(**page, language))
            .count();
        // Page 3 of the Arabic was written anew, without a mark.
        let lost = usize::from(*language == "ar");
        let proofread = (1..4).filter(|page| is_written(*page, language)).count() - lost;
        let expected = BTreeMap::from([
            ("pages", pages),
            ("missing", missing),
            ("stale", stale),
            ("unmarked", lost),
            ("unproofed", pages - missing - proofread),
            ("untranslated", 0),
            ("wrong_script", lost),
            ("complete", proofread - stale),
        ]);
        let found = &json["totals"][language];
        assert_eq!(*found, serde_json::json!(expected), "{language}");
        lowest = lowest.min((pages - missing - stale) * 100 / pages);
    }
    assert_eq!(json["up_to_date_percent"], lowest);
    let table = translations::table(&survey);
    for line in [
        "content/news/page-3.ar.md:1: in the wrong script\ncontent/news/page-3.ar.md:4: in the wrong script\n",
        "data/form.toml:1: `label` lacks fa-AF\n",
        "ti: 1 of 34 pages complete, 7 missing, 2 stale, 24 unproofed\n",
    ] {
        assert!(table.contains(line), "{line}\n{table}");
    }
}

#[test]
fn the_check_names_each_link_that_leaves_the_readers_language() {
    let site = site();
    let found = check_site(&site);
    let expected = LANGUAGES.iter().flat_map(|l| {
        let leaves = |page: &usize| is_written(*page, l.0) && !is_written(page % PAGES + 1, l.0);
        (1..=PAGES).filter(leaves).map(|page| {
            let next = page % PAGES + 1;
            let (from, to) = (section(page), section(next));
            format!(
                "content/{from}/page-{page}{}.md:7: warning: the link `@/{to}/page-{next}.md` leads to a text in `{}`",
                suffix(l.0),
                writer(next, l.0)
            )
        })
    });
    let mut expected: Vec<String> = expected.collect();
    expected.sort();
    let mut found = found;
    found.sort();
    assert_eq!(found, expected);
}
