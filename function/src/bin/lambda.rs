//! The function on AWS Lambda. One binary; its handler's name says which events it gets: `http`, `schedule` or `bounce`,
//! so that each has its own role and all have the same code.

use std::io::stdout;
use std::sync::Arc;

use function::app::{App, Keeping, NotSetUp, router};
use function::events::{Scheduled, SnsEvent, run_task, take_bounces};
use function::metrics::Metrics;
use function::parts::Parts;
use function::settings::{FrontSettings, Settings};
use function::sources::Sources;
use function::store::{Connection, Secret};
use function::{log, secrets};
use futures_util::FutureExt;
use jiff::Timestamp;
use lambda_runtime::{Diagnostic, Error, LambdaEvent, service_fn};
use tower::util::MapResponseLayer;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    tracing::subscriber::set_global_default(log::json_lines(std::io::stdout))?;
    run()
        .await
        .inspect_err(|error| tracing::error!(event = "stopped", %error))
}

async fn run() -> Result<(), Error> {
    let front = FrontSettings::from_environment(|name| std::env::var(name).ok())?;
    let sources = Sources::prepared(&front.prepared, front.site_root, front.public)?;
    let metrics = Metrics::begin(front.metrics_namespace.as_deref())?;
    match std::env::var("_HANDLER").as_deref() {
        Ok("schedule") => {
            let (parts, settings) = keepers(sources).await?;
            schedule(&parts, &settings, metrics).await
        }
        Ok("bounce") => bounce(&keepers(sources).await?.0).await,
        _ => http(sources, front.origin_secret, metrics).await,
    }
}

/// All that stores and mails, with the secrets read.
async fn keepers(sources: Sources) -> Result<(Parts, Settings), NotSetUp> {
    let connection = Connection::from_environment(|name| std::env::var(name).ok())?;
    let variables: Vec<_> = std::env::vars().collect();
    let variables = secrets::resolve(&connection, variables).await?;
    let settings = Settings::from_environment(|name| variables.get(name).cloned())?;
    let parts = Parts::from_sources(sources, &settings, &connection);
    Ok((parts, settings))
}

async fn http(sources: Sources, origin: Option<Secret>, metrics: Metrics) -> Result<(), Error> {
    let later = sources.clone();
    let set_up = move || keeping(later.clone()).boxed();
    let app = Arc::new(App::set_up_later(&sources, origin, set_up));
    let counted = MapResponseLayer::new(move |answer| {
        metrics.write(stdout());
        answer
    });
    lambda_http::run(router(app).layer(counted)).await
}

async fn keeping(sources: Sources) -> Result<Keeping, NotSetUp> {
    let (parts, settings) = keepers(sources).await?;
    Ok(Keeping::new(parts, &settings))
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
