//! What a site of several languages asks for beyond Zola: each is off until its config says so.

use super::{Site, build};

const LANGUAGES: &str = "@ config.toml\nbase_url = 'https://e.org'\ndefault_language = 'sv'\n[languages.en]\n[languages.ar]\n";

/// Builds a site with these `[extra]` lines; some files of it, `None` where there is none.
fn check(extra: &str, site: &str, expected: &[(&str, Option<&str>)]) {
    let site = Site::new(&format!("{LANGUAGES}[extra]\n{extra}\n{site}"));
    build(&site.options()).unwrap();
    for (path, expected) in expected {
        let text = fs_err::read_to_string(site.path("public").join(path)).ok();
        assert_eq!(text.as_deref().map(str::trim), *expected, "{extra} {path}");
    }
}

#[test]
fn each_language_has_a_404_where_asked_for() {
    let site = "@ templates/404.html\n{{ lang }}";
    check("", site, &[("404.html", Some("sv")), ("ar/404.html", None)]);
    check(
        "localized_404 = true",
        site,
        &[
            ("404.html", Some("sv")),
            ("en/404.html", Some("en")),
            ("ar/404.html", Some("ar")),
        ],
    );
}
