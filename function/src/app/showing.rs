//! The page of a reference. It asks the table for its language alone, and no secret is read for it.

use std::sync::OnceLock;

use axum::http::{HeaderMap, StatusCode};

use super::{App, NotSetUp, pages};
use crate::once::get_or_try;
use crate::receive::{Reply, language};
use crate::sign_up::{Language, Reference};
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
        get_or_try(&self.ready, || (self.set_up)())
    }
}

impl App {
    /// Shows it in the language that is asked for by its code, or else in its own. That it cannot is said in the same, or in
    /// one that the browser prefers.
    pub(super) async fn show(
        &self,
        written: &str,
        asked: Option<&str>,
        headers: &HeaderMap,
    ) -> Reply {
        let named = asked.and_then(|code| self.forms.language(code));
        let refused = |status, name| {
            let guess = || language::guess(&self.forms, headers, b"");
            self.refused(status, name, &named.clone().unwrap_or_else(guess))
        };
        let not_found = |name| refused(StatusCode::NOT_FOUND, name);
        // A trial is nobody's, and the function has no right to look for one.
        let reference = Reference::parse(written).filter(|reference| !reference.is_trial());
        let Some(reference) = reference else {
            return not_found("not-found");
        };
        if asked.is_some() && named.is_none() {
            return not_found("nothing-here");
        }
        match self.language_of(&reference).await {
            Ok(Some(own)) => {
                let language = named.or_else(|| self.forms.language(own.as_str()));
                let language = language.unwrap_or_else(|| self.forms.original_language());
                let html = self.drawing.thanks(&reference, &language);
                pages::page(StatusCode::OK, html)
            }
            Ok(None) => not_found("not-found"),
            Err(error) => {
                tracing::error!(event = "not_shown", %reference, %error);
                refused(StatusCode::SERVICE_UNAVAILABLE, "not-shown")
            }
        }
    }

    async fn language_of(&self, reference: &Reference) -> Result<Option<Language>, NotSetUp> {
        Ok(self.languages.get()?.of(reference).await?)
    }
}
