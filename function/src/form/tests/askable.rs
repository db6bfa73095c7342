//! Questions that could not be asked, drawn or answered, and what is said about them.

use super::super::{Form, Outcome, Submission};
use super::form_text;

/// What is said of the form with each `from` replaced by its `to` wherever it stands; nothing where it is sound.
fn told(changes: &[(&str, &str)]) -> String {
    let mut text = form_text();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    let read = Form::read(&text).map(drop);
    read.map_or_else(|error| error.to_string(), |()| String::new())
}

#[test]
fn everybody_who_signs_up_can_be_reached() {
    let need = |need: &str| format!("need = \"{need}\"");
    assert_eq!(told(&[(&need("either"), &need("required"))]), "");
    for changes in [
        &[(&*need("either"), &*need("optional"))][..],
        &[
            ("name = \"email\"", "name = \"mail\""),
            ("name = \"phone\"", "name = \"tel\""),
        ],
    ] {
        let refused = told(changes);
        let expected = "fields: who signs up as \"individual\" can leave no way to be reached";
        assert!(refused.contains(expected), "{refused}");
    }
}

#[test]
fn a_question_is_asked_only_where_it_is_drawn() {
    let text = form_text();
    let group = text.find("code = \"children\"").unwrap();
    let kinds = group + text[group..].find("kinds = [\"family\"]").unwrap();
    let mut changed = text.clone();
    changed.replace_range(
        kinds..kinds + "kinds = [\"family\"]".len(),
        "kinds = [\"individual\"]",
    );
    let error = Form::read(&changed).map(drop).unwrap_err().to_string();
    assert!(
        error.contains("fields.children.kinds: has \"family\", which its group"),
        "{error}"
    );
}

#[test]
fn what_cannot_be_asked_drawn_or_sent_is_refused() {
    let check = |changes: &[(&str, &str)], expected: &str| {
        let told = told(changes);
        assert!(told.contains(expected), "{expected} in {told}");
    };
    check(&[("min = 1\n", "min = 50\n")], "min at most max");
    check(
        &[("kind = \"number\"", "kind = \"hidden\"")],
        "only the field \"kind\" is hidden",
    );
    check(
        &[(
            "kind = \"yes\"\n",
            "kind = \"yes\"\nchoices = [{ code = \"a\", label = \"A\" }]\n",
        )],
        "a field of this kind has none",
    );
    check(
        &[("length_max = 254", "length_max = 3")],
        "length_max, of 64 at least",
    );
    check(
        &[
            ("length_max = 500", "length_max = 1500"),
            ("length_max = 100", "length_max = 1500"),
        ],
        "signs, and a post has room for 2730",
    );
    let many: String = (0..300)
        .map(|n| format!("{{ code = \"c{n}\", label = \"{n}\" }},"))
        .collect();
    let boxes = format!(
        "[[fields]]\nname = \"boxes\"\nkind = \"choices\"\nneed = \"optional\"\ngroup = \"last\"\nkinds = [\"individual\"]\nlabel = \"B\"\nchoices = [{many}]\n\n[[fields]]\nname = \"more\""
    );
    check(
        &[("[[fields]]\nname = \"more\"", &boxes)],
        "answers, and a post has room for 295",
    );
    let stops = |need: &str| {
        format!(
            "[[fields]]\nname = \"out\"\nkind = \"choice\"\nneed = \"{need}\"\ngroup = \"last\"\nkinds = [\"individual\"]\nlabel = \"O\"\nchoices = [{{ code = \"a\", label = \"A\", stop = \"not-here\" }}]\n\n[[fields]]\nname = \"more\""
        )
    };
    let more = "[[fields]]\nname = \"more\"";
    check(
        &[(more, &stops("required"))],
        "fields.out.choices: each is a stop",
    );
    assert_eq!(told(&[(more, &stops("optional"))]), "");
    check(
        &[(more, &stops("optional").replace("[\"individual\"]", "[]"))],
        "fields.out.kinds: it is asked of nobody",
    );
}

#[test]
fn faults_stand_in_the_order_of_the_page() {
    let text = form_text();
    let at = text.find("[[fields]]\nname = \"more\"").unwrap();
    let early = "[[fields]]\nname = \"first\"\nkind = \"text\"\nneed = \"required\"\ngroup = \"last\"\nkinds = [\"individual\"]\nlabel = \"F\"\nlength_max = 9\n\n";
    let before = text.find("[[fields]]\nname = \"name\"").unwrap();
    assert!(before < at);
    let form = Form::read(&format!("{}{early}{}", &text[..before], &text[before..])).unwrap();
    let Outcome::Faulty(faults) = form.check(&Submission::default(), "individual") else {
        panic!("nothing was answered");
    };
    assert_eq!(faults.last().unwrap().field, "first", "{faults:?}");
}
