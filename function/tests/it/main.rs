//! The function's parts against real ones on loopback: an engine with DynamoDB's interface, an SMTP server, recorded events.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod admin;
mod app;
mod aws;
mod chaos;
mod deliver;
mod engine;
mod lambda;
mod log;
mod mail;
mod outbox;
mod samples;
mod sealed;
mod smtp;
mod store;
mod store_faults;
mod told;
