//! The function's parts against real ones on loopback: an engine with DynamoDB's interface, an SMTP server, recorded events.

mod engine;
mod samples;
mod store;
mod store_faults;
