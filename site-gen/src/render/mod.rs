//! The Site → every file of the output. What is known when is decided here, by two barriers:
//!
//! ```text
//! all front matter known ──→ bodies: each is a template, then markdown (a page's own fields, functions about files and
//!                            URLs; no other page's content)
//! all bodies rendered ─────→ views: each page, section and term as one shared value, with content, table of contents
//!                            and back-links ──→ jobs: one list, in parallel ──→ outputs
//! ```
//!
//! Where another build will follow, each body and each job notes what it looked up (`reads`), and what it could see is a
//! number (`digests`): while that is the same, `pieces` takes over what the last build made. `reach` reads off the templates
//! what the values cannot tell: who may show the text of other pages.
//!
//! Must not know the disk; functions that templates call for files go through what `build` hands them.

pub mod bodies;
mod config_view;
pub mod digests;
pub mod engine;
mod feed;
pub mod functions;
mod job;
mod library;
pub mod links;
pub mod old_syntax;
mod output;
mod pager;
mod page;
pub mod pieces;
mod placeholders;
mod plan;
pub mod reach;
pub mod reads;
pub mod report;
pub mod search;
mod section;
mod sitemap;
mod stage;
mod tags;
mod taxonomy;
pub mod tools;
pub mod value;
pub mod view;
pub mod workshop;

pub use job::Job;
pub use library::Library;
pub use output::{Files, Output, OutputBody, Rank, Receive};
pub use placeholders::placeholders;
pub use plan::{jobs, run};
pub use reach::{Reach, Seeing};
pub use stage::Stage;
pub use view::Views;
