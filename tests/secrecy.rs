//! What a person typed stands neither in the log nor, readably, in the store's files.

use std::path::Path;

use crate::form::{Form, Kind};
use crate::place::copy_project;
use crate::service::{Service, log};

#[test]
fn nothing_typed_is_in_the_log_or_readable_in_the_store() {
    let project = copy_project();
    let service = Service::start(project.path());
    let (_, form) = service.visitor.forms().remove(0);
    let values = form.filled(7);
    assert_eq!(service.visitor.post(&form, &values).status, 303);
    service.kill();

    let logged = fs_err::read_to_string(log(project.path())).unwrap();
    for event in ["\"stored\"", "\"message_sent\""] {
        assert!(logged.contains(event), "{event} in {logged}");
    }
    let stored = dump(project.path());
    assert!(stored.contains("SIGNUP#"));
    let typed = typed_into(&form);
    assert!(typed.len() >= 3, "name, address, number: {typed:?}");
    for own in &typed {
        assert!(!logged.contains(own), "{own} in {logged}");
        assert!(!stored.contains(own), "{own} in the store");
    }
}

/// Texts long enough to stand nowhere by chance.
fn typed_into(form: &Form) -> Vec<String> {
    let texts = form.controls.iter().filter(|control| !control.is_trap);
    let texts = texts.filter(|control| matches!(control.kind, Kind::Text(_)));
    let values = form.filled(7).0;
    texts
        .flat_map(|control| values.iter().filter(|(name, _)| *name == control.name))
        .map(|(_, value)| value.clone())
        .filter(|value| value.len() >= 5)
        .collect()
}

/// All bytes of the store: the table's file, and the one with its latest writes.
fn dump(project: &Path) -> String {
    let files = fs_err::read_dir(project.join(".local")).unwrap();
    let paths = files.map(|file| file.unwrap().path());
    let of_the_store = paths.filter(|path| path.display().to_string().contains("store.sqlite"));
    of_the_store
        .map(|path| String::from_utf8_lossy(&fs_err::read(path).unwrap()).into_owned())
        .collect()
}
