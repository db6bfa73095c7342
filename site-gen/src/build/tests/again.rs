//! Whatever is edited, in whatever order: what is built upon the last build is what a build of everything makes.

mod material;

use std::collections::{BTreeMap, BTreeSet};

use material::{BODIES, COMING, CONFIG, FRONTS, LENIENT, NAMES, RETITLED, TEMPLATES};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};

use super::Site;
use crate::build::{Builder, Changes, Failure, InMemory, build, build_in_memory};
use crate::render::OutputBody;

#[derive(Clone, Debug)]
enum Edit {
    Page(&'static str, &'static str, &'static str),
    Gone(&'static str),
    FolderGone,
    Template(usize, usize),
    Static(u8),
    Data(u8),
    Title(u8),
    /// As an editor does it: something beside the file that is gone again.
    ByRename(&'static str, &'static str, &'static str),
    Nothing,
}

fn edit() -> impl Strategy<Value = Edit> {
    let name = || prop_oneof![3 => select(&NAMES[..]), 1 => select(&COMING[..])];
    let page = move || (name(), select(&FRONTS[..]), select(&BODIES[..]));
    prop_oneof![
        12 => page().prop_map(|(name, front, body)| Edit::Page(name, front, body)),
        3 => page().prop_map(|(name, front, body)| Edit::ByRename(name, front, body)),
        3 => name().prop_map(Edit::Gone),
        1 => Just(Edit::FolderGone),
        3 => (0..TEMPLATES.len(), 0_usize..3).prop_map(|(template, variant)| Edit::Template(template, variant)),
        1 => (0_u8..3).prop_map(Edit::Static),
        1 => (0_u8..3).prop_map(Edit::Data),
        1 => (0_u8..3).prop_map(Edit::Title),
        1 => Just(Edit::Nothing),
    ]
}

struct Edited {
    site: Site,
    config: String,
    builder: Builder,
}

impl Edited {
    fn new(variants: &[usize]) -> Self {
        let site = Site {
            folder: tempfile::tempdir().unwrap(),
        };
        let end = match variants.iter().sum::<usize>() % 2 {
            0 => "",
            _ => LENIENT,
        };
        let config = format!("{CONFIG}{end}");
        site.add(&format!("@ config.toml\n{config}"));
        site.add("@ templates/other.html\n{{ page.title }}\n@ templates/tags/list.html\n{% for t in terms %}{{ t.name }}{{ t.page_count }}{% endfor %}");
        site.add("@ data/d.toml\nx = 0\n@ static/s.css\na\n");
        let picture = image::RgbImage::new(4, 4);
        picture.save(site.path("static/p.png")).unwrap();
        for (name, front) in NAMES.iter().zip(FRONTS) {
            site.add(&page(name, front, BODIES[0]));
        }
        let builder = Builder::new(site.options());
        let edited = Self {
            site,
            config,
            builder,
        };
        for (template, variant) in variants.iter().enumerate() {
            edited.template(template, *variant);
        }
        edited
    }

    fn template(&self, template: usize, variant: usize) -> String {
        let (name, variants) = TEMPLATES[template];
        let path = format!("templates/{name}");
        self.site.add(&format!("@ {path}\n{}", variants[variant]));
        path
    }

    /// Makes the edit, and tells what a watcher would see of it.
    fn apply(&self, edit: &Edit) -> Vec<String> {
        match edit {
            Edit::Page(name, front, body) => {
                self.site.add(&page(name, front, body));
                vec![format!("content/{name}")]
            }
            Edit::ByRename(name, front, body) => {
                self.site.add(&page(name, front, body));
                ["", "~"].map(|end| format!("content/{name}{end}")).into()
            }
            Edit::Gone(name) => {
                let path = format!("content/{name}");
                let _ = fs_err::remove_file(self.site.path(&path));
                vec![path]
            }
            Edit::FolderGone => {
                let _ = fs_err::remove_dir_all(self.site.path("content/s"));
                vec!["content/s".to_owned()]
            }
            Edit::Template(template, variant) => vec![self.template(*template, *variant)],
            Edit::Static(text) => self.write("static/s.css", &format!("{text}")),
            Edit::Data(text) => self.write("data/d.toml", &format!("x = {text}")),
            Edit::Title(text) => self.write(
                "config.toml",
                &self.config.replace("'Site'", &format!("'Site {text}'")),
            ),
            Edit::Nothing => Vec::new(),
        }
    }

    fn write(&self, path: &str, text: &str) -> Vec<String> {
        self.site.add(&format!("@ {path}\n{text}"));
        vec![path.to_owned()]
    }

    fn check(&mut self, changes: Changes) -> Result<(), TestCaseError> {
        let again = shown(self.builder.build(changes));
        let anew = shown(build_in_memory(&self.site.options()));
        prop_assert_eq!(&again, &anew);
        self.check_folder(&anew)
    }

    /// The output folder is that of a clean build too, whatever was remembered.
    fn check_folder(&self, anew: &Shown) -> Result<(), TestCaseError> {
        let built = build(&self.site.options());
        prop_assert_eq!(built.is_ok(), anew.is_ok());
        let (Ok((files, warnings)), Ok(report)) = (anew, built) else {
            return Ok(());
        };
        let said: Vec<String> = report.warnings.iter().map(ToString::to_string).collect();
        prop_assert_eq!(warnings, &said);
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        let written = self.site.output().into_iter();
        let written: BTreeMap<String, String> =
            written.map(|(path, bytes)| (path, text(bytes))).collect();
        let expected = files.iter().map(|(path, shown)| {
            let copied = fs_err::read(shown).map(text);
            (path.clone(), copied.unwrap_or_else(|_| shown.clone()))
        });
        prop_assert_eq!(written, expected.collect::<BTreeMap<_, _>>());
        Ok(())
    }
}

fn page(name: &str, front: &str, body: &str) -> String {
    let front = match name.contains("_index") {
        false => front.to_owned(),
        true => {
            let title = front.lines().next().unwrap();
            let key = if title.contains("Two") {
                "title"
            } else {
                "weight"
            };
            format!("{title}\nsort_by = '{key}'\n")
        }
    };
    let body = match name.contains("_index") {
        true => body.replace("page.title", "section.title"),
        false => body.to_owned(),
    };
    format!("@ content/{name}\n+++\n{front}+++\n{body}")
}

/// All files and warnings, or all that is wrong.
pub(super) type Shown = Result<(BTreeMap<String, String>, Vec<String>), String>;

pub(super) fn shown(built: Result<InMemory, Failure>) -> Shown {
    let site = built.map_err(|failure| failure.to_string())?;
    let text = |body: &OutputBody| match body {
        OutputBody::Bytes(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        OutputBody::File(path) => path.display().to_string(),
    };
    let files = site.files.iter();
    let files = files.map(|(path, body)| (path.to_string(), text(body)));
    let warnings = site.report.warnings.iter().map(ToString::to_string);
    Ok((files.collect(), warnings.collect()))
}

/// `SEQUENCES=10000 cargo test -p site-gen --lib again` tries more.
#[test]
fn any_edits_built_upon_make_what_a_clean_build_makes() {
    let sequences = std::env::var("SEQUENCES").map_or(1000, |text| text.parse().unwrap());
    let mut runner = TestRunner::new(Config {
        cases: sequences,
        failure_persistence: None,
        ..Config::default()
    });
    let variants = proptest::collection::vec(0_usize..3, TEMPLATES.len());
    let edits = proptest::collection::vec(proptest::collection::vec(edit(), 1..3), 1..4);
    runner
        .run(&(variants, edits), |(variants, rounds)| {
            let mut edited = Edited::new(&variants);
            edited.check(Changes::Unknown)?;
            let root = edited.site.folder.path().canonicalize().unwrap();
            for edits in rounds {
                let paths: BTreeSet<_> = edits
                    .iter()
                    .flat_map(|edit| edited.apply(edit))
                    .map(|path| root.join(path))
                    .collect();
                edited.check(Changes::Files(paths))?;
            }
            Ok(())
        })
        .unwrap();
}

/// How much is rendered again; one text that changes is not a reason to render all.
#[test]
fn only_what_shows_a_change_is_rendered_again() {
    let mut edited = Edited::new(&[0, 0, 0, 1, 0, 0]);
    let all = edited
        .builder
        .build(Changes::Unknown)
        .unwrap()
        .report
        .rendered;
    let root = edited.site.folder.path().canonicalize().unwrap();
    for (edit, expected) in [
        (Edit::Nothing, 0),
        // The page, and the feed that holds its text.
        (Edit::Page("a.md", FRONTS[0], "new\n"), 3),
        (Edit::Page("a.md", FRONTS[0], "new\n"), 0),
        (Edit::ByRename("a.md", FRONTS[0], "newer\n"), 3),
        // The page, the section that holds it, the terms and feeds; not the sitemap.
        (Edit::Page("a.md", RETITLED, "newer\n"), 6),
        // A page that comes: it, its section, the feed, the sitemap; and all but itself when it goes.
        (Edit::Page("aa.md", FRONTS[2], "new\n"), 4),
        (Edit::Gone("aa.md"), 3),
        (Edit::Static(1), 0),
        (Edit::Data(1), all),
        (Edit::Template(0, 0), all),
    ] {
        let paths = edited.apply(&edit).into_iter();
        let paths = paths.map(|path| root.join(path)).collect();
        let report = edited.builder.build(Changes::Files(paths)).unwrap().report;
        assert_eq!(report.rendered, expected, "{edit:?}");
    }
}

#[test]
fn what_was_read_two_builds_ago_is_still_known() {
    let mut edited = Edited::new(&[0, 2, 0, 1, 0, 0]);
    edited.check(Changes::Unknown).unwrap();
    edited.check(Changes::Files(BTreeSet::new())).unwrap();
    let root = edited.site.folder.path().canonicalize().unwrap();
    let paths = edited.apply(&Edit::Static(1)).into_iter();
    let paths = paths.map(|path| root.join(path)).collect();
    edited.check(Changes::Files(paths)).unwrap();
}
