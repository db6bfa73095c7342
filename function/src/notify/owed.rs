//! A sign-up → which mails it owes to whom.
//!
//! # Why a suspect gets no receipt, and yet is not dropped
//!
//! A receipt goes to whatever address was typed. Sent to suspects too, it would let a spammer have us mail strangers, as
//! many as there are posts; and mails that come back or are complained of would cost everybody else their receipts. But
//! a suspect may be a real person, whose password manager filled the hidden field. So they are answered as anyone is
//! (the same 303, the same page with a reference; the page promises a call, and never that a mail has left), and a human looks within a day: the coordinators get one mail a day
//! about the quarantine (`quarantine.rs`), and the weekly digest lists what still stands there. Once it is let out, the
//! sign-up owes its receipt and its notices as if nothing had been.

use crate::sign_up::SignUp;
use crate::store::{About, Message, MessageId, MessageKind};

/// Who is told about sign-ups. Never empty of people: a sign-up that suits nobody's choice goes to all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipients {
    pub coordinators: Vec<Coordinator>,
}

/// A coordinator's address, and which sign-ups they want; an empty choice means all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Coordinator {
    pub address: String,
    pub kinds: Vec<String>,
    pub languages: Vec<String>,
}

/// A receipt to the person where there is an address, and a notice to each coordinator who wants it.
/// Suspected spam owes nothing until it is let out of quarantine.
pub fn messages_for(sign_up: &SignUp, recipients: &Recipients) -> Vec<Message> {
    if sign_up.suspect.is_some() {
        return Vec::new();
    }
    let about = About::SignUp(sign_up.reference.clone());
    let receipt = sign_up.answers.email().map(|_| Message {
        id: MessageId {
            about: about.clone(),
            kind: MessageKind::Receipt,
            number: 1,
        },
        to: None,
        came_again: None,
    });
    receipt
        .into_iter()
        .chain(to_coordinators(
            about,
            MessageKind::Notice,
            &recipients.for_sign_up(sign_up),
        ))
        .collect()
}

/// One message a coordinator, so that one bad address never makes another get a mail twice.
pub(super) fn to_coordinators(
    about: About,
    kind: MessageKind,
    coordinators: &[&Coordinator],
) -> Vec<Message> {
    let message = |(number, coordinator): (u16, &&Coordinator)| Message {
        id: MessageId {
            about: about.clone(),
            kind,
            number,
        },
        to: Some(coordinator.address.clone()),
        came_again: None,
    };
    (1..).zip(coordinators).map(message).collect()
}

impl Recipients {
    pub(super) fn for_sign_up(&self, sign_up: &SignUp) -> Vec<&Coordinator> {
        let kind = sign_up.answers.code("kind");
        let wants = |coordinator: &&Coordinator| {
            allows(&coordinator.kinds, kind)
                && allows(&coordinator.languages, Some(sign_up.language.as_str()))
        };
        let wanting: Vec<&Coordinator> = self.coordinators.iter().filter(wants).collect();
        if wanting.is_empty() {
            self.all()
        } else {
            wanting
        }
    }

    pub(super) fn all(&self) -> Vec<&Coordinator> {
        self.coordinators.iter().collect()
    }
}

fn allows(choice: &[String], code: Option<&str>) -> bool {
    choice.is_empty() || code.is_some_and(|code| choice.iter().any(|chosen| chosen == code))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sign_up::{Answer, Answers, Key, Language, Reference, Suspicion, Value};

    fn sign_up(kind: &str, language: &str, email: Option<&str>) -> SignUp {
        let answer = |field: &str, value| Answer {
            field: field.to_owned(),
            value,
        };
        let mut answers = vec![answer("kind", Value::Codes(vec![kind.to_owned()]))];
        answers.extend(email.map(|email| answer("email", Value::Email(email.to_owned()))));
        let answers = Answers::new(answers);
        SignUp {
            reference: Reference::draw("KD", 1),
            key: Key::new(b"s", "sign-up", &answers),
            created_at: jiff::Timestamp::UNIX_EPOCH,
            language: Language::new(language),
            answers,
            suspect: None,
        }
    }

    fn coordinator(address: &str, kinds: &[&str], languages: &[&str]) -> Coordinator {
        let owned = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect();
        Coordinator {
            address: address.to_owned(),
            kinds: owned(kinds),
            languages: owned(languages),
        }
    }

    fn owed(sign_up: &SignUp, coordinators: &[Coordinator]) -> Vec<String> {
        let recipients = Recipients {
            coordinators: coordinators.to_vec(),
        };
        let shown = |message: Message| {
            format!(
                "{} {}",
                message.id.to_string().split_once('_').unwrap().1,
                message.to.as_deref().unwrap_or("-")
            )
        };
        messages_for(sign_up, &recipients)
            .into_iter()
            .map(shown)
            .collect()
    }

    #[test]
    fn everyone_who_wants_it_is_owed_one() {
        let all = [
            coordinator("a@x", &[], &[]),
            coordinator("f@x", &["family"], &[]),
            coordinator("r@x", &[], &["ar"]),
        ];
        let check = |kind, language, email, expected: &[&str]| {
            assert_eq!(
                owed(&sign_up(kind, language, email), &all),
                expected,
                "{kind} {language}"
            );
        };
        check(
            "individual",
            "sv",
            Some("p@y"),
            &["receipt_1 -", "notice_1 a@x"],
        );
        check("family", "sv", None, &["notice_1 a@x", "notice_2 f@x"]);
        check(
            "family",
            "ar",
            Some("p@y"),
            &[
                "receipt_1 -",
                "notice_1 a@x",
                "notice_2 f@x",
                "notice_3 r@x",
            ],
        );
    }

    #[test]
    fn what_nobody_chose_goes_to_all() {
        let choosy = [
            coordinator("f@x", &["family"], &[]),
            coordinator("r@x", &[], &["ar"]),
        ];
        assert_eq!(
            owed(&sign_up("individual", "sv", None), &choosy),
            ["notice_1 f@x", "notice_2 r@x"]
        );
    }

    #[test]
    fn suspects_owe_nothing_until_they_are_let_out() {
        let all = [coordinator("a@x", &[], &[])];
        let mut person = sign_up("family", "sv", Some("p@y"));
        for suspicion in [Suspicion::Honeypot, Suspicion::Content] {
            person.suspect = Some(suspicion);
            assert!(
                owed(&person, &all).is_empty(),
                "no spammer mails strangers through us"
            );
        }
        person.suspect = None;
        assert_eq!(
            owed(&person, &all),
            ["receipt_1 -", "notice_1 a@x"],
            "no person goes without"
        );
    }
}
