//! A stored sign-up → the mails it owes. Must not know HTTP.

mod owed;

pub use owed::{Coordinator, Recipients, messages_for};
