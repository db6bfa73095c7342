//! The outbox emptied into real mail servers: once when all is well, again when not, loudly when never.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use function::notify::{Delivered, MailMode, Mailer, Notifier, SmtpLogin, SmtpMailer, SmtpTls};
use function::store::{Among, MessageState, Store};
use jiff::{SignedDuration, Timestamp};

use crate::engine::{faulty_store, fresh_store};
use crate::mail::composer;
use crate::proxy::Fate;
use crate::samples::{NOW, at, by_eva, messages, recipients, sign_up};
use crate::smtp::SmtpServer;

pub fn notifier(store: &Store, mailer: Mailer) -> Notifier {
    Notifier::new(
        store.clone(),
        composer(MailMode::Notice),
        mailer,
        recipients(),
    )
}

pub fn over_smtp(store: &Store, server: &SmtpServer) -> Notifier {
    notifier(store, Mailer::Smtp(server.mailer(SmtpTls::NoneOnLoopback)))
}

pub fn came_to(sent: u32, later: u32, given_up: u32, not_ours: u32) -> Delivered {
    Delivered {
        sent,
        later,
        given_up,
        not_ours,
        unmarked: 0,
    }
}

pub fn later(days: i64) -> Timestamp {
    at(NOW) + SignedDuration::from_hours(24 * days)
}

#[tokio::test]
async fn a_sign_up_is_mailed_once_to_each() {
    let (store, server) = (fresh_store().await, SmtpServer::start().await);
    let ana = sign_up(1, "Ana");
    store.save(&ana, &messages(&ana)).await.unwrap();
    let notifier = over_smtp(&store, &server);
    assert_eq!(
        notifier.deliver(&ana.reference, at(NOW)).await,
        came_to(2, 0, 0, 0)
    );
    assert_eq!(
        notifier.deliver(&ana.reference, at(NOW)).await,
        came_to(0, 0, 0, 0)
    );
    assert_eq!(
        notifier.deliver_due(later(1)).await.unwrap(),
        came_to(0, 0, 0, 0)
    );
    let mut to: Vec<String> = server.mails().into_iter().map(|mail| mail.to).collect();
    to.sort();
    assert_eq!(to, ["ana@example.org", "samordnare@example.se"]);
    assert!(
        server
            .mails()
            .iter()
            .all(|mail| mail.from == "noreply@kompis.example.se")
    );
    assert!(
        server
            .mails()
            .iter()
            .all(|mail| mailparse::parse_mail(&mail.bytes).unwrap().subparts.len() == 2)
    );
}

#[tokio::test]
async fn what_a_server_refuses_for_now_is_sent_later() {
    let steps = [
        ("MAIL", "451 later"),
        ("RCPT", "450 greylisted"),
        ("RCPT", "554 5.7.1 <ana@example.org>: Relay access denied"),
        ("DATA", "554 no"),
        (".", "550 spam?"),
        ("EHLO", "421 busy"),
        ("MAIL", "530 log in"),
    ];
    for (step, reply) in steps {
        let (store, server) = (fresh_store().await, SmtpServer::start().await);
        let ana = sign_up(1, "Ana");
        store.save(&ana, &messages(&ana)).await.unwrap();
        let notifier = over_smtp(&store, &server);
        server.refuse(step, reply);
        assert_eq!(
            notifier.deliver(&ana.reference, at(NOW)).await,
            came_to(0, 2, 0, 0),
            "{step} {reply}"
        );
        server.accept_all();
        assert_eq!(
            notifier.deliver_due(at(NOW)).await.unwrap(),
            came_to(0, 0, 0, 0),
            "not before its time"
        );
        assert_eq!(
            notifier.deliver_due(later(1)).await.unwrap(),
            came_to(2, 0, 0, 0),
            "{step} {reply}"
        );
        assert_eq!(server.mails().len(), 2, "{step} {reply}");
    }
}

