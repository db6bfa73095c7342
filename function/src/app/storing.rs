//! A valid sign-up → the table, under a reference that no other has.

use crate::notify::Notifier;
use crate::sign_up::{Reference, SignUp};
use crate::store::{Leased, Limit, Saved, StoreError};

const REFERENCES_DRAWN_MAX: u32 = 5;

/// Stores the sign-up with its messages, within the limits, under a reference that no other has.
pub(super) async fn store(
    notifier: &Notifier,
    prefix: &str,
    sign_up: impl FnOnce(Reference) -> SignUp,
    limits: &[Limit],
) -> Result<(SignUp, Saved, Vec<Leased>), NotStored> {
    let mut sign_up = sign_up(draw_reference(prefix)?);
    for _ in 1..REFERENCES_DRAWN_MAX {
        match notifier.save(&sign_up, limits).await {
            Err(StoreError::ReferenceTaken(_)) => sign_up.reference = draw_reference(prefix)?,
            saved => {
                let (saved, leased) = saved?;
                return Ok((sign_up, saved, leased));
            }
        }
    }
    Err(NotStored::NoReferenceFree)
}

/// Why a sign-up is not in the store.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotStored {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("no random number: {0}")]
    Random(#[from] getrandom::Error),
    #[error("every reference that was drawn is taken")]
    NoReferenceFree,
}

fn draw_reference(prefix: &str) -> Result<Reference, getrandom::Error> {
    Ok(Reference::draw(prefix, getrandom::u64()?))
}
