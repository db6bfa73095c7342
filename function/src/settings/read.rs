//! Variables → settings, or all faults of the environment at once, a line each. No value that may be secret is quoted.

use std::ops::RangeInclusive;
use std::path::PathBuf;

use email_address::{EmailAddress, Options};
use jiff::SignedDuration;

use super::{
    COORDINATORS_MAX, DeskSettings, MailWay, RateLimits, Retention, Settings, SettingsError,
};
use crate::notify::{Coordinator, MailMode, Recipients, Sender};
use crate::store::{AnswerKeys, Secret};

/// A hundred years.
const RETENTION_DAYS_MAX: u32 = 36_500;
/// A day: whoever is stopped is told the time of day from which on to try again, and no date.
const RATE_WINDOW_MINUTES_MAX: u32 = 1_440;

impl Settings {
    /// Reads the variables through `variable`, so that tests need not touch the real environment.
    ///
    /// # Errors
    /// With every fault, a line each, naming the variable and what it should hold; no value that may be secret.
    pub fn from_environment(
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, SettingsError> {
        let mut reader = Reader::new(variable);
        let desk = reader.desk();
        let settings = Self {
            table: desk.table,
            site_root: desk.site_root,
            public_folder: reader.public_folder(),
            secret: desk.secret,
            answer_keys: desk.answer_keys,
            origin_secret: reader.optional("ORIGIN_SECRET").map(Secret::new),
            sender: reader.sender(),
            mail_mode: reader.mail_mode(),
            recipients: desk.recipients,
            mail_way: reader.mail_way(),
            probe_mail: reader.probe_mail(),
            retention: reader.retention(),
            rate_limits: reader.rate_limits(),
        };
        reader.without_faults(settings)
    }
}

impl DeskSettings {
    /// # Errors
    /// As [`Settings::from_environment`].
    pub fn from_environment(
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, SettingsError> {
        let mut reader = Reader::new(variable);
        let desk = reader.desk();
        reader.without_faults(desk)
    }
}

/// Reads variables and gathers what is wrong with them; what it gives back after a fault is never used.
pub(super) struct Reader<V> {
    variable: V,
    faults: Vec<String>,
}

impl<V: Fn(&str) -> Option<String>> Reader<V> {
    pub(super) fn new(variable: V) -> Self {
        let faults = Vec::new();
        Self { variable, faults }
    }

    /// An empty variable is as good as none: templates cannot always leave one out.
    pub(super) fn optional(&self, name: &str) -> Option<String> {
        (self.variable)(name)
            .map(|value| value.trim().to_owned())
            .filter(|value| !value.is_empty())
    }

    pub(super) fn without_faults<S>(self, settings: S) -> Result<S, SettingsError> {
        if self.faults.is_empty() {
            Ok(settings)
        } else {
            Err(SettingsError(self.faults))
        }
    }

    fn desk(&mut self) -> DeskSettings {
        DeskSettings {
            table: self.table(),
            site_root: self.site_root(),
            secret: self.hash_secret(),
            answer_keys: self.answer_keys(),
            recipients: Recipients {
                coordinators: self.coordinators(),
            },
        }
    }

    pub(super) fn site_root(&self) -> PathBuf {
        self.optional("SITE_ROOT")
            .map_or_else(|| PathBuf::from("."), PathBuf::from)
    }

    pub(super) fn public_folder(&self) -> Option<PathBuf> {
        self.optional("PUBLIC_FOLDER").map(PathBuf::from)
    }

    pub(super) fn fault(&mut self, name: &str, expected: &str) {
        self.faults.push(format!("{name}: expected {expected}"));
    }

    pub(super) fn table(&mut self) -> String {
        self.required("TABLE", "the name of the DynamoDB table")
    }

    pub(super) fn required(&mut self, name: &str, expected: &str) -> String {
        self.optional(name).unwrap_or_else(|| {
            self.fault(name, expected);
            String::new()
        })
    }

    pub(super) fn number(&mut self, name: &str, range: RangeInclusive<u32>) -> Option<u32> {
        let value = self.optional(name)?;
        let number = value.parse().ok().filter(|number| range.contains(number));
        if number.is_none() {
            let (min, max) = range.into_inner();
            self.fault(name, &format!("a whole number from {min} to {max}"));
        }
        number
    }

    fn hash_secret(&mut self) -> Secret {
        let secret = self.optional("HASH_SECRET").unwrap_or_default();
        // Variables in a JSON object are taken apart where they come from a secret, and nowhere else.
        if secret.starts_with('{') {
            self.fault(
                "HASH_SECRET",
                "random signs, or the name of a secret, which may hold several variables as an object",
            );
        } else if secret.len() < Secret::BYTES_MIN {
            self.fault("HASH_SECRET", "at least 32 random signs");
        }
        Secret::new(secret)
    }

    /// A value that may stand in a file: `file:` and its path.
    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        let value = self.optional(name)?;
        let Some(path) = value.strip_prefix("file:") else {
            return Some(value);
        };
        let read = fs_err::read_to_string(path);
        if read.is_err() {
            self.fault(name, "a file that can be read after `file:`");
        }
        read.ok()
    }

