//! What coordinators are told beyond the notices: receipts that came back, and the week.

use function::notify::messages_for;
use function::notify::{Bounce, BounceKind};
use function::sign_up::{Reference, SignUp, Suspicion, Value};
use function::store::{Among, MessageId, Status};

use crate::deliver::{came_to, later, over_smtp};
use crate::engine::fresh_store;
use crate::samples::{NOW, answer, at, by_eva, messages, recipients, sign_up, with_answers};
use crate::smtp::SmtpServer;

#[tokio::test]
async fn a_bounce_marks_the_message_and_is_told_once() {
    let (store, server) = (fresh_store().await, SmtpServer::start().await);
    let ana = sign_up(1, "Ana");
    store.save(&ana, &messages(&ana)).await.unwrap();
    let notifier = over_smtp(&store, &server);
    notifier.deliver(&ana.reference, at(NOW)).await;
    let message = MessageId::parse(&format!("{}_receipt_1", ana.reference)).unwrap();
    let bounce = Bounce {
        message: message.clone(),
        kind: BounceKind::Permanent,
    };
    for _ in 0..2 {
        notifier.take_bounce(&bounce, at(NOW)).await.unwrap();
    }
    assert_eq!(store.dead(at(NOW), 10).await.unwrap(), [message]);
    assert_eq!(
        notifier.deliver_due(later(1)).await.unwrap(),
        came_to(1, 0, 0, 0)
    );
    notifier.take_bounce(&bounce, at(NOW)).await.unwrap();
    assert_eq!(
        notifier.deliver_due(later(2)).await.unwrap(),
        came_to(0, 0, 0, 0)
    );
    assert!(
        store
            .retry(&bounce.message, Among::FailedAndReturned, &by_eva(later(3)))
            .await
            .unwrap()
    );
    assert_eq!(
        notifier.deliver_due(later(3)).await.unwrap(),
        came_to(1, 0, 0, 0)
    );
    for _ in 0..2 {
        notifier.take_bounce(&bounce, later(3)).await.unwrap();
    }
    assert_eq!(
        notifier.deliver_due(later(4)).await.unwrap(),
        came_to(1, 0, 0, 0),
        "it was tried again, and came back again"
    );
    let unknown = Bounce {
        message: MessageId::parse("KD-999999_receipt_1").unwrap(),
        kind: BounceKind::Complaint,
    };
    notifier.take_bounce(&unknown, at(NOW)).await.unwrap();
    let mut trial = sign_up(2, "Prov");
    trial.reference = Reference::draw("PROV", 2);
    store.save(&trial, &messages(&trial)).await.unwrap();
    let of_a_trial = Bounce {
        message: MessageId::parse(&format!("{}_receipt_1", trial.reference)).unwrap(),
        kind: BounceKind::Transient,
    };
    notifier.take_bounce(&of_a_trial, later(3)).await.unwrap();
    let dead = store.lately_dead(10).await.unwrap();
    assert!(!dead.contains(&of_a_trial.message), "it is left alone");
    let notice = MessageId::parse(&format!("{}_notice_1", ana.reference)).unwrap();
    let bounce = Bounce {
        message: notice.clone(),
        kind: BounceKind::Permanent,
    };
    notifier.take_bounce(&bounce, later(5)).await.unwrap();
    assert_eq!(
        store.lately_dead(1).await.unwrap(),
        [notice],
        "the last stands first"
    );
}

