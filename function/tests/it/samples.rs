//! Sign-ups and messages to test with.

use function::notify::{Coordinator, Recipients, messages_for};
use function::sign_up::{Answer, Answers, Key, Language, Reference, SignUp, Value};
use function::store::{Act, Actor, Message, Name};
use jiff::Timestamp;

use crate::engine::secret;

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// What a coordinator does.
pub fn by_eva(at: Timestamp) -> Act {
    let by = Actor::Human(Name::parse("Eva").unwrap());
    Act { by, at }
}

pub const NOW: &str = "2026-11-26T12:00:00Z";

pub fn answer(field: &str, value: Value) -> Answer {
    Answer {
        field: field.to_owned(),
        value,
    }
}

pub fn codes(codes: &[&str]) -> Value {
    Value::Codes(codes.iter().map(|code| (*code).to_owned()).collect())
}

/// A person's sign-up; every number draws another reference, every name other answers.
pub fn sign_up(number: u64, name: &str) -> SignUp {
    with_answers(
        number,
        vec![
            answer("role", codes(&["newcomer"])),
            answer("kind", codes(&["individual"])),
            answer("name", Value::Text(name.to_owned())),
            answer(
                "email",
                Value::Email(format!("{}@example.org", name.to_lowercase())),
            ),
            answer(
                "phone",
                Value::Phone {
                    e164: "+46701740605".to_owned(),
                    typed: "070-174 06 05".to_owned(),
                },
            ),
        ],
    )
}

pub fn with_answers(number: u64, answers: Vec<Answer>) -> SignUp {
    let answers = Answers::new(answers);
    SignUp {
        reference: Reference::draw("KD", number),
        key: Key::new(secret().as_bytes(), "sign-up", &answers),
        created_at: at(NOW),
        language: Language::new("sv"),
        answers,
        suspect: None,
    }
}

pub fn recipients() -> Recipients {
    let coordinator = Coordinator {
        address: "samordnare@example.se".to_owned(),
        ..Coordinator::default()
    };
    Recipients {
        coordinators: vec![coordinator],
    }
}

pub fn messages(sign_up: &SignUp) -> Vec<Message> {
    messages_for(sign_up, &recipients())
}
