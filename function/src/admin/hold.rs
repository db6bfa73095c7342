//! Restriction of processing, and its end: what is held is neither moved on nor erased.

use super::{Desk, DeskError};
use crate::sign_up::Reference;
use crate::store::{Act, Record};

/// What becomes of a sign-up that is to be erased, and is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IfHeld {
    Refuse,
    Erase,
}

impl Desk {
    /// Holds a sign-up. `false` where it is held already: since when stays.
    pub async fn hold(&self, reference: &Reference, act: Act) -> Result<bool, DeskError> {
        let is_new = self.store.hold(reference, &act).await?;
        if !is_new {
            self.record(reference).await?;
        }
        Ok(is_new)
    }

    /// Ends that.
    pub async fn release(&self, reference: &Reference, act: Act) -> Result<(), DeskError> {
        if self.store.release(reference, &act).await? {
            return Ok(());
        }
        self.record(reference).await?;
        Err(DeskError::NotHeld(reference.clone()))
    }
}

pub(super) fn refuse_held(record: &Record) -> Result<(), DeskError> {
    let held = record.held_since.is_some();
    match held {
        true => Err(DeskError::Held(record.reference.clone())),
        false => Ok(()),
    }
}
