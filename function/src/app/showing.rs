//! What the page of a reference asks: in which language it is. Set up by the first who asks; no secret is read for it.

use std::sync::OnceLock;

use super::NotSetUp;
use crate::store::Languages;

type SetUp = dyn Fn() -> Result<Languages, NotSetUp> + Send + Sync;

pub(super) struct LazyLanguages {
    ready: OnceLock<Languages>,
    set_up: Box<SetUp>,
}

impl LazyLanguages {
    pub fn new(set_up: impl Fn() -> Result<Languages, NotSetUp> + Send + Sync + 'static) -> Self {
        let ready = OnceLock::new();
        let set_up = Box::new(set_up);
        Self { ready, set_up }
    }

    /// Sets it up if nobody has; what failed once is tried again.
    pub fn get(&self) -> Result<&Languages, NotSetUp> {
        if let Some(ready) = self.ready.get() {
            return Ok(ready);
        }
        let made = (self.set_up)()?;
        Ok(self.ready.get_or_init(|| made))
    }
}
