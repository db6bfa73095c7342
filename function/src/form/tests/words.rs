//! The words for faults, in every language.

use super::super::*;
use super::form;

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
