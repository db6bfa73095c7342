//! Site → outputs.

pub mod functions;
