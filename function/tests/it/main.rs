//! The function's parts against real ones on loopback: an engine with DynamoDB's interface, an SMTP server, recorded events.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

mod admin;
mod any_post;
mod app;
mod aws;
mod chaos;
mod clock;
mod command;
mod connections;
mod corrected;
mod counted;
mod deliver;
mod engine;
mod erased;
mod failed;
mod faults;
mod folder;
mod foreign;
mod held;
mod lambda;
mod leases;
mod let_out;
mod limits;
mod log;
mod long_lists;
mod mail;
mod not_whole;
mod noted;
mod outbox;
mod properties;
mod proxy;
mod rooms;
mod samples;
mod schedule;
mod sealed;
mod ses;
mod ses_faults;
mod smtp;
mod smtp_faults;
mod smtp_tls;
mod store;
mod store_faults;
mod sweep;
mod told;
