//! What somebody who works here writes beside a sign-up, sealed as its answers are, and gone with it.

use aws_sdk_dynamodb::types::{Put, TransactWriteItem};
use jiff::Timestamp;

use super::item::{Item, get, get_time, item, key, text};
use super::table::{NOTE, SK, sign_up_pk, time_text};
use super::{Act, AnswerKeys, Store, StoreError};
use crate::sign_up::Reference;

const DOING: &str = "note something on a sign-up";

#[derive(Debug)]
pub struct Note {
    pub at: Timestamp,
    pub by: String,
    /// Or why it cannot be read.
    pub text: Result<String, StoreError>,
}

impl Store {
    /// Keeps a note. `false` when there is no such sign-up.
    ///
    /// # Errors
    /// When the table does not take it.
    pub async fn note(
        &self,
        reference: &Reference,
        written: &str,
        act: &Act,
    ) -> Result<bool, StoreError> {
        let (at, apart) = (time_text(act.at), getrandom::u32().unwrap_or_default());
        let sk = format!("{NOTE}{at}#{apart:08x}");
        let by = text(act.by.to_string());
        let mut note = item(
            key(sign_up_pk(reference), sk),
            [("at", text(at)), ("by", by)],
        );
        self.write_on(&mut note, reference, written)?;
        // Nothing is left of a note on what is erased meanwhile.
        let writes = vec![self.is_there(reference), self.put(note)];
        self.change(DOING, writes).await
    }

    /// Seals the notes of a sign-up as the keys say now, and tells whether any was not.
    pub(super) async fn reseal_notes(&self, reference: &Reference) -> Result<bool, StoreError> {
        let notes = self.query_partition(&sign_up_pk(reference), NOTE).await?;
        let mut changed = false;
        for mut note in notes {
            if self.answer_keys.are_current(&note) {
                continue;
            }
            let written = self.answer_keys.note_of(reference, &note)?;
            self.write_on(&mut note, reference, &written)?;
            let put = Put::builder()
                .table_name(&self.table)
                .set_item(Some(note))
                .condition_expression("attribute_exists(PK)")
                .build()
                .ok();
            let put = put.map(|put| TransactWriteItem::builder().put(put).build());
            changed |= self.change(DOING, vec![put]).await?;
        }
        Ok(changed)
    }

    fn write_on(
        &self,
        note: &mut Item,
        reference: &Reference,
        written: &str,
    ) -> Result<(), StoreError> {
        AnswerKeys::NAMES
            .iter()
            .for_each(|name| drop(note.remove(*name)));
        let attributes = self.answer_keys.note_attributes(reference, written)?;
        note.extend(
            attributes
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value)),
        );
        Ok(())
    }
}

pub(super) fn is_note(item: &Item) -> bool {
    get(item, SK).is_some_and(|sk| sk.starts_with(NOTE))
}

pub(super) fn note_of(item: &Item, reference: &Reference, keys: &AnswerKeys) -> Option<Note> {
    Some(Note {
        at: get_time(item, "at")?,
        by: get(item, "by")?.to_owned(),
        text: keys.note_of(reference, item),
    })
}
