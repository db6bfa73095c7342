//! The shape of this crate's own source: imports run one way, between rooms and inside each.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::load;

/// Each source file below `src/` without its tests, by path.
fn sources() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (files, _) = load::files_below(&folder.canonicalize().unwrap());
    let own = files
        .iter()
        .filter(|file| file.path.ends_with(".rs") && !file.path.contains("test"));
    own.map(|file| {
        let text = fs_err::read_to_string(&file.source).unwrap();
        let text = text.split("#[cfg(test)]").next().unwrap().to_owned();
        (file.path.clone(), text)
    })
    .collect()
}

/// The names that stand right after `path` in a text, those in braces too.
fn names_after<'t>(text: &'t str, path: &str) -> BTreeSet<&'t str> {
    let first_word = |text: &'t str| {
        let end = text.find(|c: char| !c.is_alphanumeric() && c != '_');
        &text[..end.unwrap_or(text.len())]
    };
    let mut names = BTreeSet::new();
    for rest in text.split(path).skip(1) {
        match rest.strip_prefix('{') {
            None => drop(names.insert(first_word(rest))),
            Some(list) => {
                let list = list.split(';').next().unwrap();
                let words = list
                    .split([',', '{'])
                    .map(|name| first_word(name.trim_start()));
                names.extend(words);
            }
        }
    }
    names
}

#[test]
fn rooms_import_only_what_stands_above_them() {
    let sources = sources();
    let rooms: Vec<&str> = sources["lib.rs"]
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'))
        .collect();
    let place = |room: &str| rooms.iter().position(|name| *name == room);
    let mut wrong = Vec::new();
    for (path, text) in &sources {
        let Some(own) = place(path.split(['/', '.']).next().unwrap()) else {
            continue;
        };
        let below = |name: &&str| place(name).is_some_and(|other| other > own);
        let found = names_after(text, "crate::").into_iter().filter(below);
        wrong.extend(found.map(|name| format!("{path} imports {name}")));
    }
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn no_files_of_a_room_import_each_other_in_a_circle() {
    let sources = sources();
    let mut rooms: BTreeMap<&str, BTreeMap<&str, BTreeSet<&str>>> = BTreeMap::new();
    for (path, text) in &sources {
        let parts: Vec<&str> = path.trim_end_matches(".rs").split('/').collect();
        let [room, file, deeper @ ..] = &parts[..] else {
            continue;
        };
        let mut names = names_after(text, &format!("crate::{room}::"));
        if deeper.is_empty() && *file != "mod" {
            names.extend(names_after(text, "super::"));
        }
        names.remove(file);
        rooms
            .entry(room)
            .or_default()
            .entry(file)
            .or_default()
            .extend(names);
    }
    for (room, imports) in rooms {
        assert_eq!(circle(&imports), [""; 0], "in the room {room}");
    }
}

/// What is left when files that import nothing of what is left are taken away, again and again.
fn circle<'t>(imports: &BTreeMap<&'t str, BTreeSet<&'t str>>) -> Vec<&'t str> {
    let mut left: BTreeSet<&str> = imports.keys().copied().collect();
    left.remove("mod");
    loop {
        let before = left.len();
        let free = |file: &&str| imports[*file].iter().all(|name| !left.contains(name));
        let free: Vec<&str> = left.iter().copied().filter(free).collect();
        left.retain(|file| !free.contains(file));
        if left.len() == before {
            return left.into_iter().collect();
        }
    }
}