#[tokio::test]
async fn the_digest_tells_what_waits_failed_and_is_in_quarantine_once_a_week() {
    let (store, server) = (fresh_store().await, SmtpServer::start().await);
    let (mut old, new, mut suspect) = (sign_up(1, "Ana"), sign_up(2, "Bo"), sign_up(3, "Cy"));
    old.created_at = at("2026-11-01T00:00:00Z");
    suspect.suspect = Some(Suspicion::Content);
    let mut phoned = sign_up(4, "Di");
    phoned.created_at = at("2026-11-20T00:00:00Z");
    for own in [&old, &new, &suspect, &phoned] {
        store.save(own, &[]).await.unwrap();
    }
    let moved = store.set_status(&phoned.reference, Status::Matched, by_eva(at(NOW)));
    assert!(moved.await.unwrap());
    let notifier = over_smtp(&store, &server);
    let monday = at("2026-11-27T06:00:00Z");
    notifier.owe_digest(monday).await.unwrap();
    notifier.owe_digest(monday).await.unwrap();
    assert_eq!(
        notifier.deliver_due(monday).await.unwrap(),
        came_to(1, 0, 0, 0)
    );
    let mails = server.mails();
    let parsed = mailparse::parse_mail(&mails[0].bytes).unwrap();
    let text = parsed.subparts[0].get_body().unwrap().replace("\r\n", "\n");
    let mut others = [&old, &suspect, &phoned].map(|own| own.reference.as_str());
    others.sort_unstable();
    let expected = format!(
        "dagarna: 2\n\nNya med samma e-post eller telefon som en annan anmälan:\n\n- {}: {}, {}, {}\n\nHar väntat i mer än 14 dagar:\n\n- {} (2026-11-01 01:00)\n\nMejl som inte har kommit fram:\n\nInga.\n\n\
         I karantän, utan bekräftelse (misstänkt skräp, kan vara riktiga personer, titta efter):\n\n- {} (2026-11-26 13:00)\n",
        new.reference, others[0], others[1], others[2], old.reference, suspect.reference
    );
    assert!(text.contains(&expected), "{text}");
    assert!(!text.contains("Cy") && !text.contains("example.org"));
}

#[tokio::test]
async fn a_suspect_is_seen_by_a_human_within_a_day_and_mailed_once_let_out() {
    let (store, server) = (fresh_store().await, SmtpServer::start().await);
    let notifier = over_smtp(&store, &server);
    let swept = async |time: &str| {
        notifier.owe_quarantine(at(time)).await.unwrap();
        notifier.deliver_due(at(time)).await.unwrap().sent
    };
    assert_eq!(swept(NOW).await, 0, "nobody is in quarantine");
    let (mut first, mut second) = (sign_up(1, "Ana"), sign_up(2, "Bo"));
    first.suspect = Some(Suspicion::Honeypot);
    second.suspect = Some(Suspicion::Content);
    second.created_at = at("2026-11-26T18:00:00Z");
    store.save(&first, &messages(&first)).await.unwrap();
    assert_eq!(swept("2026-11-26T12:05:00Z").await, 1);
    store.save(&second, &messages(&second)).await.unwrap();
    assert_eq!(
        swept("2026-11-26T23:55:00Z").await,
        0,
        "one mail a day, however much comes"
    );
    assert_eq!(swept("2026-11-27T00:05:00Z").await, 1);
    assert_eq!(
        swept("2026-11-28T00:05:00Z").await,
        0,
        "the digest goes on telling"
    );
    let mails = server.mails();
    assert!(mails.iter().all(|mail| mail.to == "samordnare@example.se"));
    let parsed = mailparse::parse_mail(&mails[1].bytes).unwrap();
    let text = parsed.subparts[0].get_body().unwrap();
    let place = |reference: &Reference| text.find(reference.as_str());
    assert!(
        place(&second.reference) < place(&first.reference),
        "however many stand there, whoever came last is seen: {text}"
    );
    for expected in [
        "I karantän: 2",
        first.reference.as_str(),
        second.reference.as_str(),
    ] {
        assert!(text.contains(expected), "{expected}: {text}");
    }
    assert!(
        !text.contains("Ana") && !text.contains("example.org"),
        "{text}"
    );

    first.suspect = None;
    let owed = messages_for(&first, &recipients());
    assert!(
        store
            .take_up(
                &first,
                (Status::Quarantined, Status::New),
                &owed,
                ("released", by_eva(at(NOW)))
            )
            .await
            .unwrap()
    );
    assert_eq!(swept("2026-11-28T00:10:00Z").await, 2);
    assert!(
        server
            .mails()
            .iter()
            .any(|mail| mail.to == "ana@example.org"),
        "their receipt"
    );
}

