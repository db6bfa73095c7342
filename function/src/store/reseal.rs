//! A stored sign-up → the same, its answers sealed as the settings say now: after a change of key, or of mind.

use super::item::key;
use super::meta::sign_up_of;
use super::seal::{ANSWERS, SEALED, SEALED_BY};
use super::table::{META, sign_up_pk};
use super::{Store, StoreError, error_code};
use crate::sign_up::Reference;

impl Store {
    /// Seals a sign-up's answers anew. `false` when nothing is to be done. Answers never change once they are stored, and
    /// one write replaces them, so it may run while others read and write.
    ///
    /// # Errors
    /// When the table does not answer, or the answers cannot be opened.
    pub async fn reseal(&self, reference: &Reference) -> Result<bool, StoreError> {
        let Some(item) = self.get(key(sign_up_pk(reference), META)).await? else {
            return Ok(false);
        };
        if self.answer_keys.are_current(&item) {
            return Ok(false);
        }
        let answers = sign_up_of(&item, &self.answer_keys)?.answers;
        let attributes = self.answer_keys.attributes(reference, &answers)?;
        let is_sealed = attributes.iter().any(|(name, _)| *name == SEALED);
        let mut update = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key(sign_up_pk(reference), META)))
            .condition_expression("attribute_exists(PK)")
            .update_expression(if is_sealed {
                format!("SET {SEALED} = :{SEALED}, {SEALED_BY} = :{SEALED_BY} REMOVE {ANSWERS}")
            } else {
                format!("SET {ANSWERS} = :{ANSWERS} REMOVE {SEALED}, {SEALED_BY}")
            });
        for (name, value) in attributes {
            update = update.expression_attribute_values(format!(":{name}"), value);
        }
        match update.send().await {
            Ok(_) => Ok(true),
            // Erased meanwhile.
            Err(error) if error_code(&error) == "ConditionalCheckFailedException" => Ok(false),
            Err(error) => Err(StoreError::from_sdk("seal answers anew", &error)),
        }
    }
}
