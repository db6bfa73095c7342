//! A mail → Amazon SES, an SMTP server, or a folder: a closed choice. Must not know what a mail says.

use std::io::Write;
use std::path::{Path, PathBuf};

use aws_sdk_sesv2::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_sesv2::operation::send_email::SendEmailError;
use aws_sdk_sesv2::primitives::Blob;
use aws_sdk_sesv2::types::{Destination, EmailContent, MessageTag, RawMessage};

use super::{Mail, MailFault, SmtpMailer};
use crate::store::Connection;

/// Where mails go.
pub enum Mailer {
    Ses(SesMailer),
    Smtp(SmtpMailer),
    /// `.eml` files, for local runs and tests.
    Folder(FolderMailer),
}

impl Mailer {
    /// # Errors
    /// When the mail was not taken, or is not known to be.
    pub async fn send(&self, mail: &Mail) -> Result<(), MailFault> {
        match self {
            Self::Ses(ses) => ses.send(mail).await,
            Self::Smtp(smtp) => smtp.send(mail).await,
            Self::Folder(folder) => folder.send(mail).await,
        }
    }
}

/// Sends through Amazon SES.
pub struct SesMailer {
    /// Its client is made when the first mail is sent.
    connection: Connection,
    configuration_set: Option<String>,
}

/// The tag by which a bounce tells which message it is about.
pub(super) const MESSAGE_TAG: &str = "message";

impl SesMailer {
    pub fn new(connection: Connection, configuration_set: Option<String>) -> Self {
        Self {
            connection,
            configuration_set,
        }
    }

    async fn send(&self, mail: &Mail) -> Result<(), MailFault> {
        let not_made = |_| MailFault::Final("RequestNotMade".to_owned());
        let raw = RawMessage::builder()
            .data(Blob::new(mail.bytes.clone()))
            .build()
            .map_err(not_made)?;
        let tag = MessageTag::builder()
            .name(MESSAGE_TAG)
            .value(mail.id.to_string())
            .build()
            .map_err(not_made)?;
        let request = self
            .connection
            .ses()
            .send_email()
            .from_email_address(&mail.from)
            .destination(Destination::builder().to_addresses(&mail.to).build())
            .content(EmailContent::builder().raw(raw).build())
            .email_tags(tag)
            .set_configuration_set_name(self.configuration_set.clone());
        let sent = request.send().await.map_err(|error| ses_fault(&error))?;
        // Without one, it is not known to be taken; a copy too many is better than none.
        sent.message_id
            .map(drop)
            .ok_or_else(|| MailFault::Passing("NoMessageId".to_owned()))
    }
}

/// Only what is wrong with this one request is final; a paused account or an unverified domain is mended by a human.
fn ses_fault<R>(error: &SdkError<SendEmailError, R>) -> MailFault {
    let code = error.code().unwrap_or("NoAnswer").to_owned();
    match error.as_service_error() {
        Some(SendEmailError::BadRequestException(_)) => MailFault::Final(code),
        _ => MailFault::Passing(code),
    }
}

/// Writes each mail as a file named by its message; sending again replaces it with its equal.
pub struct FolderMailer {
    folder: PathBuf,
}

impl FolderMailer {
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
        }
    }

    async fn send(&self, mail: &Mail) -> Result<(), MailFault> {
        let (path, bytes) = (
            self.folder.join(format!("{}.eml", mail.id)),
            mail.bytes.clone(),
        );
        let written = tokio::task::spawn_blocking(move || write_whole(&path, &bytes)).await;
        let fault = |kind: std::io::ErrorKind| MailFault::Passing(format!("Folder{kind:?}"));
        match written {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(fault(error.kind())),
            Err(_) => Err(fault(std::io::ErrorKind::Other)),
        }
    }
}

/// All of it or nothing, and still there after the power goes.
fn write_whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs_err::create_dir_all(folder)?;
    let unfinished = path.with_extension("part");
    let mut file = fs_err::File::create(&unfinished)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs_err::rename(&unfinished, path)?;
    fs_err::File::open(folder)?.sync_all()
}
