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
        "name = \"email\"",
        "name = \"mail\"",
        &["there must be one named \"email\" of kind Email"],
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
        &["fields.interests.talk: the code is taken"],
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
