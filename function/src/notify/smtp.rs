//! A mail → an SMTP server, step by step, so that it is known which step a refusal belongs to: only a mailbox
//! that is not there is final (`mailbox.rs`). TLS is required; a server that stops offering it gets no mail (no silent downgrade).

use std::error::Error as _;
use std::fmt;
use std::io;
use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{
    AsyncSmtpConnection, Certificate, CertificateStore, TlsParameters,
};
use lettre::transport::smtp::commands::{Data, Mail as MailFrom, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailParameter};
use serde::Deserialize;

use super::mailbox::is_about_mailbox;
use super::{Mail, MailFault};

/// Sends through an SMTP server, a connection a mail.
pub struct SmtpMailer {
    pub host: String,
    pub port: u16,
    pub tls: SmtpTls,
    pub login: Option<SmtpLogin>,
    /// In place of the public roots.
    pub root: Option<SmtpRoot>,
    /// What we call ourselves in EHLO: the sender's domain.
    pub own_name: String,
}

/// How the connection is made safe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmtpTls {
    /// STARTTLS, or no mail (port 587 or 25).
    Required,
    /// TLS from the first byte (port 465).
    Wrapped,
    /// None: for a server on this machine, and nothing else.
    NoneOnLoopback,
}

/// Who we are to the server. `Debug` shows nothing of it.
#[derive(Clone, PartialEq, Eq, Deserialize)]
pub struct SmtpLogin {
    pub user: String,
    pub password: String,
}

impl fmt::Debug for SmtpLogin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SmtpLogin(…)")
    }
}

/// The certificate of an authority that alone may vouch for the server: many municipalities have one of their own.
#[derive(Clone, PartialEq, Eq)]
pub struct SmtpRoot(String);

impl SmtpRoot {
    /// Takes exactly one certificate in PEM.
    pub fn from_pem(pem: &str) -> Option<Self> {
        let root = Self(pem.to_owned());
        let one = pem.matches("-----BEGIN CERTIFICATE-----").count() == 1;
        (one && root.alone_for("localhost").is_ok()).then_some(root)
    }

    fn alone_for(&self, host: &str) -> Result<TlsParameters, Error> {
        TlsParameters::builder(host.to_owned())
            .certificate_store(CertificateStore::None)
            .add_root_certificate(Certificate::from_pem(self.0.as_bytes())?)
            .build()
    }
}

impl fmt::Debug for SmtpRoot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SmtpRoot(…)")
    }
}

/// For the network alone: all that is said after it, the handshake too, is waited for as long as the sender has patience.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// Whatever the server makes of our QUIT, the mail is where it is.
const FAREWELL_TIMEOUT: Duration = Duration::from_millis(500);

impl SmtpMailer {
    pub(super) async fn send(&self, mail: &Mail) -> Result<(), MailFault> {
        let from = address(&mail.from)
            .ok_or_else(|| MailFault::Passing("SenderNotAnAddress".to_owned()))?;
        let to = address(&mail.to).ok_or_else(|| MailFault::Final("NotAnAddress".to_owned()))?;
        let mut connection = self
            .connect()
            .await
            .map_err(|error| passing("Connect", &error))?;
        let sent = hand_over(&mut connection, from, to, &mail.bytes).await;
        // On its own, so that no limit around us takes away what is known by now.
        tokio::spawn(farewell(connection));
        sent
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, Error> {
        let own_name = ClientId::Domain(self.own_name.clone());
        let server = (self.host.as_str(), self.port);
        let wrapped = match self.tls {
            SmtpTls::Wrapped => Some(self.tls_parameters()?),
            SmtpTls::Required | SmtpTls::NoneOnLoopback => None,
        };
        let mut connection = AsyncSmtpConnection::connect_tokio1(
            server,
            Some(CONNECT_TIMEOUT),
            &own_name,
            wrapped,
            None,
        )
        .await?;
        if self.tls == SmtpTls::Required {
            connection
                .starttls(self.tls_parameters()?, &own_name)
                .await?;
        }
        if let Some(login) = &self.login {
            let credentials = Credentials::new(login.user.clone(), login.password.clone());
            connection.auth(DEFAULT_MECHANISMS, &credentials).await?;
        }
        Ok(connection)
    }

    fn tls_parameters(&self) -> Result<TlsParameters, Error> {
        match &self.root {
            Some(root) => root.alone_for(&self.host),
            None => TlsParameters::new(self.host.clone()),
        }
    }
}

async fn hand_over(
    connection: &mut AsyncSmtpConnection,
    from: Address,
    to: Address,
    bytes: &[u8],
) -> Result<(), MailFault> {
    let beyond_ascii = !(from.to_string().is_ascii() && to.to_string().is_ascii());
    if beyond_ascii
        && !connection
            .server_info()
            .supports_feature(Extension::SmtpUtfEight)
    {
        return Err(MailFault::Final("ServerLacksSmtpUtf8".to_owned()));
    }
    let parameters = if beyond_ascii {
        vec![MailParameter::SmtpUtfEight]
    } else {
        Vec::new()
    };
    connection
        .command(MailFrom::new(Some(from), parameters))
        .await
        .map_err(|error| passing("MailFrom", &error))?;
    connection
        .command(Rcpt::new(to, Vec::new()))
        .await
        .map_err(|error| recipient_fault(&error))?;
    connection
        .command(Data)
        .await
        .map_err(|error| passing("Data", &error))?;
    connection
        .message(bytes)
        .await
        .map(drop)
        .map_err(|error| passing("Message", &error))
}

async fn farewell(mut connection: AsyncSmtpConnection) {
    tokio::time::timeout(FAREWELL_TIMEOUT, connection.abort())
        .await
        .ok();
}

fn recipient_fault(error: &Error) -> MailFault {
    let words = error.source().map(ToString::to_string).unwrap_or_default();
    let reply = error.status().filter(|_| error.is_permanent());
    match reply {
        Some(reply) if is_about_mailbox(reply.into(), &words) => {
            MailFault::Final(code("Rcpt", error))
        }
        _ => passing("Rcpt", error),
    }
}

fn passing(step: &str, error: &Error) -> MailFault {
    MailFault::Passing(code(step, error))
}

/// The step and the reply's number, e.g. `Rcpt550`; never the server's words.
fn code(step: &str, error: &Error) -> String {
    match error.status() {
        Some(status) => format!("{step}{status}"),
        None if is_about_tls(error) => format!("{step}Tls"),
        None if error.is_timeout() => format!("{step}Timeout"),
        None => format!("{step}Broken"),
    }
}

/// A certificate that nobody vouches for comes as an I/O error somewhere inside of the mailer's own.
fn is_about_tls(error: &Error) -> bool {
    let mut causes = std::iter::successors(error.source(), |cause| (*cause).source())
        .filter_map(|cause| cause.downcast_ref::<io::Error>());
    error.is_tls() || causes.any(|cause| cause.kind() == io::ErrorKind::InvalidData)
}

fn address(text: &str) -> Option<Address> {
    text.parse().ok()
}
