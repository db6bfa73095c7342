//! The admin command's work over a real store: what it prints, and what it leaves.

use aws_sdk_dynamodb::types::AttributeValue;
use function::admin::{Desk, DeskError, Format, IfHeld};
use function::settings::DeskSettings;
use function::sign_up::{Answer, Reference, Suspicion, Value};
use function::store::{AnswerKeys, Connection, Fault, Next, Status, Store};
use jiff::SignedDuration;
use serde_json::Value as Json;

use crate::engine::{fresh_connection, secret};
use crate::lambda::repository;
use crate::samples::{NOW, answer, at, by_eva, codes, messages, recipients, sign_up, with_answers};

async fn desk() -> (Desk, Store) {
    desk_with(AnswerKeys::default()).await
}

pub async fn desk_with(keys: AnswerKeys) -> (Desk, Store) {
    desk_at(&fresh_connection().await, keys).await
}

async fn desk_at(connection: &Connection, keys: AnswerKeys) -> (Desk, Store) {
    let settings = DeskSettings {
        table: "sign-ups".to_owned(),
        site_root: repository(),
        secret: secret(),
        answer_keys: keys.clone(),
        recipients: recipients(),
    };
    let store = Store::new(connection.dynamodb(), "sign-ups", secret()).with_answer_keys(keys);
    store.create_table().await.unwrap();
    (Desk::new(&settings, connection).unwrap(), store)
}

fn text(out: Vec<u8>) -> String {
    String::from_utf8(out).unwrap()
}

#[tokio::test]
async fn what_a_newer_version_wrote_is_shown_by_its_key() {
    let connection = fresh_connection().await;
    let (desk, store) = desk_at(&connection, AnswerKeys::default()).await;
    let ana = sign_up(1, "Ana");
    store.save(&ana, &messages(&ana)).await.unwrap();
    let text_of = |text: &str| AttributeValue::S(text.to_owned());
    let put = connection.dynamodb().put_item().table_name("sign-ups");
    let put = put.item("PK", text_of(&format!("SIGNUP#{}", ana.reference)));
    let put = put.item("SK", text_of("OUT#pigeon#1"));
    put.send().await.unwrap();
    let mut out = Vec::new();
    desk.show(&ana.reference, &mut out).await.unwrap();
    let shown = text(out);
    assert!(
        shown.contains("\nOUT#pigeon#1\tcannot be read by this version\n"),
        "{shown}"
    );
    assert!(shown.contains("Ana"), "{shown}");
}

#[tokio::test]
async fn lists_name_nobody_and_show_tells_all() {
    let (desk, store) = desk().await;
    let ana = sign_up(1, "Ana");
    store.save(&ana, &messages(&ana)).await.unwrap();
    let mut out = Vec::new();
    desk.list(None, &mut out).await.unwrap();
    let reference = &ana.reference;
    assert_eq!(
        text(out),
        format!("{reference}\tnew\t2026-11-26 12:00Z\tJag är ny i Sverige\ten person\tsv\n")
    );
    let mut out = Vec::new();
    desk.show(reference, &mut out).await.unwrap();
    let shown = text(out);
    for expected in [
        "Vad heter du?\tAna\n",
        "\tana@example.org\n",
        "_receipt_1\tthe person\tdue 2026-11-26 12:00Z\ttries 0\t\n",
    ] {
        assert!(shown.contains(expected), "{expected} in {shown}");
    }
    let unknown = desk
        .show(&Reference::draw("KD", 9), &mut Vec::new())
        .await
        .unwrap_err();
    assert!(matches!(unknown, DeskError::NoSuch(_)));
}

#[tokio::test]
async fn exports_are_whole_and_harmless() {
    let (desk, store) = desk().await;
    let answers = vec![
        answer("role", codes(&["newcomer"])),
        answer("name", Value::Text("=HYPERLINK(\"x\");Åsa".into())),
        answer(
            "phone",
            Value::Phone {
                e164: "+46701740605".into(),
                typed: "070-174 06 05".into(),
            },
        ),
        answer("evaluation", Value::Yes),
        answer("dream", Value::Text("=en katt".into())),
    ];
    let own = with_answers(1, answers);
    store.save(&own, &[]).await.unwrap();
    let mut out = Vec::new();
    desk.export(Format::Csv, &mut out, &mut |_| {})
        .await
        .unwrap();
    let csv = text(out);
    assert!(
        csv.starts_with("\u{FEFF}reference;status;since;created;language;"),
        "{csv}"
    );
    assert_eq!(csv.lines().count(), 2);
    for expected in [
        ";\"'=HYPERLINK(\"\"x\"\");Åsa\";",
        ";\"'+46701740605\";",
        ";Jag är ny i Sverige;",
        ";Ja;dream: =en katt;\r\n",
    ] {
        assert!(csv.contains(expected), "{expected} in {csv}");
    }
    let mut out = Vec::new();
    desk.export(Format::Json, &mut out, &mut |_| {})
        .await
        .unwrap();
    let object: Json = serde_json::from_str(text(out).trim_end()).unwrap();
    assert_eq!(
        (object["reference"].as_str(), object["status"].as_str()),
        (Some(own.reference.as_str()), Some("new"))
    );
    assert_eq!(object["answers"][0]["value"]["codes"][0], "newcomer");
}

