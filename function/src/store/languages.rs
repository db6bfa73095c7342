//! A reference → the language in which somebody signed up: all that its page needs. No secret is read for it, and no answer.

use aws_sdk_dynamodb::Client;

use super::item::{key, require};
use super::read::get_item;
use super::table::{META, sign_up_pk};
use super::{Store, StoreError};
use crate::sign_up::{Language, Reference};

/// In which language each sign-up was made.
#[derive(Clone)]
pub struct Languages {
    client: Client,
    table: String,
}

impl Languages {
    pub fn new(client: Client, table: impl Into<String>) -> Self {
        let table = table.into();
        Self { client, table }
    }

    /// `None` when there is no such sign-up.
    ///
    /// # Errors
    /// When the table cannot be read, or the item is damaged.
    pub async fn of(&self, reference: &Reference) -> Result<Option<Language>, StoreError> {
        let key = key(sign_up_pk(reference), META);
        let item = get_item(&self.client, &self.table, key).await?;
        let language = item.as_ref().map(|item| require(item, "language"));
        Ok(language.transpose()?.map(Language::new))
    }
}

impl Store {
    /// The same, for whoever asks for nothing else.
    pub fn languages(&self) -> Languages {
        Languages::new(self.client.clone(), &self.table)
    }
}
