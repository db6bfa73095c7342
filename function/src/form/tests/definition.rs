//! Definitions that are refused, and what is said about them.

use super::super::{Form, Outcome, Submission};
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

/// What is said of the form with `from` put in the place of `to`, as the line that it names and the problem.
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
    let with = |changes: &[(&str, &str)]| {
        let mut text = form_text();
        for (from, to) in changes {
            assert!(text.contains(from), "{from}");
            text = text.replace(from, to);
        }
        Form::read(&text)
            .map(drop)
            .map_err(|error| error.to_string())
    };
    let need = |need: &str| format!("need = \"{need}\"");
    assert_eq!(with(&[(&need("either"), &need("required"))]), Ok(()));
    for changes in [
        &[(&*need("either"), &*need("optional"))][..],
        &[
            ("name = \"email\"", "name = \"mail\""),
            ("name = \"phone\"", "name = \"tel\""),
        ],
    ] {
        let refused = with(changes).unwrap_err();
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
    let told = |changes: &[(&str, &str)]| {
        let mut text = form_text();
        for (from, to) in changes {
            assert!(text.contains(from), "{from}");
            text = text.replace(from, to);
        }
        let read = Form::read(&text).map(drop);
        read.map_err(|error| error.to_string())
            .err()
            .unwrap_or_default()
    };
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
