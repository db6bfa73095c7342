//! A posted body → a sheet, held against the form's rules, and what is done with it then.

use axum::body::Body;
use axum::http::{HeaderMap, StatusCode};

use super::{App, Sheet, pages};
use crate::form::Outcome;
use crate::receive::Reply;
use crate::receive::body::{self, ReadBody};
use crate::receive::fields::{self, Unreadable};

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
