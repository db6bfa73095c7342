use super::*;

fn config() -> Config {
    let text =
        "base_url = 'https://e.org'\ndefault_language = 'sv'\n[languages.en]\n[languages.ar]";
    Config::parse("config.toml", text).unwrap().0
}

fn parse_one(path: &str, text: &str) -> (Document, Vec<String>) {
    let source = Source {
        path: path.to_owned(),
        text: text.into(),
        assets: Vec::new(),
        fault: None,
    };
    let (mut documents, problems) = parse(vec![source], &config());
    let shown = problems.iter().map(ToString::to_string).collect();
    (documents.remove(0), shown)
}

#[test]
fn a_name_says_language_folders_and_what_translations_share() {
    for (path, name, language, folder, colocated, canonical) in [
        ("a.md", "a", "sv", "", None, "a"),
        ("blog/a.en.md", "a", "en", "blog", None, "blog/a"),
        ("blog/v1.2.en.md", "v1.2", "en", "blog", None, "blog/v1.2"),
        ("blog/a.sv.md", "a.sv", "sv", "blog", None, "blog/a.sv"),
        (
            "blog/b/index.en.md",
            "index",
            "en",
            "blog",
            Some("blog/b/"),
            "blog/b/index",
        ),
        ("index.md", "index", "sv", "", None, "index"),
        (
            "blog/_index.ar.md",
            "_index",
            "ar",
            "blog",
            None,
            "blog/_index",
        ),
    ] {
        let config = config();
        let (found, problems) = FileName::parse(path, &config);
        assert_eq!(problems, []);
        assert_eq!(found.name, name, "{path}");
        assert_eq!(config.language(found.language).code, language, "{path}");
        assert_eq!(found.folder(), folder, "{path}");
        assert_eq!(found.colocated_path.as_deref(), colocated, "{path}");
        assert_eq!(found.canonical, canonical, "{path}");
    }
}

#[test]
fn an_unlisted_language_is_a_warning_with_a_hint() {
    for (path, hint) in [
        ("a.fi.md", "add [languages.fi] to config.toml"),
        ("a.enn.md", "did you mean `a.en.md`?"),
        ("a.AR.md", "did you mean `a.ar.md`?"),
        (
            "a.zh-Hant-TW.md",
            "add [languages.zh-Hant-TW] to config.toml",
        ),
        ("v1.2.md", "what follows the last one is a language"),
    ] {
        let (document, problems) = parse_one(path, "+++\n+++\n");
        assert!(!document.broken);
        assert_eq!(problems.len(), 1);
        assert!(problems[0].ends_with(hint), "{problems:?}");
    }
}

#[test]
fn a_site_of_one_language_has_dots_in_its_names() {
    let (config, _) = Config::parse("config.toml", "base_url = 'https://e.org'").unwrap();
    for (path, warns) in [
        ("a.fi.md", true),
        ("a.pt-BR.md", true),
        ("a.zh-Hant.md", true),
        ("a.es-419.md", true),
        ("Update-on-crates.io-incident.md", false),
        ("about-node.js-and-us.md", false),
        ("v1.2.md", false),
        ("a.fi-.md", false),
        ("Mr.X.md", false),
    ] {
        let (_, problems) = FileName::parse(path, &config);
        assert_eq!(!problems.is_empty(), warns, "{path}");
    }
}

#[test]
fn all_mistakes_of_a_file_are_told_with_their_lines() {
    let text = "\n+++\ntitel = 'x'\nweight = 'heavy'\ndate = 'soon'\nslug = ''\n[taxonomies]\ntags = ['']\n+++\nbody";
    let (document, problems) = parse_one("p.md", text);
    assert!(document.broken);
    assert_eq!(
        problems,
        [
            "content/p.md:5: `date` is not a date, e.g. 2019-12-31 or 2020-02-21T10:00:00Z",
            "content/p.md:4: `weight` must be a whole number from 0, not string",
            "content/p.md:6: `slug` cannot be empty: leave it out or give it a value",
            "content/p.md:8: a term of the taxonomy `tags` is empty",
            "content/p.md:3: warning: unknown key `titel`\n  hint: did you mean \"title\"?",
        ]
    );
}

#[test]
fn a_sections_unknown_key_is_an_error() {
    let (document, problems) = parse_one("_index.md", "+++\nsort = 'date'\n+++\n");
    assert!(document.broken);
    assert_eq!(
        problems,
        ["content/_index.md:2: unknown key `sort`\n  hint: did you mean \"sort_by\"?"]
    );
}

#[test]
fn yaml_gives_the_same_front_matter() {
    let text = "---\ntitle: Hej\ndate: 2020-1-4\nweight: 3\nextra:\n  a: [1, 2]\n  b:\ndescription:\n---\n\nbody";
    let (document, problems) = parse_one("p.md", text);
    assert_eq!(problems, [""; 0]);
    let Meta::Page(meta) = &document.meta else {
        panic!("a page")
    };
    assert_eq!(meta.title.as_deref(), Some("Hej"));
    assert_eq!(meta.date.as_ref().unwrap().text, "2020-01-04T00:00:00Z");
    assert_eq!(meta.weight, Some(3));
    assert_eq!(
        meta.extra["a"],
        toml::Value::Array(vec![1.into(), 2.into()])
    );
    assert_eq!(document.body(), "body");
    assert_eq!(document.body_line(), 11);
}

#[test]
fn what_cannot_be_read_is_a_problem_not_a_panic() {
    for (text, expected) in [
        ("no front matter", "content/p.md:1: no front matter found"),
        ("+++\na = \n+++\n", "content/p.md:2: not valid TOML"),
        ("---\na: [\n---\n", "content/p.md:3: not valid YAML"),
        (
            "---\n- a\n---\n",
            "content/p.md:2: front matter must be a table of keys",
        ),
    ] {
        let (document, problems) = parse_one("p.md", text);
        assert!(document.broken);
        assert_eq!(problems.len(), 1);
        assert!(problems[0].starts_with(expected), "{problems:?}");
    }
}
