//! A site → a preview in the browser that follows every change. Must not know rendering: the build is the one build, its
//! files kept in memory.
//!
//! ```text
//! watch ── something changed ──→ build ──→ preview: the last good site, and what is wrong now
//!                                             │
//! browser ←── pages, each with a script ── respond
//!         ←── what is new, what is wrong ─ events
//! ```

mod address;
mod files;
mod inject;
mod media_type;
mod preview;
mod respond;
mod watch;

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::time::{Duration, Instant};

pub use preview::Preview;

use crate::build::{self, Builder, Changes, Failure, Report};
use crate::config::Mode;
use files::Files;
use watch::Watch;

/// What to serve, and where.
#[derive(Clone, Debug)]
pub struct Options {
    pub build: build::Options,
    pub store: Store,
    pub interface: IpAddr,
    /// 0 takes a free one.
    pub port: u16,
    /// In place of the address itself in links.
    pub base_url: Option<String>,
    /// Whether the port is added to a base URL that is given.
    pub base_url_port: BaseUrlPort,
    /// How long no file may change before the site is built.
    pub quiet: Duration,
    /// Folders and files that are watched besides the site's own.
    pub extra_watch_paths: Vec<PathBuf>,
}

/// Whether the site is written to its output folder too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Store {
    InMemory,
    Written,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BaseUrlPort {
    Added,
    NotAdded,
}

/// What happens while a site is served.
#[derive(Debug)]
pub enum News<'a> {
    /// The site can be opened here.
    Serving(&'a str),
    Built {
        report: &'a Report,
        took: Duration,
    },
    /// The site is broken; its last good state goes on being served.
    Broken(&'a Failure),
}

/// Why a site cannot be served at all.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    #[error("port {port} of {interface} is taken by another program\n  hint: end that one, or choose another with --port (0 takes a free one)", port = .0.port(), interface = .0.ip())]
    PortTaken(SocketAddr),
    #[error("cannot listen on {address}: {error}")]
    Listen {
        address: SocketAddr,
        error: std::io::Error,
    },
    #[error("cannot watch {folder}: {error}", folder = .folder.display())]
    Watch {
        folder: PathBuf,
        error: notify::Error,
    },
    #[error("the server has stopped: {0}")]
    Server(std::io::Error),
}

/// Builds the site, serves it, and builds it again whenever it changes, until the process ends.
///
/// # Errors
/// When the port is taken or the folder cannot be watched. A broken site is no error: its pages show what is wrong.
pub fn serve(
    mut options: Options,
    tell: impl Fn(News<'_>) + Send + 'static,
) -> Result<(), ServeError> {
    let listener = address::listen(SocketAddr::new(options.interface, options.port))?;
    let address = listener.local_addr().map_err(ServeError::Server)?;
    let base_url = address::base_url(&options, address);
    tell(News::Serving(&base_url));
    options.build.base_url = Some(base_url);
    options.build.mode = Mode::Serve;
    let preview = preview(&options, tell)?;
    run(listener, preview).map_err(ServeError::Server)
}

/// Builds the site now and, on a thread of its own, whenever it changes. The preview's router serves it, alone or as part
/// of another.
///
/// # Errors
/// When the folder cannot be watched.
pub fn preview(
    options: &Options,
    tell: impl Fn(News<'_>) + Send + 'static,
) -> Result<Preview, ServeError> {
    let preview = Preview::new(options.build.base_url.as_deref().unwrap_or_default());
    let mut watch = Watch::start(&options.build.root, &options.extra_watch_paths)?;
    let mut builder = Builder::new(options.build.clone());
    build_into(&preview, (&mut builder, Changes::Unknown), (options, &tell));
    let (options, following) = (options.clone(), preview.clone());
    std::thread::spawn(move || {
        while let Some(changes) = watch.wait(options.quiet) {
            build_into(&following, (&mut builder, changes), (&options, &tell));
        }
    });
    Ok(preview)
}

fn build_into(
    preview: &Preview,
    (builder, changes): (&mut Builder, Changes),
    (options, tell): (&Options, &impl Fn(News<'_>)),
) {
    let begun = Instant::now();
    let built = builder.build(changes).and_then(|mut site| {
        preview.publish(Files::of(site.files.clone(), &site.root));
        if options.store == Store::Written {
            build::write(&mut site, &options.build)?;
        }
        Ok(site)
    });
    match built {
        Ok(site) => tell(News::Built {
            report: &site.report,
            took: begun.elapsed(),
        }),
        Err(failure) => {
            tell(News::Broken(&failure));
            preview.publish_problems(failure.problems);
        }
    }
}

fn run(listener: std::net::TcpListener, preview: Preview) -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        axum::serve(listener, preview.router()).await
    })
}

#[cfg(test)]
mod tests;
