//! Environment → [`Settings`]: everything that differs between one installation and another, and nothing else.
//! All that is wrong is said at once. Must not know what the settings are used for.

mod front;
mod read;
mod smtp;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use jiff::SignedDuration;

use crate::notify::{MailMode, Recipients, Sender, SmtpLogin, SmtpRoot, SmtpTls};
use crate::store::{AnswerKeys, Secret};
pub use front::FrontSettings;

const VARIABLES: [&str; 26] = [
    "TABLE",
    "SITE_ROOT",
    "PUBLIC_FOLDER",
    "PREPARED_FOLDER",
    "HASH_SECRET",
    "ANSWER_KEYS",
    "ORIGIN_SECRET",
    "MAILER",
    "MAIL_FROM",
    "MAIL_FROM_NAME",
    "MAIL_MODE",
    "COORDINATORS",
    "SES_CONFIGURATION_SET",
    "SMTP_HOST",
    "SMTP_PORT",
    "SMTP_TLS",
    "SMTP_ROOT",
    "SMTP_SECRET",
    "MAIL_FOLDER",
    "METRICS_NAMESPACE",
    "PROBE_MAIL",
    "RETENTION_DECISION",
    "RETENTION_DAYS",
    "RATE_WINDOW_MINUTES",
    "RATE_PER_ADDRESS_MAX",
    "RATE_PER_CONTACT_MAX",
];

/// A sign-up is one transaction, and that is a hundred items at most: a notice to each, and besides them the sign-up, the key
/// of its answers, its receipt, its count, three limits, and each address and number in it.
pub const COORDINATORS_MAX: usize = 50;

/// Whether settings are read from a variable of this name.
pub fn is_variable(name: &str) -> bool {
    VARIABLES.contains(&name)
}

/// How this installation runs; local runs and tests build it by hand.
///
/// | variable | holds |
/// |---|---|
/// | `TABLE` | name of the DynamoDB table |
/// | `SITE_ROOT` | folder with `content/`, `templates/` and `public/`; default: the current folder |
/// | `PUBLIC_FOLDER` | folder with the built site; default: `public/` in `SITE_ROOT` |
/// | `PREPARED_FOLDER` | on Lambda: folder with what was prepared of the form; default: `prepared/` in `SITE_ROOT` |
/// | `HASH_SECRET` | at least 32 signs; keys all hashes, so changing it forgets who signed up already |
/// | `ANSWER_KEYS` | `ID:HEX`, more with commas between, or `file:` and a path: keys that seal answers ([`AnswerKeys`]); empty: unsealed |
/// | `ORIGIN_SECRET` | what CloudFront sends in `x-origin-secret`, written out as in CloudFront's settings; empty: not asked for |
/// | `MAILER` | `ses`, `smtp` or `folder` |
/// | `MAIL_FROM`, `MAIL_FROM_NAME` | our own sender address, and the name shown with it |
/// | `MAIL_MODE` | `notice` (default) or `full` |
/// | `COORDINATORS` | addresses with commas between, 50 at most; after an address `kind=family` and `language=ar\|fa-AF` narrow what it gets |
/// | `SES_CONFIGURATION_SET` | for bounces and TLS |
/// | `SMTP_HOST`, `SMTP_PORT` | 465 speaks TLS from the first byte, any other port (587) must offer STARTTLS |
/// | `SMTP_TLS` | `none` for a server on this machine, and nothing else |
/// | `SMTP_ROOT` | PEM, or `file:` and a path: the only root that may vouch for the server, e.g. a municipality's own; empty: the public ones |
/// | `SMTP_SECRET` | JSON with `user` and `password`; empty: no login |
/// | `MAIL_FOLDER` | where the mailer `folder` writes |
/// | `METRICS_NAMESPACE` | where CloudWatch puts the numbers of [`metrics`](crate::metrics); empty: none are written |
/// | `PROBE_MAIL` | sink for the mails of the hourly trial; without one a trial fails |
/// | `RETENTION_DECISION`, `RETENTION_DAYS` | number of the decision that allows deletion; without one nothing is deleted |
/// | `RATE_WINDOW_MINUTES`, `RATE_PER_ADDRESS_MAX`, `RATE_PER_CONTACT_MAX` | default 60 (at most 1440, a day), 100, 10 |
///
/// A value that begins with `arn:aws:secretsmanager:` names a secret, which is read in its place before anything is stored or
/// mailed. A secret may hold several variables, as a JSON object of texts with the variable's own name among them. Only what
/// the first answer needs ([`FrontSettings`]) must stand there itself.
#[derive(Debug, Clone)]
pub struct Settings {
    pub table: String,
    pub site_root: PathBuf,
    /// The built site; where it is not set, `public/` under the root.
    pub public_folder: Option<PathBuf>,
    pub secret: Secret,
    pub answer_keys: AnswerKeys,
    pub origin_secret: Option<Secret>,
    pub sender: Sender,
    pub mail_mode: MailMode,
    pub recipients: Recipients,
    pub mail_way: MailWay,
    /// Where the mails of a trial go.
    pub probe_mail: Option<String>,
    pub retention: Option<Retention>,
    pub rate_limits: RateLimits,
}

impl Settings {
    /// Where the built pages are.
    pub fn public(&self) -> PathBuf {
        public(&self.site_root, self.public_folder.clone())
    }
}

fn public(site_root: &Path, set: Option<PathBuf>) -> PathBuf {
    set.unwrap_or_else(|| site_root.join("public"))
}

/// The part of the settings that the admin command needs: `TABLE`, `SITE_ROOT`, `HASH_SECRET`, `ANSWER_KEYS`, `COORDINATORS`.
#[derive(Debug, Clone)]
pub struct DeskSettings {
    pub table: String,
    pub site_root: PathBuf,
    pub secret: Secret,
    pub answer_keys: AnswerKeys,
    pub recipients: Recipients,
}

/// How mails leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailWay {
    Ses {
        configuration_set: Option<String>,
    },
    Smtp {
        host: String,
        port: u16,
        tls: SmtpTls,
        login: Option<SmtpLogin>,
        root: Option<SmtpRoot>,
    },
    Folder(PathBuf),
}

/// When closed sign-ups are deleted, and by whose decision (in Swedish law a sign-up is a public record).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retention {
    pub decision: String,
    pub days: u32,
}

/// How many sign-ups are stored in a window of time; what is not stored is not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimits {
    pub window: SignedDuration,
    pub per_address_max: u32,
    pub per_contact_max: u32,
}

impl Default for RateLimits {
    /// Many people may share one address (a library, a language school): the limit stops machines, not classes.
    fn default() -> Self {
        Self {
            window: SignedDuration::from_mins(60),
            per_address_max: 100,
            per_contact_max: 10,
        }
    }
}

/// All that is wrong in the environment.
#[derive(Debug, thiserror::Error)]
#[error("the settings cannot be used:\n{}", .0.join("\n"))]
pub struct SettingsError(Vec<String>);
