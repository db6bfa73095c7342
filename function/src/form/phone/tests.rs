//! Numbers as people write them, in every country; and that a plan and a country alone read them as the whole library does.

use super::super::rule::tests::{check, field};
use super::*;

#[test]
fn phones() {
    let field = field("kind = 'phone'\nlength_max = 40");
    let good = |typed: &str, e164: &str| {
        let value = Value::Phone {
            e164: e164.into(),
            typed: typed.into(),
        };
        check(&field, &[typed], Ok(Some(value)));
    };
    for typed in [
        "0701740605",
        "070-174 06 05",
        "070 - 174 06 05",
        "+46701740605",
        "+46 70 174 06 05",
        "+46 (0)70-174 06 05",
        "0046 70 174 06 05",
        "(070) 174.06.05",
        "070/1740605",
        "070–174 06 05",
        "٠٧٠١٧٤٠٦٠٥",
        "۰۷۰۱۷۴۰۶۰۵",
        "٠٧٠-١٧٤ ٠٦ ٠٥",
        "46701740605+",
        "+ 46 701740605",
        "tel:+46701740605",
        "＋46701740605",
        "（070）174 06－05",
        "070·174·06·05",
        "070,174 06 05",
        "Tel. 070-174 06 05",
        "TEL:070-1740605",
        "Mobil: 070-174 06 05",
        "هاتف: ٠٧٠١٧٤٠٦٠٥",
        "شماره تلفن: ۰۷۰۱۷۴۰۶۰۵",
        "ስልኪ፦ 070-174 06 05",
        "फ़ोन: ०७०१७४०६०५",
        "tel0701740605",
        "Tel-0701740605",
        "Tel(070)1740605",
        "Mobile number: 0701740605",
        ":0701740605",
        "070-174 06 05 (mobil)",
        "070-174 06 05 hem",
        "[+46] 70 174 06 05",
        "๐๗๐-๑๗๔ ๐๖ ๐๕",
    ] {
        good(typed, "+46701740605");
    }
    good("08-568 910 00", "+46856891000");
    good("+380 50 123 4567", "+380501234567");
    good("+252 61 2345678", "+252612345678");
    good("+93 70 123 4567", "+93701234567");
    good("+44 20 7946 0018", "+442079460018");
    good("+39 02 1234 5678", "+390212345678");
    for typed in [
        "+39 (0)2 1234 5678",
        "(+39) (0)2 12345678",
        "00 39 (0)2 12345678",
    ] {
        good(typed, "+390212345678");
    }
    good("+46 070-174 06 05", "+46701740605");
    good("+241 (0)6 03 12 34", "+24106031234");
    good("+49 (0)30 123456", "+4930123456");
    for typed in [
        "12",
        "070",
        "ring mig",
        "+46",
        "+",
        "070-174 06 05 06 07 08 09",
        "0701740605;ext=9",
        "0701740605 ext 9",
        "0701740605x",
        "A0701740605",
        "070-174O605",
        "+46+701740605",
        "112",
    ] {
        check(&field, &[typed], Err(FaultCode::PhoneWrong));
    }
    check(&field, &["\u{202a}\u{202c}"], Ok(None));
    check(
        &field,
        &["1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1"],
        Err(FaultCode::TooLong),
    );
}

#[test]
fn regions_are_countries_that_have_numbers() {
    assert!(COUNTRIES.len() > 240 && COUNTRIES.is_sorted_by_key(|country| country.region));
    assert!(everywhere().is_some());
    for unknown in ["", "XX", "se", "001", "SE FI"] {
        assert!(!Phones::of(unknown).has_region(), "{unknown}");
    }
}

/// Of each country: its own numbers, those of its neighbours in the same calling code, and those of others.
#[test]
fn a_country_alone_reads_each_number_as_all_do() {
    let all = everywhere().unwrap();
    let mut read = 0;
    for Country {
        region,
        calling_code,
        ..
    } in &COUNTRIES
    {
        let region = std::str::from_utf8(region).unwrap();
        let (phones, own) = (Phones::of(region), region.parse().ok());
        let mut same = |dialled: String| {
            let expected = e164(all, &dialled, own);
            assert_eq!(phones.e164(&dialled), expected, "{region} {dialled}");
            read += usize::from(expected.is_some());
        };
        for number in ["701740605", "4165551234", "0501234567"] {
            for code in ["", "+", "00", "011"] {
                same(format!("{code}{number}"));
                same(format!("{code}{calling_code}{number}"));
            }
        }
        for other in [1, 7, 46, 235, 380, 994] {
            for number in ["6235551234", "501234567"] {
                same(format!("+{other}{number}"));
                same(format!("00{other}{number}"));
            }
        }
    }
    assert!(read > 2_000, "{read}");
}

/// Through each way there is in each plan.
#[test]
fn a_plan_knows_no_number_that_the_library_does_not() {
    let all = everywhere().unwrap();
    let (mut plans, mut known) = (0, 0);
    for Country {
        region,
        calling_code,
        ..
    } in &COUNTRIES
    {
        let region = std::str::from_utf8(region).unwrap();
        let home = Home::of(region).unwrap();
        let numbers = home.plan.numbers();
        plans += usize::from(!numbers.is_empty());
        for number in numbers {
            for dialled in [number.clone(), format!("+{calling_code}{number}")] {
                let planned = home.planned(&dialled);
                assert!(planned.is_some(), "{region} {dialled}");
                assert_eq!(
                    planned,
                    e164(all, &dialled, Some(home.region)),
                    "{region} {dialled}"
                );
                known += 1;
            }
        }
    }
    assert!(plans > 100 && known > 10_000, "{plans} {known}");
}

#[test]
fn a_plan_knows_what_most_write() {
    let home = Home::of("SE").unwrap();
    for dialled in [
        "0701740605",
        "701740605",
        "+46701740605",
        "+460701740605",
        "0856891000",
    ] {
        assert!(home.planned(dialled).is_some(), "{dialled}");
    }
    for dialled in [
        "",
        "0",
        "+",
        "+46",
        "070174060",
        "07017406051",
        "00701740605",
        "46701740605",
        "+47701740605",
    ] {
        assert_eq!(home.planned(dialled), None, "{dialled}");
    }
}
