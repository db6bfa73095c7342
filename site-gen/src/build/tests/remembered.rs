//! A second build without a change makes nothing, and any change is seen.

use std::cell::RefCell;
use std::path::PathBuf;

use super::Site;
use crate::build::{Options, build};

const SITE: &str = "@ content/a.md\n+++\ntitle = 'A'\nunknown_key = 1\n+++\n{% set d = load_data(path='data/d.toml') %}{{ d.x }}\n\
    @ data/d.toml\nx = 1\n@ static/s.css\na\n@ templates/page.html\n{{ page.content }}{{ get_image_metadata(path='p.svg', allow_missing=true) }}\n";

/// Builds twice, changes something in between, and tells how much the second build rendered.
fn rendered_after(change: impl Fn(&Site, &mut Options)) -> usize {
    let site = Site::new(SITE);
    let mut options = site.options();
    let first = build(&options).unwrap();
    assert_eq!(first.skipped, 0);
    change(&site, &mut options);
    let second = build(&options).unwrap();
    assert_eq!(second.pages, first.pages);
    let said = |report: &crate::build::Report| report.warnings[0].to_string();
    assert_eq!(said(&second), said(&first));
    let output = site.output();
    let _ = fs_err::remove_dir_all(site.path(".site-gen"));
    fs_err::remove_dir_all(site.path("public")).unwrap();
    build(&options).unwrap();
    assert_eq!(site.output(), output);
    second.rendered
}

#[test]
fn without_a_change_nothing_is_made() {
    assert_eq!(rendered_after(|_, _| {}), 0);
    let page = SITE[..SITE.find("@ static").unwrap()].trim_end();
    assert_eq!(rendered_after(|site, _| site.add(page)), 0, "saved again");
}

#[test]
fn any_change_is_seen() {
    let changes: [(&str, &str); 10] = [
        (
            "content",
            "@ content/a.md\n+++\ntitle = 'A'\nunknown_key = 1\n+++\n{% set d = load_data(path='data/d.toml') %}{{ d.x }}!\n",
        ),
        ("template", "@ templates/page.html\n{{ page.title }}\n"),
        ("config", "@ config.toml\nbase_url = 'https://other.org'\n"),
        ("data", "@ data/d.toml\nx = 2\n"),
        ("static", "@ static/s.css\nlonger\n"),
        (
            "a file that was missed",
            "@ static/p.svg\n<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/>\n",
        ),
        ("an output", "@ public/a/index.html\nother\n"),
        ("a file too many", "@ public/b.html\nx\n"),
        ("a copy", "@ public/s.css\nother\n"),
        ("what was kept", "@ .site-gen/last\n{}\n"),
    ];
    for (name, change) in changes {
        let rendered = rendered_after(|site, _| site.add(change));
        assert!(rendered > 0, "{name}");
    }
    let removed = |site: &Site, _: &mut Options| {
        fs_err::remove_file(site.path("public/a/index.html")).unwrap();
    };
    assert!(rendered_after(removed) > 0);
    let moved = |_: &Site, options: &mut Options| {
        options.base_url = Some("https://moved.org".to_owned());
    };
    assert!(rendered_after(moved) > 0);
}

#[test]
fn what_cannot_be_read_fails_after_a_good_build_too() {
    let site = Site::new(SITE);
    build(&site.options()).unwrap();
    std::os::unix::fs::symlink("/etc/hostname", site.path("content/out.txt")).unwrap();
    let failure = build(&site.options()).unwrap_err().to_string();
    assert!(failure.contains("leads out of the site"), "{failure}");
}

thread_local! {
    static CHANGED_MEANWHILE: RefCell<PathBuf> = RefCell::default();
}

#[test]
fn what_changes_while_it_is_built_is_built_again() {
    let site = Site::new(SITE);
    CHANGED_MEANWHILE.set(site.path("data/d.toml"));
    let options = Options {
        announce: |phase| {
            if phase.name == "move into place" {
                CHANGED_MEANWHILE.with_borrow(|file| fs_err::write(file, "x = 2").unwrap());
            }
        },
        ..site.options()
    };
    build(&options).unwrap();
    assert!(build(&site.options()).unwrap().rendered > 0);
    assert_eq!(build(&site.options()).unwrap().rendered, 0);
}

#[test]
fn what_tells_the_time_is_always_made() {
    let site = Site::new(
        "@ content/a.md\n+++\n+++\n@ templates/page.html\n{{ now() | date(format='%Y') }}",
    );
    build(&site.options()).unwrap();
    assert!(build(&site.options()).unwrap().rendered > 0);
}
