//! What the coordinators' engineer does by command: list, show, export, correct, note, hold, erase, retry, quarantine, stats. Texts come out
//! through the writer that is passed in, progress goes to `progress`; nothing here asks or knows a terminal.

mod change;
mod correct;
mod corrections;
mod hold;
mod list;
mod note;
mod person;
mod sheet;
mod stats;

use std::io::Write;
use std::sync::Arc;

pub use corrections::CorrectionsError;
pub use hold::IfHeld;
pub use note::NOTE_SIGNS_MAX;

use crate::form::{Form, FormError};
use crate::notify::{Labels, Recipients, Texts, TextsError};
use crate::settings::DeskSettings;
use crate::sign_up::{Reference, SignUp, Suspicion};
use crate::store::{Connection, MessageState, Note, Record, Secret, Store, StoreError};

/// The store, read in the coordinators' words.
pub struct Desk {
    store: Store,
    labels: Labels,
    recipients: Recipients,
    secret: Secret,
}

/// Why a command did not do what it should.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Write(#[from] std::io::Error),
    #[error(transparent)]
    Form(#[from] FormError),
    #[error(transparent)]
    Texts(#[from] TextsError),
    #[error("there is no sign-up {0}")]
    NoSuch(Reference),
    #[error("nobody signed up with {0}")]
    Nobody(String),
    #[error("{0:?} is neither an e-mail address nor a phone number, and nobody signed up with it")]
    NoContact(String),
    #[error(
        "HASH_SECRET is not the one that people are found by: of the last sign-ups none is found by its own contact (or it was replaced, and nobody signed up since)"
    )]
    OtherSecret,
    #[error("{0} is not in quarantine")]
    NotInQuarantine(Reference),
    #[error(
        "{0} is in quarantine and owes its mails: let it out with `quarantine release`, or close it"
    )]
    InQuarantine(Reference),
    #[error("only what the form suspects is in quarantine; close what shall not be answered")]
    NoWayIn,
    #[error("{0} is held: nothing is done to it until `admin release {0}`")]
    Held(Reference),
    #[error("{0} is held, and not erased: `admin release {0}` first, or say --although-held")]
    HeldNotErased(Reference),
    #[error("{0} is not held; what is in quarantine is let out with `quarantine release`")]
    NotHeld(Reference),
    #[error("a note has 1 to {NOTE_SIGNS_MAX} signs, and this has {0}")]
    NoNote(usize),
    #[error(transparent)]
    Corrections(#[from] CorrectionsError),
    #[error("{reference}: nothing is corrected:{faults}")]
    Faulty {
        reference: Reference,
        faults: String,
    },
    #[error(
        "{field} is not asked of the kind {kind}; those are: {asked}; correct `kind` with it, or leave it out"
    )]
    NotAsked {
        field: String,
        kind: String,
        asked: String,
    },
    #[error(
        "{0}: nothing is corrected: with that answer the form shows the page {1:?}, and stores nothing; close it instead"
    )]
    Stopped(Reference, String),
    #[error("{0} was changed meanwhile: look at it, and correct it again")]
    Meanwhile(Reference),
    #[error("there is no sign-up {0}; {1} items read, no trace of it")]
    NoTrace(Reference, usize),
    #[error("{0} still stands in {1}: erase it again")]
    StillThere(Reference, String),
    #[error("done but for these, which cannot be read; `admin show` tells why: {0}")]
    Unreadable(String),
    #[error("the sign-up cannot be written as JSON")]
    Json(#[from] serde_json::Error),
}

/// How [`Desk::export`] writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Csv,
    Json,
}

/// More than anybody will have waiting, or given up.
const MESSAGES_MAX: u16 = u16::MAX;

impl Desk {
    /// # Errors
    /// When the form or the mails' texts cannot be read.
    pub fn new(settings: &DeskSettings, connection: &Connection) -> Result<Self, DeskError> {
        let form = Form::load(&settings.site_root)?;
        let texts = Texts::load(&settings.site_root, Some(&form))?;
        Ok(Self {
            store: Store::new(
                connection.dynamodb(),
                &settings.table,
                settings.secret.clone(),
            )
            .with_answer_keys(settings.answer_keys.clone()),
            labels: Labels::new(Arc::new(form), &texts),
            recipients: settings.recipients.clone(),
            secret: settings.secret.clone(),
        })
    }

    /// Everything that is stored about one sign-up.
    ///
    /// # Errors
    /// After all else was written, when the answers or a note cannot be read.
    pub async fn show(&self, reference: &Reference, out: &mut impl Write) -> Result<(), DeskError> {
        let record = self.record(reference).await?;
        writeln!(
            out,
            "{reference}\t{}\tsince {}",
            record.status.as_str(),
            sheet::minutes(record.since)
        )?;
        if let Some(since) = record.held_since {
            writeln!(out, "held since {}", sheet::minutes(since))?;
        }
        if let Ok(sign_up) = &record.sign_up {
            self.show_answers(sign_up, out).await?;
        }
        writeln!(out)?;
        for own in &record.messages {
            let fault = own.fault.as_deref().unwrap_or("");
            writeln!(
                out,
                "{}\t{}\t{}\ttries {}\t{fault}",
                own.message.id,
                own.message.to.as_deref().unwrap_or("the person"),
                state(&own.state),
                own.attempts
            )?;
        }
        for key in &record.unreadable {
            writeln!(out, "{key}\tcannot be read by this version")?;
        }
        for line in &record.audit {
            let by = line.by.as_ref().map(|by| format!("\tby {by}"));
            let (at, by) = (sheet::minutes(line.at), by.unwrap_or_default());
            writeln!(out, "{at}\t{}{by}", line.what)?;
        }
        let notes = show_notes(record.notes, out)?;
        record.sign_up?;
        Ok(notes?)
    }

