//! Mails that were given up or came back → those that somebody should still do something about. A digest that names for ever what
//! was dealt with long ago is read by nobody.

use std::time::{Duration, Instant};

use futures_util::{StreamExt, TryStreamExt};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::iso_week::week_name;
use crate::sign_up::Reference;
use crate::store::{About, MessageId, Status, Store, StoreError};

const LOOKED_AT_ONCE: usize = 4;
/// A digest or a day's mail that failed: the next ones tell the same.
const TOLD_FOR: SignedDuration = SignedDuration::from_hours(24 * 14);

/// About a sign-up while nobody has taken it up: whoever was contacted, or closed, is known to somebody. Those that are not looked
/// at in time are among them.
pub(super) async fn still_open(
    store: &Store,
    failed: Vec<MessageId>,
    (now, patience): (Timestamp, Duration),
) -> Result<Vec<MessageId>, StoreError> {
    let (began, told_since) = (Instant::now(), now - TOLD_FOR);
    let looks = failed.into_iter().map(|id| async move {
        let is_open = match &id.about {
            About::SignUp(_) if began.elapsed() >= patience => true,
            About::SignUp(reference) => is_untouched(store, reference).await?,
            About::Week(week) => *week >= week_name(told_since),
            About::Day(day) => *day >= told_since.to_zoned(TimeZone::UTC).date(),
        };
        Ok(is_open.then_some(id))
    });
    let looks = futures_util::stream::iter(looks).buffered(LOOKED_AT_ONCE);
    let open: Vec<Option<MessageId>> = looks.try_collect().await?;
    Ok(open.into_iter().flatten().collect())
}

async fn is_untouched(store: &Store, reference: &Reference) -> Result<bool, StoreError> {
    match store.status(reference).await {
        Ok(status) => Ok(matches!(status, Some(Status::New | Status::Quarantined))),
        Err(StoreError::Damaged { .. }) => Ok(true),
        Err(error) => Err(error),
    }
}
