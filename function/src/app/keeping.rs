//! What keeps sign-ups: the table, the mails, the limits, and the secrets that all of them need. Set up by the first answer
//! that needs it: a sheet with faults comes back without a word to any service, and where a service does not answer, the
//! visitor gets a page that keeps the answers, and the next one tries anew.

use futures_util::future::BoxFuture;
use tokio::sync::OnceCell;

use crate::limit::Limits;
use crate::notify::Notifier;
use crate::parts::Parts;
use crate::settings::Settings;
use crate::store::{Secret, Store};

/// The parts behind an answer that is stored.
pub struct Keeping {
    pub(super) store: Store,
    pub(super) notifier: Notifier,
    pub(super) secret: Secret,
    pub(super) limits: Limits,
}

/// Why it cannot be set up, without a secret in it.
pub type NotSetUp = Box<dyn std::error::Error + Send + Sync>;

type SetUp = dyn Fn() -> BoxFuture<'static, Result<Keeping, NotSetUp>> + Send + Sync;

/// The same, not yet set up perhaps.
pub(super) struct LazyKeeping {
    kept: OnceCell<Keeping>,
    set_up: Option<Box<SetUp>>,
}

impl Keeping {
    pub fn new(parts: Parts, settings: &Settings) -> Self {
        Self {
            store: parts.store,
            notifier: parts.notifier,
            secret: settings.secret.clone(),
            limits: Limits::new(settings),
        }
    }
}

impl LazyKeeping {
    pub fn ready(keeping: Keeping) -> Self {
        Self {
            kept: OnceCell::new_with(Some(keeping)),
            set_up: None,
        }
    }

    pub fn later(set_up: Box<SetUp>) -> Self {
        Self {
            kept: OnceCell::new(),
            set_up: Some(set_up),
        }
    }

    /// Sets it up if nobody has; what failed once is tried again.
    pub async fn get(&self) -> Result<&Keeping, NotSetUp> {
        let set_up = async || match &self.set_up {
            Some(set_up) => set_up().await,
            None => Err("nothing says how to set it up".into()),
        };
        self.kept.get_or_try_init(set_up).await
    }
}
