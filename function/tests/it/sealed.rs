//! Answers sealed in the table: a dump of it holds nothing that anybody typed, and everything works as without.

use aws_sdk_dynamodb::types::AttributeValue;
use function::admin::{Format, IfHeld};
use function::sign_up::SignUp;
use function::store::{AnswerKeys, Connection, Status, Store};

use crate::admin::desk_with;
use crate::deliver::{came_to, later, over_smtp};
use crate::engine::{engine_endpoint, store_at};
use crate::samples::{NOW, at, by_eva, messages, sign_up};
use crate::smtp::SmtpServer;

/// What was chosen (the role, the kind) stands in the counts of each day, where it is nobody's.
const TYPED: [&str; 4] = ["Ana", "ana@example.org", "+46701740605", "174 06 05"];

pub fn keys(written: &str) -> AnswerKeys {
    AnswerKeys::parse(&written.replace('…', &"0f".repeat(31))).unwrap()
}

fn sealing(store: &Store, written: &str) -> Store {
    store.clone().with_answer_keys(keys(written))
}

/// How many items hold something typed.
async fn found_in(store: &Store) -> usize {
    let unopened = store.clone().with_answer_keys(AnswerKeys::default());
    let scan = unopened.traces(&TYPED, |_| {}).await.unwrap();
    scan.traces.len()
}

/// Stored, mailed, moved on: all items that a sign-up ever has.
async fn through_everything(store: &Store, own: &SignUp) {
    let server = SmtpServer::start().await;
    store.save(own, &messages(own)).await.unwrap();
    let notifier = over_smtp(store, &server);
    assert_eq!(
        notifier.deliver(&own.reference, at(NOW)).await,
        came_to(2, 0, 0, 0)
    );
    store
        .set_status(&own.reference, Status::Contacted, by_eva(at(NOW)))
        .await
        .unwrap();
}

#[tokio::test]
async fn a_dump_of_table_and_index_holds_nothing_typed() {
    let endpoint = engine_endpoint().await;
    let plain = store_at(endpoint.clone()).await;
    let store = sealing(&plain, "2026:…01");
    let ana = sign_up(1, "Ana");
    through_everything(&store, &ana).await;
    assert_eq!(found_in(&store).await, 0);
    let client = Connection::to_endpoint(endpoint).dynamodb();
    let dump = client.scan().table_name("sign-ups").index_name("queue");
    for item in dump.send().await.unwrap().items() {
        let mut names: Vec<&str> = item.keys().map(String::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, ["PK", "SK", "queue", "queue_at"]);
    }
    assert_eq!(store.find(&ana.reference).await.unwrap(), Some(ana));
    through_everything(&plain, &sign_up(2, "Anaunsealed")).await;
    assert_ne!(found_in(&plain).await, 0, "the search finds what is there");
}

#[tokio::test]
async fn keys_are_changed_while_old_and_new_are_read() {
    let plain = store_at(engine_endpoint().await).await;
    let ana = sign_up(1, "Ana");
    plain.save(&ana, &messages(&ana)).await.unwrap();
    let reads = async |store: &Store, expected: bool| {
        let found = store.find(&ana.reference).await.ok().flatten();
        assert_eq!(found.as_ref() == Some(&ana), expected);
    };
    let first = sealing(&plain, "a:…01");
    reads(&first, true).await;
    for (step, changes) in [(&first, true), (&first, false)] {
        assert_eq!(
            step.reseal(&ana.reference, &by_eva(at(NOW))).await.unwrap(),
            changes
        );
        assert_eq!(found_in(step).await, 0);
    }
    reads(&plain, false).await;
    let both = sealing(&plain, "b:…02,a:…01");
    reads(&both, true).await;
    assert!(both.reseal(&ana.reference, &by_eva(at(NOW))).await.unwrap());
    reads(&first, false).await;
    reads(&sealing(&plain, "b:…02"), true).await;
    assert!(
        sealing(&plain, "unsealed,b:…02")
            .reseal(&ana.reference, &by_eva(at(NOW)))
            .await
            .unwrap()
    );
    reads(&plain, true).await;
    let status = plain.record(&ana.reference).await.unwrap().unwrap().status;
    assert_eq!(status, Status::New, "nothing else is touched");
}

/// Whoever can write to the table, but has no key, cannot pass one person's answers off as another's.
#[tokio::test]
async fn answers_under_another_reference_are_refused() {
    let endpoint = engine_endpoint().await;
    let store = sealing(&store_at(endpoint.clone()).await, "a:…01");
    let (ana, bo) = (sign_up(1, "Ana"), sign_up(2, "Bo"));
    for own in [&ana, &bo] {
        store.save(own, &[]).await.unwrap();
    }
    let client = Connection::to_endpoint(endpoint).dynamodb();
    let key = |own: &SignUp| AttributeValue::S(format!("SIGNUP#{}", own.reference));
    let meta = AttributeValue::S("META".to_owned());
    let read = client.get_item().table_name("sign-ups");
    let read = read.key("PK", key(&ana)).key("SK", meta.clone());
    let sealed = read.send().await.unwrap().item.unwrap()["sealed"].clone();
    let swap = client.update_item().table_name("sign-ups");
    let swap = swap.key("PK", key(&bo)).key("SK", meta);
    let swap = swap.update_expression("SET sealed = :s");
    swap.expression_attribute_values(":s", sealed)
        .send()
        .await
        .unwrap();
    let refused = store.find(&bo.reference).await.unwrap_err().to_string();
    assert!(refused.contains("not what was stored here"), "{refused}");
    assert!(!refused.contains("Ana"), "{refused}");
}

