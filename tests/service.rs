//! The real `local` binary as a process of its own, which can be killed as a power cut kills it.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;

use crate::layering::root;
use crate::visitor::Visitor;

/// A running `local`, on a free port.
pub struct Service {
    process: Child,
    pub visitor: Visitor,
}

impl Service {
    /// Starts on the project in `folder`, and waits until it has said where the site is.
    pub fn start(folder: &Path) -> Self {
        let mut process = command(folder, "0").stdout(Stdio::piped()).spawn().unwrap();
        let output = process.stdout.take().unwrap();
        let mut lines = BufReader::new(output).lines().map_while(Result::ok);
        let address = lines.find_map(|line| {
            let start = line.find("http://127.0.0.1:")?;
            Some(line[start..].trim_end_matches('/').to_owned())
        });
        let address = address.unwrap_or_else(|| panic!("no address was printed: {:?}", process.wait()));
        Self {
            process,
            visitor: Visitor::of(address),
        }
    }

    /// `kill -9`: nothing in the process gets a chance to finish.
    pub fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Runs `local` where it must refuse, to its end.
pub fn refused(folder: &Path, port: &str) -> Output {
    command(folder, port).output().unwrap()
}

fn command(folder: &Path, port: &str) -> Command {
    let mut command = Command::new(binary());
    command.args(["--port", port, "--root"]).arg(folder);
    command
}

/// Cargo builds no other package's binary for a test, so ask it to; for the whole workspace, so that nothing is built twice.
fn binary() -> &'static Path {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        let built = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--workspace", "--bin", "local", "--message-format", "json-render-diagnostics"])
            .current_dir(root())
            .output()
            .unwrap();
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        let messages = String::from_utf8(built.stdout).unwrap();
        executable(&messages).expect("cargo named no binary")
    })
}

fn executable(messages: &str) -> Option<PathBuf> {
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok())
        .find_map(|message| message["executable"].as_str().map(PathBuf::from))
}
