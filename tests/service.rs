//! The real `local` binary as a process of its own, which can be killed as a power cut kills it.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::visitor::Visitor;

/// A running `local`, on a free port.
pub struct Service {
    process: Child,
    pub visitor: Visitor,
}

impl Service {
    /// Starts on the project in `folder`, and waits until it has said where the site is.
    pub fn start(folder: &Path) -> Self {
        Self::of(command(folder))
    }

    /// The same, with a limit on how large a file may grow: to the service, a disk that is full.
    pub fn on_a_small_disk(folder: &Path, file_kib_max: u32) -> Self {
        let mut shell = Command::new("bash");
        // The signal would end the process; ignored, the write fails.
        let limited = format!("trap '' XFSZ; ulimit -f {file_kib_max}; exec \"$0\" \"$@\"");
        let command = command(folder);
        shell.arg("-c").arg(limited);
        shell.arg(command.get_program()).args(command.get_args());
        shell.stderr(Stdio::null());
        Self::of(shell)
    }

    fn of(mut command: Command) -> Self {
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
        let output = process.stdout.take().unwrap();
        let mut lines = BufReader::new(output).lines().map_while(Result::ok);
        let address = lines.find_map(|line| {
            let start = line.find("http://127.0.0.1:")?;
            Some(line[start..].trim_end_matches('/').to_owned())
        });
        let address = address.unwrap_or_else(|| {
            panic!(
                "no address was printed: {:?}; the log tells why",
                process.wait()
            )
        });
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

fn command(folder: &Path) -> Command {
    let mut command = Command::new(binary());
    command.args(["--port", "0", "--root"]).arg(folder);
    command.stderr(fs_err::File::create(log(folder)).unwrap().into_parts().0);
    command
}

/// Where a service in `folder` tells what happens.
pub fn log(folder: &Path) -> PathBuf {
    folder.join("log")
}

/// `cargo test --workspace` puts it beside this test's own folder, because `local` has a test that runs it too.
fn binary() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let binary = test.ancestors().nth(2).unwrap().join("local");
    assert!(
        binary.is_file(),
        "{} is missing: run cargo test --workspace",
        binary.display()
    );
    binary
}
