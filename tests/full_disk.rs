//! The promise on a full disk: whoever cannot be stored is told so, with every answer kept; whoever was told 303 is there.

use crate::kill::wait_for_mails;
use crate::place::copy_project;
use crate::service::Service;

/// Enough for the site and the first sign-ups, not for many.
const FILE_KIB_MAX: u32 = 1_500;
const PEOPLE_MAX: u32 = 1_000;

#[test]
fn a_full_disk_loses_nobody() {
    let project = copy_project();
    let service = Service::on_a_small_disk(project.path(), FILE_KIB_MAX);
    let (_, form) = service.visitor.forms().remove(0);
    let mut acknowledged = Vec::new();
    let (person, refused) = (1..PEOPLE_MAX)
        .find_map(|person| {
            let answer = service.visitor.post(&form, &form.filled(person));
            if answer.status != 303 {
                return Some((person, answer));
            }
            let location = answer.header("location");
            acknowledged.extend(location.rsplit('/').next().map(str::to_owned));
            None
        })
        .expect("the disk fills up");
    assert_eq!(refused.status, 503, "{}", refused.body);
    let address = format!("person{person}@example.org");
    assert!(refused.body.contains(&address), "the answers are kept");
    service.kill();

    let service = Service::start(project.path());
    let mail = project.path().join(".local/mail");
    for reference in &acknowledged {
        let shown = service.visitor.get(&format!("/api/sign-up/{reference}"));
        assert_eq!(shown.status, 200, "{reference} was acknowledged");
        assert!(wait_for_mails(&mail, reference).len() >= 2, "{reference}");
    }
    let again = service.visitor.post(&form, &form.filled(person));
    assert_eq!(again.status, 303, "there is room again");
    assert!(!acknowledged.is_empty(), "some came before it was full");
    println!("acknowledged {}, lost 0, unmailed 0", acknowledged.len());
}
