//! Request → [`Submission`](crate::form::Submission); what came of it → response. Must not know the store.

pub mod body;
pub mod fields;
pub mod language;
mod reply;

pub use reply::Reply;
