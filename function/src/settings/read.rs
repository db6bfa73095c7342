//! Variables → settings, or all faults of the environment at once, a line each. No value that may be secret is quoted.

use std::path::PathBuf;

use jiff::SignedDuration;

use super::{MailWay, RateLimits, Retention, Settings, SettingsError};
use crate::notify::{Coordinator, MailMode, Recipients, Sender, SmtpLogin, SmtpTls};
use crate::store::Secret;

impl Settings {
    /// Reads the variables through `variable`, so that tests need not touch the real environment.
    ///
    /// # Errors
    /// With every fault, a line each, naming the variable and what it should hold; no value that may be secret.
    pub fn from_environment(
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, SettingsError> {
        let mut reader = Reader {
            variable,
            faults: Vec::new(),
        };
        let settings = Self {
            table: reader.required("TABLE", "the name of the DynamoDB table"),
            site_root: reader
                .optional("SITE_ROOT")
                .unwrap_or_else(|| ".".to_owned())
                .into(),
            public_folder: reader.optional("PUBLIC_FOLDER").map(PathBuf::from),
            secret: reader
                .secret("HASH_SECRET")
                .unwrap_or_else(|| Secret::new(Vec::new())),
            origin_secret: reader.optional("ORIGIN_SECRET").map(Secret::new),
            sender: reader.sender(),
            mail_mode: reader.mail_mode(),
            recipients: Recipients {
                coordinators: reader.coordinators(),
            },
            mail_way: reader.mail_way(),
            retention: reader.retention(),
            rate_limits: reader.rate_limits(),
        };
        if reader.faults.is_empty() {
            Ok(settings)
        } else {
            Err(SettingsError(reader.faults))
        }
    }
}

/// Reads variables and gathers what is wrong with them; what it gives back after a fault is never used.
struct Reader<V> {
    variable: V,
    faults: Vec<String>,
}

impl<V: Fn(&str) -> Option<String>> Reader<V> {
    /// An empty variable is as good as none: templates cannot always leave one out.
    fn optional(&self, name: &str) -> Option<String> {
        (self.variable)(name)
            .map(|value| value.trim().to_owned())
            .filter(|value| !value.is_empty())
    }

    fn fault(&mut self, name: &str, expected: &str) {
        self.faults.push(format!("{name}: expected {expected}"));
    }

    fn required(&mut self, name: &str, expected: &str) -> String {
        self.optional(name).unwrap_or_else(|| {
            self.fault(name, expected);
            String::new()
        })
    }

    fn number<N: std::str::FromStr>(&mut self, name: &str, default: N) -> N {
        let Some(value) = self.optional(name) else {
            return default;
        };
        value.parse().unwrap_or_else(|_| {
            self.fault(name, "a whole number");
            default
        })
    }

    fn secret(&mut self, name: &str) -> Option<Secret> {
        let secret = self
            .optional(name)
            .filter(|value| value.len() >= Secret::BYTES_MIN);
        if secret.is_none() {
            self.fault(name, "at least 32 random signs");
        }
        secret.map(Secret::new)
    }