    fn answer_keys(&mut self) -> AnswerKeys {
        let Some(written) = self.text("ANSWER_KEYS") else {
            return AnswerKeys::default();
        };
        AnswerKeys::parse(&written).unwrap_or_else(|| {
            self.fault(
                "ANSWER_KEYS",
                "`ID:HEX` with 64 signs, several with commas between",
            );
            AnswerKeys::default()
        })
    }

    fn sender(&mut self) -> Sender {
        let address = self.required("MAIL_FROM", "the programme's own sender address");
        if !address.is_empty() && !is_address(&address) {
            self.fault(
                "MAIL_FROM",
                "an e-mail address alone; a name goes into MAIL_FROM_NAME",
            );
        }
        Sender {
            name: self.optional("MAIL_FROM_NAME"),
            address,
        }
    }

    fn mail_mode(&mut self) -> MailMode {
        match self.optional("MAIL_MODE").as_deref() {
            None | Some("notice") => MailMode::Notice,
            Some("full") => MailMode::Full,
            Some(_) => {
                self.fault("MAIL_MODE", "`notice` or `full`");
                MailMode::Notice
            }
        }
    }

    fn coordinators(&mut self) -> Vec<Coordinator> {
        let written = self.optional("COORDINATORS").unwrap_or_default();
        let entries = written.split(',').filter(|entry| !entry.trim().is_empty());
        let coordinators: Vec<_> = entries
            .filter_map(|entry| self.coordinator(entry))
            .collect();
        if coordinators.is_empty() {
            self.fault("COORDINATORS", "at least one e-mail address");
        } else if coordinators.len() > COORDINATORS_MAX {
            self.fault(
                "COORDINATORS",
                &format!("{COORDINATORS_MAX} addresses at most, or the one of a group"),
            );
        }
        coordinators
    }

    fn coordinator(&mut self, entry: &str) -> Option<Coordinator> {
        let mut words = entry.split_whitespace();
        let mut coordinator = Coordinator {
            address: words.next()?.to_owned(),
            ..Coordinator::default()
        };
        if !is_address(&coordinator.address) {
            self.fault(
                "COORDINATORS",
                &format!("an e-mail address instead of {:?}", coordinator.address),
            );
        }
        for word in words {
            let codes = |codes: &str| codes.split('|').map(str::to_owned).collect();
            match word.split_once('=') {
                Some(("kind", kinds)) => coordinator.kinds = codes(kinds),
                Some(("language", languages)) => coordinator.languages = codes(languages),
                _ => self.fault(
                    "COORDINATORS",
                    &format!("`kind=…` or `language=…` instead of {word:?}"),
                ),
            }
        }
        Some(coordinator)
    }

    fn mail_way(&mut self) -> MailWay {
        match self.optional("MAILER").as_deref() {
            Some("ses") => MailWay::Ses {
                configuration_set: self.optional("SES_CONFIGURATION_SET"),
            },
            Some("smtp") => self.smtp(),
            Some("folder") => MailWay::Folder(
                self.required("MAIL_FOLDER", "the folder for the mails")
                    .into(),
            ),
            _ => {
                self.fault("MAILER", "`ses`, `smtp` or `folder`");
                MailWay::Folder(PathBuf::new())
            }
        }
    }

    fn probe_mail(&mut self) -> Option<String> {
        let address = self.optional("PROBE_MAIL")?;
        if !is_address(&address) {
            self.fault("PROBE_MAIL", "an e-mail address");
        }
        Some(address)
    }

    fn retention(&mut self) -> Option<Retention> {
        let decision = self.optional("RETENTION_DECISION")?;
        if self.optional("RETENTION_DAYS").is_none() {
            self.fault(
                "RETENTION_DAYS",
                "how many days a closed sign-up is kept, since RETENTION_DECISION is set",
            );
        }
        let days = self.number("RETENTION_DAYS", 1..=RETENTION_DAYS_MAX)?;
        Some(Retention { decision, days })
    }

    fn rate_limits(&mut self) -> RateLimits {
        let default = RateLimits::default();
        let minutes = self.number("RATE_WINDOW_MINUTES", 1..=RATE_WINDOW_MINUTES_MAX);
        let window = minutes.map(|minutes| SignedDuration::from_mins(i64::from(minutes)));
        let mut sign_ups_max = |name, default| self.number(name, 1..=u32::MAX).unwrap_or(default);
        RateLimits {
            window: window.unwrap_or(default.window),
            per_address_max: sign_ups_max("RATE_PER_ADDRESS_MAX", default.per_address_max),
            per_contact_max: sign_ups_max("RATE_PER_CONTACT_MAX", default.per_contact_max),
        }
    }
}

/// Without a name: mail servers are told the address as it stands.
fn is_address(text: &str) -> bool {
    EmailAddress::parse_with_options(text, Options::default().without_display_text()).is_ok()
}
