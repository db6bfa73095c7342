//! The function on AWS Lambda. One binary; its handler's name says which events it gets: `http`, `schedule` or `bounce`,
//! so that each has its own role and all have the same code.

use std::io::stdout;
use std::sync::Arc;

use function::app::{App, router};
use function::events::{Scheduled, SnsEvent, run_task, take_bounces};
use function::metrics::Metrics;
use function::parts::Parts;
use function::settings::Settings;
use function::sources::{Sources, SourcesError};
use function::store::Connection;
use function::{log, secrets};
use jiff::Timestamp;
use lambda_runtime::{Diagnostic, Error, LambdaEvent, service_fn};
use tokio::sync::oneshot;
use tower::util::MapResponseLayer;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    tracing::subscriber::set_global_default(log::json_lines(std::io::stdout))?;
    run()
        .await
        .inspect_err(|error| tracing::error!(event = "stopped", %error))
}

async fn run() -> Result<(), Error> {
    let connection = Connection::from_environment(|name| std::env::var(name).ok())?;
    let sources = read_ahead();
    let variables = secrets::resolve(&connection, std::env::vars()).await?;
    let settings = Settings::from_environment(|name| variables.get(name).cloned())?;
    let parts = Parts::from_sources(sources.await??, &settings, &connection);
    let metrics = Metrics::begin(settings.metrics_namespace.as_deref())?;
    match std::env::var("_HANDLER").as_deref() {
        Ok("schedule") => schedule(&parts, &settings, metrics).await,
        Ok("bounce") => bounce(&parts).await,
        _ => http(parts, &settings, metrics).await,
    }
}

/// To read the sources takes a core as long as the secrets take the network, and a cold start has two. The pages come last:
/// not every answer needs one.
fn read_ahead() -> oneshot::Receiver<Result<Sources, SourcesError>> {
    let (tell, told) = oneshot::channel();
    tokio::task::spawn_blocking(move || {
        let (site_root, public) = Settings::folders(|name| std::env::var(name).ok());
        let sources = Sources::prepared(&site_root, public);
        let drawing = sources.as_ref().ok().map(|sources| sources.drawing.clone());
        // Nobody waits any more only when the start has failed already.
        let _ = tell.send(sources);
        // What is wrong with the pages is told to the first who needs one.
        drawing.map(|drawing| drawing.get().is_ok())
    });
    told
}

async fn http(parts: Parts, settings: &Settings, metrics: Metrics) -> Result<(), Error> {
    let app = Arc::new(App::without_pages(parts, settings));
    let counted = MapResponseLayer::new(move |answer| {
        metrics.write(stdout());
        answer
    });
    lambda_http::run(router(app).layer(counted)).await
}

async fn schedule(parts: &Parts, settings: &Settings, metrics: Metrics) -> Result<(), Error> {
    let handler = async |event: LambdaEvent<Scheduled>| {
        let done = run_task(event.payload.task, parts, settings, Timestamp::now()).await;
        metrics.write(stdout());
        done.map_err(|error| diagnostic("TaskError", &error))
    };
    lambda_runtime::run(service_fn(handler)).await
}

async fn bounce(parts: &Parts) -> Result<(), Error> {
    let handler = async |event: LambdaEvent<SnsEvent>| {
        let taken = take_bounces(&event.payload, &parts.notifier, Timestamp::now()).await;
        taken.map_err(|error| diagnostic("StoreError", &error))
    };
    lambda_runtime::run(service_fn(handler)).await
}

/// What Lambda is told of a failed event: it comes again, and an alarm counts it.
fn diagnostic(kind: &str, error: &impl std::fmt::Display) -> Diagnostic {
    Diagnostic {
        error_type: kind.to_owned(),
        error_message: error.to_string(),
    }
}
