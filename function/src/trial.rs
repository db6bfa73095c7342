//! A trial of the whole line, each hour: a marked sign-up is stored, its mails are sent to a sink, and it is removed again.
//!
//! What it proves: the secrets and rights are there, the table takes a transaction, the outbox gives the messages out, the
//! mails are composed, and the mail server takes them. What it does not: the way from the visitor to the function, which
//! the API's own alarm watches. It is counted as no sign-up and stands in no list of them. One that could not be removed goes by itself;
//! until then a mail of it that was given up is told among those that failed.

use std::time::Duration;

use jiff::Timestamp;

use crate::metrics;
use crate::parts::Parts;
use crate::sign_up::{Answer, Answers, Key, Reference, SignUp, Value};
use crate::store::{About, Message, MessageId, MessageKind, MessageState, StoreError};

/// Why a trial did not come through.
#[derive(Debug, thiserror::Error)]
pub enum TrialError {
    #[error("PROBE_MAIL is not set; a trial needs an address that its mails may go to")]
    NoSink,
    #[error("no random number: {0}")]
    Random(#[from] getrandom::Error),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the trial is not in the table after it was stored")]
    NotFound,
    #[error("{unsent} of the trial's mails were not sent ({codes})")]
    Unsent { unsent: usize, codes: String },
}

/// A sweep that runs at the same time may hold a mail of ours for some seconds.
const LOOKS: u32 = 5;
const PAUSE: Duration = Duration::from_secs(3);

/// Stores, mails and removes a trial; removes it too when something failed.
///
/// # Errors
/// With the first step that failed.
pub async fn run(parts: &Parts, sink: Option<&str>, now: Timestamp) -> Result<(), TrialError> {
    let sink = sink.ok_or(TrialError::NoSink)?;
    let trial = trial(parts, now)?;
    let came = stored_and_mailed(parts, &trial, sink, now).await;
    let removed = parts.store.remove_trial(&trial.reference).await;
    came?;
    removed?;
    tracing::info!(event = "trial_passed", reference = %trial.reference);
    metrics::trial_passed();
    Ok(())
}

/// In the form's first language; it holds nobody's answers.
fn trial(parts: &Parts, now: Timestamp) -> Result<SignUp, getrandom::Error> {
    let reference = Reference::draw_trial(getrandom::u64()?);
    let answers = Answers::new(vec![Answer {
        field: "name".to_owned(),
        value: Value::Text("Prov".to_owned()),
    }]);
    Ok(SignUp {
        key: Key::new(reference.as_str().as_bytes(), "trial", &answers),
        reference,
        created_at: now,
        language: parts.front.forms.original_language(),
        answers,
        suspect: None,
    })
}

async fn stored_and_mailed(
    parts: &Parts,
    trial: &SignUp,
    sink: &str,
    now: Timestamp,
) -> Result<(), TrialError> {
    let owed = [MessageKind::Receipt, MessageKind::Notice].map(|kind| Message {
        id: MessageId {
            about: About::SignUp(trial.reference.clone()),
            kind,
            number: 1,
        },
        to: Some(sink.to_owned()),
        came_again: None,
    });
    parts.store.save_trial(trial, &owed).await?;
    let found = parts.store.find(&trial.reference).await?;
    if found.is_none_or(|found| found.answers != trial.answers) {
        return Err(TrialError::NotFound);
    }
    parts.notifier.deliver(&trial.reference, now).await;
    for _ in 1..LOOKS {
        if parts.store.waiting(&trial.reference).await?.is_empty() {
            break;
        }
        tokio::time::sleep(PAUSE).await;
    }
    all_sent(parts, &trial.reference).await
}

async fn all_sent(parts: &Parts, reference: &Reference) -> Result<(), TrialError> {
    let messages = parts.store.messages(reference).await?;
    let unsent: Vec<_> = messages
        .iter()
        .filter(|own| !matches!(own.state, MessageState::Sent { .. }))
        .collect();
    if unsent.is_empty() {
        return Ok(());
    }
    let codes: Vec<&str> = unsent
        .iter()
        .filter_map(|own| own.fault.as_deref())
        .collect();
    Err(TrialError::Unsent {
        unsent: unsent.len(),
        codes: codes.join(", "),
    })
}
