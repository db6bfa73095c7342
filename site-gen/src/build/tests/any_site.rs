//! Whatever files a site is made of, a build of it ends: with a site that is the same twice, or with problems that name
//! a place. `PROPTEST_CASES=5000 cargo test --workspace --lib any_site` looks for longer than CI does.

use proptest::prelude::*;
use proptest::test_runner::Config;

use super::*;

/// As CI has it, or as `PROPTEST_CASES` says.
fn cases() -> Config {
    let asked = std::env::var("PROPTEST_CASES").ok();
    Config {
        cases: asked.and_then(|cases| cases.parse().ok()).unwrap_or(12),
        failure_persistence: None,
        ..Config::default()
    }
}

fn file_name() -> impl Strategy<Value = String> {
    const PARTS: [&str; 22] = [
        "a",
        "b",
        "index",
        "_index",
        ".",
        ".md",
        ".fr",
        ".sv",
        "/",
        "2020-01-01-",
        " ",
        "å",
        "\n",
        "'",
        "\"",
        "#",
        "%20",
        "{{",
        "..a",
        "-",
        "\u{202e}",
        "x.md",
    ];
    prop::collection::vec(prop::sample::select(&PARTS[..]), 1..5)
        .prop_map(|parts| format!("{}.md", parts.concat()))
        .prop_filter("a name that a file can have", |name| {
            !name.starts_with('/') && !name.split('/').any(|part| ["", ".", ".."].contains(&part))
        })
}

fn front_matter() -> impl Strategy<Value = String> {
    const LINES: [&str; 26] = [
        "title = 'x'",
        "title = 1",
        "title: x",
        "date = 2020-01-01",
        "date = 'soon'",
        "date: 2020-1-1",
        "weight = -1",
        "weight = 99999999999999999999",
        "slug = ''",
        "slug = '../x'",
        "path = '/'",
        "path = 'a\\u0000'",
        "aliases = ['']",
        "aliases = ['/a', 1]",
        "taxonomies.tags = ['', 'å']",
        "tags: [x",
        "[extra]",
        "extra.a = [[[1]]]",
        "template = 'no'",
        "sort_by = 'title'",
        "paginate_by = 1",
        "paginate_path = ''",
        "draft = true",
        "transparent = true",
        "render = false",
        "\u{0}",
    ];
    let fence = prop::sample::select(&["+++", "---", "", "\u{feff}+++", "++"][..]);
    let lines = prop::collection::vec(prop::sample::select(&LINES[..]), 0..4);
    let line_end = prop::sample::select(&["\n", "\r\n"][..]);
    (fence.clone(), lines, fence, line_end).prop_map(|(open, lines, close, line_end)| {
        let lines: String = lines
            .iter()
            .map(|line| format!("{line}{line_end}"))
            .collect();
        format!("{open}{line_end}{lines}{close}{line_end}")
    })
}

fn body() -> impl Strategy<Value = String> {
    const PARTS: [&str; 20] = [
        "x ",
        "# h\n",
        "[a](@/a.md)",
        "[a](@/a.md#b)",
        "[](x)",
        "{{ page.title }}",
        "{{ x",
        "{% if a %}",
        "{% endif %}",
        "{# ",
        "{{ <a /> }}",
        "```rust\n",
        "```x, linenos\n",
        "<!-- more -->",
        "[^1]",
        "[^1]: x\n",
        "> ",
        "- ",
        "\u{0}",
        "{% raw %}",
    ];
    prop::collection::vec(prop::sample::select(&PARTS[..]), 0..8).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn any_site_ends_in_a_site_or_in_problems(
        files in prop::collection::vec((file_name(), front_matter(), body()), 1..5),
    ) {
        let site = Site::new(
            "@ config.toml\nbase_url = 'https://e.org'\ntaxonomies = [{ name = 'tags' }]\n[languages.fr]\n",
        );
        for (name, front_matter, body) in &files {
            let path = site.path("content").join(name);
            // A file where another one has a folder, or the other way about, is a site that cannot be.
            let made = fs_err::create_dir_all(path.parent().unwrap())
                .and_then(|()| fs_err::write(&path, format!("{front_matter}{body}")));
            prop_assume!(made.is_ok());
        }
        match build(&site.options()) {
            Ok(_) => {
                let first = site.output();
                fs_err::remove_dir_all(site.path("public")).unwrap();
                build(&site.options()).unwrap();
                prop_assert!(first == site.output(), "two builds differ");
            }
            Err(failure) => {
                prop_assert!(failure.problems.iter().any(Problem::is_error));
                for problem in &failure.problems {
                    prop_assert!(!problem.file.is_empty(), "no place: {problem}");
                }
            }
        }
    }
}
