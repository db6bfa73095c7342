//! The function on AWS Lambda. One binary; its handler's name says which events it gets: `http`, `schedule` or `bounce`,
//! so that each has its own role and all have the same code.

use std::alloc::System;
use std::io::stdout;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use function::app::{Afterwards, App, Keeping, NotSetUp, router};
use function::events::{Scheduled, SnsEvent, run_task, take_bounces};
use function::invocation::{AnswerFirst, possible};
use function::metrics::Metrics;
use function::parts::Parts;
use function::settings::{FrontSettings, Settings};
use function::sources::Front;
use function::store::{Connection, ConnectionError, Languages};
use function::{diagnosis, log, secrets};
use futures_util::FutureExt;
use jiff::Timestamp;
use lambda_http::Adapter;
use lambda_runtime::layers::TracingLayer;
use lambda_runtime::{Error, LambdaEvent, Runtime, service_fn};
use spinning_top::RawSpinlock;
use talc::TalcLock;
use talc::source::GlobalAllocSource;
use tower::ServiceExt;

/// A start touches fewer pages with it than with the C library's own, and waits less for its lock.
#[global_allocator]
static HEAP: TalcLock<RawSpinlock, GlobalAllocSource<System>> =
    TalcLock::new(GlobalAllocSource::new(System));

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    tracing::subscriber::set_global_default(log::json_lines(std::io::stdout))?;
    log::panics_by_their_place();
    run()
        .await
        .inspect_err(|error| tracing::error!(event = "stopped", %error))
}

async fn run() -> Result<(), Error> {
    let settings = FrontSettings::from_environment(|name| std::env::var(name).ok())?;
    let metrics = Metrics::begin(settings.metrics_namespace.as_deref())?;
    let front = Front::prepared(
        &settings.prepared,
        settings.site_root.clone(),
        settings.public.clone(),
    )?;
    let connection = LazyConnection::default();
    let handler = std::env::var("_HANDLER").unwrap_or_default();
    match handler.as_str() {
        "schedule" => {
            schedule(front, settings, connection, metrics)
                .boxed_local()
                .await
        }
        "bounce" => {
            bounce(front, settings, connection, metrics)
                .boxed_local()
                .await
        }
        "http" => {
            http(front, settings, connection, metrics)
                .boxed_local()
                .await
        }
        other => Err(format!(
            "_HANDLER is {other:?}; it must be \"http\", \"schedule\" or \"bounce\""
        )
        .into()),
    }
}

/// The way to AWS, made by the first who asks.
#[derive(Clone, Default)]
struct LazyConnection(Arc<OnceLock<Connection>>);

impl LazyConnection {
    fn get(&self) -> Result<&Connection, ConnectionError> {
        if let Some(made) = self.0.get() {
            return Ok(made);
        }
        let made = Connection::from_environment(|name| std::env::var(name).ok())?;
        Ok(self.0.get_or_init(|| made))
    }
}

/// All that stores and mails, with the secrets read.
async fn keepers(
    front: Front,
    prepared: &Path,
    connection: &LazyConnection,
) -> Result<(Parts, Settings), NotSetUp> {
    let connection = connection.get()?;
    let variables = Vec::from_iter(std::env::vars_os());
    let variables = secrets::resolve(connection, variables).await?;
    let settings = Settings::from_environment(|name| variables.get(name).cloned())?;
    let parts = Parts::mailing_later(front, prepared.to_path_buf(), &settings, connection);
    Ok((parts, settings))
}

async fn http(
    front: Front,
    settings: FrontSettings,
    connection: LazyConnection,
    metrics: Metrics,
) -> Result<(), Error> {
    let (asked, table) = (connection.clone(), settings.table);
    let languages = move || Ok(Languages::new(asked.get()?.dynamodb(), &table));
    let (later, prepared) = (front.clone(), Arc::from(settings.prepared));
    let keeping = move || keeping(later.clone(), Arc::clone(&prepared), connection.clone()).boxed();
    let afterwards = Afterwards::default();
    let app = App::set_up_later(front, settings.origin_secret, languages, keeping)
        .mailing_afterwards(afterwards.clone());
    let handler = Adapter::from(router(Arc::new(app))).map_request(possible);
    Runtime::new(handler)
        .layer(AnswerFirst {
            afterwards,
            metrics,
        })
        .layer(TracingLayer::new())
        .run()
        .await
}

async fn keeping(
    front: Front,
    prepared: Arc<Path>,
    connection: LazyConnection,
) -> Result<Keeping, NotSetUp> {
    let (parts, settings) = keepers(front, &prepared, &connection).await?;
    Ok(Keeping::new(parts, &settings))
}

async fn schedule(
    front: Front,
    settings: FrontSettings,
    connection: LazyConnection,
    metrics: Metrics,
) -> Result<(), Error> {
    let (parts, settings) = &keepers(front, &settings.prepared, &connection).await?;
    let handler = async |event: LambdaEvent<Scheduled>| {
        let work = run_task(event.payload.task, parts, settings, Timestamp::now());
        let ended = diagnosis::of_task(work.boxed_local()).await;
        metrics.write(stdout());
        ended
    };
    lambda_runtime::run(service_fn(handler)).await
}

async fn bounce(
    front: Front,
    settings: FrontSettings,
    connection: LazyConnection,
    metrics: Metrics,
) -> Result<(), Error> {
    let (parts, _) = &keepers(front, &settings.prepared, &connection).await?;
    let handler = async |event: LambdaEvent<SnsEvent>| {
        let work = take_bounces(&event.payload, &parts.notifier, Timestamp::now());
        let ended = diagnosis::of_bounces(work.boxed_local()).await;
        metrics.write(stdout());
        ended
    };
    lambda_runtime::run(service_fn(handler)).await
}
