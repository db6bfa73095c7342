//! Variables → how a mail relay is reached, and what it must prove.

use super::MailWay;
use super::read::Reader;
use crate::notify::{SmtpLogin, SmtpRoot, SmtpTls};

impl<V: Fn(&str) -> Option<String>> Reader<V> {
    pub(super) fn smtp(&mut self) -> MailWay {
        let host = self.required("SMTP_HOST", "the relay's host name");
        let port = self.number("SMTP_PORT", 1..=u32::from(u16::MAX));
        let port = port
            .and_then(|port| u16::try_from(port).ok())
            .unwrap_or(587);
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
            root: self.smtp_root(),
        }
    }

    fn smtp_root(&mut self) -> Option<SmtpRoot> {
        let root = SmtpRoot::from_pem(&self.text("SMTP_ROOT")?);
        if root.is_none() {
            self.fault("SMTP_ROOT", "one certificate in PEM");
        }
        root
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
}

fn is_loopback(host: &str) -> bool {
    host == "localhost"
        || host
            .parse::<std::net::IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}
