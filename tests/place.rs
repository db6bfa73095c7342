//! A copy of the project in a folder of its own, with its own data, running on a free port: what one test plays with.

use std::path::Path;

use function::sign_up::{Reference, SignUp};
use function::store::Status;
use jiff::Timestamp;
use local::{Mail, Options, Running};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::layering::root;
use crate::visitor::Visitor;

/// What a running project is made of.
const PARTS: [&str; 5] = ["config.toml", "content", "templates", "static", "sass"];

/// The project, running in this process.
pub struct Place {
    pub visitor: Visitor,
    running: Option<Running>,
    runtime: Runtime,
    _folder: TempDir,
}

impl Place {
    pub fn start() -> Self {
        Self::changed(|_| ())
    }

    /// The project after somebody has edited its files.
    pub fn changed(edit: impl FnOnce(&Path)) -> Self {
        let folder = copy_project();
        edit(folder.path());
        let runtime = Runtime::new().unwrap();
        let running = runtime
            .block_on(Running::start(&options(folder.path())))
            .unwrap_or_else(|failure| panic!("{failure}"));
        Self {
            visitor: Visitor::of(format!("http://{}", running.address())),
            running: Some(running),
            runtime,
            _folder: folder,
        }
    }

    fn running(&self) -> &Running {
        self.running.as_ref().unwrap()
    }

    pub fn find(&self, reference: &str) -> Option<SignUp> {
        let reference = Reference::parse(reference)?;
        self.runtime
            .block_on(self.running().store().find(&reference))
            .unwrap()
    }

    /// The references of all that is stored.
    pub fn sign_ups(&self) -> Vec<Reference> {
        let all = self.running().store().list(Status::New, Timestamp::MAX);
        let all = self.runtime.block_on(all).unwrap();
        all.into_iter().map(|listed| listed.reference).collect()
    }

    /// The languages that the site's settings promise, the original first.
    pub fn languages(&self) -> Vec<String> {
        let text = fs_err::read_to_string(root().join("config.toml")).unwrap();
        let config: toml::Table = text.parse().unwrap();
        let original = config["default_language"].as_str().unwrap().to_owned();
        let others = config["languages"].as_table().unwrap().keys().cloned();
        std::iter::once(original).chain(others).collect()
    }

    pub fn mails(&self) -> Vec<Mail> {
        local::read_mails(&self.running().mail_folder()).unwrap()
    }

    /// The mails that name the reference.
    pub fn mails_about(&self, reference: &str) -> Vec<Mail> {
        let mut mails = self.mails();
        mails.retain(|mail| {
            mail.text
                .as_ref()
                .is_some_and(|text| text.contains(reference))
        });
        mails
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(running) = self.running.take() {
            self.runtime.block_on(running.stop());
        }
    }
}

/// Options for a run on the copy, on a free port.
fn options(folder: &Path) -> Options {
    Options {
        port: 0,
        root: Some(folder.to_path_buf()),
        data: None,
    }
}

/// The project's own parts, copied, so that a test may spoil them.
pub fn copy_project() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in PARTS {
        let part = root().join(name);
        if part.exists() {
            copy(&part, &folder.path().join(name));
        }
    }
    folder
}

fn copy(from: &Path, to: &Path) {
    if from.is_file() {
        fs_err::copy(from, to).unwrap();
        return;
    }
    fs_err::create_dir_all(to).unwrap();
    for entry in fs_err::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        copy(&entry.path(), &to.join(entry.file_name()));
    }
}
