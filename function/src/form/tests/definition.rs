//! Definitions that are refused, and what is said about them.

use super::super::Form;
use super::form_text;

#[test]
fn an_unsound_definition_is_refused_with_all_that_is_wrong() {
    let check = |from: &str, to: &str, expected: &[&str]| {
        let text = form_text();
        assert!(text.contains(from), "{from}");
        let error = Form::read(&text.replacen(from, to, 1))
            .unwrap_err()
            .to_string();
        for expected in expected {
            assert!(error.contains(expected), "{from} → {to}: {error}");
        }
    };
    check(
        "reference_prefix = \"KD\"",
        "reference_prefix = \"kd\"",
        &["reference_prefix"],
    );
    check(
        "reference_prefix = \"KD\"",
        "reference_prefix = \"PROV\"",
        &["marks our own trials"],
    );
    check(
        "phone_region = \"SE\"",
        "phone_region = \"XX\"",
        &["phone_region"],
    );
    check("Europe/Stockholm", "Europe/Mora", &["time_zone"]);
    check(
        "code = \"ti\"",
        "code = \"fi\"",
        &[
            "texts.submit: lacks \"fi\", has \"ti\"",
            "fields.role.label",
        ],
    );
    check(
        "en = \"Your reference\"\n",
        "",
        &["answers.thanks.reference: lacks \"en\""],
    );
    check(
        "en = \"Your reference\"",
        "en = \" \"",
        &["answers.thanks.reference.en: the text is empty"],
    );
    check(
        "few = \"Потр",
        "other2 = \"Потр",
        &["texts.fault_count.uk: lacks \"few\""],
    );
    check(
        "name = \"name\"\nkind = \"text\"",
        "name = \"call_me\"\nkind = \"text\"",
        &["there must be one named \"name\" of kind Text"],
    );
    check(
        "name = \"times\"",
        "name = \"role\"",
        &["fields.role: the name is taken"],
    );
    check(
        "name = \"times\"",
        "name = \"Times <b>\"",
        &["a name is made of"],
    );
    check(
        "code = \"walk\"",
        "code = \"talk\"",
        &["fields.interests.choices.talk: the code is taken"],
    );
    check(
        "stop = \"not-adult\"",
        "stop = \"too-young\"",
        &["there is no [answers.too-young]"],
    );
    check(
        "group = \"last\"",
        "group = \"end\"",
        &["fields.more.group: there is no group \"end\""],
    );
    check(
        "kinds = [\"family\"]",
        "kinds = [\"firm\"]",
        &["groups.children.kinds", "\"firm\""],
    );
    check(
        "length_max = 500",
        "",
        &["fields.more: a field of this kind needs length_max"],
    );
    check(
        "[faults.too-long]",
        "[faults.too-lang]",
        &["unknown variant `too-lang`"],
    );
    check(
        "length_max = 500",
        "length_maximum = 500",
        &["unknown field `length_maximum`"],
    );
    let renamed = form_text().replace("[answers.too-large", "[answers.too-big");
    let error = Form::read(&renamed).unwrap_err().to_string();
    assert!(error.contains("answers: lacks \"too-large\""), "{error}");
    let both = form_text()
        .replacen("\"KD\"", "\"\"", 1)
        .replacen("Europe/Stockholm", "Mora", 1);
    let error = Form::read(&both).unwrap_err().to_string();
    assert!(
        error.contains("reference_prefix") && error.contains("time_zone"),
        "{error}"
    );
}

/// What would be accepted by all else, and leave somebody without an answer or a way in.
#[test]
fn a_form_that_nobody_could_send_is_refused_with_its_line() {
    let check = |from: &str, to: &str, expected: &[&str]| {
        let text = form_text();
        assert!(text.contains(from), "{from}");
        let changed = text.replacen(from, to, 1);
        let error = Form::read(&changed).map(|_| to).unwrap_err().to_string();
        for expected in expected {
            assert!(error.contains(expected), "{from} → {to}: {error}");
        }
        assert!(
            error
                .lines()
                .all(|line| line.starts_with("content/sign-up/form.toml:")),
            "{error}"
        );
    };
    let thanks_reference = {
        let text = form_text();
        let start = text.find("[answers.thanks.reference]").unwrap();
        let end = start + text[start..].find("[answers.thanks.keep]").unwrap();
        text[start..end].to_owned()
    };
    for (from, to, expected) in [
        (
            "name = \"sign-up\"",
            "name = \"anmälan\"",
            "name: \"anmälan\" is in the form's address",
        ),
        ("name = \"sign-up\"", "name = \"{x}\"", "name: \"{x}\""),
        (
            "phone = \"[telefon till samordnaren]\"",
            "phone = \"ring växeln\"",
            "contact.phone",
        ),
        (
            &thanks_reference,
            "",
            "answers.thanks.reference: has no text",
        ),
        (
            "[answers.not-found.title]\nsv =",
            "[answers.not-found.title]\nSv =",
            "answers.not-found.title: lacks \"sv\"",
        ),
        (
            "stop = \"not-adult\"",
            "stop = \"thanks\"",
            "stop: \"thanks\" says something else",
        ),
        (
            "length_max = 500",
            "length_max = 0",
            "fields.more: a field of this kind needs length_max, of 1",
        ),
        (
            "length_max = 500",
            "length_max = 5000",
            "fields: what may be answered as",
        ),
        (
            "högst {max}",
            "högst {mx}",
            "nothing is filled in here for {mx}",
        ),
        (
            "Det är {count}",
            "Det är {cuont}",
            "nothing is filled in here for {cuont}",
        ),
        (
            "code = \"walk\"",
            "code = \"hint\"",
            "the page needs this code for itself",
        ),
        (
            "code = \"ti\"",
            "code = \"so\"",
            "languages.so: the language is there twice",
        ),
    ] {
        check(from, to, &[expected]);
    }
    let trap = form_text();
    let trap = trap
        .split("[honeypot]\nname = ")
        .nth(1)
        .unwrap()
        .lines()
        .next()
        .unwrap();
    let trapped = format!("[honeypot]\nname = {trap}");
    check(
        &trapped,
        "[honeypot]\nname = \"language\"",
        &["honeypot.name: \"language\" is taken"],
    );
    check(
        &trapped,
        "[honeypot]\nname = \"phone\"",
        &["fields.phone: the name is taken"],
    );
}

#[test]
fn everybody_who_signs_up_can_be_reached() {
    let with_need = |need: &str| {
        let text = form_text().replace("need = \"either\"", &format!("need = \"{need}\""));
        Form::read(&text)
            .map(drop)
            .map_err(|error| error.to_string())
    };
    assert_eq!(with_need("required"), Ok(()));
    let refused = with_need("optional").unwrap_err();
    assert!(
        refused.contains("who signs up as \"individual\" can leave no way"),
        "{refused}"
    );
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
    let error = Form::read(&changed).unwrap_err().to_string();
    assert!(
        error.contains("fields.children.kinds: has \"family\", which its group"),
        "{error}"
    );
}
