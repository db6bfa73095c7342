//! A mail server that breaks off or falls silent, at each step of a mail: it is sent later, and never lost.

use function::notify::Delivered;
use tokio::task::JoinSet;

use crate::deliver::{came_to, later, over_smtp};
use crate::engine::fresh_store;
use crate::samples::{NOW, at, messages, sign_up};
use crate::smtp::SmtpServer;

/// What becomes of a sign-up's two mails while the server does so, and how many it has got in the end.
async fn check(step: &'static str, reply: &'static str, mails: usize) {
    let (store, server) = (fresh_store().await, SmtpServer::start().await);
    let ana = sign_up(1, "Ana");
    store.save(&ana, &messages(&ana)).await.unwrap();
    let notifier = over_smtp(&store, &server);
    server.refuse(step, reply);
    let at_first: Delivered = notifier.deliver(&ana.reference, at(NOW)).await;
    assert_eq!(at_first, came_to(0, 2, 0, 0), "{step} {reply}");
    server.accept_all();
    let after = notifier.deliver_due(later(1)).await.unwrap();
    assert_eq!(after, came_to(2, 0, 0, 0), "{step} {reply}");
    assert_eq!(server.mails().len(), mails, "{step} {reply}");
}

#[tokio::test]
async fn a_server_that_breaks_off_or_falls_silent_gets_the_mails_later() {
    let steps = ["EHLO", "MAIL", "RCPT", "DATA", "."];
    let mut all = JoinSet::new();
    for step in steps {
        all.spawn(check(step, "close", 2));
        all.spawn(check(step, "hang", 2));
    }
    // Taken, and no word of it: we cannot know, so they come twice, with one Message-ID.
    all.spawn(check(".", "close after", 4));
    all.spawn(check(".", "hang after", 4));
    all.join_all().await;
}

#[tokio::test]
async fn a_server_that_looks_into_mails_for_long_is_waited_for_the_second_time() {
    let (store, server) = (fresh_store().await, SmtpServer::start().await);
    let ana = sign_up(1, "Ana");
    store.save(&ana, &messages(&ana)).await.unwrap();
    let notifier = over_smtp(&store, &server);
    server.refuse(".", "slow after");
    let at_first = notifier.deliver(&ana.reference, at(NOW)).await;
    assert_eq!(at_first, came_to(0, 2, 0, 0));
    for (days, sent) in [(1, 2), (2, 0)] {
        let swept = notifier.deliver_due(later(days)).await.unwrap();
        assert_eq!(swept, came_to(sent, 0, 0, 0), "{days}");
    }
    assert_eq!(server.mails().len(), 4);
}

/// What the server said before is what counts, and nobody waits long for its good-bye.
#[tokio::test]
async fn a_server_without_a_good_bye_has_said_all_that_counts() {
    for (recipient, expected, mails) in [
        ("250 ok", came_to(2, 0, 0, 0), 2),
        ("550 5.1.1 no such user", came_to(0, 0, 2, 0), 0),
    ] {
        let (store, server) = (fresh_store().await, SmtpServer::start().await);
        let ana = sign_up(1, "Ana");
        store.save(&ana, &messages(&ana)).await.unwrap();
        let notifier = over_smtp(&store, &server);
        server.refuse("RCPT", recipient);
        server.refuse("QUIT", "hang");
        let delivered = notifier.deliver(&ana.reference, at(NOW)).await;
        assert_eq!(delivered, expected, "{recipient}");
        assert_eq!(server.mails().len(), mails, "{recipient}");
    }
}
