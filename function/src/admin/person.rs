//! An address or a number → the sign-ups of whoever has it; and whether the hash secret is the one that people are found by. With
//! another, nobody is found, and what is corrected could not be found any more, without a word of it from the table.

use std::collections::BTreeSet;
use std::io::Write;

use super::{Desk, DeskError};
use crate::form::Form;
use crate::sign_up::{Reference, SignUp};
use crate::store::{Status, StoreError};

/// Of each status.
const LOOKED_AT_MAX: u16 = 3;

impl Desk {
    /// References of everything that one person sent, by e-mail address or phone number, as written in the form.
    ///
    /// # Errors
    /// When there is none, so that nobody takes a slip of the pen for an answer, nor another secret.
    pub async fn of_person(&self, written: &str, out: &mut impl Write) -> Result<(), DeskError> {
        let way = self.labels.form().contact(written);
        // What an older version stored may be spelt as it was typed.
        let spelt = BTreeSet::from([way.clone(), Form::cleaned(written)]);
        let (mut found, mut naming) = (BTreeSet::new(), BTreeSet::new());
        for way in &spelt {
            found.extend(self.store.by_contact(way).await?);
            naming.extend(self.store.naming(way).await?);
        }
        if found.is_empty() && naming.is_empty() {
            self.refuse_other_secret().await?;
            let known = self.labels.form().known_contact(written);
            return Err(known.map_or(DeskError::NoContact(way), DeskError::Nobody));
        }
        for reference in found {
            writeln!(out, "{reference}")?;
        }
        for reference in naming {
            writeln!(out, "{reference} (of somebody else, who gave this contact)")?;
        }
        Ok(())
    }

    /// Refuses where there are sign-ups, and of those that came to their status last none is found by its own contact.
    pub(super) async fn refuse_other_secret(&self) -> Result<(), DeskError> {
        let mut is_other = false;
        for status in Status::ALL {
            for listed in self.store.newest(status, LOOKED_AT_MAX).await? {
                match self.is_known(&listed.reference).await? {
                    Some(true) => return Ok(()),
                    Some(false) => is_other = true,
                    None => {}
                }
            }
        }
        match is_other {
            true => Err(DeskError::OtherSecret),
            false => Ok(()),
        }
    }

    /// `None` of what is gone, or cannot be read.
    async fn is_known(&self, reference: &Reference) -> Result<Option<bool>, DeskError> {
        match self.store.find(reference).await {
            Ok(Some(sign_up)) => self.is_found(&sign_up).await,
            Ok(None) | Err(StoreError::Damaged { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Whether a sign-up is found by its own contact; `None` where it has none.
    pub(super) async fn is_found(&self, sign_up: &SignUp) -> Result<Option<bool>, DeskError> {
        let answers = &sign_up.answers;
        let Some(way) = answers.email().or_else(|| answers.phone()) else {
            return Ok(None);
        };
        let found = self.store.by_contact(way).await?;
        Ok(Some(found.contains(&sign_up.reference)))
    }
}
