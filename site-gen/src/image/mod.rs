//! Images: what is in the file, and how to make another size or format of it. Knows neither templates nor output folders.
//!
//! `metadata` reads size and format · `operation` turns the wish (`fill`, 200 × 100) into crop and scale ·
//! `format` is what to encode to · `process` does it, when the `job` comes to its turn.

pub mod format;
pub mod job;
pub mod metadata;
pub mod operation;
pub mod process;

/// Width and height in pixels.
pub type Size = (u32, u32);
