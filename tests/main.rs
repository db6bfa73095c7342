//! Both halves together, from outside, with real parts: the site is built from the project's own content, forms are read
//! off its pages, posted over HTTP to the function's own router, stored in an embedded DynamoDB and mailed into a folder.
//!
//! `place` runs the project in this process and `service` as a process that can be killed; `visitor`, `http`, `form` and `page`
//! act as a person without script; `browser` is a real Chromium, `keyboard` its keys; `definition` knows what the form must ask.
//! The rest are the tests.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on stops, and says where"
)]

mod browser;
mod definition;
mod form;
mod http;
mod keyboard;
mod page;
mod place;
mod service;
mod visitor;

mod content;
mod full_disk;
mod journey;
mod head;
mod kill;
mod layering;
mod readable;
mod secrecy;
mod share;
mod sign_up;
