//! Settings and a connection → the parts that do the work, wired the same way on Lambda, locally, in tests and for admin.

use std::sync::Arc;

use crate::draw::LazyDrawing;
use crate::form::Form;
use crate::notify::{Composer, FolderMailer, Mailer, Notifier, SesMailer, SmtpMailer};
use crate::settings::{MailWay, Settings};
use crate::sources::{Sources, SourcesError};
use crate::store::{Connection, Store};

/// What runs on the stored side of the function.
pub struct Parts {
    /// Read once, and shared with the mails' composer.
    pub form: Arc<Form>,
    pub drawing: LazyDrawing,
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
        let form = sources.form;
        let composer = Composer::new(
            sources.texts,
            Arc::clone(&form),
            settings.sender.clone(),
            settings.mail_mode,
        );
        let store = Store::new(
            connection.dynamodb(),
            &settings.table,
            settings.secret.clone(),
        )
        .with_answer_keys(settings.answer_keys.clone());
        let mailer = mailer(settings, connection);
        let notifier = Notifier::new(store.clone(), composer, mailer, settings.recipients.clone());
        Self {
            form,
            drawing: sources.front.drawing,
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
