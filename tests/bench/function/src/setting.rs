//! The unpacked zip → the environment that the template gives it, with AWS at an endpoint of ours.

use std::path::{Path, PathBuf};

use crate::cloud::Cloud;
use crate::event::ORIGIN_SECRET;
use crate::lambda::Instance;

const HASH_SECRET: &str = "a-secret-for-hashes-of-64-signs-0123456789-0123456789-0123456789";

/// What is measured, and in which surroundings.
pub struct Setting {
    /// Holds the bootstrap and what it reads.
    folder: PathBuf,
    certificate: PathBuf,
    url: String,
}

impl Setting {
    /// # Errors
    /// When the endpoint's certificate cannot be written.
    pub fn new(folder: &Path, cloud: &Cloud) -> std::io::Result<Self> {
        let certificate = folder.join("endpoint.pem");
        fs_err::write(&certificate, &cloud.certificate)?;
        Ok(Self {
            folder: folder.to_path_buf(),
            certificate,
            url: cloud.url.clone(),
        })
    }

    /// The function, as `http`.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn function(&self) -> std::io::Result<Instance> {
        let certificate = self.certificate.to_string_lossy();
        let variables = [
            ("AWS_REGION", "eu-north-1"),
            ("AWS_ACCESS_KEY_ID", "local"),
            ("AWS_SECRET_ACCESS_KEY", "local"),
            ("AWS_SESSION_TOKEN", "local"),
            ("AWS_ENDPOINT_URL", &self.url),
            ("SSL_CERT_FILE", &certificate),
            ("TABLE", "table"),
            ("HASH_SECRET", HASH_SECRET),
            ("ORIGIN_SECRET", ORIGIN_SECRET),
            ("COORDINATORS", "kompis@kommun.example"),
            ("MAIL_FROM", "kompis@kompis.example"),
            ("MAIL_FROM_NAME", "Kompis"),
            ("MAIL_MODE", "notice"),
            ("MAILER", "ses"),
        ];
        Instance::start(&self.folder.join("bootstrap"), &self.folder, &variables)
    }

    /// The other program, which needs nothing.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn hello(&self, program: &Path) -> std::io::Result<Instance> {
        Instance::start(program, &self.folder, &[])
    }
}
