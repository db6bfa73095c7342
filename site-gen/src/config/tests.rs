use super::*;

fn check(text: &str, expected: &[&str]) {
    let problems = match Config::parse("config.toml", text) {
        Ok((_, problems)) | Err(problems) => problems,
    };
    let shown: Vec<_> = crate::problem::sorted(problems)
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(shown, expected, "{text}");
}

fn config(text: &str) -> Config {
    let text = format!("base_url = \"https://example.org\"\n{text}");
    Config::parse("config.toml", &text).unwrap().0
}

#[test]
fn says_what_is_wrong_and_where() {
    check(
        "title = \"x\"",
        &[
            "config.toml:1: a base URL is required, with the key `base_url`, e.g. \"https://example.org\"",
        ],
    );
    check(
        "base_url = \"https://x\"\ntitel = \"x\"\n[markdown]\nrender_emojis = true\n[search]\nfoo = 1\n[extra]\nbar = 1",
        &[
            "config.toml:2: unknown key `titel`\n  hint: did you mean \"title\"?",
            "config.toml:4: unknown key `markdown.render_emojis`\n  hint: did you mean \"render_emoji\"?",
            "config.toml:6: warning: unknown key `search.foo`",
        ],
    );
    check(
        "base_url = \"https://x\"\ntitle = \"a\"\n[languages.en]\ntitle = \"b\"\n[languages.\"x y\"]",
        &[
            "config.toml:2: `title` of the default language is specified twice: at the top and in [languages.en]",
            "config.toml:5: language `x y` is not a valid Unicode language identifier",
        ],
    );
    check(
        "base_url = \"x\"\nignored_content = [\"a[\"]",
        &[
            "config.toml:2: invalid pattern in `ignored_content`: error parsing glob 'a[': unclosed character class; missing ']'",
        ],
    );
    check(
        "base_url = \"x\"\n[extra]\nprecompress = [\"br\", \"gzip\"]",
        &[
            "config.toml:3: unknown value \"gzip\" for `extra.precompress`, expected one of br, gz\n  hint: did you mean \"gz\"?",
        ],
    );
    check(
        "base_url = 'www.example.org/kompis'",
        &["config.toml:1: `base_url` has no `https://` before \"www.example.org\""],
    );
    check(
        "base_url = ",
        &["config.toml:1: not valid TOML: string values must be quoted, expected literal string"],
    );
}

#[test]
fn languages_keep_the_files_order_and_the_default_comes_first() {
    let config =
        config("default_language = \"sv\"\n[languages.uk]\n[languages.ar]\n[languages.en]");
    let codes: Vec<_> = config.languages.iter().map(|l| l.code.as_str()).collect();
    assert_eq!(codes, ["sv", "uk", "ar", "en"]);
    assert_eq!(config.default_language.index(), 0);
}

#[test]
fn the_default_languages_own_table_is_merged() {
    let config = config(
        "default_language = \"sv\"\ngenerate_feeds = true\n[languages.sv]\ntitle = \"T\"\ntaxonomies = [{ name = \"Ämnen\" }]",
    );
    let main = config.language(config.default_language);
    assert_eq!(main.title.as_deref(), Some("T"));
    assert!(main.generate_feeds);
    assert_eq!(main.taxonomies[0].slug, "amnen");
}

#[test]
fn permalinks_end_in_a_slash_unless_they_name_a_feed_or_an_anchor() {
    for (base, path, expected) in [
        ("https://e.org", "/", "https://e.org/"),
        ("https://e.org", "", "https://e.org/"),
        ("https://e.org/", "/a", "https://e.org/a/"),
        ("https://e.org/sub", "a/", "https://e.org/sub/a/"),
        ("https://e.org", "a/atom.xml", "https://e.org/a/atom.xml"),
        ("https://e.org", "a#b", "https://e.org/a#b"),
    ] {
        let mut config = config("");
        config.base_url = base.to_owned();
        assert_eq!(config.permalink(path), expected);
    }
}

#[test]
fn a_themes_settings_go_under_the_sites() {
    let mut config = config("[extra]\na = 1\n[extra.menu]\nx = 1");
    let theme = "[extra]\na = 2\nb = 3\n[extra.menu]\ny = 2";
    config.merge_theme("themes/t/theme.toml", theme).unwrap();
    assert_eq!(config.extra["a"], Value::Integer(1));
    assert_eq!(config.extra["b"], Value::Integer(3));
    assert_eq!(config.extra["menu"]["y"], Value::Integer(2));
    let problems = config
        .merge_theme("theme.toml", "[extra]\nmenu = 1")
        .unwrap_err();
    assert_eq!(
        problems[0].to_string(),
        "theme.toml: `extra.menu` is a table in one of theme.toml and config.toml only"
    );
}

#[test]
fn names_become_paths_in_three_ways() {
    for (mode, expected) in [
        (SlugifyMode::On, "ah-en-fika"),
        (SlugifyMode::Safe, "Åh en fika"),
        (SlugifyMode::Off, "Åh: en fika?"),
    ] {
        assert_eq!(mode.path("Åh: en fika?"), expected);
    }
    assert_eq!(SlugifyMode::Safe.anchor("Åh en"), "Åh_en");
}