#[tokio::test]
async fn a_refused_recipient_is_given_up_and_coordinators_are_told() {
    let (store, server) = (fresh_store().await, SmtpServer::start().await);
    let ana = sign_up(1, "Ana");
    store.save(&ana, &messages(&ana)[..1]).await.unwrap();
    let notifier = over_smtp(&store, &server);
    server.refuse("RCPT", "550 5.1.1 no such user ana@example.org");
    assert_eq!(
        notifier.deliver(&ana.reference, at(NOW)).await,
        came_to(0, 0, 1, 0)
    );
    let record = store.record(&ana.reference).await.unwrap().unwrap();
    let receipt = record
        .messages
        .iter()
        .find(|own| own.message.to.is_none())
        .unwrap();
    assert_eq!(
        (&receipt.state, receipt.fault.as_deref()),
        (&MessageState::Dead, Some("Rcpt550")),
        "no word of the server"
    );
    server.accept_all();
    assert_eq!(
        notifier.deliver_due(later(1)).await.unwrap(),
        came_to(1, 0, 0, 0)
    );
    let told = &server.mails()[0];
    let subject = mailparse::parse_mail(&told.bytes).unwrap().headers[4].get_value();
    assert_eq!(
        (told.to.as_str(), subject),
        (
            "samordnare@example.se",
            format!("{} bekräftelsen kom troligen inte fram", ana.reference)
        )
    );
}

#[tokio::test]
async fn a_server_that_never_takes_it_is_given_up_after_the_last_try() {
    let (store, server) = (fresh_store().await, SmtpServer::start().await);
    let ana = sign_up(1, "Ana");
    store.save(&ana, &messages(&ana)[1..]).await.unwrap();
    let notifier = over_smtp(&store, &server);
    server.refuse("EHLO", "421 closed");
    for days in 0..11 {
        assert_eq!(
            notifier.deliver_due(later(days)).await.unwrap(),
            came_to(0, 1, 0, 0),
            "{days}"
        );
    }
    assert_eq!(
        notifier.deliver_due(later(11)).await.unwrap(),
        came_to(0, 0, 1, 0)
    );
    assert_eq!(
        notifier.deliver_due(later(12)).await.unwrap(),
        came_to(0, 0, 0, 0)
    );
    let dead = store.dead(later(12), 10).await.unwrap();
    server.accept_all();
    assert!(
        store
            .retry(&dead[0], Among::Failed, &by_eva(later(12)))
            .await
            .unwrap()
    );
    assert_eq!(
        notifier.deliver_due(later(12)).await.unwrap(),
        came_to(1, 0, 0, 0)
    );
}

#[tokio::test]
async fn two_sweeps_at_once_send_each_mail_once() {
    let (store, server) = (fresh_store().await, SmtpServer::start().await);
    for number in 0..20 {
        let own = sign_up(number, &format!("Ana{number}"));
        store.save(&own, &messages(&own)).await.unwrap();
    }
    let (first, second) = (over_smtp(&store, &server), over_smtp(&store, &server));
    let (one, other) = tokio::join!(first.deliver_due(at(NOW)), second.deliver_due(at(NOW)));
    assert_eq!(one.unwrap().sent + other.unwrap().sent, 40);
    assert_eq!(server.mails().len(), 40);
}

#[tokio::test]
async fn a_server_that_hangs_holds_nobody_for_long() {
    let (store, server) = (fresh_store().await, SmtpServer::start().await);
    let ana = sign_up(1, "Ana");
    store.save(&ana, &messages(&ana)).await.unwrap();
    server.refuse("RCPT", "hang");
    let started = std::time::Instant::now();
    assert_eq!(
        over_smtp(&store, &server)
            .deliver(&ana.reference, at(NOW))
            .await,
        came_to(0, 2, 0, 0)
    );
    assert!(started.elapsed().as_secs() < 10);
}

