//! The page of a reference. It asks the table for its language alone, and no secret is read for it.

use std::sync::OnceLock;

use axum::http::{HeaderMap, StatusCode};

use super::{App, NotSetUp};
use crate::receive::Reply;
use crate::sign_up::Reference;
use crate::store::Languages;

type SetUp = dyn Fn() -> Result<Languages, NotSetUp> + Send + Sync;

/// In which language each is; set up by the first who asks.
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

impl App {
    pub(super) async fn show(&self, written: &str, headers: &HeaderMap) -> Reply {
        let Some(reference) = Reference::parse(written) else {
            return self.trouble(StatusCode::NOT_FOUND, "not-found", headers, b"");
        };
        let found = match self.languages.get() {
            Ok(languages) => languages.of(&reference).await.map_err(NotSetUp::from),
            Err(error) => Err(error),
        };
        match found {
            Ok(Some(language)) => {
                let language = self.forms.language(language.as_str());
                let language = language.unwrap_or_else(|| self.forms.original_language());
                self.answer(StatusCode::OK, "thanks", Some(&reference), &language)
            }
            Ok(None) => self.trouble(StatusCode::NOT_FOUND, "not-found", headers, b""),
            Err(error) => {
                tracing::error!(event = "not_shown", %reference, %error);
                self.trouble(StatusCode::SERVICE_UNAVAILABLE, "not-shown", headers, b"")
            }
        }
    }
}
