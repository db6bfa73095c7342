//! The command: options in, a running service and a few printed lines out, until Ctrl-C. What happens is told on standard
//! error, in the same lines as on Lambda.

use std::process::ExitCode;

use clap::Parser;
use local::{Arguments, Command, Options, Running};

#[tokio::main]
async fn main() -> ExitCode {
    let Arguments { options, command } = Arguments::parse();
    let done = match command {
        Some(Command::Check) => local::check(&options),
        None => run(&options).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::FAILURE
        }
    }
}

async fn run(options: &Options) -> Result<(), local::Failure> {
    tracing::subscriber::set_global_default(function::log::json_lines(std::io::stderr))
        .map_err(local::Failure::log)?;
    let running = Running::start(options).await?;
    print!("{}", running.summary());
    tokio::signal::ctrl_c().await?;
    running.stop().await;
    Ok(())
}
