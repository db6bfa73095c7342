//! The function's package, measured from outside as Lambda runs it: its start beside hello-world's, and its endurance.
//!
//! `tests/bench/cold-start` and `tests/bench/load` build what it needs and call it.

mod cloud;
mod cold;
mod event;
mod figures;
mod lambda;
mod load;
mod setting;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use cloud::{Cloud, Table};
use dynoxide::Database;
use setting::Setting;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};

#[derive(Parser)]
struct Options {
    /// The unpacked zip: its bootstrap and what that reads
    folder: PathBuf,
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Starts, beside those of `hello`, which lies beside this program
    Cold {
        #[arg(long, default_value_t = 100)]
        rounds: u64,
    },
    /// Sign-ups, one after the other
    Load {
        #[arg(long, default_value_t = 100_000)]
        posts: u64,
    },
}

fn main() -> ExitCode {
    match run(&Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options) -> std::io::Result<()> {
    let server = Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()?;
    match &options.what {
        What::Cold { rounds } => {
            let hello = std::env::current_exe()?.with_file_name("hello");
            let cloud = server.block_on(Cloud::start(Table::AtOnce))?;
            let setting = Setting::new(&options.folder, &cloud)?;
            cold::measure(&setting, &hello, *rounds, &cloud)
        }
        What::Load { posts } => {
            let engine = engine(&server)?;
            let cloud = server.block_on(Cloud::start(Table::Engine(engine)))?;
            let setting = Setting::new(&options.folder, &cloud)?;
            load::measure(&setting, *posts, &cloud)
        }
    }
}

/// The table as `deploy/template.yaml` makes it, in memory.
fn engine(server: &Runtime) -> std::io::Result<SocketAddr> {
    let text = |name: &str| serde_json::json!({ "AttributeName": name, "AttributeType": "S" });
    let key = |hash: &str, range: &str| {
        serde_json::json!([
            { "AttributeName": hash, "KeyType": "HASH" },
            { "AttributeName": range, "KeyType": "RANGE" },
        ])
    };
    let table = serde_json::json!({
        "TableName": "table", "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [text("PK"), text("SK"), text("queue"), text("queue_at")],
        "KeySchema": key("PK", "SK"),
        "GlobalSecondaryIndexes": [{
            "IndexName": "queue", "KeySchema": key("queue", "queue_at"), "Projection": { "ProjectionType": "KEYS_ONLY" },
        }],
    });
    let database = Database::memory().map_err(std::io::Error::other)?;
    let request = serde_json::from_value(table)?;
    database
        .create_table(request)
        .map_err(std::io::Error::other)?;
    let listener = server.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)))?;
    let address = listener.local_addr()?;
    server.spawn(dynoxide::server::serve_on(listener, database));
    Ok(address)
}
