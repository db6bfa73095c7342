//! Options → a running service; the only place that names all its parts.

use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::response::Response;
use function::notify::Notifier;
use function::store::Store;
use tokio::net::TcpListener;
use tokio::sync::{oneshot, watch};
use tokio::task::JoinHandle;
use tower::ServiceExt;

use crate::data::Data;
use crate::engine::Engine;
use crate::site::BuiltSite;
use crate::watch::Watch;
use crate::{Failure, Options, inbox, parts, project, sweep};

/// The running service; [`Running::stop`] ends it in good order.
pub struct Running {
    address: SocketAddr,
    data: Arc<Data>,
    engine: Engine,
    store: Store,
    stop: oneshot::Sender<()>,
    server: JoinHandle<std::io::Result<()>>,
    background: [JoinHandle<()>; 2],
}

/// What is needed to make the routes anew when a source has changed.
struct Project {
    root: PathBuf,
    address: SocketAddr,
    data: Arc<Data>,
    endpoint: String,
}

/// What is answered where: the function for all under `/api`, as in the cloud, and the site with the inbox for the rest.
struct Routes {
    api: Router,
    rest: Router,
}

impl Running {
    /// Starts everything; when this returns, the site answers and the mails that the last run left are sent.
    ///
    /// # Errors
    /// Any [`Failure`]; nothing is left running.
    pub async fn start(options: &Options) -> Result<Self, Failure> {
        let root = project::find_root(options.root.as_deref().unwrap_or(Path::new(".")))?;
        let listener = listen(options.port).await?;
        let address = listener.local_addr()?;
        let folder = options.data.clone().unwrap_or_else(|| root.join(".local"));
        let data = Arc::new(Data::hold(&folder)?);
        let engine = Engine::start(&data.store()).await?;
        let project = Project {
            root,
            address,
            data: data.clone(),
            endpoint: engine.endpoint(),
        };

        let watched = Watch::of(&project.root);
        let routes = project.routes().await?;
        let (store, notifier) = project.store_and_notifier().await?;
        sweep::once_at_start(&notifier).await;
        parts::write_lambda_environment(&project.root, &data, &project.endpoint)?;

        let (newest, current) = watch::channel(routes);
        let (stop, stopped) = oneshot::channel();
        let server = axum::serve(listener, newest_of(current)).with_graceful_shutdown(async {
            let _ = stopped.await;
        });
        let background = [
            tokio::spawn(sweep::forever(notifier, engine.expiry())),
            tokio::spawn(project.follow(watched, newest)),
        ];
        let server = tokio::spawn(server.into_future());
        Ok(Self {
            address,
            data,
            engine,
            store,
            stop,
            server,
            background,
        })
    }

    /// Where the service listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The function's own store, to look into.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
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
        for task in self.background {
            task.abort();
            let _ = task.await;
        }
        self.engine.stop().await;
    }
}

impl Project {
    /// Builds the site, and opens the function over its pages.
    async fn routes(&self) -> Result<Routes, Failure> {
        let function = parts::function(&self.root, &self.data, &self.endpoint);
        let built = parts::build_site(&self.root, &self.data, self.address).await;
        let (settings, parts) = match (function, built) {
            (Err(one), Err(other)) => return Err(Failure::Both(one.into(), other.into())),
            (function, built) => built.and(function)?,
        };
        let site = BuiltSite::new(self.data.site());
        Ok(Routes {
            api: site.with_headers(parts::routes(&settings, parts)?),
            rest: site.behind(inbox::router(self.data.mail())),
        })
    }

    /// For the sweeper, and to look into; with the table made where it is missing.
    async fn store_and_notifier(&self) -> Result<(Store, Arc<Notifier>), Failure> {
        let (_, parts) = parts::function(&self.root, &self.data, &self.endpoint)?;
        parts
            .store
            .create_table()
            .await
            .map_err(Failure::function)?;
        Ok((parts.store, Arc::new(parts.notifier)))
    }

    /// Makes the routes anew after each change of the sources. While they are broken, the last good ones stay.
    async fn follow(self, mut watched: Watch, newest: watch::Sender<Routes>) {
        loop {
            watched.changed().await;
            match self.routes().await {
                Ok(routes) => {
                    drop(newest.send_replace(routes));
                    println!("built anew");
                }
                Err(failure) => {
                    eprintln!("error: {failure}\nthe last good site stays until that is mended")
                }
            }
        }
    }
}

impl Routes {
    /// Not by axum's own nesting, whose path parameters would mix with the function's.
    fn for_path(&self, path: &str) -> &Router {
        let is_api = path == "/api" || path.starts_with("/api/");
        if is_api { &self.api } else { &self.rest }
    }
}

/// Answers each request by the routes that are newest when it comes.
fn newest_of(current: watch::Receiver<Routes>) -> Router {
    Router::new().fallback_service(tower::service_fn(move |request: Request| {
        let router = current.borrow().for_path(request.uri().path()).clone();
        async move {
            let response = router.oneshot(request).await;
            Ok::<Response, Infallible>(response.unwrap_or_else(|never| match never {}))
        }
    }))
}

async fn listen(port: u16) -> Result<TcpListener, Failure> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port))
        .await
        .map_err(|source| match source.kind() {
            std::io::ErrorKind::AddrInUse => Failure::PortTaken { port },
            _ => Failure::Listen { port, source },
        })
}
