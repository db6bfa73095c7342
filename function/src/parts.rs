//! Settings and a connection → the parts that do the work, wired the same way on Lambda, locally, in tests and for admin.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::draw::LazyDrawing;
use crate::form::{Form, FormError};
use crate::notify::{
    Composer, FolderMailer, Mailer, Notifier, SesMailer, SmtpMailer, Texts, TextsError,
};
use crate::settings::{MailWay, Settings};
use crate::store::{Connection, Store};

/// What non-programmers write, read and found sound.
pub struct Sources {
    form: Arc<Form>,
    texts: Texts,
    /// The pages, which wait to be asked for.
    pub drawing: LazyDrawing,
}

/// What runs on the stored side of the function.
pub struct Parts {
    /// Read once, and shared with the mails' composer.
    pub form: Arc<Form>,
    pub drawing: LazyDrawing,
    pub store: Store,
    pub notifier: Notifier,
}

/// Why the parts cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum PartsError {
    #[error("the form is read: {0}")]
    Read(#[from] std::io::Error),
    #[error("content/sign-up/{0}")]
    Form(#[from] FormError),
    #[error(transparent)]
    Texts(#[from] TextsError),
}

impl Sources {
    /// Reads the form and the mails' texts, and notes where the built pages are.
    ///
    /// # Errors
    /// When one of the two files is missing or unsound.
    pub fn read(site_root: &Path, public: PathBuf) -> Result<Self, PartsError> {
        let sign_up = site_root.join("content/sign-up");
        let form = Form::read(&fs_err::read_to_string(sign_up.join("form.toml"))?)?;
        let form = Arc::new(form);
        Ok(Self {
            texts: Texts::load(&sign_up.join("mail.toml"))?,
            drawing: LazyDrawing::new(Arc::clone(&form), site_root.to_path_buf(), public),
            form,
        })
    }
}

impl Parts {
    /// Reads the sources, and makes the parts.
    ///
    /// # Errors
    /// As for [`Sources::read`].
    pub fn new(settings: &Settings, connection: &Connection) -> Result<Self, PartsError> {
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
            drawing: sources.drawing,
            store,
            notifier,
        }
    }
}

fn mailer(settings: &Settings, connection: &Connection) -> Mailer {
    match &settings.mail_way {
        MailWay::Ses { configuration_set } => {
            Mailer::Ses(SesMailer::new(connection.ses(), configuration_set.clone()))
        }
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