    fn sender(&mut self) -> Sender {
        let address = self.required("MAIL_FROM", "the programme's own sender address");
        if !address.is_empty() && !is_address(&address) {
            self.fault("MAIL_FROM", "an e-mail address");
        }
        Sender {
            name: self.optional("MAIL_FROM_NAME").unwrap_or_default(),
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

    fn smtp(&mut self) -> MailWay {
        let host = self.required("SMTP_HOST", "the relay's host name");
        let port = self.number("SMTP_PORT", 587);
        let tls = match self.optional("SMTP_TLS").as_deref() {
            Some("none") if is_loopback(&host) => SmtpTls::NoneOnLoopback,
            Some(_) => {
                self.fault("SMTP_TLS", "nothing, or `none` for a relay on this machine");
                SmtpTls::Required
            }
            None if port == 465 => SmtpTls::Wrapped,
            None => SmtpTls::Required,
        };
        MailWay::Smtp {
            host,
            port,
            tls,
            login: self.smtp_login(),
        }
    }

    fn smtp_login(&mut self) -> Option<SmtpLogin> {
        let written = self.optional("SMTP_SECRET")?;
        let login = serde_json::from_str::<SmtpLogin>(&written);
        if login.is_err() {
            self.fault(
                "SMTP_SECRET",
                r#"JSON such as {"user": "…", "password": "…"}"#,
            );
        }
        login.ok().filter(|login| !login.user.is_empty())
    }

    fn retention(&mut self) -> Option<Retention> {
        let decision = self.optional("RETENTION_DECISION")?;
        let days = self.number("RETENTION_DAYS", 0);
        if days == 0 {
            self.fault(
                "RETENTION_DAYS",
                "how many days a closed sign-up is kept, since RETENTION_DECISION is set",
            );
        }
        Some(Retention { decision, days })
    }

    fn rate_limits(&mut self) -> RateLimits {
        let default = RateLimits::default();
        let minutes: u16 = self.number("RATE_WINDOW_MINUTES", 60);
        RateLimits {
            window: SignedDuration::from_mins(i64::from(minutes.max(1))),
            per_address_max: self.number("RATE_PER_ADDRESS_MAX", default.per_address_max),
            per_contact_max: self.number("RATE_PER_CONTACT_MAX", default.per_contact_max),
        }
    }
}

fn is_address(text: &str) -> bool {
    email_address::EmailAddress::is_valid(text)
}

fn is_loopback(host: &str) -> bool {
    host == "localhost"
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: [(&str, &str); 5] = [
        ("TABLE", "sign-ups"),
        ("HASH_SECRET", "0123456789abcdef0123456789abcdef"),
        ("MAIL_FROM", "noreply@kompis.example.se"),
        (
            "COORDINATORS",
            "a@example.se, f@example.se kind=family language=ar|fa-AF",
        ),
        ("MAILER", "ses"),
    ];

    fn settings(changes: &[(&str, &str)]) -> Result<Settings, SettingsError> {
        let all: Vec<(&str, &str)> = changes.iter().chain(&GOOD).copied().collect();
        Settings::from_environment(|name| {
            all.iter()
                .find(|(own, _)| *own == name)
                .map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn a_good_environment_is_read() {
        let settings = settings(&[]).unwrap();
        assert_eq!(settings.recipients.coordinators.len(), 2);
        assert_eq!(settings.recipients.coordinators[1].kinds, ["family"]);
        assert_eq!(
            settings.recipients.coordinators[1].languages,
            ["ar", "fa-AF"]
        );
        assert_eq!(
            (settings.mail_mode, settings.retention),
            (MailMode::Notice, None)
        );
        assert!(!format!("{:?}", settings.secret).contains("0123"));
    }

    #[test]
    fn every_fault_is_named_at_once() {
        let SettingsError(faults) = Settings::from_environment(|_| None).unwrap_err();
        let named: Vec<&str> = faults
            .iter()
            .filter_map(|fault| fault.split_once(':'))
            .map(|(name, _)| name)
            .collect();
        assert_eq!(
            named,
            [
                "TABLE",
                "HASH_SECRET",
                "MAIL_FROM",
                "COORDINATORS",
                "MAILER"
            ]
        );
    }

    #[test]
    fn each_rule_is_held() {
        let check = |changes: &[(&str, &str)], expected: &str| {
            let shown = settings(changes).map_or_else(
                |error| error.0.join("; "),
                |settings| format!("{:?}", settings.mail_way),
            );
            assert!(shown.starts_with(expected), "{changes:?}: {shown}");
        };
        check(
            &[("HASH_SECRET", "short")],
            "HASH_SECRET: expected at least 32",
        );
        check(
            &[("MAIL_FROM", "nobody")],
            "MAIL_FROM: expected an e-mail address",
        );
        check(
            &[("MAIL_MODE", "all")],
            "MAIL_MODE: expected `notice` or `full`",
        );
        check(
            &[("COORDINATORS", "a@x.se size=3")],
            "COORDINATORS: expected `kind=",
        );
        check(
            &[("COORDINATORS", " , ")],
            "COORDINATORS: expected at least one",
        );
        check(
            &[("RETENTION_DECISION", "SN 1")],
            "RETENTION_DAYS: expected",
        );
        check(&[("MAILER", "smtp")], "SMTP_HOST: expected");
        check(
            &[("MAILER", "smtp"), ("SMTP_HOST", "relay")],
            "Smtp { host: \"relay\", port: 587, tls: Required",
        );
        check(
            &[
                ("MAILER", "smtp"),
                ("SMTP_HOST", "relay"),
                ("SMTP_PORT", "465"),
            ],
            "Smtp { host: \"relay\", port: 465, tls: Wrapped",
        );
        check(
            &[
                ("MAILER", "smtp"),
                ("SMTP_HOST", "127.0.0.1"),
                ("SMTP_TLS", "none"),
            ],
            "Smtp { host: \"127.0.0.1\", port: 587, tls: NoneOnLoopback",
        );
        check(
            &[
                ("MAILER", "smtp"),
                ("SMTP_HOST", "relay"),
                ("SMTP_TLS", "none"),
            ],
            "SMTP_TLS: expected nothing",
        );
        check(
            &[
                ("MAILER", "smtp"),
                ("SMTP_HOST", "r"),
                ("SMTP_SECRET", "pass"),
            ],
            "SMTP_SECRET: expected JSON",
        );
        check(
            &[("RATE_PER_ADDRESS_MAX", "many")],
            "RATE_PER_ADDRESS_MAX: expected a whole number",
        );
    }

    #[test]
    fn a_login_is_never_shown() {
        let way = settings(&[
            ("MAILER", "smtp"),
            ("SMTP_HOST", "r"),
            ("SMTP_SECRET", r#"{"user":"u","password":"hush"}"#),
        ]);
        let shown = format!("{:?}", way.unwrap().mail_way);
        assert!(
            shown.contains("login: Some") && !shown.contains("hush"),
            "{shown}"
        );
    }
}
