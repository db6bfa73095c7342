//! Events → JSON, one line each, with Lambda's request id. What is logged is codes, counts and references, never a name,
//! an address, a number or a body; other crates speak up from warnings on, and nobody below.

use lambda_runtime::tracing::subscriber::filter::{LevelFilter, Targets};
use lambda_runtime::tracing::subscriber::fmt::{self, MakeWriter};
use lambda_runtime::tracing::subscriber::layer::SubscriberExt;
use lambda_runtime::tracing::subscriber::registry;
use tracing::Subscriber;

/// Lets a panic say where it was, and no more: its message may hold what a person typed.
pub fn panics_by_their_place() {
    std::panic::set_hook(Box::new(|panic| {
        let at = panic.location().map(ToString::to_string);
        tracing::error!(event = "panicked", at);
    }));
}

/// Writes each event as a line.
pub fn json_lines<W>(writer: W) -> impl Subscriber + Send + Sync
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    // The runtime's span carries the request id.
    let levels = Targets::new()
        .with_default(LevelFilter::WARN)
        .with_target("function", LevelFilter::INFO)
        .with_target("lambda_runtime", LevelFilter::INFO);
    let lines = fmt::layer()
        .json()
        .flatten_event(true)
        .with_target(false)
        .with_span_list(false)
        .with_writer(writer);
    registry().with(levels).with(lines)
}
