//! Corrected answers → in the place of the stored ones, with all that is found by them: in one transaction the person is found
//! by the new contact and no longer by the old, and the new answers are those that are known when they come again. The old ones
//! are stored nowhere then, and would be a sign-up of their own.

use aws_sdk_dynamodb::types::TransactWriteItem;

use super::audit::audit_item;
use super::erase::{ELSEWHERE, as_elsewhere};
use super::item::{Item, get, key, text};
use super::meta::sign_up_of;
use super::rewrite::Rewrite;
use super::save::{holder_of, is_alive};
use super::table::{IDEM, META, idempotency_pk, sign_up_pk};
use super::{Act, Store, StoreError};
use crate::sign_up::{Reference, SignUp};

/// What [`Store::correct`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Corrected {
    Done {
        /// Another sign-up that has the same answers now, and is found by them.
        same: Option<Reference>,
    },
    /// It is gone, or has other answers than it had: nothing is changed.
    NotAsItWas,
}

const DOING: &str = "correct a sign-up";
const TRIES_MAX: usize = 5;

impl Store {
    /// Puts a sign-up's answers and key in the place of what they were; `fields` are told among what was done.
    ///
    /// # Errors
    /// When the table does not take it, or the answers cannot be opened.
    pub async fn correct(
        &self,
        before: &SignUp,
        after: &SignUp,
        fields: &str,
        act: &Act,
    ) -> Result<Corrected, StoreError> {
        let what = format!("corrected: {fields}");
        for _ in 0..TRIES_MAX {
            let meta = self.get(key(sign_up_pk(&before.reference), META)).await?;
            let Some(meta) = meta else {
                return Ok(Corrected::NotAsItWas);
            };
            let stored = sign_up_of(&meta, &self.answer_keys)?;
            if (&stored.answers, &stored.key) != (&before.answers, &before.key) {
                return Ok(Corrected::NotAsItWas);
            }
            let contacts = self.contacts(after);
            let rewrite = Rewrite::of_answers(&after.reference, &after.answers, &self.answer_keys)?
                .and("key", Some(text(after.key.as_str())))
                .and(ELSEWHERE, as_elsewhere(&contacts));
            let mut writes = vec![
                rewrite.where_still(&meta, &self.table),
                self.put(audit_item(&after.reference, &what, act)),
            ];
            writes.extend(self.contacts_moved(&self.kept_elsewhere(&meta), contacts));
            let (same, moved) = self.key_moved(before, after, act).await?;
            writes.extend(moved);
            if self.change(DOING, writes).await? {
                return Ok(Corrected::Done { same });
            }
            // Sealed anew or corrected meanwhile, or the answers came again: which, the next look tells.
        }
        Err(StoreError::Unavailable {
            doing: DOING,
            code: "ChangesMeanwhile".to_owned(),
        })
    }

    fn contacts_moved(&self, old: &[Item], new: Vec<Item>) -> Vec<Option<TransactWriteItem>> {
        let gone = old.iter().filter(|key| !new.contains(key));
        let gone: Vec<_> = gone.map(|key| self.delete_of(key.clone())).collect();
        let come = new.into_iter().filter(|key| !old.contains(key));
        gone.into_iter()
            .chain(come.map(|key| self.put(key)))
            .collect()
    }

    /// The item of its answers, unless that is another's. Who has the new answers already is found by them still.
    async fn key_moved(
        &self,
        before: &SignUp,
        after: &SignUp,
        act: &Act,
    ) -> Result<(Option<Reference>, Vec<Option<TransactWriteItem>>), StoreError> {
        if before.key == after.key {
            return Ok((None, Vec::new()));
        }
        let own = &after.reference;
        let mut writes = Vec::new();
        let old = self.get(key(idempotency_pk(&before.key), IDEM)).await?;
        if old.is_some_and(|old| get(&old, "reference") == Some(own.as_str())) {
            let known = key(idempotency_pk(&before.key), IDEM);
            writes.push(self.delete_held_by(own, known));
        }
        let new = self.get(key(idempotency_pk(&after.key), IDEM)).await?;
        match new.filter(|new| is_alive(new, act.at)) {
            Some(new) => {
                let same = Some(holder_of(&new)?).filter(|holder| holder != own);
                Ok((same, writes))
            }
            None => {
                writes.push(self.put_once_per_answers((&after.key, own), None, act.at));
                Ok((None, writes))
            }
        }
    }
}
