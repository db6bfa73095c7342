//! Notes beside a sign-up: told with it, sealed with it, gone with it.

use function::admin::{Desk, Format, NOTE_SIGNS_MAX};
use function::sign_up::Reference;
use function::store::AnswerKeys;

use crate::admin::desk_with;
use crate::command::Stage;
use crate::samples::{NOW, at, by_eva, messages, sign_up};
use crate::sealed::keys;
use crate::store::traces;

async fn text(desk: &Desk, reference: &Reference) -> String {
    let mut out = Vec::new();
    desk.show(reference, &mut out).await.unwrap();
    for format in [Format::Csv, Format::Json] {
        desk.export(format, &mut out, &mut |_| {}).await.unwrap();
    }
    String::from_utf8(out).unwrap()
}

const NOTE: &str = " wants to meet outdoors,\nphone bo@example.org \n";

#[tokio::test]
async fn a_note_is_told_sealed_and_gone_as_the_sign_up_is() {
    let (desk, store) = desk_with(keys("a:…01")).await;
    let (ana, bo) = (sign_up(1, "Ana"), sign_up(2, "Bo"));
    for own in [&ana, &bo] {
        store.save(own, &messages(own)).await.unwrap();
    }
    let plain = store.clone().with_answer_keys(keys("unsealed,a:…01"));
    assert!(
        plain
            .note(&ana.reference, "plain at first", &by_eva(at(NOW)))
            .await
            .unwrap()
    );
    desk.note(&ana.reference, NOTE, by_eva(at(NOW)))
        .await
        .unwrap();
    let told = text(&desk, &ana.reference).await;
    for expected in [
        "2026-11-26 12:00Z\tnote by Eva\twants to meet outdoors,\n\tphone bo@example.org\n",
        "2026-11-26 12:00Z Eva: wants to meet outdoors,\nphone bo@example.org",
        "\"text\":\"wants to meet outdoors,\\nphone bo@example.org\"",
        "plain at first",
    ] {
        assert!(told.contains(expected), "{expected} in {told}");
    }
    let unopened = store.clone().with_answer_keys(AnswerKeys::default());
    assert_eq!(traces(&unopened, "outdoors").await, []);
    assert_ne!(traces(&unopened, "plain at first").await, []);
    assert!(
        store
            .reseal(&ana.reference, &by_eva(at(NOW)))
            .await
            .unwrap()
    );
    assert_eq!(traces(&unopened, "plain at first").await, []);
    assert_eq!(traces(&store, "plain at first").await.len(), 1);
    assert!(
        !store
            .reseal(&ana.reference, &by_eva(at(NOW)))
            .await
            .unwrap()
    );
    let named = traces(&store, "bo@example.org").await;
    assert!(
        named
            .iter()
            .any(|trace| trace.sign_up().as_ref() == Some(&ana.reference))
    );
    store.erase(&ana.reference).await.unwrap();
    assert_eq!(traces(&store, "outdoors").await, []);
    let late = desk.note(&ana.reference, NOTE, by_eva(at(NOW))).await;
    assert!(
        late.unwrap_err()
            .to_string()
            .starts_with("there is no sign-up")
    );
    assert_eq!(traces(&store, ana.reference.as_str()).await, []);
}

#[tokio::test]
async fn a_note_is_short_and_comes_by_standard_input() {
    let stage = Stage::start().await;
    let ana = sign_up(1, "Ana");
    stage.store.save(&ana, &[]).await.unwrap();
    let words = ["note", ana.reference.as_str()];
    for (wrong, signs) in [(" \n", 0), (&*"å".repeat(NOTE_SIGNS_MAX + 1), 501)] {
        let refused = stage.admin(&words, wrong).await;
        let expected = format!("admin: a note has 1 to 500 signs, and this has {signs}\n");
        assert_eq!((refused.well, refused.said), (false, expected));
    }
    let kept = stage.admin(&words, &"å".repeat(NOTE_SIGNS_MAX)).await;
    assert!(kept.well, "{}", kept.said);
    let shown = stage.admin(&["show", words[1]], "").await.out;
    assert!(shown.contains("\tnote by Eva\tååå"), "{shown}");
}

/// Whoever forgot the keys would write it in plain letters beside sealed answers, or under a key that nobody else has.
#[tokio::test]
async fn no_note_is_kept_beside_answers_that_cannot_be_opened() {
    let stage = Stage::start().await;
    let sealing = stage.store.clone().with_answer_keys(keys("a:…01"));
    let ana = sign_up(1, "Ana");
    sealing.save(&ana, &[]).await.unwrap();
    let refused = stage.admin(&["note", ana.reference.as_str()], "hej").await;
    let why = "sealed with the key \"a\", which is not in ANSWER_KEYS";
    assert!(
        !refused.well && refused.said.contains(why),
        "{}",
        refused.said
    );
    let record = sealing.record(&ana.reference).await.unwrap().unwrap();
    assert!(record.notes.is_empty());
}

/// Who asks what is stored about them is told of all that can be read, and that there is more.
#[tokio::test]
async fn a_note_that_cannot_be_opened_hides_none_after_it() {
    let (desk, store) = desk_with(keys("a:…01")).await;
    let ana = sign_up(1, "Ana");
    store.save(&ana, &[]).await.unwrap();
    let sealing = [keys("b:…02"), keys("b:…02"), keys("a:…01")];
    for (minute, keys) in sealing.into_iter().enumerate() {
        let act = by_eva(at(&format!("2026-11-26T12:0{minute}:00Z")));
        let store = store.clone().with_answer_keys(keys);
        let note = format!("call {minute}");
        assert!(store.note(&ana.reference, &note, &act).await.unwrap());
    }
    let mut out = Vec::new();
    let shown = desk.show(&ana.reference, &mut out).await;
    let why = "sealed with the key \"b\", which is not in ANSWER_KEYS";
    let said = shown.unwrap_err().to_string();
    assert!(said.contains(why), "{said}");
    let told = String::from_utf8(out).unwrap();
    let expected = "2026-11-26 12:00Z\tnote by Eva, cannot be read\n\
                    2026-11-26 12:01Z\tnote by Eva, cannot be read\n\
                    2026-11-26 12:02Z\tnote by Eva\tcall 2\n";
    assert!(told.ends_with(expected), "{told}");
}
