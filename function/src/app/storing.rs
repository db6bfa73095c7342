//! Answers that hold every rule → a sign-up in the table, under a reference that no other has; its mails follow.

use std::sync::Arc;

use axum::http::HeaderMap;
use futures_util::FutureExt;
use tokio::time::Instant;

use super::{App, MAILS_TIMEOUT, Sheet};
use crate::metrics;
use crate::notify::Notifier;
use crate::receive::Reply;
use crate::sign_up::{Answers, Key, Language, Reference, SignUp, Suspicion};
use crate::store::{Leased, Limit, Limited, Saved, StoreError};

const REFERENCES_DRAWN_MAX: u32 = 5;

impl App {
    /// Stores what was found right, and leaves the mails to be sent. Whatever is slow, the visitor has an answer in time, with
    /// all answers in it: what is stored by then is known as the same when it comes again.
    pub(super) async fn accept(
        &self,
        sheet: &Sheet<'_>,
        answers: Answers,
        suspect: Option<Suspicion>,
        headers: &HeaderMap,
    ) -> Reply {
        let accepting = self.accept_in_time(sheet, answers, suspect, headers);
        let accepted = tokio::time::timeout(self.accept_timeout, accepting).await;
        accepted.unwrap_or_else(|_| {
            tracing::error!(event = "not_stored", error = "not in time");
            self.not_stored(sheet)
        })
    }

    async fn accept_in_time(
        &self,
        sheet: &Sheet<'_>,
        answers: Answers,
        suspect: Option<Suspicion>,
        headers: &HeaderMap,
    ) -> Reply {
        let (now, begun) = ((self.now)(), Instant::now());
        let keeping = match self.keeping.get().await {
            Ok(keeping) => keeping,
            Err(error) => {
                tracing::error!(event = "not_stored", %error);
                return self.not_stored(sheet);
            }
        };
        let key = Key::new(keeping.secret.as_bytes(), self.form_name(), &answers);
        let network = self.origin.network(headers);
        let limits = keeping.limits.of(&answers, network.as_deref());
        let ignored = sheet.form.ignored(sheet.submission, sheet.kind);
        let sign_up = |reference| SignUp {
            reference,
            key,
            created_at: now,
            language: sheet.language.clone(),
            answers,
            suspect,
        };
        let prefix = &sheet.form.definition().reference_prefix;
        match store(&keeping.notifier, prefix, sign_up, &limits).await {
            Ok(Stored::Now(sign_up, leased)) => {
                let reference = &sign_up.reference;
                tracing::info!(event = "stored", %reference, language = %sheet.language, suspect = suspect.is_some(), ignored);
                metrics::signed_up();
                let answer = Reply::stored(self.form_name(), reference, None);
                let mails = Arc::clone(keeping).deliver(sign_up, leased, begun + MAILS_TIMEOUT);
                match &self.afterwards {
                    Some(afterwards) => afterwards.add(mails.boxed()),
                    None => mails.await,
                }
                answer
            }
            Ok(Stored::Before(reference, first)) => {
                tracing::info!(event = "stored_already", %reference);
                let language = (first != sheet.language).then_some(&sheet.language);
                Reply::stored(self.form_name(), &reference, language)
            }
            Ok(Stored::Not(limited)) => self.later(sheet, &limited, now),
            Err(error) => {
                tracing::error!(event = "not_stored", %error);
                self.not_stored(sheet)
            }
        }
    }
}

/// What became of answers that hold every rule.
enum Stored {
    Now(SignUp, Vec<Leased>),
    /// The same came before, in this language.
    Before(Reference, Language),
    Not(Limited),
}

/// Stores the sign-up with its messages, within the limits, under a reference that no other has. Where its answers are said to
/// be stored, and that sign-up is gone (erased a moment ago, or lost in a restore), it takes that one's place.
async fn store(
    notifier: &Notifier,
    prefix: &str,
    sign_up: impl FnOnce(Reference) -> SignUp,
    limits: &[Limit],
) -> Result<Stored, NotStored> {
    let mut sign_up = sign_up(draw_reference(prefix)?);
    let mut gone = None;
    for _ in 0..REFERENCES_DRAWN_MAX {
        match notifier.save(&sign_up, limits, gone.as_ref()).await {
            Ok((Saved::New, leased)) => return Ok(Stored::Now(sign_up, leased)),
            Ok((Saved::Limited(limited), _)) => return Ok(Stored::Not(limited)),
            Ok((Saved::Already(reference), _)) => {
                let (suspect, now) = (sign_up.suspect, sign_up.created_at);
                let first = notifier.came_again(&reference, suspect, now).await;
                let unknown = |error| NotStored::CameAgain(reference.clone(), error);
                if let Some(first) = first.map_err(unknown)? {
                    return Ok(Stored::Before(reference, first));
                }
                tracing::warn!(event = "named_and_gone", %reference);
                gone = Some(reference);
            }
            Err(StoreError::ReferenceTaken(_)) => {}
            Err(error) => return Err(error.into()),
        }
        sign_up.reference = draw_reference(prefix)?;
    }
    Err(NotStored::NoReferenceFree)
}

/// Why a sign-up is not in the store.
#[derive(Debug, thiserror::Error)]
enum NotStored {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("{0} came again: {1}")]
    CameAgain(Reference, StoreError),
    #[error("no random number: {0}")]
    Random(#[from] getrandom::Error),
    #[error("every reference that was drawn is taken")]
    NoReferenceFree,
}

fn draw_reference(prefix: &str) -> Result<Reference, getrandom::Error> {
    Ok(Reference::draw(prefix, getrandom::u64()?))
}