#[tokio::test]
async fn erasing_proves_itself_also_when_the_person_has_another() {
    let (desk, store) = desk().await;
    let (ana, bo) = (sign_up(1, "Ana"), sign_up(2, "Bo"));
    for own in [&ana, &bo] {
        store.save(own, &messages(own)).await.unwrap();
    }
    let mut out = Vec::new();
    desk.of_person("+46701740605", &mut out).await.unwrap();
    assert_eq!(text(out).lines().count(), 2);
    let mut out = Vec::new();
    desk.of_person(" 070-174 06 05", &mut out).await.unwrap();
    assert_eq!(text(out).lines().count(), 2, "a number as people say it");
    let mut answers: Vec<Answer> = sign_up(3, "Cy").answers.iter().cloned().collect();
    let value = Value::Phone {
        e164: "+46701740607".to_owned(),
        typed: "0701740607".to_owned(),
    };
    answers.push(answer("helper_phone", value));
    let helped = with_answers(3, answers);
    store.save(&helped, &[]).await.unwrap();
    let mut out = Vec::new();
    desk.of_person("070-174 06 07", &mut out).await.unwrap();
    let expected = format!(
        "{} (of somebody else, who gave this contact)\n",
        helped.reference
    );
    assert_eq!(text(out), expected);
    store.erase(&helped.reference).await.unwrap();
    let nobody = desk.of_person("070-174 06 06", &mut Vec::new()).await;
    let said = nobody.unwrap_err().to_string();
    assert_eq!(said, "nobody signed up with +46701740606");
    for (own, items) in [(&ana, 6), (&bo, 6)] {
        let mut out = Vec::new();
        desk.erase(
            &own.reference,
            (by_eva(at(NOW)), IfHeld::Refuse),
            &mut out,
            &mut |_| {},
        )
        .await
        .unwrap();
        let told = text(out);
        assert!(
            told.starts_with(&format!(
                "{}: {items} items erased 2026-11-26 12:00Z by Eva; ",
                own.reference
            )),
            "{told}"
        );
        assert!(told.contains("nothing of it is left\n"), "{told}");
        let kept = format!("stands in {}, which is kept\n", bo.reference);
        assert_eq!(
            told.contains(&kept),
            own.reference == ana.reference,
            "{told}"
        );
    }
    assert!(matches!(
        desk.erase(
            &ana.reference,
            (by_eva(at(NOW)), IfHeld::Refuse),
            &mut Vec::new(),
            &mut |_| {}
        )
        .await,
        Err(DeskError::NoTrace(..))
    ));
}

#[tokio::test]
async fn given_up_mails_are_tried_again_by_sign_up_or_all() {
    let (desk, store) = desk().await;
    for (number, name) in [(1, "Ana"), (2, "Bo")] {
        let own = sign_up(number, name);
        store.save(&own, &messages(&own)[..1]).await.unwrap();
        let id = store.waiting(&own.reference).await.unwrap().remove(0);
        let leased = store
            .lease(&id, at(NOW), SignedDuration::from_secs(60))
            .await
            .unwrap()
            .unwrap();
        store
            .failed(&leased, &Fault("Rcpt550".into()), Next::GiveUp, at(NOW))
            .await
            .unwrap();
    }
    let ana = Reference::draw("KD", 1);
    let mut out = Vec::new();
    desk.retry(Some(&ana), &by_eva(at(NOW)), &mut out)
        .await
        .unwrap();
    assert_eq!(
        text(out),
        format!("{ana}_receipt_1\n1 mails taken up again\n")
    );
    let mut out = Vec::new();
    desk.retry(None, &by_eva(at(NOW)), &mut out).await.unwrap();
    assert_eq!(
        text(out),
        format!(
            "{}_receipt_1\n1 mails taken up again\n",
            Reference::draw("KD", 2)
        )
    );
    assert_eq!(store.due(at(NOW), 10).await.unwrap().len(), 2);
    let audit = store.record(&ana).await.unwrap().unwrap().audit;
    assert_eq!(audit.len(), 1, "{audit:?}");
    assert_eq!(audit[0].what, format!("{ana}_receipt_1 to be sent again"));
    assert_eq!(audit[0].by.as_deref(), Some("Eva"));
}

