//! What a coordinator wants to be remembered beside a sign-up.

use super::{Desk, DeskError};
use crate::sign_up::Reference;
use crate::store::Act;

/// A note is no file on a person.
pub const NOTE_SIGNS_MAX: usize = 500;

impl Desk {
    /// Keeps a note, with who wrote it and when.
    pub async fn note(
        &self,
        reference: &Reference,
        written: &str,
        act: Act,
    ) -> Result<(), DeskError> {
        let shown = |sign: &char| !sign.is_control() || *sign == '\n';
        let note: String = written.trim().chars().filter(shown).collect();
        let length = note.chars().count();
        if length == 0 || length > NOTE_SIGNS_MAX {
            return Err(DeskError::NoNote(length));
        }
        // Under these keys the note would be sealed otherwise than its answers are, or not at all.
        self.record(reference).await?.sign_up?;
        if self.store.note(reference, &note, &act).await? {
            return Ok(());
        }
        Err(DeskError::NoSuch(reference.clone()))
    }
}
