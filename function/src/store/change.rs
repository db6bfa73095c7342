//! Writes → true together, or none of them. Must not know what they are.

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::TransactWriteItem;

use super::pause::Pauses;
use super::{Store, StoreError, error_code};

impl Store {
    /// `false` when a condition of ours does not hold; all else that cancels is worth another try, which the SDK leaves to us.
    pub(super) async fn change(
        &self,
        doing: &'static str,
        writes: Vec<Option<TransactWriteItem>>,
    ) -> Result<bool, StoreError> {
        let writes: Option<Vec<_>> = writes.into_iter().collect();
        let mut pauses = Pauses::new();
        loop {
            let request = self
                .client
                .transact_write_items()
                .set_transact_items(writes.clone());
            let Err(error) = request.send().await else {
                return Ok(true);
            };
            match error_code(&error) {
                code if code != "TransactionCanceledException" => {
                    return Err(StoreError::from_sdk(doing, &error));
                }
                _ if a_condition_failed(&error) => return Ok(false),
                code if !pauses.wait().await => {
                    return Err(StoreError::Unavailable { doing, code });
                }
                _ => {}
            }
        }
    }
}

fn a_condition_failed<R>(error: &SdkError<TransactWriteItemsError, R>) -> bool {
    let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) =
        error.as_service_error()
    else {
        return false;
    };
    let mut reasons = cancelled.cancellation_reasons().iter();
    reasons.any(|reason| reason.code() == Some("ConditionalCheckFailed"))
}
