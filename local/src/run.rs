//! Options → a running service; the only place that names all its parts.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::data::Data;
use crate::engine::Engine;
use crate::site::BuiltSite;
use crate::{Failure, Options, inbox, project};

/// The running service; [`Running::stop`] ends it in good order.
pub struct Running {
    address: SocketAddr,
    data: Data,
    engine: Engine,
    stop: oneshot::Sender<()>,
    server: JoinHandle<std::io::Result<()>>,
}

impl Running {
    /// Starts everything; when this returns, the site answers.
    ///
    /// # Errors
    /// Any [`Failure`]; nothing is left running.
    pub async fn start(options: &Options) -> Result<Self, Failure> {
        let root = project::find_root(options.root.as_deref().unwrap_or(".".as_ref()))?;
        let listener = listen(options.port).await?;
        let address = listener.local_addr()?;
        let data = Data::hold(&options.data.clone().unwrap_or_else(|| root.join(".local")))?;
        let engine = Engine::start(&data.store()).await?;

        let router = BuiltSite::new(data.site()).serve_behind(inbox::router(data.mail()));
        let (stop, stopped) = oneshot::channel::<()>();
        let server = axum::serve(listener, router).with_graceful_shutdown(async {
            let _ = stopped.await;
        });
        Ok(Self {
            address,
            data,
            engine,
            stop,
            server: tokio::spawn(server.into_future()),
        })
    }

    /// Where the service listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The folder into which mails are written.
    #[must_use]
    pub fn mail_folder(&self) -> PathBuf {
        self.data.mail()
    }

    /// Where a person finds what, a line each.
    #[must_use]
    pub fn summary(&self) -> String {
        let Self { address, data, .. } = self;
        format!(
            "site   http://{address}/\ninbox  http://{address}/inbox\ndata   {}\nCtrl-C ends it.\n",
            data.folder().display()
        )
    }

    /// Lets running requests finish, then closes the store.
    pub async fn stop(self) {
        let _ = self.stop.send(());
        let _ = self.server.await;
        self.engine.stop().await;
    }
}

async fn listen(port: u16) -> Result<TcpListener, Failure> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .await
        .map_err(|source| match source.kind() {
            std::io::ErrorKind::AddrInUse => Failure::PortTaken { port },
            _ => Failure::Listen { port, source },
        })
}
