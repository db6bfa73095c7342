//! The promise under `kill -9`: what was answered with 303 is stored, and its mails come, if need be after the restart.

use std::path::Path;
use std::sync::mpsc::{Sender, channel};
use std::time::{Duration, Instant};

use local::Mail;

use crate::form::Form;
use crate::place::copy_project;
use crate::service::Service;
use crate::visitor::Visitor;

/// Longer than the service's own pause between two looks at what is due.
const PATIENCE: Duration = Duration::from_secs(60);

#[test]
fn mails_that_could_not_leave_come_after_the_restart() {
    let project = copy_project();
    let mail = project.path().join(".local/mail");
    let service = Service::start(project.path());
    block(&mail);
    let reference = sign_up(&service.visitor, 1).expect("a reference, though no mail can leave");
    service.kill();

    unblock(&mail);
    let service = Service::start(project.path());
    assert_eq!(
        service
            .visitor
            .get(&format!("/api/sign-up/{reference}"))
            .status,
        200
    );
    let mails = wait_for_mails(&mail, &reference);
    assert_eq!(mails.len(), 2, "a receipt and a notice: {mails:?}");
}

/// Kills come at any moment: before the store has it, between store and mail, between mail and answer.
#[test]
fn no_acknowledged_sign_up_is_lost_over_random_kills() {
    let rounds = 6;
    let project = copy_project();
    let mail = project.path().join(".local/mail");
    let mut acknowledged = Vec::new();
    for round in 0..rounds {
        let service = Service::start(project.path());
        let (_, form) = service.visitor.forms().remove(0);
        let visitor = Visitor::of(service.visitor.base.clone());
        let (tell, told) = channel();
        let posting =
            std::thread::spawn(move || post_until_silence(&visitor, &form, round * 1000, &tell));
        let first = told.recv_timeout(Duration::from_secs(60));
        acknowledged.push(first.expect("a first answer within a minute"));
        std::thread::sleep(Duration::from_millis(u64::from(round) * 431 % 1500));
        service.kill();
        posting.join().unwrap();
        acknowledged.extend(told.iter());
    }

    let service = Service::start(project.path());
    for reference in &acknowledged {
        let answer = service.visitor.get(&format!("/api/sign-up/{reference}"));
        assert_eq!(
            answer.status, 200,
            "{reference} was acknowledged and is lost"
        );
        let mails = wait_for_mails(&mail, reference);
        assert!(mails.len() >= 2, "{reference}: {mails:?}");
    }
    println!(
        "acknowledged {}, lost 0, unmailed 0, over {rounds} kills",
        acknowledged.len()
    );
}

/// Without a folder to write into, the mailer fails, for root too.
fn block(mail: &Path) {
    let _ = fs_err::remove_dir_all(mail);
    fs_err::write(mail, "no folder").unwrap();
}

fn unblock(mail: &Path) {
    fs_err::remove_file(mail).unwrap();
}

/// Fills in the first form that the start page leads to; the reference, if the service acknowledged.
fn sign_up(visitor: &Visitor, person: u32) -> Option<String> {
    let (_, form) = visitor.forms().remove(0);
    post(visitor, &form, person)
}

/// Posts person after person and tells each reference, until the service is gone.
fn post_until_silence(visitor: &Visitor, form: &Form, first: u32, tell: &Sender<String>) {
    for reference in (first..).map_while(|person| post(visitor, form, person)) {
        tell.send(reference).unwrap();
    }
}

fn post(visitor: &Visitor, form: &Form, person: u32) -> Option<String> {
    let answer = visitor.try_post(form, &form.filled(person))?;
    assert_eq!(answer.status, 303, "{}", answer.body);
    answer
        .header("location")
        .rsplit('/')
        .next()
        .map(str::to_owned)
}

/// The mails about a reference, as soon as there are two.
pub fn wait_for_mails(folder: &Path, reference: &str) -> Vec<Mail> {
    let start = Instant::now();
    loop {
        let mut mails = local::read_mails(folder).unwrap();
        mails.retain(|mail| {
            mail.text
                .as_ref()
                .is_some_and(|text| text.contains(reference))
        });
        if mails.len() >= 2 || start.elapsed() > PATIENCE {
            return mails;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}
