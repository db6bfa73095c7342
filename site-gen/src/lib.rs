//! Skeleton.

pub mod markdown;
