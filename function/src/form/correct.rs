//! Stored answers, and what is to stand in the place of some → answers that hold every rule, or all faults. Answers that nobody
//! corrects stay as they are, though the form may ask otherwise by now.

use super::rule;
use super::{Fault, FaultCode, Form, Need, Outcome, Submission};
use crate::sign_up::{Answer, Answers};

impl Form {
    /// Holds what is corrected against the rules for a kind of sign-up. Where the kind itself is corrected, what the new one
    /// alone is asked must be answered, and what it is not asked falls away. Nobody is suspected of spam for it.
    pub fn correct(&self, stored: &Answers, corrections: &Submission, kind: &str) -> Outcome {
        let kind_before = stored.code("kind");
        let kind_stays = kind_before == Some(kind);
        let (mut answers, mut faults, mut corrected) = (Vec::new(), Vec::new(), Vec::new());
        for field in self.fields(kind) {
            let fault = |code| Fault {
                field: field.name.clone(),
                code,
            };
            let own = |value| Answer {
                field: field.name.clone(),
                value,
            };
            let is_corrected = corrections.names().any(|name| name == field.name);
            let values: Vec<&str> = corrections.all(&field.name).collect();
            let answered = match is_corrected {
                true => rule::answer(field, &values, &self.phones),
                false => Ok(stored.get(&field.name).cloned()),
            };
            let is_new = !kind_before.is_some_and(|before| field.asked_of(before));
            match answered {
                Ok(None) if field.need == Need::Required && (is_corrected || is_new) => {
                    faults.push(fault(FaultCode::Missing));
                }
                Ok(None) => {}
                Ok(Some(value)) => {
                    if is_corrected {
                        corrected.push(own(value.clone()));
                    }
                    answers.push(own(value));
                }
                Err(code) => faults.push(fault(code)),
            }
        }
        faults.extend(self.neither_answered(kind, &answers, &faults));
        if let Some(stop) = self.stop(&corrected) {
            return Outcome::Stopped(stop);
        }
        if !faults.is_empty() {
            return self.faulty(faults);
        }
        answers.extend(self.not_asked(stored, kind, kind_stays));
        Outcome::Accepted {
            answers: Answers::new(answers),
            suspect: None,
        }
    }

    /// What was answered to questions that have left the form, or that this kind is no longer asked.
    fn not_asked(&self, stored: &Answers, kind: &str, kind_stays: bool) -> Vec<Answer> {
        let stays = |answer: &&Answer| match self.definition.field(&answer.field) {
            Some(field) => kind_stays && !field.asked_of(kind),
            None => true,
        };
        stored.iter().filter(stays).cloned().collect()
    }
}
