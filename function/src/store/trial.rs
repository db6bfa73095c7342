//! A trial sign-up → the table and out of it again: what a sign-up is, but in a partition of its own, in no list and no
//! count, and gone by itself if nobody removes it.

use jiff::SignedDuration;

use super::item::{Item, expiring, key, message_item};
use super::meta::meta_item;
use super::table::{SK, sign_up_pk};
use super::{Message, Store, StoreError, error_code};
use crate::sign_up::{Reference, SignUp};

/// What was not removed goes after this.
const KEPT: SignedDuration = SignedDuration::from_hours(24);

impl Store {
    /// Stores a trial with its messages, in one transaction.
    ///
    /// # Errors
    /// When the table does not take it.
    pub async fn save_trial(&self, trial: &SignUp, messages: &[Message]) -> Result<(), StoreError> {
        const DOING: &str = "save a trial";
        let forgotten_at = trial.created_at + KEPT;
        let own = meta_item(trial, &self.answer_keys)?;
        let owed = messages
            .iter()
            .map(|message| message_item(message, trial.created_at));
        let writes = std::iter::once(own)
            .chain(owed)
            .map(|item| self.put(expiring(item, forgotten_at)))
            .collect::<Option<Vec<_>>>();
        self.client
            .transact_write_items()
            .set_transact_items(writes)
            .send()
            .await
            .map(drop)
            .map_err(|error| StoreError::Unavailable {
                doing: DOING,
                code: error_code(&error),
            })
    }

    /// Removes all that a trial stored. Never anything of a person: only partitions of trials are reached.
    ///
    /// # Errors
    /// When the table does not take it; the items go by themselves then.
    pub async fn remove_trial(&self, reference: &Reference) -> Result<(), StoreError> {
        if !reference.is_trial() {
            return Ok(());
        }
        let pk = sign_up_pk(reference);
        let stored = self.query_partition(&pk, "").await?;
        for sk in stored
            .iter()
            .filter_map(|item: &Item| super::item::get(item, SK))
        {
            self.delete(key(pk.clone(), sk)).await?;
        }
        Ok(())
    }
}
