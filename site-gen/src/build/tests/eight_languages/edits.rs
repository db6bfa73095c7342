//! Translations come, change, move and go: what is built upon the last build is what a build of everything makes.

use std::collections::BTreeSet;

use super::super::again::shown;
use super::rules::{Config, config, site};
use crate::build::{Builder, Changes, build_in_memory};

#[test]
fn built_upon_the_last_build_holes_open_and_close() {
    let site = site();
    let root = site.folder.path().canonicalize().unwrap();
    let mut builder = Builder::new(site.options());
    let mut last = shown(builder.build(Changes::Unknown)).unwrap();
    let page =
        |front: &str| format!("+++\ntitle = 'new'\n{front}\n+++\nnew [next](@/help/page-12.md)");
    for (path, text) in [
        // A hole is closed, and the original of three others changes.
        ("content/news/page-6.ar.md", Some(page(""))),
        ("content/news/page-5.md", Some(page(""))),
        // The English goes: others fall back on the Swedish.
        ("content/news/page-7.en.md", None),
        (
            "content/help/_index.en.md",
            Some(page("sort_by = 'title'\n[extra]\nsection_slug = 'aid'")),
        ),
        // A file is moved, and says whose translation it is.
        ("content/help/page-11.uk.md", None),
        (
            "content/news/moved.uk.md",
            Some(page("[extra]\ntranslation_key = 'help/page-11'")),
        ),
        ("content/meet/_index.so.md", Some(page("sort_by = 'title'"))),
        ("config.toml", Some(config(Config::WithoutAlternates))),
    ] {
        match text {
            Some(text) => site.add(&format!("@ {path}\n{text}")),
            None => fs_err::remove_file(site.path(path)).unwrap(),
        }
        let changes = Changes::Files(BTreeSet::from([root.join(path)]));
        let again = shown(builder.build(changes)).unwrap();
        let anew = shown(build_in_memory(&site.options())).unwrap();
        for (file, text) in &anew.0 {
            assert_eq!(again.0.get(file), Some(text), "{file} after {path}");
        }
        assert_eq!(again, anew, "{path}");
        assert_ne!(again, last, "{path}");
        last = again;
    }
}
