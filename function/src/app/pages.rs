//! What is answered: pages, in the visitor's words, with the status that says what became of the request.

use std::collections::BTreeMap;

use axum::http::{HeaderMap, StatusCode};
use jiff::Timestamp;

use super::{App, Sheet};
use crate::draw::{DrawError, Summary};
use crate::form::{Fault, Form, Kept, Outcome};
use crate::receive::{Reply, language};
use crate::sign_up::Language;
use crate::store::Limited;

/// What was typed, by field.
type AllKept = BTreeMap<String, Kept>;

const TRY_AGAIN_S: i64 = 60;
const BARE_PAGE: &str = "<!doctype html><meta charset=utf-8><title>500</title><p>500";

impl App {
    /// The page in another language, or as the form is now, with every answer, and that nobody has sent it yet.
    pub(super) fn shown(&self, sheet: &Sheet<'_>, status: StatusCode) -> Reply {
        tracing::info!(event = "shown", status = status.as_u16(), language = %sheet.language);
        let summary = |form: &Form, _: &AllKept| Summary::of_unsent(form, &sheet.language);
        page(status, self.form_page(sheet, summary))
    }

    /// Why nobody who answers so can sign up, and a way back to the answers: they are nowhere else.
    pub(super) fn stopped(&self, sheet: &Sheet<'_>, name: &str) -> Reply {
        tracing::info!(event = "stopped", %name);
        page(StatusCode::OK, self.stop_page(sheet, name))
    }

    /// The same page again, with every answer and every fault.
    pub(super) fn faulty(&self, sheet: &Sheet<'_>, faults: &[Fault]) -> Reply {
        tracing::info!(event = "faulty", faults = faults.len(), language = %sheet.language);
        let summary = |form: &Form, kept: &AllKept| {
            Some(Summary::of_faults(form, faults, kept, &sheet.language))
        };
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        page(status, self.form_page(sheet, summary))
    }

    /// The same page with every answer, however long, and which of them are too long.
    pub(super) fn too_large(&self, sheet: &Sheet<'_>) -> Reply {
        tracing::info!(event = "too_large", language = %sheet.language);
        let outcome = sheet.form.check(sheet.submission, sheet.kind);
        let summary = |form: &Form, kept: &AllKept| match &outcome {
            Outcome::Faulty(faults) => {
                Some(Summary::of_faults(form, faults, kept, &sheet.language))
            }
            _ => Some(Summary::of_answer(form, "too-large", "", &sheet.language)),
        };
        let status = StatusCode::PAYLOAD_TOO_LARGE;
        page(status, self.form_page(sheet, summary))
    }

    /// The same page with every answer, and when it may be sent again.
    pub(super) fn later(&self, sheet: &Sheet<'_>, limited: &Limited, now: Timestamp) -> Reply {
        tracing::warn!(event = "limited", by = limited.by);
        let time = limited
            .until
            .to_zoned(sheet.form.time_zone().clone())
            .strftime("%H:%M")
            .to_string();
        let summary = |form: &Form, _: &AllKept| {
            Some(Summary::of_answer(form, "too-many", &time, &sheet.language))
        };
        let after_s = limited.until.as_second() - now.as_second();
        let status = StatusCode::TOO_MANY_REQUESTS;
        try_again((status, after_s), self.form_page(sheet, summary))
    }

    /// The same page with every answer, since they are nowhere else.
    pub(super) fn not_stored(&self, sheet: &Sheet<'_>) -> Reply {
        let summary = |form: &Form, _: &AllKept| {
            Some(Summary::of_answer(form, "not-stored", "", &sheet.language))
        };
        let status = StatusCode::SERVICE_UNAVAILABLE;
        try_again((status, TRY_AGAIN_S), self.form_page(sheet, summary))
    }

    fn form_page(
        &self,
        sheet: &Sheet<'_>,
        summary: impl FnOnce(&Form, &AllKept) -> Option<Summary>,
    ) -> Result<String, DrawError> {
        let form = self.forms.in_language(&sheet.language)?;
        let kept = form.kept(sheet.submission, sheet.kind);
        let (asked, summary) = ((sheet.kind, &sheet.language), summary(form, &kept));
        self.drawing
            .get()?
            .form(form, asked, &kept, summary.as_ref())
    }

    fn stop_page(&self, sheet: &Sheet<'_>, name: &str) -> Result<String, DrawError> {
        let form = self.forms.in_language(&sheet.language)?;
        let kept = form.kept(sheet.submission, sheet.kind);
        let asked = (name, &sheet.language);
        self.drawing.get()?.stop(form, asked, &kept)
    }

    fn answer_page(&self, name: &str, language: &Language) -> Result<String, DrawError> {
        let form = self.forms.in_language(language)?;
        self.drawing.get()?.answer(form, name, None, language)
    }

    pub(super) fn not_allowed(&self, allowed: &'static str, headers: &HeaderMap) -> Reply {
        let language = language::guess(&self.forms, headers, b"");
        let html = self.answer_page("nothing-here", &language);
        drawn(html, |html| Reply::NotAllowed { allowed, html })
    }

    pub(super) fn no_such(&self, headers: &HeaderMap) -> Reply {
        self.trouble(StatusCode::NOT_FOUND, "nothing-here", headers, b"")
    }

    /// An answer to a request of which the fields are not known.
    pub(super) fn trouble(
        &self,
        status: StatusCode,
        name: &str,
        headers: &HeaderMap,
        start_of_body: &[u8],
    ) -> Reply {
        let language = language::guess(&self.forms, headers, start_of_body);
        self.refused(status, name, &language)
    }

    pub(super) fn refused(&self, status: StatusCode, name: &str, language: &Language) -> Reply {
        tracing::info!(event = "refused", status = status.as_u16(), %name);
        page(status, self.answer_page(name, language))
    }
}

pub(super) fn page(status: StatusCode, html: Result<String, DrawError>) -> Reply {
    drawn(html, |html| Reply::Page { status, html })
}

fn try_again((status, after_s): (StatusCode, i64), html: Result<String, DrawError>) -> Reply {
    drawn(html, |html| Reply::TryAgain {
        status,
        after_s,
        html,
    })
}

/// A page that cannot be drawn is a fault of ours; the visitor gets a bare one.
fn drawn(html: Result<String, DrawError>, reply: impl FnOnce(String) -> Reply) -> Reply {
    html.map_or_else(|error| undrawn(&error), reply)
}

/// What a component says may quote a value; what is wrong with the files does not.
pub(super) fn undrawn(error: &DrawError) -> Reply {
    let file = (!matches!(error, DrawError::Component(_))).then(|| error.to_string());
    tracing::error!(event = "not_drawn", file);
    bare()
}

/// All that is left when nothing can be drawn.
pub(super) fn bare() -> Reply {
    Reply::Page {
        status: StatusCode::INTERNAL_SERVER_ERROR,
        html: BARE_PAGE.to_owned(),
    }
}
