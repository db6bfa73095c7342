//! Answers corrected by hand: held to the form's rules, found by what they are now and by nothing that they were.

use std::time::Duration;

use function::admin::{Desk, DeskError};
use function::sign_up::{Reference, SignUp, Value};
use function::store::{AnswerKeys, Fault, MessageKind, Next, Saved, Store};

use crate::admin::desk_with;
use crate::command::Stage;
use crate::deliver::over_smtp;
use crate::samples::{NOW, answer, at, by_eva, codes, messages, sign_up, with_answers};
use crate::sealed::keys;
use crate::smtp::SmtpServer;
use crate::store::{LEASE, traces};

async fn correct(desk: &Desk, reference: &Reference, lines: &str) -> Result<String, DeskError> {
    let mut out = Vec::new();
    desk.correct(reference, lines, by_eva(at(NOW)), &mut out)
        .await?;
    Ok(String::from_utf8(out).unwrap())
}

async fn refused(desk: &Desk, reference: &Reference, lines: &str) -> String {
    let refused = correct(desk, reference, lines).await;
    refused.unwrap_err().to_string()
}

async fn stored(keys: AnswerKeys) -> (Desk, Store, SignUp) {
    let (desk, store) = desk_with(keys).await;
    let ana = sign_up(1, "Ana");
    store.save(&ana, &messages(&ana)).await.unwrap();
    (desk, store, ana)
}

async fn found(store: &Store, way: &str) -> usize {
    store.by_contact(way).await.unwrap().len()
}

const OTHER_WAYS: &str = "phone: 070-174 06 06\nemail: Anna@Example.org \n";

#[tokio::test]
async fn a_person_is_found_by_the_new_contact_and_not_by_the_old() {
    for keys in [AnswerKeys::default(), keys("a:…01")] {
        let (desk, store, ana) = stored(keys).await;
        let told = correct(&desk, &ana.reference, OTHER_WAYS).await.unwrap();
        assert_eq!(
            told,
            format!("{}: corrected: email, phone\n", ana.reference)
        );
        let now = store.find(&ana.reference).await.unwrap().unwrap();
        let e164 = "+46701740606".to_owned();
        let typed = "070-174 06 06".to_owned();
        assert_eq!(
            now.answers.get("phone"),
            Some(&Value::Phone { e164, typed })
        );
        assert_eq!(now.answers.email(), Some("Anna@Example.org"));
        assert_eq!(now.answers.text("name"), Some("Ana"));
        for (way, expected) in [
            ("+46701740606", 1),
            ("anna@example.org", 1),
            ("+46701740605", 0),
            ("ana@example.org", 0),
        ] {
            assert_eq!(found(&store, way).await, expected, "{way}");
        }
        for gone in ["ana@example.org", "+46701740605", ana.key.as_str()] {
            assert_eq!(traces(&store, gone).await, [], "{gone}");
        }
        let audit = store.record(&ana.reference).await.unwrap().unwrap().audit;
        assert_eq!(audit.len(), 1);
        assert_eq!(audit[0].what, "corrected: email, phone");
        assert_eq!(audit[0].by.as_deref(), Some("Eva"));
        // Sign-up, two messages, one line, two contacts, one idempotency item.
        assert_eq!(store.erase(&ana.reference).await.unwrap().unwrap().items, 7);
        for gone in [ana.reference.as_str(), "Anna@example.org", now.key.as_str()] {
            assert_eq!(traces(&store, gone).await, [], "{gone}");
        }
    }
}

#[tokio::test]
async fn sealed_answers_stay_sealed() {
    let (desk, store, ana) = stored(keys("a:…01")).await;
    let told = correct(&desk, &ana.reference, "name: Anneli\nmore: hej").await;
    assert!(told.is_ok());
    let unopened = store.clone().with_answer_keys(AnswerKeys::default());
    for typed in ["Anneli", "hej", "ana@example.org"] {
        assert_eq!(traces(&unopened, typed).await, [], "{typed}");
        assert_ne!(
            traces(&store, typed).await,
            [],
            "{typed}: the search finds it"
        );
    }
}