#[tokio::test]
async fn no_mail_goes_to_a_server_without_tls_unless_it_was_allowed() {
    let (store, server) = (fresh_store().await, SmtpServer::start().await);
    let ana = sign_up(1, "Ana");
    store.save(&ana, &messages(&ana)).await.unwrap();
    for tls in [SmtpTls::Required, SmtpTls::Wrapped] {
        let login = Some(SmtpLogin {
            user: "u".to_owned(),
            password: "hush".to_owned(),
        });
        let mailer = SmtpMailer {
            login,
            ..server.mailer(tls)
        };
        let notifier = notifier(&store, Mailer::Smtp(mailer));
        let delivered = notifier
            .deliver_due(later(if tls == SmtpTls::Wrapped { 1 } else { 0 }))
            .await
            .unwrap();
        assert_eq!(delivered, came_to(0, 2, 0, 0), "{tls:?}");
    }
    let heard = server.heard();
    assert!(heard.iter().all(|word| word != "AUTH"), "{heard:?}");
    assert!(server.mails().is_empty());
}

#[tokio::test]
async fn a_mark_that_was_lost_means_sent_again_never_lost() {
    let server = SmtpServer::start().await;
    let mut updates = 0;
    // The second update is `sent`: its answer and all repetitions are lost, before they reach the table.
    let store = faulty_store(Box::new(move |operation| {
        updates += u32::from(operation == "UpdateItem");
        if operation == "UpdateItem" && (2..=4).contains(&updates) {
            Fate::down()
        } else {
            Fate::Pass
        }
    }))
    .await;
    let ana = sign_up(1, "Ana");
    store.save(&ana, &messages(&ana)[..1]).await.unwrap();
    let notifier = over_smtp(&store, &server);
    let unmarked = Delivered {
        unmarked: 1,
        ..Delivered::default()
    };
    assert_eq!(notifier.deliver(&ana.reference, at(NOW)).await, unmarked);
    assert_eq!(
        notifier
            .deliver_due(at("2026-11-26T12:00:30Z"))
            .await
            .unwrap(),
        came_to(0, 0, 0, 0),
        "the lease holds"
    );
    assert_eq!(
        notifier
            .deliver_due(at("2026-11-26T12:02:00Z"))
            .await
            .unwrap(),
        came_to(1, 0, 0, 0)
    );
    let mails = server.mails();
    assert_eq!(mails.len(), 2);
    let id = |bytes: &[u8]| mailparse::parse_mail(bytes).unwrap().headers[0].get_value();
    assert_eq!(
        id(&mails[0].bytes),
        id(&mails[1].bytes),
        "one Message-ID, so that a mailbox can tell"
    );
}

#[tokio::test]
async fn an_erased_sign_up_is_not_mailed() {
    let (store, server) = (fresh_store().await, SmtpServer::start().await);
    let ana = sign_up(1, "Ana");
    store.save(&ana, &messages(&ana)).await.unwrap();
    let ids = store.waiting(&ana.reference).await.unwrap();
    store.erase(&ana.reference).await.unwrap();
    assert_eq!(
        over_smtp(&store, &server)
            .deliver_due(at(NOW))
            .await
            .unwrap(),
        came_to(0, 0, 0, 0)
    );
    assert_eq!(
        store
            .lease(&ids[0], at(NOW), SignedDuration::from_secs(60))
            .await
            .unwrap(),
        None
    );
    assert!(server.mails().is_empty());
}

/// A sweep over a table that fails asks once for each message, not as often as it can.
#[tokio::test]
async fn a_table_that_takes_no_lease_ends_the_sweep() {
    let asked = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&asked);
    let store = faulty_store(Box::new(move |operation| {
        let is_lease = operation == "UpdateItem";
        count.fetch_add(u32::from(is_lease), Ordering::SeqCst);
        if is_lease { Fate::down() } else { Fate::Pass }
    }))
    .await;
    let ana = sign_up(1, "Ana");
    store.save(&ana, &messages(&ana)).await.unwrap();
    let saving = asked.swap(0, Ordering::SeqCst);
    let swept = over_smtp(&store, &SmtpServer::start().await)
        .deliver_due(at(NOW))
        .await
        .unwrap();
    let unmarked = Delivered {
        unmarked: 2,
        ..Delivered::default()
    };
    assert_eq!((saving, swept), (0, unmarked));
    let tries_each = 3;
    assert_eq!(asked.load(Ordering::SeqCst), 2 * tries_each);
}
