//! The rules, against the form that is really asked.

use proptest::prelude::*;

use super::*;

fn form_text() -> String {
    fs_err::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../content/sign-up/form.toml"
    ))
    .unwrap()
}

fn form() -> &'static Form {
    static FORM: std::sync::OnceLock<Form> = std::sync::OnceLock::new();
    FORM.get_or_init(|| Form::read(&form_text()).unwrap())
}

/// A full sheet of a kind; each `name=value` line replaces what the sheet has for that name, `name=` takes it away.
fn submission(kind: &str, changes: &[&str]) -> Submission {
    let mut lines = vec![
        "role=newcomer",
        "place=yes",
        "adult=yes",
        "name=Åsa Öst",
        "email=asa@example.org",
        "phone=070-174 06 05",
    ];
    let kind_line = format!("kind={kind}");
    lines.push(&kind_line);
    if kind == "family" {
        lines.extend(["children=2", "child_ages=0-1", "child_ages=4-6"]);
    }
    let name_of = |line: &str| line.split_once('=').unwrap().0.to_owned();
    lines.retain(|line| {
        !changes
            .iter()
            .any(|change| name_of(change) == name_of(line))
    });
    lines.extend(changes);
    let pairs = lines.into_iter().map(|line| line.split_once('=').unwrap());
    Submission::new(
        pairs
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
    )
}

fn faults(kind: &str, changes: &[&str]) -> Vec<(String, FaultCode)> {
    match form().check(&submission(kind, changes), kind) {
        Outcome::Faulty(faults) => faults
            .into_iter()
            .map(|fault| (fault.field, fault.code))
            .collect(),
        Outcome::Accepted { .. } => Vec::new(),
        Outcome::Stopped(stop) => panic!("stopped: {stop}"),
    }
}

fn accepted(kind: &str, changes: &[&str]) -> (Answers, Option<Suspicion>) {
    match form().check(&submission(kind, changes), kind) {
        Outcome::Accepted { answers, suspect } => (answers, suspect),
        other => panic!("{other:?}"),
    }
}

#[test]
fn four_sheets_are_accepted() {
    for kind in ["individual", "family"] {
        for role in ["role=newcomer", "role=established"] {
            let (answers, suspect) = accepted(kind, &[role]);
            assert_eq!(answers.code("kind"), Some(kind));
            assert_eq!(
                answers.code("role"),
                role.split_once('=').map(|(_, role)| role)
            );
            assert_eq!(answers.get("children").is_some(), kind == "family");
            assert_eq!(suspect, None);
        }
    }
}

#[test]
fn every_rule_is_broken_in_turn() {
    let check = |kind: &str, changes: &[&str], expected: &[(&str, FaultCode)]| {
        let expected: Vec<_> = expected
            .iter()
            .map(|(field, code)| ((*field).to_owned(), *code))
            .collect();
        assert_eq!(faults(kind, changes), expected, "{changes:?}");
    };
    use FaultCode::{
        EitherMissing, EmailWrong, Missing, NotANumber, PhoneWrong, TooLong, UnknownChoice,
    };
    let long = |name: &str, length: usize| format!("{name}={}", "å".repeat(length));
    for field in ["role", "place", "adult", "name"] {
        check("individual", &[&format!("{field}=")], &[(field, Missing)]);
    }
    for field in ["children", "child_ages"] {
        check("family", &[&format!("{field}=")], &[(field, Missing)]);
        check("individual", &[&format!("{field}=nonsense")], &[]);
    }
    for field in [
        "role",
        "place",
        "adult",
        "languages",
        "swedish",
        "district",
        "age",
        "wish",
        "interests",
        "times",
        "evaluation",
    ] {
        check(
            "individual",
            &[&format!("{field}=nonsense")],
            &[(field, UnknownChoice)],
        );
    }
    check(
        "family",
        &["child_ages=99"],
        &[("child_ages", UnknownChoice)],
    );
    check("family", &["children=0"], &[("children", NotANumber)]);
    check(
        "individual",
        &["email=", "phone="],
        &[("email", EitherMissing)],
    );
    check("individual", &["email="], &[]);
    check("individual", &["phone="], &[]);
    check("individual", &["email=asa"], &[("email", EmailWrong)]);
    check(
        "individual",
        &["email=asa", "phone="],
        &[("email", EmailWrong)],
    );
    check("individual", &["phone=12"], &[("phone", PhoneWrong)]);
    check(
        "individual",
        &["helper_phone=12"],
        &[("helper_phone", PhoneWrong)],
    );
    check(
        "individual",
        &[
            &long("name", 100),
            &long("helper_name", 100),
            &long("more", 500),
        ],
        &[],
    );
    check("individual", &[&long("name", 101)], &[("name", TooLong)]);
    check(
        "individual",
        &[&long("helper_name", 101)],
        &[("helper_name", TooLong)],
    );
    check("individual", &[&long("more", 501)], &[("more", TooLong)]);
    check(
        "family",
        &["name=", "child_ages=", "email=", "phone=", "role="],
        &[
            ("role", Missing),
            ("name", Missing),
            ("email", EitherMissing),
            ("child_ages", Missing),
        ],
    );
}

#[test]
fn a_no_stops_before_any_fault() {
    let check = |changes: &[&str], expected: &str| {
        let outcome = form().check(&submission("individual", changes), "individual");
        assert_eq!(
            outcome,
            Outcome::Stopped(expected.to_owned()),
            "{changes:?}"
        );
    };
    check(&["adult=no"], "not-adult");
    check(&["place=no"], "not-here");
    check(&["place=no", "adult=no", "name="], "not-here");
}

