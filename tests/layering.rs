//! Who may know whom, read off the manifests and the sources: the two halves never meet, and the embedded engine stays local.

use std::path::{Path, PathBuf};

/// The project's root, which holds the crates' folders.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("..")
        .canonicalize()
        .unwrap()
}

#[test]
fn crates_depend_in_one_direction() {
    for (crate_name, strangers) in [
        (
            "site-gen",
            &["function", "local", "dynoxide-rs", "aws-sdk-dynamodb"][..],
        ),
        ("function", &["site-gen", "local"]),
        ("local", &["tests"]),
    ] {
        let dependencies = dependencies(crate_name);
        for stranger in strangers {
            assert!(
                !dependencies.contains(&(*stranger).to_owned()),
                "{crate_name} depends on {stranger}"
            );
        }
    }
}

#[test]
fn the_embedded_engine_is_not_shipped() {
    let manifest = manifest("function");
    assert!(
        manifest["dependencies"].get("dynoxide-rs").is_none(),
        "function would ship the embedded engine"
    );
}

#[test]
fn sources_of_one_half_never_name_the_other() {
    for (folder, strangers) in [
        ("site-gen/src", &["function::", "local::", "dynoxide"][..]),
        ("function/src", &["site_gen", "local::", "dynoxide"]),
    ] {
        let files = rust_files(&root().join(folder));
        assert!(!files.is_empty(), "no Rust in {folder}");
        for file in files {
            let source = fs_err::read_to_string(&file).unwrap();
            for line in source
                .lines()
                .map(str::trim)
                .filter(|line| !line.starts_with("//"))
            {
                let is_import = line.starts_with("use ") || line.starts_with("pub use ");
                for stranger in strangers.iter().filter(|_| is_import) {
                    assert!(!line.contains(stranger), "{}: {line}", file.display());
                }
            }
        }
    }
}

fn manifest(crate_name: &str) -> toml::Table {
    let path = root().join(crate_name).join("Cargo.toml");
    fs_err::read_to_string(path).unwrap().parse().unwrap()
}

fn dependencies(crate_name: &str) -> Vec<String> {
    let manifest = manifest(crate_name);
    ["dependencies", "dev-dependencies", "build-dependencies"]
        .iter()
        .filter_map(|kind| manifest.get(*kind)?.as_table())
        .flat_map(|table| table.keys().cloned())
        .collect()
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs_err::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
    files
}
