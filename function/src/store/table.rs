//! The table's shape in one place: key names, key values, and the definition from which local and test tables are made.
//! The deployed table is written to the same shape in `deploy/`.

use aws_sdk_dynamodb::operation::create_table::builders::CreateTableInputBuilder;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection,
    ProjectionType, ScalarAttributeType, TimeToLiveSpecification,
};
use jiff::Timestamp;

use super::{Store, StoreError};
use crate::sign_up::{Key, Reference};

pub(super) const PK: &str = "PK";
pub(super) const SK: &str = "SK";
pub(super) const TTL: &str = "ttl";
pub(super) const QUEUE: &str = "queue";
pub(super) const QUEUE_AT: &str = "queue_at";
pub(super) const QUEUE_INDEX: &str = "queue";

pub(super) const META: &str = "META";
pub(super) const IDEM: &str = "IDEM";
pub(super) const OUT: &str = "OUT#";
pub(super) const AUDIT: &str = "AUDIT#";
pub(super) const NOTE: &str = "NOTE#";
pub(super) const SIGN_UP: &str = "SIGNUP#";
pub(super) const NAMED: &str = "NAMED#";
/// Trials stand apart, so that the right to delete them is no right to delete a sign-up.
pub(super) const TRIAL: &str = "TRIAL#";
pub(super) const OUTBOX_PENDING: &str = "OUTBOX#PENDING";
pub(super) const OUTBOX_DEAD: &str = "OUTBOX#DEAD";

/// The table as local runs and tests create it; send it with `.send_with(&client)`.
pub fn table_definition(table: &str) -> CreateTableInputBuilder {
    let attributes = [PK, SK, QUEUE, QUEUE_AT].map(|name| {
        AttributeDefinition::builder()
            .attribute_name(name)
            .attribute_type(ScalarAttributeType::S)
            .build()
            .ok()
    });
    let keys_only = Projection::builder()
        .projection_type(ProjectionType::KeysOnly)
        .build();
    let index = GlobalSecondaryIndex::builder()
        .index_name(QUEUE_INDEX)
        .set_key_schema(key_schema(QUEUE, QUEUE_AT))
        .projection(keys_only)
        .build()
        .ok();
    CreateTableInputBuilder::default()
        .table_name(table)
        .billing_mode(BillingMode::PayPerRequest)
        .set_attribute_definitions(attributes.into_iter().collect())
        .set_key_schema(key_schema(PK, SK))
        .set_global_secondary_indexes(index.map(|index| vec![index]))
}

fn key_schema(partition: &str, sort: &str) -> Option<Vec<KeySchemaElement>> {
    [(partition, KeyType::Hash), (sort, KeyType::Range)]
        .into_iter()
        .map(|(name, kind)| {
            KeySchemaElement::builder()
                .attribute_name(name)
                .key_type(kind)
                .build()
                .ok()
        })
        .collect()
}

impl Store {
    /// Makes the table where it is lacking, for local runs and tests; the deployed one belongs to the stack.
    ///
    /// # Errors
    /// When the table can neither be made nor is there.
    pub async fn create_table(&self) -> Result<(), StoreError> {
        let tables = self.client.list_tables().send().await;
        let tables = tables.map_err(|error| StoreError::from_sdk("list the tables", &error))?;
        if tables.table_names().contains(&self.table) {
            return Ok(());
        }
        match table_definition(&self.table).send_with(&self.client).await {
            Ok(_) => self.turn_on_ttl().await,
            Err(error) if super::error_code(&error) == "ResourceInUseException" => Ok(()),
            Err(error) => Err(StoreError::from_sdk("create the table", &error)),
        }
    }

    async fn turn_on_ttl(&self) -> Result<(), StoreError> {
        let ttl = TimeToLiveSpecification::builder()
            .enabled(true)
            .attribute_name(TTL)
            .build()
            .ok();
        self.client
            .update_time_to_live()
            .table_name(&self.table)
            .set_time_to_live_specification(ttl)
            .send()
            .await
            .map(drop)
            .map_err(|error| StoreError::from_sdk("turn on time to live", &error))
    }
}

pub(super) fn sign_up_pk(reference: &Reference) -> String {
    let partition = if reference.is_trial() { TRIAL } else { SIGN_UP };
    format!("{partition}{reference}")
}

pub(super) fn idempotency_pk(key: &Key) -> String {
    idempotency_pk_of(key.as_str())
}

pub(super) fn idempotency_pk_of(key: &str) -> String {
    format!("IDEM#{key}")
}

/// Where a contact is given in a sign-up as somebody else's.
pub(super) fn named_sk(reference: &Reference) -> String {
    format!("{NAMED}{reference}")
}

pub(super) fn contact_pk(hash: &str) -> String {
    format!("CONTACT#{hash}")
}

/// UTC to the millisecond in a fixed width, so that the order of texts is the order of times.
pub(super) fn time_text(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_sort_as_text() {
        let texts: Vec<String> = [0_i64, 1, 999, 1000, 1_700_000_000_000]
            .iter()
            .map(|ms| time_text(Timestamp::from_millisecond(*ms).unwrap()))
            .collect();
        assert_eq!(texts[1], "1970-01-01T00:00:00.001Z");
        assert_eq!(texts[3], "1970-01-01T00:00:01.000Z");
        assert!(texts.is_sorted());
        assert!(texts.iter().all(|text| text.len() == texts[0].len()));
    }

    #[test]
    fn the_definition_is_complete() {
        let input = table_definition("t").build().unwrap();
        assert_eq!(input.attribute_definitions().len(), 4);
        assert_eq!(input.key_schema().len(), 2);
        assert_eq!(input.global_secondary_indexes()[0].key_schema().len(), 2);
    }
}
