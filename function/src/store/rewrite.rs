//! Stored answers → the write that puts others in their place, as long as they are what was read: of two who change them at
//! once, one reads anew. Must not know why they change.

use aws_sdk_dynamodb::types::{AttributeValue, TransactWriteItem, Update};

use super::item::{Item, key};
use super::sealed::{ANSWERS, SEALED, SEALED_BY};
use super::table::{META, sign_up_pk};
use super::{AnswerKeys, StoreError};
use crate::sign_up::{Answers, Reference};

pub(super) struct Rewrite {
    reference: Reference,
    set: Vec<(&'static str, AttributeValue)>,
    remove: Vec<&'static str>,
}

impl Rewrite {
    /// The answers, sealed as the keys say now.
    pub(super) fn of_answers(
        reference: &Reference,
        answers: &Answers,
        keys: &AnswerKeys,
    ) -> Result<Self, StoreError> {
        let set = keys.attributes(reference, answers)?;
        let mut remove = vec![ANSWERS, SEALED, SEALED_BY];
        remove.retain(|name| set.iter().all(|(own, _)| own != name));
        Ok(Self {
            reference: reference.clone(),
            set,
            remove,
        })
    }

    /// What else is to be changed with them: `None` is taken away.
    pub(super) fn and(mut self, name: &'static str, value: Option<AttributeValue>) -> Self {
        match value {
            Some(value) => self.set.push((name, value)),
            None => self.remove.push(name),
        }
        self
    }

    /// The write, where the answers still are those of the item that was read.
    pub(super) fn where_still(self, read: &Item, table: &str) -> Option<TransactWriteItem> {
        let stored = if read.contains_key(SEALED) {
            SEALED
        } else {
            ANSWERS
        };
        let (mut sets, mut removes) = (Vec::new(), Vec::new());
        let mut update = Update::builder()
            .table_name(table)
            .set_key(Some(key(sign_up_pk(&self.reference), META)))
            .condition_expression(format!("{stored} = :was"))
            .expression_attribute_values(":was", read.get(stored)?.clone());
        for (name, value) in self.set {
            sets.push(format!("#{name} = :{name}"));
            update = update
                .expression_attribute_names(format!("#{name}"), name)
                .expression_attribute_values(format!(":{name}"), value);
        }
        for name in self.remove {
            removes.push(format!("#{name}"));
            update = update.expression_attribute_names(format!("#{name}"), name);
        }
        let expression = format!("SET {} REMOVE {}", sets.join(", "), removes.join(", "));
        let update = update.update_expression(expression).build().ok()?;
        Some(TransactWriteItem::builder().update(update).build())
    }
}
