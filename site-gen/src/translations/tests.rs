use super::*;
use crate::load::Source;
use crate::parse::parse;

fn config(text: &str) -> Config {
    let text = format!("base_url = 'https://e.org'\ndefault_language = 'sv'\n{text}");
    Config::parse("config.toml", &text).unwrap().0
}

fn documents(files: &[(&str, &str)], config: &Config) -> Vec<Document> {
    let source = |(path, text): &(&str, &str)| Source {
        path: (*path).to_owned(),
        text: (*text).into(),
        assets: Vec::new(),
        fault: None,
    };
    let (documents, problems) = parse(files.iter().map(source).collect(), config);
    assert_eq!(problems, []);
    documents
}

const ORIGINAL: &str = "+++\ntitle = 'Om'\n+++\nHej på dig\n";

fn original_fingerprint() -> String {
    fingerprint(&documents(&[("a.md", ORIGINAL)], &config(""))[0])
}

#[test]
fn only_words_change_the_fingerprint() {
    let config = config("");
    let of = |text: &str| fingerprint(&documents(&[("a.md", text)], &config)[0]);
    for same in [
        "+++\ntitle = 'Om'\nweight = 3\n+++\n\nHej på dig  \n\n",
        "+++\r\ntitle = 'Om'\r\n+++\r\nHej på dig\r\n",
    ] {
        assert_eq!(of(same), of(ORIGINAL), "{same}");
    }
    for other in [
        "+++\ntitle = 'Om'\n+++\nHej på er\n",
        "+++\ntitle = 'Oss'\n+++\nHej på dig\n",
        "+++\ntitle = ''\ndescription = 'Om'\n+++\nHej på dig\n",
    ] {
        assert_ne!(of(other), of(ORIGINAL), "{other}");
    }
}

#[test]
fn tells_each_pages_state_in_each_language() {
    let config = config("[languages.en]\n[languages.ar]\n");
    let mark = original_fingerprint();
    let translation = |extra: &str, body: &str| format!("+++\n[extra]\n{extra}\n+++\n{body}\n");
    let files = [
        ("a.md", ORIGINAL.to_owned()),
        (
            "a.en.md",
            translation(
                &format!("proofread = true\ntranslated_from = '{mark}'"),
                "Hello there",
            ),
        ),
        (
            "a.ar.md",
            translation(
                "proofread = false\ntranslated_from = 'old'",
                "Hello there, how are you",
            ),
        ),
        ("b/_index.md", ORIGINAL.to_owned()),
        (
            "b/_index.en.md",
            translation("proofread = true", "Hello there"),
        ),
        ("only.en.md", translation("", "x")),
        ("draft.md", "+++\ndraft = true\n+++\n".to_owned()),
    ];
    let files: Vec<(&str, &str)> = files
        .iter()
        .map(|(path, text)| (*path, text.as_str()))
        .collect();
    let survey = survey(&documents(&files, &config), &config, &[], &[]);
    assert_eq!(
        table(&survey),
        "page      sv        en         ar\n\
         a         original  complete   wrong script, stale, unproofed\n\
         b/_index  original  unmarked   missing\n\
         only      missing   unproofed  missing\n\n\
         en: 1 of 3 pages complete, 1 unproofed, 1 unmarked\n\
         ar: 0 of 3 pages complete, 2 missing, 1 stale, 1 unproofed, 1 in the wrong script\n\
         content/a.ar.md:6: in the wrong script\n"
    );
    assert_eq!(survey.up_to_date_percent(), 0);
    let json = json(&survey);
    for (pointer, expected) in [
        ("/pages/0/languages/en/status", "\"complete\""),
        ("/pages/0/languages/ar/status", "\"wrong script\""),
        ("/pages/0/languages/ar/file", "\"a.ar.md\""),
        ("/pages/1/languages/ar/status", "\"missing\""),
        ("/totals/ar/missing", "2"),
        ("/up_to_date_percent", "0"),
    ] {
        assert_eq!(
            json.pointer(pointer).unwrap().to_string(),
            expected,
            "{pointer}"
        );
    }
}

#[test]
fn a_site_that_never_says_proofread_keeps_no_account_of_it() {
    let config = config("[languages.en]\n");
    let mark = original_fingerprint();
    let translated = format!("+++\n[extra]\ntranslated_from = '{mark}'\n+++\nHello\n");
    let survey = survey(
        &documents(&[("a.en.md", &translated), ("a.md", ORIGINAL)], &config),
        &config,
        &[],
        &[],
    );
    assert_eq!(
        (survey.totals(1).complete, survey.up_to_date_percent()),
        (1, 100)
    );
}