#[test]
fn suspects_are_accepted_all_the_same() {
    let check = |changes: &[&str], expected: Option<Suspicion>| {
        assert_eq!(accepted("individual", changes).1, expected, "{changes:?}");
    };
    check(&["leave_empty=x"], Some(Suspicion::Honeypot));
    check(&["leave_empty= "], None);
    check(&["more=Se https://example.org"], None);
    check(
        &["more=https://a.example https://b.example"],
        Some(Suspicion::Content),
    );
    check(
        &["more=http://a.example www.b.example"],
        Some(Suspicion::Content),
    );
    check(&["more=<A href=x>"], Some(Suspicion::Content));
    check(&["name=www.example.org"], Some(Suspicion::Content));
}

#[test]
fn fields_that_are_not_asked_are_counted() {
    let check = |kind: &str, changes: &[&str], expected: usize| {
        assert_eq!(
            form().ignored(&submission(kind, changes), kind),
            expected,
            "{changes:?}"
        );
    };
    check(
        "individual",
        &["form=sign-up", "language=sv", "leave_empty="],
        0,
    );
    check("individual", &["nonsense=1", "nonsense=2", "children=1"], 3);
    check("family", &["age=18-25"], 1);
}

#[test]
fn typed_answers_are_kept() {
    let posted = submission(
        "individual",
        &[
            "name= A\u{202e}sa <b>",
            "more=a\r\nb",
            "interests=walk",
            "interests=food",
            "email=wrong",
        ],
    );
    let kept = serde_json::to_value(form().kept(&posted, "individual")).unwrap();
    for (field, expected) in [
        ("name", serde_json::json!("Asa <b>")),
        ("more", serde_json::json!("a\nb")),
        ("interests", serde_json::json!(["walk", "food"])),
        ("email", serde_json::json!("wrong")),
        ("district", serde_json::json!([])),
    ] {
        assert_eq!(kept[field], expected, "{field}");
    }
    assert!(kept.get("children").is_none());
}

#[test]
fn every_fault_has_its_words_in_every_language() {
    let form = form();
    for language in form.languages() {
        for field in &form.definition().fields {
            for code in FaultCode::ALL {
                let fault = Fault {
                    field: field.name.clone(),
                    code,
                };
                let text = form.fault_text(&fault, &language);
                assert!(!text.is_empty(), "{language} {fault:?}");
                let limited = field.length_max.is_some() || field.max.is_some();
                assert!(
                    !limited || !text.contains('{') || code == FaultCode::NotANumber,
                    "{language} {fault:?}: {text}"
                );
            }
        }
        for count in [1, 2, 3, 5, 11, 21, 100] {
            let text = form.fault_count(count, &language);
            assert!(
                !text.is_empty() && !text.contains('{'),
                "{language} {count}: {text}"
            );
        }
    }
}

#[test]
fn counts_take_the_plural_form_of_the_language() {
    let check = |language: &str, count: usize, expected: &str| {
        assert_eq!(
            form().fault_count(count, &Language::new(language)),
            expected,
            "{language} {count}"
        );
    };
    check("en", 1, "There is 1 problem to fix");
    check("en", 2, "There are 2 problems to fix");
    check("sv-simple", 2, "2 svar är fel");
    check("ar", 2, "هناك خطآن يجب تصحيحهما");
    check("ar", 3, "هناك 3 أخطاء يجب تصحيحها");
    check("ar", 11, "هناك 11 خطأً يجب تصحيحها");
    check("uk", 1, "Потрібно виправити 1 помилку");
    check("uk", 3, "Потрібно виправити 3 помилки");
    check("uk", 5, "Потрібно виправити 5 помилок");
    check("uk", 21, "Потрібно виправити 21 помилку");
    check("ti", 2, "ክእረሙ ዘለዎም 2 ጌጋታት ኣለዉ");
}

#[test]
fn links_lead_to_the_first_thing_to_fill_in() {
    let check = |field: &str, expected: &str| assert_eq!(form().anchor(field), expected);
    check("name", "f-name");
    check("role", "f-role-newcomer");
    check("child_ages", "f-child_ages-0-1");
    check("evaluation", "f-evaluation");
}

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

proptest! {
    /// Whatever is posted: no panic, and each field has one fault at most.
    #[test]
    fn any_submission_comes_to_an_outcome(pairs in prop::collection::vec(("[a-z_]{1,8}|name|email|phone|more|children|child_ages|role", any::<String>()), 0..12)) {
        let form = form();
        let submission = Submission::new(pairs);
        for kind in ["individual", "family"] {
            if let Outcome::Faulty(faults) = form.check(&submission, kind) {
                for fault in &faults {
                    prop_assert_eq!(faults.iter().filter(|each| each.field == fault.field).count(), 1);
                }
            }
            for kept in form.kept(&submission, kind).into_values() {
                let Kept::Text(text) = kept else { continue };
                prop_assert!(!text.chars().any(|char| char.is_control() && char != '\n'), "{:?}", text);
            }
        }
    }

    /// Phone and address readers see everything that a person can type.
    #[test]
    fn any_typed_text_is_read_or_refused(typed in "[0-9+() a-z;=٠-٩@.,:*#\\PC]{0,50}") {
        let form = form();
        for name in ["email", "phone", "helper_phone", "children"] {
            let pairs = vec![(name.to_owned(), typed.clone())];
            form.check(&Submission::new(pairs), "family");
        }
    }
}
