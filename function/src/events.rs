//! Lambda's events that are no requests: the schedule's tasks, and mails that came back. Must not know the runtime.

use std::time::{Duration, Instant};

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use crate::notify::{Bounce, Notifier};
use crate::parts::Parts;
use crate::settings::{Retention, Settings};
use crate::store::{Listed, Status, Store, StoreError};
use crate::trial::{self, TrialError};

/// What a schedule asks for: `{"task": "sweep"}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Scheduled {
    pub task: Task,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Task {
    /// Every few minutes: send what is due, tell of what came into quarantine, delete what a decision says.
    Sweep,
    /// Once a week: tell the coordinators how things stand.
    Digest,
    /// Once an hour: see by a trial that the whole line works.
    Probe,
}

/// Why a task is not done.
#[derive(Debug, thiserror::Error)]
pub enum TaskError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the trial failed: {0}")]
    Trial(#[from] TrialError),
}

/// What SNS delivers: SES's events as texts.
#[derive(Debug, Deserialize)]
pub struct SnsEvent {
    #[serde(rename = "Records")]
    records: Vec<SnsRecord>,
}

#[derive(Debug, Deserialize)]
struct SnsRecord {
    #[serde(rename = "Sns")]
    sns: SnsNotification,
}

#[derive(Debug, Deserialize)]
struct SnsNotification {
    #[serde(rename = "Message")]
    message: String,
}

/// So many deletions a sweep; the next one goes on.
const ERASED_MAX: usize = 100;
/// And none after this, before Lambda ends it.
const ERASED_UNTIL: Duration = Duration::from_secs(90);

/// Does a task of the schedule.
///
/// # Errors
/// When the table does not answer, or a trial does not come through; the schedule comes again.
pub async fn run_task(
    task: Task,
    parts: &Parts,
    settings: &Settings,
    now: Timestamp,
) -> Result<(), TaskError> {
    let began = Instant::now();
    let owed = match task {
        Task::Digest => parts.notifier.owe_digest(now).await,
        Task::Sweep => parts.notifier.owe_quarantine(now).await,
        Task::Probe => return try_the_line(parts, settings, now).await,
    };
    // What is owed already goes, whatever keeps more from being owed.
    let (first, owed) = owed.map_or_else(|error| (Vec::new(), Err(error)), |ids| (ids, Ok(())));
    parts.notifier.sweep(first, (now, began)).await?;
    owed?;
    if let (Task::Sweep, Some(retention)) = (task, &settings.retention) {
        erase_outlived(&parts.store, retention, (now, began)).await?;
    }
    Ok(())
}

async fn try_the_line(parts: &Parts, settings: &Settings, now: Timestamp) -> Result<(), TaskError> {
    let tried = trial::run(parts, settings.probe_mail.as_deref(), now).await;
    Ok(tried.inspect_err(|error| tracing::error!(event = "trial_failed", %error))?)
}

/// Marks the messages that came back. A notification that cannot be read is logged and let go, or SNS would bring it for ever.
///
/// # Errors
/// When the table does not answer; SNS brings the event again.
pub async fn take_bounces(
    event: &SnsEvent,
    notifier: &Notifier,
    now: Timestamp,
) -> Result<(), StoreError> {
    for record in &event.records {
        match Bounce::parse(&record.sns.message) {
            Some(bounce) => notifier.take_bounce(&bounce, now).await?,
            None => tracing::warn!(event = "bounce_not_ours", bytes = record.sns.message.len()),
        }
    }
    Ok(())
}

/// Erases sign-ups that were closed longer ago than the decision says they are kept. One that cannot be is told, and keeps no
/// other from it; the schedule's alarm tells of it. None is begun long after `began`, in the middle of which Lambda would end it.
///
/// # Errors
/// When the table does not answer, or one could not be erased.
pub async fn erase_outlived(
    store: &Store,
    retention: &Retention,
    (now, began): (Timestamp, Instant),
) -> Result<(), StoreError> {
    let closed_before = now - SignedDuration::from_hours(24 * i64::from(retention.days));
    let outlived = store.list(Status::Closed, closed_before).await?;
    let (mut erased, mut failed) = (0, Ok(()));
    for Listed { reference, .. } in &outlived {
        if began.elapsed() >= ERASED_UNTIL {
            tracing::warn!(event = "erasing_out_of_time", erased);
            break;
        }
        match store.erase_closed(reference, closed_before).await {
            Ok(Some(_)) => {
                tracing::info!(event = "erased", %reference, decision = %retention.decision);
                erased += 1;
            }
            Ok(None) => {} // Held; or opened again, or erased, since the list was read.
            Err(error) if error.is_temporary() => return Err(error),
            Err(error) => {
                tracing::error!(event = "not_erased", %reference, %error);
                failed = Err(error);
            }
        }
        if erased == ERASED_MAX {
            break;
        }
    }
    failed
}
