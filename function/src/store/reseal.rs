//! A stored sign-up → the same, its answers sealed as the settings say now: after a change of key, or of mind.

use super::audit::audit_item;
use super::item::key;
use super::meta::sign_up_of;
use super::rewrite::Rewrite;
use super::table::{META, sign_up_pk};
use super::{Act, Store, StoreError};
use crate::sign_up::Reference;

const DOING: &str = "seal answers anew";
const TRIES_MAX: usize = 5;

impl Store {
    /// Seals a sign-up's answers and notes anew. `false` when nothing is to be done. One write replaces them where they are still those
    /// that were read, so it may run while others read and write.
    ///
    /// # Errors
    /// When the table does not answer, or the answers cannot be opened.
    pub async fn reseal(&self, reference: &Reference, act: &Act) -> Result<bool, StoreError> {
        let has_notes = self.reseal_notes(reference).await?;
        for _ in 0..TRIES_MAX {
            let meta = self.get(key(sign_up_pk(reference), META)).await?;
            // It may be erased meanwhile.
            let Some(meta) = meta.filter(|meta| !self.answer_keys.are_current(meta)) else {
                return Ok(has_notes);
            };
            let answers = sign_up_of(&meta, &self.answer_keys)?.answers;
            let rewrite = Rewrite::of_answers(reference, &answers, &self.answer_keys)?;
            let writes = vec![
                rewrite.where_still(&meta, &self.table),
                self.put(audit_item(reference, "answers sealed anew", act)),
            ];
            if self.change(DOING, writes).await? {
                return Ok(true);
            }
        }
        Err(StoreError::Unavailable {
            doing: DOING,
            code: "ChangesMeanwhile".to_owned(),
        })
    }
}
