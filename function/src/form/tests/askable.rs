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

/// What is said of the form with `to` put in the place of `from`, as the line that it names and the problem.
fn told_of(from: &str, to: &str) -> Vec<(String, String)> {
    let text = form_text();
    assert!(text.contains(from), "{from}");
    let changed = text.replacen(from, to, 1);
    let error = Form::read(&changed).map(drop).unwrap_err().to_string();
    let told = error.lines().map(|line| {
        let place = line.strip_prefix("content/sign-up/form.toml:").unwrap();
        let (number, problem) = place.split_once(": ").unwrap();
        let number: usize = number.parse().unwrap_or_else(|_| panic!("{line}"));
        let at = changed.lines().nth(number - 1).unwrap();
        (at.to_owned(), problem.to_owned())
    });
    told.collect()
}

/// What would be accepted by all else, and leave somebody without an answer or a way in.
#[test]
fn a_form_that_nobody_could_send_is_refused_with_its_line() {
    let check = |from: &str, to: &str, (at, expected): (&str, &str)| {
        let told = told_of(from, to);
        let is_meant = |(line, problem): &(String, String)| {
            line.starts_with(at) && problem.starts_with(expected)
        };
        assert!(told.iter().any(is_meant), "{from} → {to}: {told:#?}");
    };
    let text = form_text();
    let part = |from: &str, to: &str| {
        let start = text.find(from).unwrap();
        let end = start + text[start..].find(to).unwrap();
        text[start..end].to_owned()
    };
    check(
        "name = \"sign-up\"",
        "name = \"anmälan\"",
        (
            "name = \"anmälan\"",
            "name: \"anmälan\" is in the form's address",
        ),
    );
    check(
        "name = \"sign-up\"",
        "name = \"{x}\"",
        ("name = \"{x}\"", "name: \"{x}\""),
    );
    for phone in ["ring växeln", "()", "1", "+1-1"] {
        check(
            "phone = \"[telefon till samordnaren]\"",
            &format!("phone = \"{phone}\""),
            ("phone = ", "contact.phone: "),
        );
    }
    let section = "sign_up_page = \"sign-up\"";
    check(
        section,
        "sign_up_page = \"/sign-up/\"",
        (
            "sign_up_page",
            "sign_up_page: \"/sign-up/\" is no section's name",
        ),
    );
    let lacks = "answers.unreadable.sign_up: the link needs sign_up_page";
    let words = part("[texts.sign_up_link]", "# Stands above the button");
    for key in [section, &words] {
        check(key, "", ("sign_up = true", lacks));
    }
    check(
        &part("[answers.thanks.reference]", "[answers.thanks.keep]"),
        "",
        ("[answers.thanks]", "answers.thanks.reference: has no text"),
    );
    check(
        &part("[answers.not-found.title]", "[answers.not-found.text]"),
        "[answers.not-found.title]\nSv = \"Nej\"\n",
        (
            "[answers.not-found.title]",
            "answers.not-found.title: has [\"Sv\"], of which none is",
        ),
    );
    check(
        "stop = \"not-adult\"",
        "stop = \"thanks\"",
        (
            "stop = \"thanks\"",
            "fields.adult.choices.no.stop: \"thanks\" says something else",
        ),
    );
    check(
        "code = \"walk\"",
        "code = \"hint\"",
        (
            "code = \"hint\"",
            "fields.interests.choices.hint: the page needs this code for itself",
        ),
    );
    check(
        "code = \"walk\"",
        "code = \"talk\"",
        (
            "code = \"talk\"",
            "fields.interests.choices.2: the code \"talk\" is taken",
        ),
    );
    check(
        "code = \"ti\"",
        "code = \"so\"",
        (
            "code = \"so\"",
            "languages.8: the language \"so\" is there twice",
        ),
    );
    check(
        "name = \"more\"",
        "name = \"place\"",
        ("name = \"place\"", "fields.17: the name \"place\" is taken"),
    );
    check(
        "length_max = 500",
        "length_max = 0",
        (
            "name = \"more\"",
            "fields.more: a field of this kind needs length_max, of 1",
        ),
    );
    check(
        "length_max = 500",
        "length_max = 5000",
        ("length_max = 5000", "fields.more.length_max: at most 1500"),
    );
    check(
        "högst {max}",
        "högst {mx}",
        (
            "sv = ",
            "faults.too-long.sv: nothing is filled in here for {mx}",
        ),
    );
    check(
        "Det är {count}",
        "Det är {cuont}",
        (
            "one = ",
            "texts.fault_count.sv.one: nothing is filled in here for {cuont}",
        ),
    );
    let trap = part("[honeypot]\nname = ", "\n[honeypot.label]");
    check(
        &trap,
        "[honeypot]\nname = \"language\"\n",
        (
            "name = \"language\"",
            "honeypot.name: \"language\" is taken",
        ),
    );
    check(
        &trap,
        "[honeypot]\nname = \"phone\"\n",
        ("name = \"phone\"", "honeypot.name: \"phone\" is taken"),
    );
    check(
        "signs = [",
        "signs = [\"{hi|hello}\", \" \", ",
        ("signs = ", "suspicion.signs.2: the text is empty"),
    );
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
