//! Form post → stored sign-up → mails, without losing one. Knows nothing of the generator that built the pages.
//!
//! ```text
//! request ── receive ──► Submission ── form ──► SignUp ── store ──► reference ── notify ──► mails
//!            bytes to       │ fields    rules      │ codes   one         │ 303     lease, compose,
//!            fields         │                      │         transaction │         send, mark
//!                           └─► 413, 415 …         └─► 422: the same page, every answer kept,
//!                                                        every fault named (draw)
//! ```
//!
//! A 303 means stored. A stored sign-up is mailed at least once, or shown as failed to a human.

pub mod form;
pub mod notify;
pub mod settings;
pub mod sign_up;
pub mod store;