#[tokio::test]
async fn the_new_answers_are_those_that_are_known_again() {
    let (desk, store, ana) = stored(AnswerKeys::default()).await;
    correct(&desk, &ana.reference, OTHER_WAYS).await.unwrap();
    let now = store.find(&ana.reference).await.unwrap().unwrap();
    let again = |number, of: &SignUp| with_answers(number, of.answers.iter().cloned().collect());
    let same = store.save(&again(2, &now), &[]).await.unwrap();
    assert_eq!(same, Saved::Already(ana.reference.clone()));
    let before = again(3, &ana);
    let other = store.save(&before, &[]).await.unwrap();
    assert_eq!(other, Saved::New, "303 means that these answers are stored");
    // And back: now they are another's.
    let back = "phone: 070-174 06 05\nemail: ana@example.org";
    let told = correct(&desk, &ana.reference, back).await.unwrap();
    let expected = format!("the same answers stand in {}\n", before.reference);
    assert!(told.ends_with(&expected), "{told}");
    let same = store.save(&again(4, &ana), &[]).await.unwrap();
    assert_eq!(same, Saved::Already(before.reference.clone()));
    store.erase(&ana.reference).await.unwrap();
    let same = store.save(&again(5, &ana), &[]).await.unwrap();
    assert_eq!(same, Saved::Already(before.reference), "its key is its own");
}

#[tokio::test]
async fn what_breaks_a_rule_is_told_without_a_word_of_it_and_changes_nothing() {
    let (desk, store, ana) = stored(AnswerKeys::default()).await;
    let check = async |lines: &str, expected: &[&str]| {
        let said = refused(&desk, &ana.reference, lines).await;
        for expected in expected {
            assert!(said.contains(expected), "{expected} in {said}");
        }
        assert!(!said.contains("Zlatan"), "{said}");
        let now = store.find(&ana.reference).await.unwrap();
        assert_eq!(now.as_ref(), Some(&ana), "{lines}");
    };
    check("", &["nothing to correct"]).await;
    check("Zlatan", &["line 1 is no `field: value`", "email, phone"]).await;
    check(
        "name: Bo\nZlatan: x",
        &["line 2 begins with no name of a field", "email, phone"],
    )
    .await;
    check("name: Zlatan\nname: x", &["line 2: name is there already"]).await;
    check(
        "phone: Zlatan\nrole: Zlatan\nname:",
        &[
            "\n  phone: phone-wrong: Skriv ett telefonnummer",
            "\n  role: unknown-choice: ",
            "(newcomer, ",
            "\n  name: missing: ",
        ],
    )
    .await;
    check("phone:\nemail:", &["\n  email: either-missing: "]).await;
    check(
        "children: 2",
        &[
            "children is not asked of the kind individual",
            "those are: kind, role, ",
        ],
    )
    .await;
    check("kind: Zlatan", &["\n  kind: "]).await;
    check("kind: family", &["\n  children: ", "\n  child_ages: "]).await;
    check("place: no", &["the page \"not-here\"", "close it"]).await;
    let nobody = refused(&desk, &Reference::draw("KD", 9), "name: Bo").await;
    assert!(nobody.starts_with("there is no sign-up"), "{nobody}");
}

#[tokio::test]
async fn every_kind_of_answer_is_corrected_and_the_others_stay() {
    let (desk, store) = desk_with(AnswerKeys::default()).await;
    let mut answers: Vec<_> = sign_up(1, "Ana").answers.iter().cloned().collect();
    // Left the form since: the one a question, the other a choice.
    answers.push(answer("dream", Value::Text("en katt".into())));
    answers.push(answer("district", codes(&["atlantis"])));
    answers.push(answer("age", codes(&["18-25"])));
    let own = with_answers(1, answers);
    store.save(&own, &[]).await.unwrap();
    let lines = "kind: family\nchildren: ٣\nchild_ages: 7-9\nchild_ages: 0-1\nmore: en\n\ttvå\n\n\t tre\nemail:";
    correct(&desk, &own.reference, lines).await.unwrap();
    let now = store.find(&own.reference).await.unwrap().unwrap().answers;
    let text = |text: &str| Some(Value::Text(text.to_owned()));
    for (field, expected) in [
        ("kind", Some(codes(&["family"]))),
        ("children", Some(Value::Number(3))),
        ("child_ages", Some(codes(&["0-1", "7-9"]))),
        ("more", text("en\ntvå\ntre")),
        ("dream", text("en katt")),
        ("district", Some(codes(&["atlantis"]))),
        ("email", None),
        ("age", None),
    ] {
        assert!(now.get(field) == expected.as_ref(), "{field}");
    }
    let told = correct(&desk, &own.reference, "name: Ana").await.unwrap();
    assert_eq!(told, format!("{}: it says so already\n", own.reference));
}

