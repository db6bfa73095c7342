//! The shape of the crate's own source: imports run one way, between its rooms as `lib.rs` lists them, and inside each.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Each source file without its unit tests, by its path from `src/`.
fn sources() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut folders, mut sources) = (vec![root.clone()], BTreeMap::new());
    while let Some(folder) = folders.pop() {
        for entry in fs_err::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(&root).unwrap().to_str().unwrap();
            if name.contains("test") || name == "bin" {
                continue;
            } else if path.is_dir() {
                folders.push(path);
            } else if name.ends_with(".rs") {
                let text = fs_err::read_to_string(&path).unwrap();
                let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
                sources.insert(name.to_owned(), text.to_owned());
            }
        }
    }
    sources
}

/// The names that come right after `path`, alone or in braces.
fn names_after<'t>(text: &'t str, path: &str) -> BTreeSet<&'t str> {
    let word = |text: &'t str| {
        let end = text.find(|sign: char| !sign.is_alphanumeric() && sign != '_');
        &text[..end.unwrap_or(text.len())]
    };
    let mut names = BTreeSet::new();
    for rest in text.split(path).skip(1) {
        match rest.strip_prefix('{') {
            Some(list) => {
                let list = list.split(';').next().unwrap();
                names.extend(list.split([',', '{']).map(|name| word(name.trim_start())));
            }
            None => drop(names.insert(word(rest))),
        }
    }
    names
}

#[test]
fn rooms_import_only_what_stands_above_them() {
    let sources = sources();
    let lines = sources["lib.rs"].lines();
    let rooms: Vec<&str> = lines
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'))
        .collect();
    assert!(rooms.len() > 10, "{rooms:?}");
    let place = |room: &str| rooms.iter().position(|name| *name == room);
    let mut wrong = Vec::new();
    for (path, text) in &sources {
        let Some(own) = place(path.split(['/', '.']).next().unwrap()) else {
            continue;
        };
        let below = |name: &&str| place(name).is_some_and(|other| other > own);
        let below = names_after(text, "crate::").into_iter().filter(below);
        wrong.extend(below.map(|name| format!("{path} imports {name}")));
    }
    assert_eq!(wrong, [""; 0]);
}

/// The files of one room: which file's names each uses, also those that the room shows as its own.
fn imports<'t>(
    room: &str,
    sources: &'t BTreeMap<String, String>,
) -> BTreeMap<&'t str, BTreeSet<&'t str>> {
    let files: BTreeMap<&str, &str> = sources
        .iter()
        .filter_map(|(path, text)| {
            let file = path.strip_prefix(room)?.strip_prefix('/')?;
            Some((file.strip_suffix(".rs")?, text.as_str()))
        })
        .collect();
    let shown = files.get("mod").copied().unwrap_or_default();
    let shown_by = |name: &str| {
        let shows = |file: &&str| names_after(shown, &format!("use {file}::")).contains(name);
        files.keys().copied().find(shows)
    };
    let used = |own: &str, text: &'t str| {
        let names = ["super::".to_owned(), format!("crate::{room}::")];
        let names = names.iter().flat_map(|path| names_after(text, path));
        let used = names.filter(|name| !name.is_empty()).filter_map(|name| {
            let file = files.get_key_value(name).map(|(file, _)| *file);
            file.or_else(|| shown_by(name))
        });
        used.filter(|file| *file != own).collect()
    };
    let parts = files.iter().filter(|(file, _)| **file != "mod");
    parts
        .map(|(file, text)| (*file, used(file, text)))
        .collect()
}

#[test]
fn no_files_of_a_room_import_each_other_in_a_circle() {
    let sources = sources();
    let rooms = sources
        .keys()
        .filter_map(|path| path.strip_suffix("/mod.rs"));
    for room in rooms {
        let circle = circle(&imports(room, &sources));
        assert!(circle.is_empty(), "in the room {room}: {circle:?}");
    }
}

/// What is left when files that import nothing of what is left are taken away, again and again; then those that nothing
/// of what is left imports.
fn circle<'t>(
    imports: &BTreeMap<&'t str, BTreeSet<&'t str>>,
) -> BTreeMap<&'t str, BTreeSet<&'t str>> {
    let mut left = imports.clone();
    loop {
        let names: BTreeSet<&str> = left.keys().copied().collect();
        let used: BTreeSet<&str> = left.values().flatten().copied().collect();
        let before = left.len();
        left.retain(|file, uses| {
            uses.retain(|used| names.contains(used));
            !uses.is_empty() && used.contains(file)
        });
        if left.len() == before {
            return left;
        }
    }
}

#[test]
fn a_circle_is_seen_through_what_a_room_shows() {
    let check = |files: &[(&str, &str)], expected: &[&str]| {
        let named = files
            .iter()
            .map(|(file, text)| (format!("room/{file}.rs"), (*text).to_owned()));
        let room = named.collect();
        let circle = circle(&imports("room", &room));
        assert_eq!(Vec::from_iter(circle.into_keys()), expected, "{files:?}");
    };
    let shows = (
        "mod",
        "mod a;\nmod b;\npub use a::One;\npub use b::{More, Two};\n",
    );
    check(
        &[shows, ("a", "use super::b::x;"), ("b", "use super::a::y;")],
        &["a", "b"],
    );
    check(
        &[shows, ("a", "use super::Two;"), ("b", "use super::One;")],
        &["a", "b"],
    );
    check(
        &[
            shows,
            ("a", "use super::{c, Two};"),
            ("b", "use crate::room::One;"),
            ("c", ""),
        ],
        &["a", "b"],
    );
    check(
        &[
            shows,
            ("a", "use super::{\n    Two,\n};"),
            ("b", "use crate::other::One;"),
        ],
        &[],
    );
    check(&[shows, ("a", "use super::b::a;"), ("b", "")], &[]);
}