    async fn show_answers(&self, sign_up: &SignUp, out: &mut impl Write) -> Result<(), DeskError> {
        let created = sheet::minutes(sign_up.created_at);
        let language = &sign_up.language;
        match sign_up.suspect {
            None => writeln!(out, "signed up {created}, in {language}\n")?,
            Some(Suspicion::Honeypot) => writeln!(
                out,
                "signed up {created}, in {language}; suspect: the unseen field was filled in\n"
            )?,
            Some(Suspicion::Content) => writeln!(
                out,
                "signed up {created}, in {language}; suspect: what is written looks like spam\n"
            )?,
        }
        for answer in sign_up.answers.iter() {
            let label = self.labels.field(&answer.field);
            let value = self.labels.value(&answer.field, &answer.value);
            // What was typed begins no line: it could be taken for one of ours.
            writeln!(out, "{label}\t{}", value.replace('\n', "\n\t"))?;
        }
        for other in self.store.same_contact(sign_up).await? {
            writeln!(out, "same contact as\t{other}")?;
        }
        Ok(())
    }

    /// All answers: CSV in the coordinators' words, or JSON in the form's codes, one object a line.
    ///
    /// # Errors
    /// After all others were written, when some cannot be read.
    pub async fn export(
        &self,
        format: Format,
        out: &mut impl Write,
        progress: &mut dyn FnMut(usize),
    ) -> Result<(), DeskError> {
        if format == Format::Csv {
            out.write_all(sheet::begin(&self.labels).as_bytes())?;
        }
        let mut unreadable = Vec::new();
        for (done, (_, listed)) in self.listed(None).await?.into_iter().enumerate() {
            let record = match self.store.record(&listed.reference).await {
                Ok(Some(record)) => record,
                Ok(None) => continue,
                Err(StoreError::Damaged { .. }) => {
                    unreadable.push(listed.reference.to_string());
                    continue;
                }
                Err(error) => return Err(error.into()),
            };
            let notes = record.notes.iter().all(|note| note.text.is_ok());
            let Some(sign_up) = record.sign_up.as_ref().ok().filter(|_| notes) else {
                unreadable.push(listed.reference.to_string());
                continue;
            };
            match format {
                Format::Csv => {
                    out.write_all(sheet::row(&self.labels, &record, sign_up).as_bytes())?;
                }
                Format::Json => writeln!(out, "{}", json(&record, sign_up)?)?,
            }
            progress(done + 1);
        }
        if unreadable.is_empty() {
            return Ok(());
        }
        Err(DeskError::Unreadable(unreadable.join(", ")))
    }

    async fn record(&self, reference: &Reference) -> Result<Record, DeskError> {
        self.store
            .record(reference)
            .await?
            .ok_or_else(|| DeskError::NoSuch(reference.clone()))
    }
}

/// All notes; then why the first that cannot be read cannot.
fn show_notes(notes: Vec<Note>, out: &mut impl Write) -> std::io::Result<Result<(), StoreError>> {
    let mut all = Ok(());
    for note in notes {
        let (at, by) = (sheet::minutes(note.at), note.by);
        match note.text {
            Ok(text) => writeln!(out, "{at}\tnote by {by}\t{}", text.replace('\n', "\n\t"))?,
            Err(error) => {
                writeln!(out, "{at}\tnote by {by}, cannot be read")?;
                all = all.and(Err(error));
            }
        }
    }
    Ok(all)
}

fn json(record: &Record, sign_up: &SignUp) -> Result<serde_json::Value, serde_json::Error> {
    let mut object = serde_json::to_value(sign_up)?;
    object["status"] = record.status.as_str().into();
    object["since"] = record.since.to_string().into();
    object["held_since"] = record.held_since.map(|since| since.to_string()).into();
    let notes = record.notes.iter().filter_map(|note| {
        let (at, by, text) = (note.at.to_string(), &note.by, note.text.as_ref().ok()?);
        Some(serde_json::json!({ "at": at, "by": by, "text": text }))
    });
    object["notes"] = notes.collect();
    Ok(object)
}

fn state(state: &MessageState) -> String {
    match state {
        MessageState::Pending { next_at } => format!("due {}", sheet::minutes(*next_at)),
        MessageState::Sent { at } => format!("sent {}", sheet::minutes(*at)),
        MessageState::Dead => "given up".to_owned(),
        MessageState::Returned => "came back".to_owned(),
    }
}