#[test]
fn finds_what_is_wrong_with_ui_texts() {
    let config = config(
        "[translations]\nmenu = 'Meny'\nname = 'Fika'\nguests_one = 'en'\nguests_other = 'flera'\nold = 'Gammalt'\n\
         [languages.uk.translations]\nmenu = 'Menu please'\nname = 'Fika'\nguests_one = 'один'\nguests_few = 'два'\nextra = 'Ще'\n\
         [languages.sv-simple.translations]\nmenu = 'Meny'\nname = 'Fika'\nguests = 'flera'\nold = 'Gammalt'\nextra = 'Mer'\n",
    );
    let found: Vec<String> = strings(
        &config,
        &[r#"trans(key="menu")"#, "name", "guests, unfold", "extra"],
    )
    .iter()
    .map(|problem| format!("{} {} {:?}", problem.language, problem.key, problem.fault))
    .collect();
    assert_eq!(
        found,
        [
            "sv extra Missing",
            "sv old Unused",
            "uk guests_many Missing",
            "uk guests_other Missing",
            "uk menu WrongScript",
            "uk name Untranslated",
            "uk old Missing",
        ]
    );
}

#[test]
fn finds_tables_that_lack_a_language() {
    let config = config("[languages.en]\n[languages.ar]\n");
    let text = "\n[label]\nsv = 'a'\nen = 'b'\nar = 'c'\n[[field]]\nhint = { sv = 'a', ar = 'b' }\none = { sv = 'a' }\nmixed = { sv = 'a', x = 'b' }\n";
    let found = gaps("content/form.toml", text, &config);
    let expected = Gap {
        file: "content/form.toml".to_owned(),
        line: 7,
        table: "field.1.hint".to_owned(),
        languages: vec!["en".to_owned()],
    };
    assert_eq!(found, [expected]);
    let nested = "[a.b]\nx = [[{ sv = 'a', en = 'b' }]]\n\n[a.b.c]\nsv = 'a'\nar = 'b'\n";
    let found: Vec<String> = gaps("data/a.toml", nested, &config)
        .iter()
        .map(|gap| gap.problem().to_string())
        .collect();
    let hint = "a table that is keyed by languages has a line for each of them";
    assert_eq!(
        found,
        [
            format!("data/a.toml:2: warning: `a.b.x.1.1` lacks ar\n  hint: {hint}"),
            format!("data/a.toml:4: warning: `a.b.c` lacks en\n  hint: {hint}"),
        ]
    );
    assert_eq!(gaps("x.toml", "no toml", &config), []);
}

#[test]
fn a_copy_of_the_original_is_no_translation() {
    let check = |body: &str, language: &str, expected: bool| {
        let config = config(&format!("[languages.{language}]\n"));
        let text = format!("+++\n[extra]\nproofread = true\n+++\n{body}\n");
        let rows = pages(
            &documents(
                &[("a.md", &text), (&format!("a.{language}.md"), &text)],
                &config,
            ),
            &config,
        );
        let copied = rows[0].cells.iter().any(|cell| match cell {
            Cell::Translated(translation) => translation.untranslated && !translation.is_complete(),
            _ => false,
        });
        assert_eq!(copied, expected, "{body} {language}");
    };
    let words = "Alla som vill kan anmäla sig till en kompis.";
    check(words, "so", true);
    check(words, "sv-simple", false);
    check("{{ <figures_of_the_whole_year /> }} 35", "so", false);
    check("", "so", false);
}

#[test]
fn plural_forms_that_a_language_needs_are_missed_beside_a_plain_text() {
    let lacking = |own: &str| {
        let config = config(&format!(
            "[translations]\nguests = 'flera'\nguests_one = 'en'\n[languages.uk.translations]\n{own}\n"
        ));
        let found = strings(&config, &["guests"]);
        let of_uk = found.iter().filter(|problem| problem.language == "uk");
        let missing = of_uk.filter(|problem| problem.fault == StringFault::Missing);
        let keys: Vec<&str> = missing.map(|problem| &*problem.key).collect();
        keys.join(" ")
    };
    assert_eq!(lacking("guests = 'гості'"), "");
    assert_eq!(
        lacking("guests_one = 'гість'\nguests_other = 'гостя'"),
        "guests_few guests_many"
    );
    assert_eq!(
        lacking("guests = 'гостя'\nguests_one = 'гість'\nguests_few = 'гості'"),
        "guests_many"
    );
    assert_eq!(lacking(""), "guests");
}
