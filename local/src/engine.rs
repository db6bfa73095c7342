//! The store's file → a DynamoDB-compatible engine in this process, listening on a free loopback port.
//! It knows nothing of sign-ups: the function talks to it through the AWS SDK, as it talks to the cloud.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use dynoxide::Database;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use crate::Failure;

/// The running engine; [`Engine::stop`] ends it with every answered write on disk.
pub struct Engine {
    database: Database,
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    server: JoinHandle<Result<(), String>>,
}

impl Engine {
    /// Opens the store's file, makes it where it is missing, and serves it.
    ///
    /// # Errors
    /// [`Failure::Store`] when the file is no store of this engine, [`Failure::File`] when no port is free.
    pub async fn start(file: &Path) -> Result<Self, Failure> {
        let database = Database::new(&file.to_string_lossy()).map_err(|error| Failure::Store {
            file: file.to_path_buf(),
            reason: error.to_string(),
        })?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let (stop, stopped) = oneshot::channel();
        let server = tokio::spawn(dynoxide::server::serve_with_shutdown(
            listener,
            database.clone(),
            async {
                let _ = stopped.await;
            },
        ));
        Ok(Self {
            database,
            address,
            stop,
            server,
        })
    }

    /// Where the function finds it.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A handle by which expired items are removed.
    #[must_use]
    pub fn expiry(&self) -> Expiry {
        Expiry {
            database: self.database.clone(),
        }
    }

    /// Lets running requests finish, then closes the store.
    pub async fn stop(self) {
        let _ = self.stop.send(());
        let _ = self.server.await;
    }
}

/// Removes what has outlived its time to live. The cloud does so by itself; this engine when told.
pub struct Expiry {
    database: Database,
}

impl Expiry {
    /// A fault is told and not fatal: expired items are passed over until they are gone.
    pub async fn remove_expired(&self) {
        let database = self.database.clone();
        match tokio::task::spawn_blocking(move || database.sweep_ttl()).await {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => eprintln!("warning: expired items: {error}"),
            Err(error) => eprintln!("warning: expired items: {error}"),
        }
    }
}
