//! The command itself, where it must refuse: in plain words, with what to do, and exit code 1.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output};

/// A folder that has a project's marks, and no more.
fn project() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs_err::create_dir_all(folder.path().join("content/sign-up")).unwrap();
    fs_err::write(folder.path().join("config.toml"), "").unwrap();
    fs_err::write(folder.path().join("content/sign-up/form.toml"), "").unwrap();
    folder
}

fn run(root: &Path, port: u16) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_local"));
    command
        .args(["--port", &port.to_string(), "--root"])
        .arg(root)
        .output()
        .unwrap()
}

fn check(output: &Output, expected: &[&str]) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    for words in expected {
        assert!(said.contains(words), "{words:?} in {said}");
    }
    assert!(!said.contains("panicked"), "{said}");
}

#[test]
fn a_port_that_is_taken() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    check(
        &run(project().path(), port),
        &[&format!("port {port} is taken"), "--port"],
    );
}

#[test]
fn data_that_another_process_holds() {
    let project = project();
    let data = project.path().join(".local");
    fs_err::create_dir(&data).unwrap();
    let lock = std::fs::File::create(data.join("lock")).unwrap();
    lock.lock().unwrap();
    check(
        &run(project.path(), 0),
        &["in use by another run", "--data"],
    );
}

#[test]
fn a_folder_that_is_no_project() {
    let folder = tempfile::tempdir().unwrap();
    check(&run(folder.path(), 0), &["no project at", "--root"]);
}

#[test]
fn a_folder_that_is_not_there() {
    let nowhere = Path::new("/nowhere");
    let expected = ["there is no folder /nowhere\n", "hint: ", "--root"];
    check(&run(nowhere, 0), &expected);
}

#[test]
fn a_site_that_cannot_be_built() {
    check(
        &run(project().path(), 0),
        &["the site was not built", "base_url"],
    );
}

#[test]
fn all_that_is_wrong_is_said_at_once() {
    let project = project();
    fs_err::write(project.path().join("content/sign-up/mail.toml"), "").unwrap();
    for arguments in [&[][..], &["check"]] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_local"));
        command.args(["--port", "0", "--root"]).arg(project.path());
        let output = command.args(arguments).output().unwrap();
        let form = "content/sign-up/form.toml:1: missing field `name`";
        let mail = "content/sign-up/mail.toml:1: missing field `programme`";
        check(&output, &[form, mail, "config.toml:1: ", "base_url"]);
    }
}

#[test]
fn what_is_sound_is_checked_whole() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut command = Command::new(env!("CARGO_BIN_EXE_local"));
    let output = command
        .arg("--root")
        .arg(root)
        .arg("check")
        .output()
        .unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(
        output.status.success() && said.starts_with("the form, the mails and "),
        "{said}"
    );
    let warned = String::from_utf8(output.stderr).unwrap();
    for warning in warned.lines().filter(|line| line.contains("warning: ")) {
        assert!(
            warning.contains("warning: still to be filled in: "),
            "a doubt about what is as it should be: {warning}"
        );
    }
}
