//! The composer, made with the first mail: a start that only stores and answers reads no mail's words.

use std::sync::OnceLock;

use super::Composer;
use crate::store::StoreError;

/// Makes a composer at the first need; what failed once is tried again.
pub struct LazyComposer {
    ready: OnceLock<Composer>,
    set_up: Box<SetUp>,
}

/// Why there is none, without a secret in it.
pub type NoWords = Box<dyn std::error::Error + Send + Sync>;

/// Why a message became no mail.
#[derive(Debug, thiserror::Error)]
pub(super) enum NotComposed {
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The message is there, and both are erased together: a part of the table was lost, or is just being removed.
    #[error("its sign-up is gone")]
    Gone,
    #[error("{0}")]
    Words(NoWords),
}

type SetUp = dyn Fn() -> Result<Composer, NoWords> + Send + Sync;

impl LazyComposer {
    pub fn later(set_up: impl Fn() -> Result<Composer, NoWords> + Send + Sync + 'static) -> Self {
        let ready = OnceLock::new();
        let set_up = Box::new(set_up);
        Self { ready, set_up }
    }

    pub(super) fn get(&self) -> Result<&Composer, NotComposed> {
        if let Some(ready) = self.ready.get() {
            return Ok(ready);
        }
        let made = (self.set_up)().map_err(NotComposed::Words)?;
        Ok(self.ready.get_or_init(|| made))
    }
}

impl From<Composer> for LazyComposer {
    fn from(composer: Composer) -> Self {
        Self {
            ready: OnceLock::from(composer),
            set_up: Box::new(|| Err("made before".into())),
        }
    }
}
