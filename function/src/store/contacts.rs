//! Addresses and numbers → the sign-ups of whoever has them, by keyed hashes: the table shows nobody's.

use super::item::{Item, get, key, text};
use super::table::{NAMED, SIGN_UP, SK, contact_pk, named_sk, sign_up_pk};
use super::{Store, StoreError};
use crate::sign_up::{Reference, SignUp};

impl Store {
    /// Keys of the items by which a person is found again: keyed hashes of the ways to reach them, and those whom they name.
    pub(super) fn contacts(&self, sign_up: &SignUp) -> Vec<Item> {
        let SignUp {
            answers, reference, ..
        } = sign_up;
        let place = |way: &str, sk| key(contact_pk(&self.contact_hash(way)), sk);
        let own = [answers.email(), answers.phone()].into_iter().flatten();
        let own = own.map(|way| place(way, sign_up_pk(reference)));
        let others = answers.ways_to_others();
        let others = others.iter().map(|way| place(way, named_sk(reference)));
        own.chain(others).collect()
    }

    pub(super) fn contact_hash(&self, way: &str) -> String {
        self.secret.hash("contact", &way.trim().to_lowercase())
    }

    /// References of all sign-ups with this e-mail address or E.164 phone number.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn by_contact(&self, way: &str) -> Result<Vec<Reference>, StoreError> {
        let items = self
            .query_partition(&contact_pk(&self.contact_hash(way)), SIGN_UP)
            .await?;
        Ok(items.iter().filter_map(signed_up_by).collect())
    }

    /// References of all sign-ups in which somebody else gave this address or number, such as the one who was helped.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn naming(&self, way: &str) -> Result<Vec<Reference>, StoreError> {
        let items = self
            .query_partition(&contact_pk(&self.contact_hash(way)), NAMED)
            .await?;
        let references = items.iter().filter_map(|item| get(item, SK));
        let references = references.filter_map(|sk| sk.strip_prefix(NAMED));
        Ok(references.filter_map(Reference::parse).collect())
    }

    /// References of other sign-ups that share an address or a number with this one: all, or for somebody who helps many
    /// with theirs, so many that it is seen.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub async fn same_contact(&self, sign_up: &SignUp) -> Result<Vec<Reference>, StoreError> {
        let ways = [sign_up.answers.email(), sign_up.answers.phone()];
        let mut others = Vec::new();
        // One after the other, over one connection: to open a second takes longer than the wait.
        for way in ways.into_iter().flatten() {
            others.extend(self.some_of_contact(way).await?);
        }
        others.retain(|other| *other != sign_up.reference);
        others.sort_by(|one, other| one.as_str().cmp(other.as_str()));
        others.dedup();
        Ok(others)
    }

    async fn some_of_contact(&self, way: &str) -> Result<Vec<Reference>, StoreError> {
        const SOME: i32 = 100;
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .consistent_read(true)
            .key_condition_expression("PK = :pk AND begins_with(SK, :sk)")
            .expression_attribute_values(":pk", text(contact_pk(&self.contact_hash(way))))
            .expression_attribute_values(":sk", text(SIGN_UP))
            .limit(SOME);
        let answer = query.send().await;
        let answer =
            answer.map_err(|error| StoreError::from_sdk("read a contact's sign-ups", &error))?;
        Ok(answer.items().iter().filter_map(signed_up_by).collect())
    }
}

/// Whose a contact's item is.
fn signed_up_by(item: &Item) -> Option<Reference> {
    Reference::parse(get(item, SK)?.strip_prefix(SIGN_UP)?)
}
