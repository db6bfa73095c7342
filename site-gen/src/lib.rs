//! Markdown to a static, multilingual site, as Zola 0.23 builds it. In reading order, each importing only what stands
//! above it:
//!
//! ```text
//! config.toml ─ config ─┐
//! content/ ──── load ── parse ── link ── render ── write ── public/
//!                        │        │        │
//!                  one file   all files   Tera and markdown
//! ```
//!
//! Every stage is a function from the value before it to the value after it, and returns what is wrong beside it; a
//! build shows all problems, sorted by file and line, and writes only when there is none.
//!
//! Nothing is made twice. `build` remembers what it read and made, and does nothing where that is still true; `serve` keeps
//! what each body and each output was made from (`render::reads`, `render::digests`), and renders only what would come out
//! differently; what an edit does not reach is shared with the last build, and not looked at (`row`). A property test
//! holds that both end in what a clean build makes, whatever is edited.

pub mod problem;
pub mod digest;
pub mod fields;
pub mod config;
pub mod locale;
pub mod fallback;
pub mod load;
pub mod parse;
pub mod link;
pub mod translations;
pub mod memo;
pub mod row;
pub mod phase;
pub mod http;
pub mod site_files;
pub mod data;
pub mod image;
pub mod markdown;
pub mod sass;
pub mod search;
pub mod minify;
pub mod render;
pub mod check;
pub mod compress;
pub mod output_folder;
pub mod write;
pub mod build;
pub mod serve;
pub mod translate;
pub mod new_site;
pub mod cli;
