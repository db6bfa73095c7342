//! The words for faults, in every language.

use super::super::*;
use super::{form, form_text};

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

/// Two links with the same words would lead to two fields.
#[test]
fn a_fault_that_any_field_may_have_names_its_field_from_afar() {
    let form = form();
    let check = |field: &str, code: FaultCode, language: &str, expected: &str| {
        let (field, language) = (field.into(), Language::new(language));
        let fault = Fault { field, code };
        let text = form.fault_text(&fault, &language);
        assert_eq!(form.fault_line(&fault, &text, &language), expected);
    };
    let long = FaultCode::TooLong;
    check("name", long, "sv", "Vad heter du? Skriv högst 100 tecken");
    check(
        "email",
        long,
        "en",
        "E-mail address: Write at most 254 characters",
    );
    check(
        "name",
        long,
        "ar",
        "ما اسمك؟ النص طويل. الحد الأقصى لعدد الأحرف: 100",
    );
    check("name", FaultCode::Missing, "sv", "Skriv ditt namn");
    check(
        "phone",
        FaultCode::PhoneWrong,
        "sv-simple",
        "Numret är fel. Skriv alla siffror. Är numret från ett annat land? Börja med +",
    );
}

/// A form may ask for a second address or number, and the same may be wrong with both.
#[test]
fn a_second_address_that_is_wrong_is_told_from_the_first() {
    let text = form_text().replacen(
        "name = \"helper_name\"\nkind = \"text\"",
        "name = \"helper_name\"\nkind = \"email\"",
        1,
    );
    let form = Form::read(&text).unwrap();
    let line = |field: &str| {
        let (field, code) = (field.into(), FaultCode::EmailWrong);
        let fault = Fault { field, code };
        let language = Language::new("en");
        form.fault_line(&fault, &form.fault_text(&fault, &language), &language)
    };
    let told = "Enter the e-mail address like this: name@example.com";
    assert_eq!(line("email"), told);
    let label = "Who is helping you to fill this in?";
    assert_eq!(line("helper_name"), format!("{label} {told}"));
}

#[test]
fn how_much_is_written_is_told_where_it_is_too_much() {
    let form = form();
    let check = |code: FaultCode, typed: &str, expected: Option<&str>| {
        let field = "name".into();
        let kept = Kept::Text(typed.to_owned());
        let told = form.written(&Fault { field, code }, &kept, &Language::new("en"));
        assert_eq!(told.as_deref(), expected, "{typed}");
    };
    let long = FaultCode::TooLong;
    check(long, &"é".repeat(101), Some("(you have written 101)"));
    check(long, &"👩‍👧‍👦".repeat(700), Some("(you have written 700)"));
    check(long, &format!("a{}", "\u{301}\u{302}".repeat(8)), None); // One sign of too many parts.
    check(FaultCode::Missing, "", None);
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
