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
        "reference_prefix = \"KOMPI\"",
        &["is not one to four of the letters A-Z"],
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
        "en = \"Your reference\"",
        "en = \"\u{200b}\"",
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
        &["there must be one named \"name\" with kind = \"text\""],
    );
    check(
        "name = \"times\"",
        "name = \"role\"",
        &["the name \"role\" is taken"],
    );
    check(
        "name = \"times\"",
        "name = \"Times <b>\"",
        &["a name is made of"],
    );
    check(
        "code = \"walk\"",
        "code = \"talk\"",
        &["the code \"talk\" is taken"],
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
        "lang = \"sv\"",
        "lang = \"svenska, \"",
        &["marked_words.1.lang: \"svenska, \" is no language code"],
    );
    let words = "\"Skatteverket\", \"Danderyd\"]";
    for (more, expected) in [
        ("\"span\"", "\"span\" is in the markup around a word, too"),
        ("\"quot\"", "\"quot\" is in the markup around a word, too"),
        ("\"\"", "\"\" is in the markup around a word, too"),
        ("\"verket\"", "\"verket\" is in \"Skatteverket\", too"),
        (
            "\"Danderyds kommun\"",
            "\"Danderyd\" is in \"Danderyds kommun\", too",
        ),
        ("\"Danderyd\"", "\"Danderyd\" is in \"Danderyd\", too"),
    ] {
        let expected = format!("marked_words.1.words: {expected}");
        check(
            words,
            &format!("{}, {more}]", words.trim_end_matches(']')),
            &[&expected],
        );
    }
    check(
        "Write at most {max} characters",
        "Write at most {max characters",
        &["faults.too-long.en: nothing is filled in here for {max characters, never closed}"],
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
    let (before, steps) = form_text_around("[[answers.thanks.steps]]");
    let (_, after) = steps.split_once("[answers.not-here]").unwrap();
    let error = Form::read(&format!("{before}[answers.not-here]{after}")).unwrap_err();
    assert!(error.to_string().contains("answers.thanks: lacks steps"));
    let both = form_text()
        .replacen("\"KD\"", "\"\"", 1)
        .replacen("Europe/Stockholm", "Mora", 1);
    let error = Form::read(&both).unwrap_err().to_string();
    assert!(
        error.contains("reference_prefix") && error.contains("time_zone"),
        "{error}"
    );
}

fn form_text_around(words: &str) -> (String, String) {
    let text = form_text();
    let (before, after) = text.split_once(words).unwrap();
    (before.to_owned(), after.to_owned())
}

#[test]
fn words_in_braces_that_a_translation_lost_are_told() {
    for (from, to, expected) in [
        (
            "Write at most {max} characters",
            "Write less",
            "faults.too-long.en: lacks {max}, which the text in \"sv\" has",
        ),
        (
            "Send again after {time}, or",
            "Send again later, or",
            "answers.too-many.text.en: lacks {time}, which the text in \"sv\" has",
        ),
        (
            "few = \"Потрібно виправити {count} ",
            "few = \"Потрібно виправити ",
            "texts.fault_count.uk.few: lacks {count}, which the text in \"sv\" has",
        ),
    ] {
        let text = form_text().replacen(from, to, 1);
        let (path, lacks) = expected.split_once(": ").unwrap();
        let lost = (path.to_owned(), lacks.to_owned());
        assert_eq!(Form::read(&text).unwrap().lost_words(), [lost]);
    }
    assert!(Form::read(&form_text()).unwrap().lost_words().is_empty());
}

#[test]
fn words_in_braces_that_the_original_lacks_are_told() {
    for (from, to, expected) in [
        (
            "Skicka igen efter klockan {time}, eller",
            "Skicka igen senare, eller",
            "answers.too-many.text.sv: lacks {time}, which says when one may send again",
        ),
        (
            "(du har skrivit {count})",
            "(du har skrivit mer)",
            "texts.written.sv: lacks {count}, which says how much was written",
        ),
        (
            "other = \"Det är {count} ",
            "other = \"Det är ",
            "texts.fault_count.sv.other: lacks {count}, which says how much is wrong",
        ),
    ] {
        assert!(form_text().contains(from), "{from}");
        let text = form_text().replacen(from, to, 1);
        let (path, lacks) = expected.split_once(": ").unwrap();
        let lost = (path.to_owned(), lacks.to_owned());
        assert_eq!(Form::read(&text).unwrap().lost_words(), [lost]);
    }
}
