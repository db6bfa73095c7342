//! A program built without highlighting: code is escaped only.

use std::path::Path;

use super::{Highlighted, StyleSheet};
use crate::config::Config;
use crate::problem::Problem;

/// Colours no code: this program is built without the feature `highlight`.
pub struct Highlighter {}

impl Highlighter {
    /// None: what a site says about highlighting has no effect.
    pub fn of(_config: &Config, _root: &Path) -> Option<Self> {
        None
    }

    /// None are needed.
    ///
    /// # Errors
    /// Never.
    pub fn style_sheets(&self) -> Result<Vec<StyleSheet>, Problem> {
        Ok(Vec::new())
    }

    pub(in crate::markdown) fn highlight(&self, _code: &str, _info: &str) -> Highlighted {
        Highlighted::default()
    }
}
