//! Why pages cannot be drawn, with what to do about it.

use super::{PagesError, Slot};
use crate::form::PreparedError;
use crate::sign_up::Language;

/// Why pages cannot be drawn.
#[derive(Debug, thiserror::Error)]
pub enum DrawError {
    #[error(transparent)]
    Pages(#[from] PagesError),
    #[error(transparent)]
    Words(#[from] PreparedError),
    #[error("a component is read: {0}")]
    Read(#[from] std::io::Error),
    #[error("a component is not as it should be: {0}")]
    Component(#[from] tera::Error),
    /// It was said in full when it was first seen.
    #[error("{0}")]
    Unread(String),
    #[error(
        "the page of a reference in {0} says more of it than the reference, so that it cannot be drawn before"
    )]
    ThanksDiffer(Language),
    #[error(
        "the sheet of {kind:?} in {language} cannot be drawn before: sign_up_form must draw each field by sign_up_field, and \
         both must show what is typed, and what is wrong with it, as they are"
    )]
    SheetDiffers { kind: String, language: Language },
    #[error("{}", missing(.0))]
    NoPages(Vec<Slot>),
}

fn missing(slots: &[Slot]) -> String {
    let told = slots
        .iter()
        .map(|slot| format!("no page has {}; is the site built?", slot.told()));
    told.collect::<Vec<_>>().join("\n")
}
