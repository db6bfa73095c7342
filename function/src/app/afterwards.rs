//! What a sign-up still owes once its visitor has the answer. A visitor waits until the sign-up is stored, not until a mail
//! server has said yes: the app leaves the mails here, and whoever sends the answers does them then.

use std::sync::{Arc, Mutex, PoisonError};

use futures_util::future::BoxFuture;
use tracing::Instrument;

/// Work that waits for an answer to be on its way. Shared by the app and its host.
#[derive(Clone, Default)]
pub struct Afterwards(Arc<Mutex<Vec<BoxFuture<'static, ()>>>>);

impl Afterwards {
    pub(super) fn add(&self, work: BoxFuture<'static, ()>) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(work);
    }

    /// Does all that was left. What breaks off there concerns nobody else: the sign-up is stored, and the sweeper sends its
    /// mails.
    pub async fn run(&self) {
        let waiting = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        for work in waiting {
            // A task of its own, since a panic ends no more than that.
            if tokio::spawn(work.in_current_span()).await.is_err() {
                tracing::error!(event = "delivery_broken_off");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use futures_util::FutureExt;

    use super::*;

    #[tokio::test]
    async fn what_was_left_is_done_once_and_none_of_it_stops_the_rest() {
        let (afterwards, (done, seen)) = (Afterwards::default(), channel());
        for work in ["first", "breaks", "last"] {
            let done = done.clone();
            let work = async move {
                assert!(work != "breaks", "on purpose");
                done.send(work).unwrap();
            };
            afterwards.add(work.boxed());
        }
        let all = || seen.try_iter().collect::<Vec<_>>();
        assert!(all().is_empty(), "not before it is asked for");
        afterwards.run().await;
        assert_eq!(all(), ["first", "last"]);
        afterwards.run().await;
        assert!(all().is_empty());
    }
}