#[tokio::test]
async fn a_release_mails_and_is_for_quarantine_only() {
    let (desk, store) = desk().await;
    let mut suspect = sign_up(1, "Ana");
    suspect.suspect = Some(Suspicion::Honeypot);
    store.save(&suspect, &[]).await.unwrap();
    let mut out = Vec::new();
    desk.list(Some(Status::Quarantined), &mut out)
        .await
        .unwrap();
    assert_eq!(text(out).lines().count(), 1);
    let moved = desk.set_status(&suspect.reference, Status::New, by_eva(at(NOW)));
    assert!(
        matches!(moved.await, Err(DeskError::InQuarantine(_))),
        "or it would owe its mails for ever"
    );
    let into = desk.set_status(&suspect.reference, Status::Quarantined, by_eva(at(NOW)));
    assert!(matches!(into.await, Err(DeskError::NoWayIn)));
    desk.let_out(&suspect.reference, by_eva(at(NOW)))
        .await
        .unwrap();
    assert_eq!(store.due(at(NOW), 10).await.unwrap().len(), 2);
    assert!(matches!(
        desk.let_out(&suspect.reference, by_eva(at(NOW))).await,
        Err(DeskError::NotInQuarantine(_))
    ));
    assert!(
        !store
            .take_up(
                &suspect,
                (Status::Quarantined, Status::New),
                &[],
                ("released", by_eva(at(NOW)))
            )
            .await
            .unwrap(),
        "two who let it out at once mail it once"
    );
    desk.set_status(&suspect.reference, Status::Contacted, by_eva(at(NOW)))
        .await
        .unwrap();
    let nobody = Reference::draw("KD", 9);
    let moved = desk.set_status(&nobody, Status::Contacted, by_eva(at(NOW)));
    assert!(matches!(moved.await, Err(DeskError::NoSuch(_))));
    let mut out = Vec::new();
    desk.stats(2, at(NOW), &mut out).await.unwrap();
    let told = text(out);
    for expected in [
        "contacted\t1\n",
        "quarantined\t0\n",
        "mails due\t2\n",
        "2 days, newcomer/individual\t1\n",
        "2 days, total\t1\n",
    ] {
        assert!(told.contains(expected), "{expected} in {told}");
    }
}

#[tokio::test]
async fn what_was_closed_unmailed_owes_its_mails_once_it_is_taken_up() {
    let (desk, store) = desk().await;
    let mut suspect = sign_up(1, "Ana");
    suspect.suspect = Some(Suspicion::Content);
    store.save(&suspect, &[]).await.unwrap();
    let owed = async |status| {
        let moved = desk.set_status(&suspect.reference, status, by_eva(at(NOW)));
        moved.await.unwrap();
        store.waiting(&suspect.reference).await.unwrap().len()
    };
    assert_eq!(owed(Status::Closed).await, 0);
    assert_eq!(owed(Status::New).await, 2);
    assert_eq!(owed(Status::Contacted).await, 2);
}

#[tokio::test]
async fn an_address_is_found_however_it_is_spelt() {
    let (desk, store) = desk().await;
    let address = Value::Email("asa@räksmörgås.se".into());
    let own = with_answers(1, vec![answer("email", address)]);
    store.save(&own, &[]).await.unwrap();
    let before = Value::Email("bo@xn--rksmrgs-5wao1o.se".into());
    let before = with_answers(2, vec![answer("email", before)]);
    store.save(&before, &[]).await.unwrap();
    let mut out = Vec::new();
    desk.of_person("bo@xn--rksmrgs-5wao1o.se", &mut out)
        .await
        .unwrap();
    assert_eq!(text(out), format!("{}\n", before.reference));
    for spelt in [
        "asa@räksmörgås。se",
        "asa@räksmörgås.se",
        "ASA＠räksmörgås．se",
        "asa@xn--rksmrgs-5wao1o.se",
    ] {
        let mut out = Vec::new();
        desk.of_person(spelt, &mut out).await.unwrap();
        assert_eq!(text(out), format!("{}\n", own.reference), "{spelt}");
    }
}

#[tokio::test]
async fn no_line_of_what_is_shown_is_typed() {
    let (desk, store) = desk().await;
    let more = Value::Text("a\nKD-ZZ_receipt_1\tsent".into());
    let own = with_answers(1, vec![answer("more", more)]);
    store.save(&own, &[]).await.unwrap();
    let mut out = Vec::new();
    desk.show(&own.reference, &mut out).await.unwrap();
    let shown = text(out);
    assert!(shown.contains("\ta\n\tKD-ZZ_receipt_1\tsent\n"), "{shown}");
}
