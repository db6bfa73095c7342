//! The program: reads its arguments and lets `cli` do the rest.

use std::process::ExitCode;

use clap::Parser;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    site_gen::cli::run(site_gen::cli::Cli::parse())
}
