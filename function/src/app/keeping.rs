//! What keeps sign-ups: the table, the mails, the limits, and the secrets that all of them need. Set up by the first answer
//! that needs it: a sheet with faults comes back without a word to any service, and where a service does not answer, the
//! visitor gets a page that keeps the answers, and the next one tries anew.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::sync::OnceCell;
use tokio::time::Instant;

use crate::limit::Limits;
use crate::notify::Notifier;
use crate::parts::Parts;
use crate::settings::Settings;
use crate::sign_up::SignUp;
use crate::store::{Leased, Secret};

/// The parts behind an answer that is stored.
pub struct Keeping {
    pub(super) notifier: Notifier,
    pub(super) secret: Secret,
    pub(super) limits: Limits,
}

/// Why it cannot be set up, without a secret in it.
pub type NotSetUp = Box<dyn std::error::Error + Send + Sync>;

/// The mails of a sign-up are tried for this long; what is not sent by then, the sweeper sends.
const DELIVER_TIMEOUT: Duration = Duration::from_secs(10);

type SetUp = dyn Fn() -> BoxFuture<'static, Result<Keeping, NotSetUp>> + Send + Sync;

/// The same, set up or to be.
pub(super) enum LazyKeeping {
    Ready(Arc<Keeping>),
    Later {
        kept: OnceCell<Arc<Keeping>>,
        set_up: Box<SetUp>,
    },
}

impl Keeping {
    pub fn new(parts: Parts, settings: &Settings) -> Self {
        Self {
            notifier: parts.notifier,
            secret: settings.secret.clone(),
            limits: Limits::new(settings),
        }
    }

    /// Mails what the sign-up owes, until the invocation must end. Whatever comes of it, the sign-up is stored, and the sweeper sends what is left.
    pub(super) async fn deliver(
        self: Arc<Self>,
        sign_up: SignUp,
        leased: Vec<Leased>,
        end: Instant,
    ) {
        let delivery = self
            .notifier
            .deliver_leased(&sign_up, leased, sign_up.created_at);
        let end = end.min(Instant::now() + DELIVER_TIMEOUT);
        if tokio::time::timeout_at(end, delivery).await.is_err() {
            tracing::warn!(event = "delivery_late", reference = %sign_up.reference);
        }
    }
}

impl LazyKeeping {
    pub fn ready(keeping: Keeping) -> Self {
        Self::Ready(Arc::new(keeping))
    }

    pub fn later(set_up: Box<SetUp>) -> Self {
        let kept = OnceCell::new();
        Self::Later { kept, set_up }
    }

    /// Sets it up if nobody has; what failed once is tried again.
    pub async fn get(&self) -> Result<&Arc<Keeping>, NotSetUp> {
        match self {
            Self::Ready(keeping) => Ok(keeping),
            Self::Later { kept, set_up } => {
                let set_up = async || set_up().await.map(Arc::new);
                kept.get_or_try_init(set_up).await
            }
        }
    }
}
