//! What is held stands still: nobody moves it on, and no decision erases it, whoever comes between.

use function::admin::{Desk, DeskError, Format, IfHeld};
use function::sign_up::{Reference, SignUp, Suspicion};
use function::store::{AnswerKeys, Status, Store};

use crate::admin::desk_with;
use crate::deliver::over_smtp;
use crate::engine::fresh_store;
use crate::samples::{NOW, at, by_eva, messages, sign_up};
use crate::smtp::SmtpServer;
use crate::store::traces;

async fn text(desk: &Desk, reference: &Reference) -> String {
    let mut out = Vec::new();
    desk.list(None, &mut out).await.unwrap();
    desk.show(reference, &mut out).await.unwrap();
    for format in [Format::Csv, Format::Json] {
        desk.export(format, &mut out, &mut |_| {}).await.unwrap();
    }
    desk.stats(1, at(NOW), &mut out).await.unwrap();
    String::from_utf8(out).unwrap()
}

async fn held(suspect: Option<Suspicion>) -> (Desk, Store, SignUp) {
    let (desk, store) = desk_with(AnswerKeys::default()).await;
    let own = SignUp {
        suspect,
        ..sign_up(1, "Ana")
    };
    store.save(&own, &messages(&own)).await.unwrap();
    for _ in 0..2 {
        desk.hold(&own.reference, by_eva(at(NOW))).await.unwrap();
    }
    (desk, store, own)
}

#[tokio::test]
async fn what_is_held_is_neither_moved_on_nor_erased_and_says_so() {
    let (desk, store, ana) = held(None).await;
    let eva = || by_eva(at(NOW));
    let moved = desk.set_status(&ana.reference, Status::Contacted, eva());
    let said = moved.await.unwrap_err().to_string();
    let until = format!("until `admin release {}`", ana.reference);
    assert!(said.contains("is held") && said.ends_with(&until), "{said}");
    let (act, mut out) = ((eva(), IfHeld::Refuse), Vec::new());
    let erased = desk.erase(&ana.reference, act, &mut out, &mut |_| {}).await;
    let said = erased.unwrap_err().to_string();
    assert!(said.ends_with("or say --although-held"), "{said}");
    let since = store.record(&ana.reference).await.unwrap().unwrap();
    assert_eq!((since.status, since.messages.len()), (Status::New, 2));

    let told = text(&desk, &ana.reference).await;
    for expected in [
        "\ten person\tsv\theld\n",
        "held since 2026-11-26 12:00Z\n",
        "\theld\tby Eva\n",
        ";2026-11-26 12:00Z;sv;2026-11-26 12:00Z;",
        "\"held_since\":\"2026-11-26T12:00:00Z\"",
        "held\t1\n",
    ] {
        assert!(told.contains(expected), "{expected} in {told}");
    }
    assert_eq!(told.matches("\theld\tby Eva").count(), 1, "twice is once");
    desk.release(&ana.reference, eva()).await.unwrap();
    let told = text(&desk, &ana.reference).await;
    for expected in [
        "\tsv\n",
        "\treleased from hold\tby Eva\n",
        "\"held_since\":null",
        "held\t0\n",
    ] {
        assert!(told.contains(expected), "{expected} in {told}");
    }
    let moved = desk.set_status(&ana.reference, Status::Contacted, eva());
    moved.await.unwrap();
    let again = desk.release(&ana.reference, eva()).await;
    assert!(matches!(again, Err(DeskError::NotHeld(_))));
    let nobody = Reference::draw("KD", 9);
    let held = desk.hold(&nobody, eva()).await;
    assert!(matches!(held, Err(DeskError::NoSuch(_))));
    let released = desk.release(&nobody, eva()).await;
    assert!(matches!(released, Err(DeskError::NoSuch(_))));
}

#[tokio::test]
async fn a_held_one_is_erased_where_it_is_meant() {
    let (desk, store, ana) = held(None).await;
    let (act, mut out) = ((by_eva(at(NOW)), IfHeld::Erase), Vec::new());
    desk.erase(&ana.reference, act, &mut out, &mut |_| {})
        .await
        .unwrap();
    assert_eq!(traces(&store, ana.reference.as_str()).await, []);
}

#[tokio::test]
async fn quarantine_keeps_what_is_held_until_the_person_comes_again() {
    let (desk, store, ana) = held(Some(Suspicion::Honeypot)).await;
    let let_out = desk.let_out(&ana.reference, by_eva(at(NOW))).await;
    assert!(matches!(let_out, Err(DeskError::Held(_))));
    // Whose list was read before it was held.
    let moved = (Status::Quarantined, Status::New);
    let late = ("released", by_eva(at(NOW)));
    let taken_up = store.take_up(&ana, moved, &[], late).await;
    assert!(!taken_up.unwrap());
    let server = SmtpServer::start().await;
    let notifier = over_smtp(&store, &server);
    let came = notifier.came_again(&ana.reference, None, at(NOW)).await;
    assert!(came.unwrap().is_some());
    let record = store.record(&ana.reference).await.unwrap().unwrap();
    assert_eq!((record.status, record.messages.len()), (Status::New, 2));
    assert!(record.held_since.is_some(), "it is held all the same");
}

#[tokio::test]
async fn what_is_held_outlives_a_decision_on_retention() {
    let store = fresh_store().await;
    for number in 0..20 {
        let own = sign_up(number, &format!("Ana{number}"));
        let reference = &own.reference;
        store.save(&own, &messages(&own)).await.unwrap();
        let closed = store.set_status(reference, Status::Closed, by_eva(at(NOW)));
        assert!(closed.await.unwrap());
        let hold = by_eva(at(NOW));
        let (erased, held) = match number {
            0 => {
                let held = store.hold(reference, &hold).await;
                (store.erase_closed(reference, at(NOW)).await, held)
            }
            // At once, so that either may be first.
            _ => tokio::join!(
                store.erase_closed(reference, at(NOW)),
                store.hold(reference, &hold)
            ),
        };
        let (erased, held) = (erased.unwrap().is_some(), held.unwrap());
        assert_ne!(erased, held, "{number}: one of them");
        let left = store.record(reference).await.unwrap();
        assert_eq!(left.map(|left| left.messages.len()), held.then_some(2));
        assert!(number > 0 || held, "what is held already stays");
        if held {
            assert!(store.release(reference, &hold).await.unwrap());
            let erased = store.erase_closed(reference, at(NOW)).await.unwrap();
            assert!(erased.is_some(), "released, it goes");
        }
    }
}
