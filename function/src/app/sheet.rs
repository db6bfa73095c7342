//! Posted fields → the sheet that they were typed into, as the form has it now.

use axum::http::{HeaderMap, StatusCode};

use super::App;
use crate::form::{Form, PreparedError, SHOW_IN, Submission};
use crate::receive::language;
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
    /// Which sheet this is; `None` when it is not one of this form's.
    pub(super) fn sheet<'a>(
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
}
