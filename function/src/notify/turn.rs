//! A sign-up's requests to the table → one after the other, over the one connection that is open: to open another takes
//! longer than the wait. Mails go side by side. Must not know what is asked.

use std::time::Duration;

use tokio::sync::Mutex;

/// Whose turn it is.
#[derive(Default)]
pub(super) struct Turns(Mutex<()>);

/// The table answers in some milliseconds. An answer that stays away holds up no other for long: a mail that is sent but not
/// marked would be sent again.
const PATIENCE: Duration = Duration::from_millis(200);

impl Turns {
    /// Asks when the one before has its answer, or takes too long over it.
    pub async fn in_turn<T>(&self, asked: impl Future<Output = T>) -> T {
        let _turn = tokio::time::timeout(PATIENCE, self.0.lock()).await;
        asked.await
    }
}
