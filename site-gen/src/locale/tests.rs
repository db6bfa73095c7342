use std::borrow::Cow;

use super::*;

fn locale(code: &str) -> Locale {
    Locale::from_code(code).unwrap()
}

fn quantity(text: &str) -> Quantity {
    Quantity::from_text(text).unwrap()
}

/// The plural form that each number takes, in the table of the programme's languages.
#[test]
fn counts_as_cldr_does() {
    for (code, forms) in [
        ("sv", "0 other 1 one 2 other 1.5 other"),
        ("sv-simple", "1 one 2 other"),
        ("en", "1 one 1.0 other"),
        (
            "ar",
            "0 zero 1 one 2 two 3 few 10 few 11 many 99 many 100 other 103 few",
        ),
        (
            "uk",
            "1 one 2 few 4 few 5 many 11 many 21 one 22 few 1.5 other",
        ),
        ("fa-AF", "0 one 1 one 2 other"),
        ("so", "1 one 2 other"),
        ("ti", "0 one 1 one 2 other"),
        ("pl", "1 one 2 few 5 many"),
        ("sr", "1 one 2 few 5 other 21 one"),
        ("sr-Latn", "1 one 2 few 5 other 21 one"),
        ("bs-Cyrl", "1 one 2 few 5 other"),
        ("cnr", "1 one 2 few 5 other"),
        ("prs", "0 one 1 one 2 other"),
        ("pt-PT", "0 other 1 one"),
        ("ja", "1 other 2 other"),
    ] {
        let words: Vec<&str> = forms.split(' ').collect();
        for pair in words.chunks(2) {
            assert_eq!(
                locale(code).plural_category(&quantity(pair[0])),
                pair[1],
                "{code} {}",
                pair[0]
            );
        }
    }
    assert_eq!(
        locale("ar").plural_categories(),
        ["zero", "one", "two", "few", "many", "other"]
    );
    assert_eq!(
        locale("uk").plural_categories(),
        ["one", "few", "many", "other"]
    );
}

#[test]
fn writes_numbers_with_latin_digits() {
    for (code, number, expected) in [
        ("sv", "1234567.5", "1\u{a0}234\u{a0}567,5"),
        ("en", "-1234.50", "-1,234.50"),
        ("ar", "1234", "1,234"),
        ("fa-AF", "90", "90"),
        ("fa", "90", "90"),
        ("fa-u-nu-arabext", "90", "۹۰"),
        ("uk", "80.5", "80,5"),
        ("ti", "17", "17"),
    ] {
        assert_eq!(locale(code).number(&quantity(number)), expected, "{code}");
    }
    assert_eq!(Quantity::from_text("many"), None);
}

#[test]
fn joins_lists() {
    for (code, kind, items, expected) in [
        ("sv", ListKind::And, &["a", "b", "c"][..], "a, b och c"),
        ("sv-simple", ListKind::Or, &["a", "b"], "a eller b"),
        ("en", ListKind::And, &["a", "b", "c"], "a, b, and c"),
        ("en", ListKind::Unit, &["a", "b", "c"], "a, b, c"),
        ("ar", ListKind::And, &["a", "b"], "a وb"),
        ("uk", ListKind::And, &["a"], "a"),
        ("fa-AF", ListKind::And, &["a", "b"], "a و b"),
        ("en", ListKind::And, &[], ""),
    ] {
        let items: Vec<String> = items.iter().map(ToString::to_string).collect();
        assert_eq!(locale(code).list(&items, kind), expected, "{code}");
    }
}

#[test]
fn sorts_as_a_dictionary_does() {
    for (code, words, expected) in [
        (
            "sv",
            "Östra Zon apa Åre ära 10 9",
            "9 10 apa Zon Åre ära Östra",
        ),
        ("de", "Zon Öl Ohr apa", "apa Ohr Öl Zon"),
        ("uk", "яма їжа іній ґава", "ґава іній їжа яма"),
        ("ar", "باب أب تمر", "أب باب تمر"),
    ] {
        let order = Order::of(&locale(code));
        let mut words: Vec<&str> = words.split(' ').collect();
        words.sort_by(|a, b| order.compare(a, b));
        assert_eq!(words.join(" "), expected, "{code}");
    }
}

#[test]
fn runs_as_its_script_does() {
    for (code, expected) in [
        ("sv", "ltr"),
        ("sv-simple", "ltr"),
        ("ar", "rtl"),
        ("fa-AF", "rtl"),
        ("ckb", "rtl"),
        ("ps", "rtl"),
        ("uz-Arab", "rtl"),
        ("ti", "ltr"),
    ] {
        assert_eq!(locale(code).direction().word(), expected, "{code}");
    }
    assert_eq!(Locale::from_code("z"), None);
    assert_eq!(locale("pt_BR").code(), "pt-BR-u-nu-latn");
}

#[test]
fn fills_in_arguments() {
    let argument = |name: &str| (name == "who").then_some(Cow::Borrowed("Bo {who}"));
    for (text, expected) in [
        ("Hej {who}!", Ok("Hej Bo {who}!")),
        ("{who}{who}", Ok("Bo {who}Bo {who}")),
        ("{ who } {} {", Ok("{ who } {} {")),
        ("{å}", Err("å")),
        ("", Ok("")),
    ] {
        let expected = expected
            .map(ToOwned::to_owned)
            .map_err(|name: &str| MissingArgument(name.to_owned()));
        assert_eq!(fill(text, argument), expected, "{text}");
    }
}

#[test]
fn looks_plural_forms_up_best_first() {
    for (code, count, expected) in [
        ("sv", "1", "g_one g_other g"),
        ("sv", "0", "g_zero g_other g"),
        ("ar", "0", "g_zero g_other g"),
        ("ar", "11", "g_many g_other g"),
        ("sv", "2", "g_other g"),
    ] {
        assert_eq!(
            plural_keys("g", &locale(code), &quantity(count)).join(" "),
            expected,
            "{code} {count}"
        );
    }
}
