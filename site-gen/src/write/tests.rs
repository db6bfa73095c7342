use std::os::unix::fs::symlink;

use super::*;
use crate::render::OutputBody;

/// A folder with an `out/` in it that the tests write to.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new(files: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = Self { folder };
        fs_err::create_dir(place.out()).unwrap();
        for (path, text) in files {
            let path = place.folder.path().join(path);
            fs_err::create_dir_all(path.parent().unwrap()).unwrap();
            fs_err::write(path, text).unwrap();
        }
        place
    }

    fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    fn write(&self, outputs: &[(&str, &str)], dotfiles: Dotfiles) -> Written {
        let outputs = outputs
            .iter()
            .map(|(path, text)| Output::text(*path, (*text).to_owned()))
            .map(|output| (Rank::default(), output));
        let target = Target {
            folder: self.out(),
            root: self.folder.path().to_owned(),
            dotfiles,
            hard_links: HardLinks::NotMade,
        };
        write(&by_path(outputs).unwrap(), &target).unwrap()
    }

    /// All files below the folder with their text, sorted.
    fn files(&self) -> Vec<(String, String)> {
        let root = self.folder.path().canonicalize().unwrap();
        let (files, _) = crate::load::files_below(&root);
        files
            .into_iter()
            .map(|file| (file.path, fs_err::read_to_string(file.source).unwrap()))
            .collect()
    }
}

fn pairs(files: &[(&str, &str)]) -> Vec<(String, String)> {
    files
        .iter()
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
        .collect()
}

#[test]
fn writes_what_changed_and_removes_what_is_gone() {
    let place = Place::new(&[
        ("out/a/index.html", "same"),
        ("out/b/index.html", "old"),
        ("out/gone/x.html", "x"),
        ("out/.keep", "k"),
        ("beside.txt", "b"),
    ]);
    let written = place.write(
        &[
            ("a/index.html", "same"),
            ("b/index.html", "new"),
            ("c.html", "c"),
        ],
        Dotfiles::Kept,
    );
    assert_eq!(
        written,
        Written {
            written: 2,
            skipped: 1,
            removed: 1
        }
    );
    assert_eq!(
        place.files(),
        pairs(&[
            ("beside.txt", "b"),
            ("out/.keep", "k"),
            ("out/a/index.html", "same"),
            ("out/b/index.html", "new"),
            ("out/c.html", "c"),
        ])
    );
}

#[test]
fn links_in_the_folder_are_replaced_not_followed() {
    let place = Place::new(&[("outside/index.html", "mine"), ("outside/x.html", "mine")]);
    symlink(place.folder.path().join("outside"), place.out().join("a")).unwrap();
    symlink(
        place.folder.path().join("outside/x.html"),
        place.out().join("x.html"),
    )
    .unwrap();
    symlink(
        place.folder.path().join("outside"),
        place.out().join("gone"),
    )
    .unwrap();
    place.write(
        &[("a/index.html", "new"), ("x.html", "new")],
        Dotfiles::Removed,
    );
    assert_eq!(
        place.files(),
        pairs(&[
            ("out/a/index.html", "new"),
            ("out/x.html", "new"),
            ("outside/index.html", "mine"),
            ("outside/x.html", "mine"),
        ])
    );
}

#[test]
fn paths_that_cannot_be_written_are_problems() {
    let check = |outputs: &[&str], expected: &str| {
        let outputs = outputs
            .iter()
            .map(|path| (Rank::default(), Output::text(*path, String::new())));
        let problems = by_path(outputs).unwrap_err();
        assert!(problems[0].message.contains(expected), "{problems:?}");
    };
    check(&["../x"], "is no path inside the output folder");
    check(&["a/../../x"], "is no path inside the output folder");
    check(&["/"], "is no path inside the output folder");
    check(&["a\0b"], "is no path inside the output folder");
    check(&[&"x".repeat(256)], "is too long a name");
    check(&["a", "a/b"], "`a` would be a file and the folder of `a/b`");
}

#[test]
fn copies_keep_the_time_and_are_skipped_while_equal() {
    let place = Place::new(&[("static/a.css", "css")]);
    let files = || {
        let body = OutputBody::File(PathBuf::from("static/a.css"));
        let output = Output {
            path: "a.css".into(),
            body,
        };
        by_path([(Rank::default(), output)]).unwrap()
    };
    let target = Target {
        folder: place.out(),
        root: place.folder.path().to_owned(),
        dotfiles: Dotfiles::Removed,
        hard_links: HardLinks::NotMade,
    };
    assert_eq!(write(&files(), &target).unwrap().written, 1);
    assert_eq!(write(&files(), &target).unwrap().skipped, 1);
}

