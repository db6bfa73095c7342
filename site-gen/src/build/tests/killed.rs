//! `kill -9` in the middle of a build: each file of the output is the old one or the new one, whole, and the next build
//! mends all. The build runs in a process of its own: this very test program, asked for one ignored test.

use std::process::{Command, Stdio};
use std::time::Duration;

use super::*;

const SITE: &str = "SITE_GEN_TEST_SITE";
const PAGES: usize = 40;

/// A site whose every page is as long as it is easy to see torn.
fn write_version(site: &Site, version: usize) {
    let text = format!("v{version} ").repeat(5_000);
    for page in 0..PAGES {
        site.add(&format!(
            "@ content/{page}.md\n+++\ntitle = 'v{version}'\n+++\n{text}end"
        ));
    }
}

fn start_build(site: &Site) -> std::process::Child {
    Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "build::tests::killed::build_of_a_child",
            "--ignored",
        ])
        .env(SITE, site.folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[test]
#[ignore = "is run by the test below, in a process that is killed"]
fn build_of_a_child() {
    if let Some(root) = std::env::var_os(SITE) {
        build(&Options::new(root)).unwrap();
    }
}

/// The version of a page that is whole.
fn version(text: &str) -> Option<&str> {
    let (title, body) = text.trim().split_once("|<p>")?;
    let words = body.strip_suffix("end</p>")?;
    let is_whole = words
        .split(' ')
        .filter(|word| !word.is_empty())
        .all(|word| word == title);
    (is_whole && words.len() == (title.len() + 1) * 5_000).then_some(title)
}

#[test]
fn a_killed_build_leaves_each_file_old_or_new_and_the_next_build_mends_all() {
    let site = Site::new("");
    write_version(&site, 1);
    build(&site.options()).unwrap();
    for round in 2..8 {
        write_version(&site, round);
        let mut child = start_build(&site);
        std::thread::sleep(Duration::from_millis(30 * (round * round) as u64));
        child.kill().unwrap();
        child.wait().unwrap();
        for page in 0..PAGES {
            let file = site.path(&format!("public/{page}/index.html"));
            let text = fs_err::read_to_string(&file).unwrap();
            let found = version(&text).unwrap_or_else(|| panic!("{} is torn", file.display()));
            let number: usize = found[1..].parse().unwrap();
            assert!((1..=round).contains(&number), "{found} in round {round}");
        }
    }
    build(&site.options()).unwrap();
    let mended = site.output();
    fs_err::remove_dir_all(site.path("public")).unwrap();
    fs_err::remove_dir_all(site.path(".site-gen")).unwrap();
    build(&site.options()).unwrap();
    let anew = site.output();
    let paths = |files: &[(String, Vec<u8>)]| {
        files
            .iter()
            .map(|(path, _)| path.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(paths(&mended), paths(&anew));
    assert!(mended == anew, "a file was not mended");
}
