use super::*;
use crate::load;

mod addresses;
mod again;
mod any_site;
mod broken;
mod checked;
mod eight_languages;
mod held_out;
mod killed;
mod languages;
mod remembered;
mod rooms;

/// A site in one string: each file is a line `@ path` and its text.
struct Site {
    folder: tempfile::TempDir,
}

const PAGE: &str = "@ templates/page.html\n{{ page.title }}|{{ page.content | safe }}\n@ templates/section.html\n{% for p in section.pages %}{{ p.title }} {% endfor %}\n@ templates/index.html\n{{ section.title or \"home\" }}\n";

impl Site {
    fn new(text: &str) -> Self {
        let site = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        site.add("@ config.toml\nbase_url = \"https://e.org\"\n");
        site.add(PAGE);
        site.add(text);
        site
    }

    fn add(&self, text: &str) {
        for part in format!("\n{text}").split("\n@ ").skip(1) {
            let (path, text) = part.split_once('\n').unwrap_or((part, ""));
            let path = self.path(path);
            fs_err::create_dir_all(path.parent().unwrap()).unwrap();
            fs_err::write(path, text).unwrap();
        }
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn options(&self) -> Options {
        Options::new(self.folder.path())
    }

    fn output(&self) -> Vec<(String, Vec<u8>)> {
        let folder = self.path("public").canonicalize().unwrap();
        let (files, _) = load::files_below(&folder);
        files
            .into_iter()
            .map(|file| (file.path, fs_err::read(file.source).unwrap()))
            .collect()
    }
}

/// Builds a site and looks at one of its files.
fn check(site: &str, (path, expected): (&str, &str)) {
    let site = Site::new(site);
    build(&site.options()).unwrap();
    let text = fs_err::read_to_string(site.path("public").join(path)).unwrap();
    assert_eq!(text.trim(), expected);
}

/// Builds a broken site and looks at all that is said.
fn check_failure(site: &str, expected: &[&str]) {
    let site = Site::new(site);
    let failure = build(&site.options()).unwrap_err();
    let shown: Vec<_> = failure.problems.iter().map(ToString::to_string).collect();
    for (shown, expected) in shown.iter().zip(expected) {
        assert!(shown.starts_with(expected), "{shown}\nis not\n{expected}");
    }
    assert_eq!(shown.len(), expected.len(), "{shown:#?}");
    assert!(!site.path("public").exists());
}

#[test]
fn a_page_is_its_template_around_its_body() {
    check(
        "@ content/a.md\n+++\ntitle = 'A'\n+++\n*x* {{ page.title }}",
        ("a/index.html", "A|<p><em>x</em> A</p>"),
    );
}

#[test]
fn a_templated_section_with_subsections_is_built() {
    check(
        "@ content/_index.md\n+++\n+++\n{{ section.subsections[0] }}\n@ content/b/_index.md\n+++\n+++\n@ templates/index.html\n{{ section.content | safe }}",
        ("index.html", "<p>b/_index.md</p>"),
    );
}

#[test]
fn dates_in_the_config_are_dates() {
    check(
        "@ config.toml\nbase_url = 'https://e.org'\n[extra]\nday = 2018-09-11\n@ templates/index.html\n{{ config.extra.day | date(format=\"%d/%m\") }}",
        ("index.html", "11/09"),
    );
}

#[test]
fn skipped_content_is_not_a_template() {
    check(
        "@ config.toml\nbase_url = 'https://e.org'\nskip_content_templating = ['raw/*']\n@ content/raw/a.md\n+++\ntitle = 'A'\n+++\n{{ x }}",
        ("raw/a/index.html", "A|<p>{{ x }}</p>"),
    );
}

#[test]
fn words_are_counted_wherever_a_template_may_show_them() {
    for (template, expected) in [
        (
            "{{ page | json_encode | safe | replace(from='\"', to='') | split(pat='rd_count:') | last }}",
            "3,year:null}",
        ),
        (
            "{% for k, v in page %}{% if k is starting_with(pat='word') %}{{ v }}{% endif %}{% endfor %}",
            "3",
        ),
        ("{{ page['word' ~ '_count'] }}", "3"),
        (
            "{{ <dump of={page} /> }}\n@ templates/dump.html\n{% component dump(of) %}{{ of[\"reading_\" ~ \"time\"] }}{% endcomponent %}",
            "1",
        ),
    ] {
        check(
            &format!("@ content/a.md\n+++\n+++\none two three\n@ templates/page.html\n{template}"),
            ("a/index.html", expected),
        );
    }
}

#[test]
fn files_beside_a_section_are_published_whether_it_has_pagers_or_not() {
    for by in [0, 1] {
        check(
            &format!(
                "@ content/b/_index.md\n+++\npaginate_by = {by}\n+++\n@ content/b/x.txt\nx\n@ content/b/1.md\n+++\n+++\n@ content/b/2.md\n+++\n+++\n"
            ),
            ("b/x.txt", "x"),
        );
    }
}

#[test]
fn ten_mistakes_in_ten_files_are_told_at_once() {
    check_failure(
        "@ content/a.md\n+++\ntitle = \n+++\n\
         @ content/b.md\n+++\nweight = 'x'\n+++\n\
         @ content/c.md\n+++\n+++\n[x](@/aa.md)\n\
         @ content/d.md\n+++\n+++\n{{ <nosuch /> }}\n\
         @ content/e.md\n+++\n+++\n[x](@/c.md#nowhere)\n\
         @ content/f.md\n+++\ntaxonomies.tags = ['x']\n+++\n\
         @ content/g.md\n+++\npath = 'h'\n+++\n\
         @ content/h.md\n+++\n+++\n\
         @ content/i.md\n+++\ntemplate = 'pag.html'\n+++\n\
         @ content/j.md\nno front matter\n\
         @ content/k/_index.md\n+++\nsort = 'date'\n+++\n",
        &[
            "content/a.md:2: not valid TOML",
            "content/b.md:2: `weight` must be a whole number",
            "content/c.md:3:",
            "content/d.md:3: Unknown component `nosuch`",
            "content/e.md:3: the anchor in the link `@/c.md#nowhere` does not exist",
            "content/f.md:2: taxonomy `tags` is not defined",
            "content/g.md:2: path collision: `/h/` is also written by h.md",
            "content/i.md: template `pag.html` was not found\n  hint: did you mean \"page.html\"?",
            "content/j.md:1: no front matter found",
            "content/k/_index.md:2: unknown key `sort`\n  hint: did you mean \"sort_by\"?",
        ],
    );
}

#[test]
fn a_fault_of_a_template_is_told_once() {
    check_failure(
        "@ templates/page.html\n\n{{ page.titel.x }}\n@ content/a.md\n+++\n+++\n@ content/b.md\n+++\n+++\n",
        &[
            "templates/page.html:2: Field `titel` is not defined (while rendering content/a.md and 1 more)\n  hint: did you mean \"title\"?",
        ],
    );
}

#[test]
fn a_site_on_tera_1_is_told_what_to_write() {
    check_failure(
        "@ templates/macros.html\n{% macro a(x) %}{% endmacro %}\n@ templates/page.html\n{% import \"macros.html\" as m %}\n{{ m::a(x=1) }}",
        &[
            "templates/macros.html:1: macros are gone since Zola 0.23 (Tera 2)",
            "templates/page.html:1: imports are gone",
            "templates/page.html:2: macro calls are gone",
        ],
    );
    check_failure(
        "@ content/a.md\n+++\n+++\n\n{{ youtube(id=\"x\") }}",
        &[
            "content/a.md:4: Unknown function `youtube`\n  hint: shortcodes are gone since Zola 0.23",
        ],
    );
}

#[test]
fn two_builds_are_equal_and_the_second_writes_nothing() {
    let text = "@ config.toml\nbase_url = 'https://e.org'\ntaxonomies = [{ name = 'tags', feed = true }]\ngenerate_feeds = true\nbuild_search_index = true\n[languages.sv]\n[languages.ar]\n@ templates/taxonomy_list.html\n{% for t in terms %}{{ t.name }}{% endfor %}\n@ templates/taxonomy_single.html\n{{ term.name }}\n@ content/a.md\n+++\ntitle = 'A'\ndate = 2020-01-01\ntaxonomies.tags = ['x', 'y']\n[extra]\nb = 1\na = 2\n+++\n{% for k, v in page.extra %}{{ k }}{% endfor %}\n@ content/a.sv.md\n+++\n+++\n@ content/a.ar.md\n+++\n+++\n@ static/x.css\nbody {}";
    let (one, two) = (Site::new(text), Site::new(text));
    let first = build(&one.options()).unwrap();
    build(&two.options()).unwrap();
    assert_eq!(one.output(), two.output());
    let again = build(&one.options()).unwrap();
    assert_eq!((again.written, again.removed), (0, 0));
    assert_eq!(again.skipped, first.written);
}

#[test]
fn a_failing_build_leaves_the_old_output_whole() {
    let site = Site::new("@ content/a.md\n+++\ntitle = 'A'\n+++\n");
    build(&site.options()).unwrap();
    let before = site.output();
    site.add("@ content/a.md\n+++\ntitle = 'B'\n+++\n@ content/b.md\nbroken");
    build(&site.options()).unwrap_err();
    assert_eq!(site.output(), before);
}

#[test]
fn only_a_former_output_is_replaced_without_force() {
    let site = Site::new("@ mine/photo.jpg\nx");
    let mut options = Options {
        output_dir: Some(site.path("mine")),
        ..site.options()
    };
    let failure = build(&options).unwrap_err();
    assert!(failure.to_string().contains("use --force"), "{failure}");
    assert!(site.path("mine/photo.jpg").exists());
    options.force = Force::Yes;
    build(&options).unwrap();
    assert!(!site.path("mine/photo.jpg").exists());
    options.force = Force::No;
    build(&options).unwrap();
    for own in [".", "content", "..", "templates/x"] {
        let options = Options {
            output_dir: Some(site.path(own)),
            force: Force::Yes,
            ..site.options()
        };
        assert!(build(&options).is_err(), "{own}");
    }
}

#[test]
fn hostile_files_are_problems_and_no_panic() {
    let site = Site::new("");
    fs_err::create_dir_all(site.path("content/deep")).unwrap();
    fs_err::write(site.path("content/utf8.md"), b"+++\n+++\n\xff\xc3").unwrap();
    fs_err::write(site.path("content/a\nb.md"), "x").unwrap();
    fs_err::write(
        site.path("content/nul.md"),
        "+++\ntitle = \"\\u0000\"\n+++\n\0",
    )
    .unwrap();
    let nested = format!("+++\n+++\n{}x", ">".repeat(5000));
    fs_err::write(site.path("content/nested.md"), nested).unwrap();
    let brackets = format!("+++\nx = {}\n+++\n", "[".repeat(5000));
    fs_err::write(site.path("content/brackets.md"), brackets).unwrap();
    std::os::unix::fs::symlink(site.path("content"), site.path("content/deep/loop")).unwrap();
    std::os::unix::fs::symlink("/etc/hostname", site.path("content/out.md")).unwrap();
    std::os::unix::fs::symlink("nowhere", site.path("content/dangling.md")).unwrap();
    let failure = build(&site.options()).unwrap_err();
    let shown: Vec<_> = failure.problems.iter().map(|p| p.file.clone()).collect();
    assert_eq!(
        shown,
        [
            "content/a\nb.md",
            "content/brackets.md",
            "content/dangling.md",
            "content/out.md",
            "content/utf8.md"
        ]
    );
}

#[test]
fn compresses_text_beside_itself_where_asked() {
    let long = "word ".repeat(200);
    let site = Site::new(&format!(
        "@ config.toml\nbase_url = \"https://e.org\"\n[extra]\nprecompress = [\"br\", \"gz\"]\n\
         @ content/_index.md\n+++\n+++\n@ static/notes.txt\n{long}\n@ static/photo.jpg\n{long}"
    ));
    build(&site.options()).unwrap();
    let names = || {
        let names: Vec<_> = site.output().into_iter().map(|(path, _)| path).collect();
        names.join(" ")
    };
    assert_eq!(
        names(),
        "404.html index.html notes.txt notes.txt.br notes.txt.gz photo.jpg robots.txt sitemap.xml"
    );
    let first = site.output();
    let again = build(&site.options()).unwrap();
    assert_eq!((again.written, site.output()), (0, first));
    site.add("@ static/notes.txt\nshort");
    build(&site.options()).unwrap();
    assert_eq!(
        names(),
        "404.html index.html notes.txt photo.jpg robots.txt sitemap.xml"
    );
}
