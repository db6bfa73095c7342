//! A posted body → the sheet that it is, held against the form's rules, and what is done with it then.

use axum::body::Body;
use axum::http::{HeaderMap, StatusCode};

use super::{App, pages};
use crate::form::{Form, Outcome, PreparedError, SHOW_IN, Submission};
use crate::receive::body::{self, ReadBody};
use crate::receive::fields::{self, Unreadable};
use crate::receive::{Reply, language};
use crate::sign_up::Language;

/// The sheet that was posted: whose words to use, which page to draw.
pub(super) struct Sheet<'a> {
    /// For its rules.
    pub(super) form: &'a Form,
    pub(super) kind: &'a str,
    pub(super) language: Language,
    pub(super) submission: &'a Submission,
    /// Not sent yet, and answered with this status: another language was asked for, or the form no longer has that of the page
    /// that was open, or its kind.
    pub(super) only_shown: Option<StatusCode>,
}

impl App {
    pub(super) async fn receive(&self, headers: &HeaderMap, body: Body) -> Reply {
        let too_large =
            |start: &[u8]| self.trouble(StatusCode::PAYLOAD_TOO_LARGE, "too-large", headers, start);
        let (bytes, fits) = match body::read(body).await {
            ReadBody::Whole(bytes) => (bytes, true),
            ReadBody::TooLarge(bytes) => (bytes, false),
            ReadBody::FarTooLarge(start) => return too_large(&start),
            ReadBody::Broken => {
                return self.trouble(StatusCode::BAD_REQUEST, "unreadable", headers, b"");
            }
        };
        let submission = match fields::read(headers, bytes.clone()).await {
            Ok(submission) => submission,
            Err(_) if !fits => return too_large(&bytes),
            Err(unreadable) => {
                let status = match unreadable {
                    Unreadable::Type => StatusCode::UNSUPPORTED_MEDIA_TYPE,
                    Unreadable::Content => StatusCode::BAD_REQUEST,
                };
                return self.trouble(status, "unreadable", headers, &bytes);
            }
        };
        match self.sheet(&submission, headers) {
            Ok(Some(sheet)) if fits => self.check(&sheet, headers).await,
            Ok(Some(sheet)) => self.too_large(&sheet),
            Ok(None) if !fits => too_large(&bytes),
            Ok(None) => self.trouble(StatusCode::BAD_REQUEST, "unreadable", headers, &bytes),
            Err(error) => pages::undrawn(&error.into()),
        }
    }

    /// Which sheet this is; `None` when it is not one of this form's.
    fn sheet<'a>(
        &'a self,
        submission: &'a Submission,
        headers: &HeaderMap,
    ) -> Result<Option<Sheet<'a>>, PreparedError> {
        if submission.first("form") != Some(self.form_name()) {
            return Ok(None);
        }
        let form = self.forms.rules()?.as_ref();
        let known = |field| self.forms.language(submission.first(field)?);
        let (own, asked_for, kind) = (known("language"), known(SHOW_IN), form.kind_of(submission));
        let only_shown = match (&asked_for, &own, kind) {
            (Some(_), ..) => Some(StatusCode::OK),
            (None, Some(_), Some(_)) => None,
            (None, ..) => Some(StatusCode::BAD_REQUEST),
        };
        let language = asked_for.or(own);
        let language = language.unwrap_or_else(|| language::guess(&self.forms, headers, b""));
        let kind = kind.or_else(|| form.definition().kinds().next());
        Ok(kind.map(|kind| Sheet {
            form,
            kind,
            language,
            submission,
            only_shown,
        }))
    }

    async fn check(&self, sheet: &Sheet<'_>, headers: &HeaderMap) -> Reply {
        let outcome = sheet.form.check(sheet.submission, sheet.kind);
        if let Some(status) = sheet.only_shown {
            return self.show_only(sheet, outcome, status);
        }
        match outcome {
            Outcome::Accepted { answers, suspect } => {
                self.accept(sheet, answers, suspect, headers).await
            }
            Outcome::Stopped(name) => self.stopped(sheet, &name),
            Outcome::Faulty(faults) => self.faulty(sheet, &faults),
        }
    }

    fn show_only(&self, sheet: &Sheet<'_>, outcome: Outcome, status: StatusCode) -> Reply {
        let Outcome::Faulty(mut faults) = outcome else {
            return self.shown(sheet, status);
        };
        // Nobody sees that field, and the sheet has the right kind now.
        faults.retain(|fault| fault.field != "kind");
        if faults.is_empty() {
            self.shown(sheet, status)
        } else {
            self.faulty(sheet, &faults)
        }
    }
}
