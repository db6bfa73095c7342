//! Settings and a connection → the parts that do the work, wired the same way on Lambda, locally, in tests and for admin.

use std::path::PathBuf;

use crate::notify::{FolderMailer, LazyComposer, Mailer, Notifier, SesMailer, SmtpMailer};
use crate::settings::{MailWay, Settings};
use crate::sources::{Front, Sources, SourcesError};
use crate::store::{Connection, Store};

/// What runs on the stored side of the function.
pub struct Parts {
    pub front: Front,
    pub store: Store,
    pub notifier: Notifier,
}

impl Parts {
    /// Reads the sources, and makes the parts.
    ///
    /// # Errors
    /// As for [`Sources::read`].
    pub fn new(settings: &Settings, connection: &Connection) -> Result<Self, SourcesError> {
        let sources = Sources::read(&settings.site_root, settings.public())?;
        Ok(Self::from_sources(sources, settings, connection))
    }

    /// Nothing is sent or asked yet.
    pub fn from_sources(sources: Sources, settings: &Settings, connection: &Connection) -> Self {
        let front = sources.front.clone();
        let composer = sources.composer(settings.sender.clone(), settings.mail_mode);
        Self::with(front, composer, settings, connection)
    }

    /// The same, but what mails are written from is read with the first mail, from the folder where it was prepared.
    pub fn mailing_later(
        front: Front,
        prepared: PathBuf,
        settings: &Settings,
        connection: &Connection,
    ) -> Self {
        let (sender, mode) = (settings.sender.clone(), settings.mail_mode);
        let later = front.clone();
        let composer = LazyComposer::later(move || {
            let sources = later.clone().with_mail(&prepared)?;
            Ok(sources.composer(sender.clone(), mode))
        });
        Self::with(front, composer, settings, connection)
    }

    fn with(
        front: Front,
        composer: impl Into<LazyComposer>,
        settings: &Settings,
        connection: &Connection,
    ) -> Self {
        let store = Store::new(
            connection.dynamodb(),
            &settings.table,
            settings.secret.clone(),
        )
        .with_answer_keys(settings.answer_keys.clone());
        let mailer = mailer(settings, connection);
        let notifier = Notifier::new(store.clone(), composer, mailer, settings.recipients.clone());
        Self {
            front,
            store,
            notifier,
        }
    }
}

fn mailer(settings: &Settings, connection: &Connection) -> Mailer {
    match &settings.mail_way {
        MailWay::Ses { configuration_set } => Mailer::Ses(SesMailer::new(
            connection.clone(),
            configuration_set.clone(),
        )),
        MailWay::Folder(folder) => Mailer::Folder(FolderMailer::new(folder)),
        MailWay::Smtp {
            host,
            port,
            tls,
            login,
            root,
        } => {
            let own_name = settings
                .sender
                .address
                .rsplit_once('@')
                .map_or("localhost", |(_, domain)| domain);
            Mailer::Smtp(SmtpMailer {
                host: host.clone(),
                port: *port,
                tls: *tls,
                login: login.clone(),
                root: root.clone(),
                own_name: own_name.to_owned(),
            })
        }
    }
}
