//! A receipt that did not arrive → the coordinators told, each loss once, so that somebody phones.

use jiff::Timestamp;

use super::Notifier;
use super::owed::to_coordinators;
use crate::store::{About, MessageId, MessageKind, StoreError};

impl Notifier {
    /// Tells the coordinators that a person did not get their receipt, so that somebody phones.
    pub(super) async fn tell_returned(
        &self,
        id: &MessageId,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let (MessageKind::Receipt, About::SignUp(reference)) = (id.kind, &id.about) else {
            return Ok(());
        };
        if reference.is_trial() {
            return Ok(());
        }
        let Some(sign_up) = self.store().find(reference).await? else {
            return Ok(());
        };
        let coordinators = self.recipients().for_sign_up(&sign_up);
        let told_before = told_before(id.number, self.store().retries(id).await?);
        for mut message in to_coordinators(id.about.clone(), MessageKind::Returned, &coordinators) {
            message.id.number = message.id.number.saturating_add(told_before);
            self.store().owe(&message, now).await?;
        }
        Ok(())
    }
}

/// From which number on the coordinators are told of a receipt: the same loss is told once, and what is lost after it was
/// tried again, or after the sign-up was opened again, is another.
fn told_before(receipt: u16, retries: u16) -> u16 {
    // More than there may be coordinators.
    const APART: u16 = 100;
    const RETRIES_MAX: u16 = 8;
    let losses = receipt.saturating_sub(1).saturating_mul(RETRIES_MAX);
    let losses = losses.saturating_add(retries.min(RETRIES_MAX - 1));
    losses.saturating_mul(APART)
}