/// Where no sweep ran for days: what came into quarantine then, and what only came after the last mail.
#[tokio::test]
async fn who_came_into_quarantine_while_no_sweep_ran_is_told_once_one_runs() {
    let (store, server) = (fresh_store().await, SmtpServer::start().await);
    let notifier = over_smtp(&store, &server);
    let swept = async |time: &str| {
        notifier.owe_quarantine(at(time)).await.unwrap();
        notifier.deliver_due(at(time)).await.unwrap().sent
    };
    for (number, came) in [(1, "2026-11-26T12:00:00Z"), (2, "2026-11-30T09:00:00Z")] {
        let mut suspect = sign_up(number, &format!("Ana{number}"));
        suspect.suspect = Some(Suspicion::Content);
        suspect.created_at = at(came);
        store.save(&suspect, &messages(&suspect)).await.unwrap();
        let days_later = suspect.created_at + jiff::SignedDuration::from_hours(72);
        assert_eq!(swept(&days_later.to_string()).await, 1, "{came}");
    }
    for later in [
        "2026-12-03T09:05:00Z",
        "2026-12-04T00:05:00Z",
        "2027-02-01T00:05:00Z",
    ] {
        assert_eq!(swept(later).await, 0, "{later}");
    }
}

#[tokio::test]
async fn a_notice_names_the_others_of_the_same_contact_and_drops_nobody() {
    let (store, server) = (fresh_store().await, SmtpServer::start().await);
    let notifier = over_smtp(&store, &server);
    let notice_of = async |own: &SignUp| {
        store.save(own, &messages(own)).await.unwrap();
        assert_eq!(
            notifier.deliver(&own.reference, at(NOW)).await,
            came_to(2, 0, 0, 0)
        );
        let notice = server
            .mails()
            .into_iter()
            .rfind(|mail| mail.to == "samordnare@example.se")
            .unwrap();
        mailparse::parse_mail(&notice.bytes).unwrap().subparts[0]
            .get_body()
            .unwrap()
            .replace("\r\n", "\n")
    };
    let (ana, bo) = (sign_up(1, "Ana"), sign_up(2, "Bo"));
    let first = notice_of(&ana).await;
    assert!(!first.contains("Samma kontakt"), "{first}");
    let second = notice_of(&bo).await;
    let expected = format!("Samma kontakt som: {}\n", ana.reference);
    assert!(second.contains(&expected), "{second}");
    assert!(!second.contains("Ana"), "{second}");
    let mut answers: Vec<_> = bo.answers.iter().cloned().collect();
    answers.push(answer("more", Value::Text("hej".to_owned())));
    let third = notice_of(&with_answers(3, answers)).await;
    let expected = format!("Samma kontakt som: {}, {}\n", ana.reference, bo.reference);
    assert!(third.contains(&expected), "each once: {third}");
}

#[tokio::test]
async fn a_notice_of_what_was_closed_and_came_again_says_so() {
    let (store, server) = (fresh_store().await, SmtpServer::start().await);
    let notifier = over_smtp(&store, &server);
    let ana = sign_up(1, "Ana");
    store.save(&ana, &messages(&ana)).await.unwrap();
    notifier.deliver(&ana.reference, at(NOW)).await;
    let closed = store.set_status(&ana.reference, Status::Closed, by_eva(at(NOW)));
    assert!(closed.await.unwrap());
    let again = notifier.came_again(&ana.reference, None, later(3)).await;
    assert!(again.unwrap().is_some());
    assert_eq!(notifier.deliver_due(later(3)).await.unwrap().sent, 2);
    let mails = server.mails();
    let to_coordinators = mails
        .iter()
        .filter(|mail| mail.to == "samordnare@example.se");
    let read: Vec<(String, String)> = to_coordinators
        .map(|mail| {
            let parsed = mailparse::parse_mail(&mail.bytes).unwrap();
            let subject = parsed.headers[4].get_value();
            (subject, parsed.subparts[0].get_body().unwrap())
        })
        .collect();
    let [(first_subject, first), (subject, second)] = &read[..] else {
        panic!("{read:?}")
    };
    assert_eq!(subject, first_subject);
    let said = format!("Anmälan {} har kommit igen", ana.reference);
    for expected in [said.as_str(), "2026-11-29 13:00", "Anmälan var stängd"] {
        assert!(second.contains(expected), "{second}");
        assert!(!first.contains(expected), "{first}");
    }
    assert!(!second.contains("Ny anmälan"), "{second}");
    let receipts = mails.iter().filter(|mail| mail.to == "ana@example.org");
    assert_eq!(receipts.count(), 2);
}