#[tokio::test]
async fn the_admin_command_works_on_sealed_answers() {
    let (desk, store) = desk_with(keys("a:…01")).await;
    let (ana, bo) = (sign_up(1, "Ana"), sign_up(2, "Bo"));
    store.save(&ana, &messages(&ana)).await.unwrap();
    let unsealed = store.clone().with_answer_keys(AnswerKeys::default());
    unsealed.save(&bo, &[]).await.unwrap();
    let mut out = Vec::new();
    desk.list(None, &mut out).await.unwrap();
    desk.show(&ana.reference, &mut out).await.unwrap();
    desk.export(Format::Csv, &mut out, &mut |_| {})
        .await
        .unwrap();
    desk.reseal(by_eva(at(NOW)), &mut out, &mut |_| {})
        .await
        .unwrap();
    desk.erase(
        &ana.reference,
        (by_eva(at(NOW)), IfHeld::Refuse),
        &mut out,
        &mut |_| {},
    )
    .await
    .unwrap();
    let told = String::from_utf8(out).unwrap();
    for expected in [
        "Jag är ny i Sverige\ten person",
        "Vad heter du?\tAna\n",
        &format!("same contact as\t{}\n", bo.reference),
        ";bo@example.org;",
        "1 of 2 sign-ups changed\n",
        "nothing of it is left",
    ] {
        assert!(told.contains(expected), "{expected} in {told}");
    }
    assert!(
        unsealed.find(&bo.reference).await.is_err(),
        "it is sealed now"
    );
    assert_eq!(store.find(&bo.reference).await.unwrap(), Some(bo));
}

/// Nor does it hide anybody else from the coordinators.
#[tokio::test]
async fn one_that_cannot_be_opened_hides_no_other() {
    let (desk, store) = desk_with(AnswerKeys::default()).await;
    let (ana, bo) = (sign_up(1, "Ana"), sign_up(2, "Bo"));
    let lost = sealing(&store, "lost:…01");
    lost.save(&ana, &messages(&ana)[..1]).await.unwrap();
    store.save(&bo, &[]).await.unwrap();
    let mut out = Vec::new();
    desk.list(None, &mut out).await.unwrap();
    let exported = desk.export(Format::Csv, &mut out, &mut |_| {}).await;
    let said = exported.unwrap_err().to_string();
    assert!(said.ends_with(ana.reference.as_str()), "{said}");
    let shown = desk.show(&ana.reference, &mut out).await.unwrap_err();
    assert!(shown.to_string().contains("\"lost\""), "{shown}");
    let told = String::from_utf8(out).unwrap();
    for expected in [
        &format!(
            "{}\tnew\tsince 2026-11-26 12:00Z\n\n{}_receipt_1\tthe person\tdue",
            ana.reference, ana.reference
        ),
        &format!(
            "{}\tnew\t2026-11-26 12:00Z\tcannot be read: its answers are sealed with the key \"lost\"",
            ana.reference
        ),
        &format!(
            "{}\tnew\t2026-11-26 12:00Z\tJag är ny i Sverige",
            bo.reference
        ),
        ";bo@example.org;",
    ] {
        assert!(told.contains(expected), "{expected} in {told}");
    }
    let server = SmtpServer::start().await;
    let notifier = over_smtp(&store, &server);
    let next_day = later(1);
    notifier.owe_digest(next_day).await.unwrap();
    let delivered = notifier.deliver_due(next_day).await.unwrap();
    assert_eq!(delivered, came_to(1, 1, 0, 0));
    let mails = server.mails();
    let parsed = mailparse::parse_mail(&mails[0].bytes).unwrap();
    let text = parsed.subparts[0].get_body().unwrap().replace("\r\n", "\n");
    let expected = format!(
        "svar inte kan läsas. Säg till den som sköter anmälningstjänsten i dag:\n\n- {} (2026-11-26 13:00)\n",
        ana.reference
    );
    assert!(text.contains(&expected), "{text}");
    assert!(text.contains("dagarna: 2"), "{text}");
}

/// A key that is lost holds up its own mails only, and a human hears of it.
#[tokio::test]
async fn mails_whose_answers_cannot_be_opened_are_given_up_loudly() {
    let plain = store_at(engine_endpoint().await).await;
    let (ana, bo) = (sign_up(1, "Ana"), sign_up(2, "Bo"));
    let lost = sealing(&plain, "lost:…01");
    lost.save(&ana, &messages(&ana)[..1]).await.unwrap();
    plain.save(&bo, &messages(&bo)[..1]).await.unwrap();
    let server = SmtpServer::start().await;
    let notifier = over_smtp(&plain, &server);
    let first = notifier.deliver_due(at(NOW)).await.unwrap();
    assert_eq!(first, came_to(1, 1, 0, 0));
    for days in 1..30 {
        notifier.deliver_due(later(days)).await.unwrap();
    }
    let dead = plain.dead(later(30), 10).await.unwrap();
    assert_eq!(dead, [messages(&ana)[0].id.clone()]);
    assert_eq!(server.mails().len(), 1);
}
