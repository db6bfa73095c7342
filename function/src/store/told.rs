//! How far the coordinators were told of the quarantine ↔ one item, so that a sweep that comes late knows what no mail has told.

use jiff::Timestamp;

use super::item::{get_time, item, key, text};
use super::table::time_text;
use super::{Store, StoreError};

const DIGEST_QUARANTINE: &str = "DIGEST#held";
const TOLD: &str = "TOLD";

impl Store {
    /// When the last came into quarantine of which a day's mail was owed. `None` before the first mail.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn told_of_quarantine(&self) -> Result<Option<Timestamp>, StoreError> {
        let told = self.get(key(DIGEST_QUARANTINE, TOLD)).await?;
        Ok(told.and_then(|told| get_time(&told, "until")))
    }

    /// Keeps that a mail is owed that tells of all who came until then.
    ///
    /// # Errors
    /// When the table does not take it: a mail more is owed tomorrow.
    pub async fn tells_of_quarantine(&self, until: Timestamp) -> Result<(), StoreError> {
        let told = item(
            key(DIGEST_QUARANTINE, TOLD),
            [("until", text(time_text(until)))],
        );
        let put = self.client.put_item().table_name(&self.table);
        let put = put.set_item(Some(told)).send().await;
        put.map(drop)
            .map_err(|error| StoreError::from_sdk("keep what was told", &error))
    }
}
