//! Variables → the part of the settings that an answer needs which stores nothing: no secret is read for it.

use std::path::PathBuf;

use super::read::Reader;
use super::{SettingsError, public};
use crate::store::Secret;

/// Where to read what an answer is drawn from, whose requests to take, and where sign-ups are.
#[derive(Debug, Clone)]
pub struct FrontSettings {
    pub site_root: PathBuf,
    pub public: PathBuf,
    pub prepared: PathBuf,
    pub origin_secret: Option<Secret>,
    /// Where CloudWatch puts our numbers.
    pub metrics_namespace: Option<String>,
    pub table: String,
}

impl FrontSettings {
    /// # Errors
    /// As [`Settings::from_environment`](super::Settings::from_environment).
    pub fn from_environment(
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, SettingsError> {
        let mut reader = Reader::new(variable);
        let site_root = reader.site_root();
        let prepared = reader.optional("PREPARED_FOLDER").map(PathBuf::from);
        let front = Self {
            public: public(&site_root, reader.public_folder()),
            prepared: prepared.unwrap_or_else(|| site_root.join("prepared")),
            site_root,
            origin_secret: reader.origin_secret_itself(),
            metrics_namespace: reader.optional("METRICS_NAMESPACE"),
            table: reader.table(),
        };
        reader.without_faults(front)
    }
}

impl<V: Fn(&str) -> Option<String>> Reader<V> {
    /// It is compared before a secret is read.
    fn origin_secret_itself(&mut self) -> Option<Secret> {
        let origin = self.optional("ORIGIN_SECRET");
        let names_a_secret = |origin: &String| origin.starts_with("arn:");
        if origin.as_ref().is_some_and(names_a_secret) {
            self.fault(
                "ORIGIN_SECRET",
                "the text that CloudFront sends, not a secret's name",
            );
        }
        origin.map(Secret::new)
    }
}
