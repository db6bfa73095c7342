//! Answers and notes ↔ the attributes that hold them: sealed where a key is set, else as JSON. Both are read, whatever is set now.

use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::AttributeValue;
use ring::aead::Aad;
use serde::de::DeserializeOwned;

use super::StoreError;
use super::item::{Item, damaged, get, require, text};
use super::seal::AnswerKeys;
use crate::sign_up::{Answers, Reference};

pub(super) const ANSWERS: &str = "answers";
const NOTED: &str = "note";
pub(super) const SEALED: &str = "sealed";
pub(super) const SEALED_BY: &str = "sealed_by";

type Attributes = Vec<(&'static str, AttributeValue)>;

/// What is sealed, by its version.
#[derive(Clone, Copy)]
enum Layout {
    Answers,
    Note,
}

impl Layout {
    /// Where it stands when it is not sealed.
    fn attribute(self) -> &'static str {
        match self {
            Self::Answers => ANSWERS,
            Self::Note => NOTED,
        }
    }

    /// What is proved together with it: the layout's version and whose it is.
    fn of(self, reference: &Reference) -> Aad<String> {
        Aad::from(match self {
            Self::Answers => format!("answers 1 {reference}"),
            Self::Note => format!("note 1 {reference}"),
        })
    }
}

impl AnswerKeys {
    /// Every attribute that may hold something sealed, or what is not.
    pub(super) const NAMES: [&str; 4] = [ANSWERS, NOTED, SEALED, SEALED_BY];

    /// The attributes that hold the answers.
    pub(super) fn attributes(
        &self,
        reference: &Reference,
        answers: &Answers,
    ) -> Result<Attributes, StoreError> {
        let json = serde_json::to_string(answers).map_err(|_| refused("AnswersNotWritable"))?;
        self.sealed(Layout::Answers, reference, json)
    }

    /// The attributes that hold a note.
    pub(super) fn note_attributes(
        &self,
        reference: &Reference,
        note: &str,
    ) -> Result<Attributes, StoreError> {
        let json = serde_json::to_string(note).map_err(|_| refused("NoteNotWritable"))?;
        self.sealed(Layout::Note, reference, json)
    }

    /// The answers that an item holds, sealed or not.
    pub(super) fn answers_of(
        &self,
        reference: &Reference,
        item: &Item,
    ) -> Result<Answers, StoreError> {
        self.opened(Layout::Answers, reference, item)
    }

    /// The note that an item holds, sealed or not.
    pub(super) fn note_of(&self, reference: &Reference, item: &Item) -> Result<String, StoreError> {
        self.opened(Layout::Note, reference, item)
    }

    fn sealed(
        &self,
        layout: Layout,
        reference: &Reference,
        json: String,
    ) -> Result<Attributes, StoreError> {
        let Some(key) = self.sealing() else {
            return Ok(vec![(layout.attribute(), text(json))]);
        };
        let sealed = key
            .seal(layout.of(reference), json.into_bytes())
            .ok_or_else(|| refused("AnswersNotSealable"))?;
        Ok(vec![
            (SEALED, AttributeValue::B(Blob::new(sealed))),
            (SEALED_BY, text(&key.id)),
        ])
    }

    fn opened<T: DeserializeOwned>(
        &self,
        layout: Layout,
        reference: &Reference,
        item: &Item,
    ) -> Result<T, StoreError> {
        let unreadable = |_| damaged(item, "answers cannot be read");
        let Some(id) = get(item, SEALED_BY) else {
            return serde_json::from_str(require(item, layout.attribute())?).map_err(unreadable);
        };
        let key = self.of_id(id).ok_or_else(|| {
            damaged(
                item,
                format!("its answers are sealed with the key {id:?}, which is not in ANSWER_KEYS"),
            )
        })?;
        let opened = key.open(layout.of(reference), sealed_in(item)?).ok_or_else(|| {
            damaged(
                item,
                format!("its answers do not open with the key {id:?}: another key, or not what was stored here"),
            )
        })?;
        serde_json::from_slice(&opened).map_err(unreadable)
    }

    /// Whether an item's answers stand as they would if they were stored now.
    pub(super) fn are_current(&self, item: &Item) -> bool {
        get(item, SEALED_BY) == self.sealing().map(|key| key.id.as_str())
    }
}

pub(super) fn sealed_in(item: &Item) -> Result<&[u8], StoreError> {
    let sealed = item.get(SEALED).and_then(|value| value.as_b().ok());
    sealed
        .map(AsRef::as_ref)
        .ok_or_else(|| damaged(item, format!("no {SEALED}")))
}

fn refused(code: &str) -> StoreError {
    StoreError::Refused {
        doing: "seal a sign-up's answers",
        code: code.to_owned(),
    }
}