/// What the last site becomes with these outputs at these ranks, each by its path and text.
fn check_in_place(new: &[(usize, &str, &str)], expected: Option<&[(&str, &str)]>) {
    let outputs = |outputs: &[(usize, &str, &str)]| {
        let output = |(job, path, text): &(usize, &str, &str)| {
            let rank = Rank {
                stage: 0,
                job: *job,
            };
            (rank, Output::text(*path, (*text).to_owned()))
        };
        outputs.iter().map(output).collect::<Vec<_>>()
    };
    let last = [
        (3, "b", "3"),
        (1, "a", "1"),
        (2, "a", "2"),
        (2, "a", "2, later"),
    ];
    let last = by_path(outputs(&last)).unwrap();
    let files = in_place(&last, outputs(new));
    let shown = files.as_ref().map(|files| {
        let pair = |(path, body): (&Arc<str>, &OutputBody)| match body {
            OutputBody::Bytes(text) => {
                (path.to_string(), String::from_utf8_lossy(text).into_owned())
            }
            OutputBody::File(source) => panic!("{source:?} is copied"),
        };
        files.iter().map(pair).collect::<Vec<_>>()
    });
    assert_eq!(shown, expected.map(pairs), "{new:?}");
}

#[test]
fn new_files_take_the_places_that_are_theirs() {
    check_in_place(&[], Some(&[("a", "2, later"), ("b", "3")]));
    check_in_place(&[(2, "./a", "new")], Some(&[("a", "new"), ("b", "3")]));
    check_in_place(
        &[(1, "a", "low"), (3, "b", "new")],
        Some(&[("a", "2, later"), ("b", "new")]),
    );
    check_in_place(&[(3, "a", "high")], None);
    check_in_place(&[(2, "c", "new")], None);
    check_in_place(&[(2, "../a", "new")], None);
}

/// Takes outputs in this order, each with its rank.
fn deliver(place: &Place, outputs: &[(u8, &str, &str)]) -> Delivery {
    let target = Target {
        folder: place.out(),
        root: place.folder.path().to_owned(),
        dotfiles: Dotfiles::Removed,
        hard_links: HardLinks::NotMade,
    };
    let delivery = Delivery::begin(target).unwrap();
    for (stage, path, text) in outputs {
        let rank = Rank {
            stage: *stage,
            job: 0,
        };
        delivery.take(rank, Output::text(*path, (*text).to_owned()));
    }
    delivery
}

#[test]
fn of_two_outputs_the_higher_rank_is_the_file() {
    let new = Place::new(&[]);
    let former = Place::new(&[("out/a", "low"), ("out/b", "high")]);
    for place in [new, former] {
        let outputs = [
            (2, "a", "high"),
            (1, "a", "low"),
            (1, "b", "low"),
            (2, "b", "high"),
        ];
        let (_, contents) = deliver(&place, &outputs).finish().unwrap();
        assert_eq!(
            place.files(),
            pairs(&[("out/a", "high"), ("out/b", "high")])
        );
        let target = Target {
            folder: place.out(),
            root: place.folder.path().to_owned(),
            dotfiles: Dotfiles::Removed,
            hard_links: HardLinks::NotMade,
        };
        let found = contents::of_folder(&target, &contents.copied);
        assert_eq!(found, Some(contents.digest));
    }
}

#[test]
fn what_is_not_finished_changes_nothing() {
    let former = Place::new(&[("out/a", "old"), ("out/b", "gone")]);
    drop(deliver(&former, &[(1, "a", "new"), (1, "c", "new")]));
    assert_eq!(
        former.files(),
        pairs(&[("out/a", "old"), ("out/b", "gone")])
    );
    let new = Place::new(&[]);
    drop(deliver(&new, &[(1, "a", "new")]));
    assert_eq!(new.files(), []);
    fs_err::remove_dir(new.out()).unwrap();
    drop(deliver(&new, &[(1, "a", "new")]));
    assert!(!new.out().exists());
    let clash = deliver(&new, &[(1, "a", "file"), (1, "a/b", "file")]);
    assert!(matches!(clash.finish(), Err(Fault::Paths(_))));
    assert!(!new.out().exists());
}
