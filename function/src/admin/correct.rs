//! What a person says is wrong → the stored answers corrected (GDPR article 16), by the form's own rules.

use std::io::Write;

use super::{Desk, DeskError, corrections};
use crate::form::{Fault, FaultCode, Outcome, Submission};
use crate::sign_up::{Answers, Key, Reference, SignUp};
use crate::store::{Act, Corrected, MessageKind, MessageState, Outgoing};

impl Desk {
    /// Puts the answers in these lines in the place of those that are stored, all or none, and tells which mails said
    /// otherwise.
    pub async fn correct(
        &self,
        reference: &Reference,
        lines: &str,
        act: Act,
        out: &mut impl Write,
    ) -> Result<(), DeskError> {
        let corrections = corrections::read(lines, self.labels.form())?;
        let record = self.record(reference).await?;
        let before = record.sign_up?;
        let answers = self.corrected(&before, &corrections)?;
        let changed = changed(&before.answers, &answers);
        if changed.is_empty() {
            writeln!(out, "{reference}: it says so already")?;
            return Ok(());
        }
        if self.is_found(&before).await? == Some(false) {
            self.refuse_other_secret().await?; // Or it was stored under one that was replaced since.
        }
        let form = &self.labels.form().definition().name;
        let after = SignUp {
            key: Key::new(self.secret.as_bytes(), form, &answers),
            answers,
            ..before.clone()
        };
        let fields = changed.join(", ");
        let same = match self.store.correct(&before, &after, &fields, &act).await? {
            Corrected::Done { same } => same,
            Corrected::NotAsItWas => return Err(DeskError::Meanwhile(reference.clone())),
        };
        writeln!(out, "{reference}: corrected: {fields}")?;
        if let Some(same) = same {
            writeln!(out, "the same answers stand in {same}")?;
        }
        let has_other_address = before.answers.email() != after.answers.email();
        tell_mails(&record.messages, has_other_address, out)
    }

    fn corrected(&self, before: &SignUp, corrections: &Submission) -> Result<Answers, DeskError> {
        let form = self.labels.form();
        let reference = || before.reference.clone();
        let refused = |faults: &[Fault]| DeskError::Faulty {
            reference: reference(),
            faults: self.in_words(faults),
        };
        let stored = || before.answers.code("kind");
        let kind = corrections.first("kind").or_else(stored);
        let kind = kind.filter(|kind| form.definition().kinds().any(|own| own == *kind));
        let no_kind = || Fault {
            field: "kind".to_owned(),
            code: FaultCode::UnknownChoice,
        };
        let kind = kind.ok_or_else(|| refused(&[no_kind()]))?;
        let not_asked = |name: &&str| form.fields(kind).all(|field| field.name != *name);
        if let Some(field) = corrections.names().find(not_asked) {
            let asked = corrections::names(form.fields(kind));
            let (field, kind) = (field.to_owned(), kind.to_owned());
            return Err(DeskError::NotAsked { field, kind, asked });
        }
        match form.correct(&before.answers, corrections, kind) {
            Outcome::Accepted { answers, .. } => Ok(answers),
            Outcome::Faulty(faults) => Err(refused(&faults)),
            Outcome::Stopped(page) => Err(DeskError::Stopped(reference(), page)),
        }
    }

    /// The rule that is broken, and as the form tells a visitor; of choices also which there are.
    fn in_words(&self, faults: &[Fault]) -> String {
        let word = |fault: &Fault| {
            let (field, rule) = (&fault.field, fault.code.as_str());
            let said = format!("\n  {field}: {rule}: {}", self.labels.fault(fault));
            let field = self.labels.form().definition().field(&fault.field);
            let codes = field.iter().flat_map(|field| &field.choices);
            let codes: Vec<&str> = codes.map(|choice| choice.code.as_str()).collect();
            match codes.is_empty() {
                true => said,
                false => format!("{said} ({})", codes.join(", ")),
            }
        };
        faults.iter().map(word).collect()
    }
}

/// The fields whose answers are others, or gone.
fn changed(before: &Answers, after: &Answers) -> Vec<String> {
    let is_other = |field: &&str| before.get(field) != after.get(field);
    let fields = after.iter().chain(before.iter());
    let fields = fields.map(|answer| answer.field.as_str()).filter(is_other);
    let mut changed: Vec<String> = Vec::new();
    for field in fields {
        if !changed.iter().any(|own| own == field) {
            changed.push(field.to_owned());
        }
    }
    changed
}

/// A mail is a copy, which nobody corrects; what is due yet is written from the answers as they are by then.
fn tell_mails(
    messages: &[Outgoing],
    has_other_address: bool,
    out: &mut impl Write,
) -> Result<(), DeskError> {
    for own in messages {
        let id = &own.message.id;
        let to = own.message.to.as_deref().unwrap_or("the person");
        match own.state {
            MessageState::Sent { .. } => {
                writeln!(out, "{id} went to {to} before, and stays as it was")?;
            }
            MessageState::Dead | MessageState::Returned
                if has_other_address && id.kind == MessageKind::Receipt =>
            {
                writeln!(
                    out,
                    "{id} did not arrive: `admin retry` sends it to the new address"
                )?;
            }
            _ => {}
        }
    }
    Ok(())
}
