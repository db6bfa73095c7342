//! Mails into a folder: whole ones only, also when the disk is full.

use function::notify::{FolderMailer, Mailer};

use crate::deliver::{came_to, later, notifier};
use crate::engine::fresh_store;
use crate::samples::{NOW, at, messages, sign_up};

#[tokio::test]
async fn a_folder_holds_whole_mails_only() {
    let (store, folder) = (fresh_store().await, tempfile::tempdir().unwrap());
    let ana = sign_up(1, "Ana");
    store.save(&ana, &messages(&ana)).await.unwrap();
    let notifier = notifier(
        &store,
        Mailer::Folder(FolderMailer::new(folder.path().join("mail"))),
    );
    assert_eq!(
        notifier.deliver(&ana.reference, at(NOW)).await,
        came_to(2, 0, 0, 0)
    );
    let mut names: Vec<String> = fs_err::read_dir(folder.path().join("mail"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let reference = ana.reference.as_str();
    assert_eq!(
        names,
        [
            format!("{reference}_notice_1.eml"),
            format!("{reference}_receipt_1.eml")
        ]
    );
}

#[tokio::test]
async fn what_a_full_disk_does_not_take_comes_when_there_is_room() {
    let (store, folder) = (fresh_store().await, tempfile::tempdir().unwrap());
    let ana = sign_up(1, "Ana");
    store.save(&ana, &messages(&ana)).await.unwrap();
    // A device on which every write fails as on a full disk, in the place of the unfinished file.
    let unfinished = folder
        .path()
        .join(format!("{}_receipt_1.part", ana.reference));
    std::os::unix::fs::symlink("/dev/full", &unfinished).unwrap();
    let notifier = notifier(&store, Mailer::Folder(FolderMailer::new(folder.path())));
    let at_first = notifier.deliver(&ana.reference, at(NOW)).await;
    assert_eq!(at_first, came_to(1, 1, 0, 0));
    let record = store.record(&ana.reference).await.unwrap().unwrap();
    let mut faults = record
        .messages
        .iter()
        .filter_map(|own| own.fault.as_deref());
    assert_eq!(faults.next(), Some("FolderStorageFull"));
    fs_err::remove_file(&unfinished).unwrap();
    let after = notifier.deliver_due(later(1)).await.unwrap();
    assert_eq!(after, came_to(1, 0, 0, 0));
    let whole = folder
        .path()
        .join(format!("{}_receipt_1.eml", ana.reference));
    assert!(mailparse::parse_mail(&fs_err::read(whole).unwrap()).is_ok());
}
