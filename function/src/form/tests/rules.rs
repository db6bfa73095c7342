//! Each rule kept and broken.

use super::super::*;
use super::{accepted, faults, form, submission};
use crate::sign_up::Suspicion;

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

/// What checks the sheet and what is stored are one kind, whatever a forged post says after it.
#[test]
fn of_two_answers_to_one_question_the_first_counts() {
    let posted = ["family", "individual"].map(|kind| ("kind".to_owned(), kind.to_owned()));
    let posted = Submission::new(posted.into());
    assert_eq!(form().kind_of(&posted), Some("family"));
    let values: Vec<&str> = posted.all("kind").collect();
    let kind = form().definition().field("kind").unwrap();
    let answer = rule::answer(kind, &values, &form().phones).unwrap();
    assert_eq!(answer, Some(Value::Codes(vec!["family".to_owned()])));
}

#[test]
fn a_contact_is_read_as_it_is_pasted() {
    let check = |pasted: &str, expected: &str| assert_eq!(form().contact(pasted), expected);
    check("070-174 06 05", "+46701740605");
    check(
        "\u{202a}070\u{a0}174\u{a0}06\u{a0}05\u{202c}",
        "+46701740605",
    );
    check(" \u{200f}Asa@example.org\u{a0}", "Asa@example.org");
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
fn faults_of_a_correction_stand_in_the_order_of_the_page_too() {
    let (stored, _) = accepted("individual", &[]);
    let long = "a".repeat(501);
    let pairs = [("more", &*long), ("phone", ""), ("email", "")];
    let pairs = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let corrections = Submission::new(pairs.to_vec());
    let Outcome::Faulty(faults) = form().correct(&stored, &corrections, "individual") else {
        panic!("nobody could be reached");
    };
    let fields: Vec<&str> = faults.iter().map(|fault| fault.field.as_str()).collect();
    assert_eq!(fields, ["email", "more"]);
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
