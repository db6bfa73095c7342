//! The function's parts against real ones on loopback: an engine with DynamoDB's interface, an SMTP server, recorded events.

mod admin;
mod app;
mod deliver;
mod engine;
mod lambda;
mod log;
mod mail;
mod outbox;
mod samples;
mod smtp;
mod store;
mod store_faults;
mod told;
