//! Both halves on one machine, with real parts: the site as `site-gen` builds it, the form as `function` answers it,
//! a store that survives `kill -9`, and an inbox in place of a mail server.
//!
//! ```text
//! content/ ── site_gen::build ──► .local/site/ ──► site (files, 404, headers) ──┐
//!                                      │ form pages                              ├─► 127.0.0.1:8080
//!                                      ▼                                         │
//!             function's own router, /api/* ─────────────────────────────────────┤
//!                  │ AWS SDK             │ mails                                 │
//!                  ▼                     ▼                                       │
//!             engine (.local/store)  .local/mail/ ──► inbox, /inbox ─────────────┘
//! ```

mod check;
mod cli;
mod data;
mod engine;
mod failure;
mod inbox;
mod parts;
mod project;
mod run;
mod site;
mod sweep;
mod watch;

pub use check::check;
pub use cli::{Arguments, Command, Options};
pub use failure::Failure;
pub use inbox::{Mail, read_all as read_mails};
pub use run::Running;