/// Of two who correct at once, one may have to look again; and sealing anew takes nothing back.
#[tokio::test]
async fn no_correction_is_lost_or_halved() {
    let (desk, store, ana) = stored(keys("unsealed,a:…01")).await;
    let sealing = store.clone().with_answer_keys(keys("a:…01"));
    for number in 10..30 {
        let (phone, name) = (
            format!("phone: 07017406{number}"),
            format!("name: Bo{number}"),
        );
        let seal = by_eva(at(NOW));
        let (phoned, named, sealed) = tokio::join!(
            correct(&desk, &ana.reference, &phone),
            correct(&desk, &ana.reference, &name),
            sealing.reseal(&ana.reference, &seal),
        );
        sealed.unwrap();
        let now = store.find(&ana.reference).await.unwrap().unwrap();
        let is_there = (
            now.answers.phone() == Some(&format!("+467017406{number}")),
            now.answers.text("name") == Some(&format!("Bo{number}")),
        );
        assert_eq!(is_there, (phoned.is_ok(), named.is_ok()), "{number}");
        assert!(phoned.is_ok() || named.is_ok(), "{number}");
        assert_eq!(found(&store, now.answers.phone().unwrap()).await, 1);
        let again = with_answers(30, now.answers.iter().cloned().collect());
        let same = store.save(&again, &[]).await.unwrap();
        assert_eq!(same, Saved::Already(ana.reference.clone()));
    }
}

/// What is erased while it is corrected leaves no contact of before or after.
#[tokio::test]
async fn an_erasure_takes_the_corrected_along() {
    let (desk, store, mut ana) = stored(AnswerKeys::default()).await;
    for number in 10..30 {
        let phone = format!("phone: 07017406{number}");
        let (_, erased) = tokio::join!(correct(&desk, &ana.reference, &phone), async {
            // So that it comes into each step of the correction.
            let later = Duration::from_micros(200 * (number - 10));
            tokio::time::sleep(later).await;
            store.erase(&ana.reference).await
        });
        assert!(erased.unwrap().is_some());
        let left = traces(&store, ana.reference.as_str()).await;
        assert_eq!(left, [], "{number}");
        ana = sign_up(number, "Ana");
        store.save(&ana, &messages(&ana)).await.unwrap();
    }
}

#[tokio::test]
async fn mails_are_told_of_as_they_stand() {
    let (desk, store, ana) = stored(AnswerKeys::default()).await;
    for id in store.waiting(&ana.reference).await.unwrap() {
        let leased = store.lease(&id, at(NOW), LEASE).await.unwrap().unwrap();
        let refused = Fault("Rcpt550".into());
        let marked = match id.kind {
            MessageKind::Receipt => store.failed(&leased, &refused, Next::GiveUp, at(NOW)).await,
            _ => store.sent(&leased, at(NOW)).await,
        };
        assert!(marked.unwrap());
    }
    let told = correct(&desk, &ana.reference, "email: anna@example.org")
        .await
        .unwrap();
    let own = &ana.reference;
    for expected in [
        format!("{own}_notice_1 went to samordnare@example.se before, and stays as it was\n"),
        format!("{own}_receipt_1 did not arrive: `admin retry` sends it to the new address\n"),
    ] {
        assert!(told.contains(&expected), "{expected} in {told}");
    }
    desk.retry(Some(own), &by_eva(at(NOW)), &mut Vec::new())
        .await
        .unwrap();
    let server = SmtpServer::start().await;
    let delivered = over_smtp(&store, &server).deliver_due(at(NOW)).await;
    assert_eq!(delivered.unwrap().sent, 1);
    assert!(server.mails()[0].to.contains("anna@example.org"));
}

#[tokio::test]
async fn the_command_reads_lines_and_says_no_word_of_them() {
    let stage = Stage::start().await;
    let ana = sign_up(1, "Ana");
    stage.store.save(&ana, &[]).await.unwrap();
    let words = ["correct", ana.reference.as_str()];
    let wrong = stage.admin(&words, "phone: 12 Zlatan\n").await;
    assert!(
        !wrong.well && wrong.said.contains("\n  phone: "),
        "{}",
        wrong.said
    );
    assert!(!wrong.said.contains("Zlatan"), "{}", wrong.said);
    let done = stage.admin(&words, "name: Zlatan\n").await;
    assert!(done.well, "{}", done.said);
    assert_eq!(done.out, format!("{}: corrected: name\n", ana.reference));
    let now = stage.store.find(&ana.reference).await.unwrap().unwrap();
    assert_eq!(now.answers.text("name"), Some("Zlatan"));
}
