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
//! A 303 means stored. A stored sign-up is mailed at least once, or shown as failed to a human. The visitor waits for the store
//! alone: on Lambda the mails go in the same invocation, after the answer (`invocation.rs`).
//!
//! No filter drops a person: a suspect is stored, answered like anyone, and mailed once a human lets it out, or once the same
//! answers come again without what was suspect (`notify/owed.rs` says why it gets no receipt before). There is no time trap, which would hold up those who answer too
//! fast: a page that is built once and kept in caches cannot know when it was opened, and nothing else may tell us.
//!
//! To be read in this order, which is also the order in which they import one another:

// How what people write by hand is read, and what is read is kept.
pub mod written;

pub mod once;

// What a sign-up is, and what makes a submission one.
pub mod sign_up;

pub mod form;

// Requests and pages.
pub mod receive;

pub mod draw;

// What is kept, and who is told.
pub mod metrics;

pub mod store;

pub mod notify;

// One installation, and the steps put together.
pub mod settings;

pub mod sources;

pub mod parts;

pub mod limit;

pub mod app;

// What runs it on Lambda.
pub mod trial;

pub mod events;

pub mod diagnosis;

pub mod invocation;

pub mod secrets;

pub mod log;

// What the coordinators' engineer runs.
pub mod admin;
