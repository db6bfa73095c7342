//! What another version of the function wrote keeps nobody waiting, and is shown to a human.

use std::time::Duration;

use aws_sdk_dynamodb::types::AttributeValue;
use function::store::{Connection, Status, Store};

use crate::deliver::{came_to, later, over_smtp};
use crate::engine::{engine_endpoint, store_at};
use crate::samples::{NOW, at, by_eva, messages, sign_up};
use crate::smtp::SmtpServer;

/// A store with messages of an unknown kind, by their keys and the queue that they are in.
async fn store_with(foreign: &[(String, String, &str)]) -> Store {
    let endpoint = engine_endpoint().await;
    let store = store_at(endpoint.clone()).await;
    let client = Connection::to_endpoint(endpoint).dynamodb();
    for (pk, sk, queue) in foreign {
        let text = |text: &str| AttributeValue::S(text.to_owned());
        let put = client.put_item().table_name("sign-ups");
        let put = put.item("PK", text(pk)).item("SK", text(sk));
        let put = put
            .item("state", text("pending"))
            .item("queue", text(queue));
        let put = put.item("queue_at", text("2026-11-01T00:00:00.000Z"));
        put.send().await.unwrap();
    }
    store
}

#[tokio::test]
async fn what_cannot_be_read_keeps_nobody_waiting() {
    let foreign = (0..60).map(|number| {
        let sk = format!("OUT#pigeon#{number}");
        ("SIGNUP#KD-000000".to_owned(), sk, "OUTBOX#PENDING")
    });
    let store = store_with(&Vec::from_iter(foreign)).await;
    let ana = sign_up(1, "Ana");
    store.save(&ana, &messages(&ana)).await.unwrap();
    assert_eq!(store.due(at(NOW), 50).await.unwrap().len(), 2);
    let longest = store.oldest_waiting(Duration::from_secs(5)).await.unwrap();
    assert_eq!(longest.since, Some(at("2026-11-01T00:00:00Z")));
}

#[tokio::test]
async fn a_sign_up_with_a_message_of_an_unknown_kind_is_shown_mailed_and_told() {
    let ana = sign_up(1, "Ana");
    let pk = format!("SIGNUP#{}", ana.reference);
    let pigeon = |number: u8, queue| (pk.clone(), format!("OUT#pigeon#{number}"), queue);
    let foreign = [pigeon(1, "OUTBOX#PENDING"), pigeon(2, "OUTBOX#DEAD")];
    let (store, server) = (store_with(&foreign).await, SmtpServer::start().await);
    store.save(&ana, &messages(&ana)).await.unwrap();
    let notifier = over_smtp(&store, &server);
    let delivered = notifier.deliver(&ana.reference, at(NOW)).await;
    assert_eq!(delivered, came_to(2, 0, 0, 0));

    let record = store.record(&ana.reference).await.unwrap().unwrap();
    assert_eq!(record.unreadable, ["OUT#pigeon#1", "OUT#pigeon#2"]);
    assert_eq!(record.messages.len(), 2);
    assert_eq!(store.messages(&ana.reference).await.unwrap().len(), 2);

    let closed = store.set_status(&ana.reference, Status::Closed, by_eva(at(NOW)));
    assert!(closed.await.unwrap());
    let again = notifier.came_again(&ana.reference, None, at(NOW)).await;
    assert!(again.unwrap().is_some());
    assert_eq!(notifier.deliver_due(at(NOW)).await.unwrap().sent, 2);

    notifier.owe_digest(later(1)).await.unwrap();
    notifier.deliver_due(later(1)).await.unwrap();
    let digest = server.mails().pop().unwrap();
    let parsed = mailparse::parse_mail(&digest.bytes).unwrap();
    let text = parsed.subparts[0].get_body().unwrap();
    for number in 1..=2 {
        let told = format!("- {} OUT#pigeon#{number}", ana.reference);
        assert!(text.contains(&told), "{text}");
    }
}
