//! What the cloud's schedule does, here: every few seconds, mails that are due leave and what has expired goes.

use std::sync::Arc;
use std::time::Duration;

use function::notify::Notifier;
use jiff::{SignedDuration, Timestamp};

use crate::engine::Expiry;

const PAUSE: Duration = Duration::from_secs(5);

/// Longer than a message can be held by one sender. This process alone has the store, so whoever held a message when it
/// started is dead: the first sweep takes it at once.
const HELD_BY_THE_DEAD: SignedDuration = SignedDuration::from_mins(2);

/// Sends what the last run left, before anything new comes in.
pub async fn once_at_start(notifier: &Notifier) {
    sweep(notifier, Timestamp::now() + HELD_BY_THE_DEAD).await;
}

/// Sweeps until the task is ended.
pub async fn forever(notifier: Arc<Notifier>, expiry: Expiry) {
    loop {
        tokio::time::sleep(PAUSE).await;
        sweep(&notifier, Timestamp::now()).await;
        expiry.remove_expired().await;
    }
}

/// A fault is told and not fatal: what stays is due at the next sweep.
async fn sweep(notifier: &Notifier, now: Timestamp) {
    let swept = async {
        notifier.owe_quarantine(now).await?;
        notifier.deliver_due(now).await
    };
    if let Err(error) = swept.await {
        eprintln!("warning: mails that are due: {error}");
    }
}
