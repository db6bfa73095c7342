//! A phone number as people write it → the same in E.164, or a fault.

use rlibphonenumber::{PhoneNumber, PhoneNumberFormat};

pub use rlibphonenumber::Region;

use super::fault::FaultCode;
use super::text::latin_digits;
use crate::sign_up::Value;

/// Every country that has telephone numbers. The library knows them too, but reads all its tables to say so (4 ms),
/// which no start of the function shall wait for; a test holds the two together.
const REGIONS: &str = "\
    AC AD AE AF AG AI AL AM AO AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BW BY BZ \
    CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR \
    GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP \
    KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY \
    MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM \
    PA PE PF PG PH PK PL PM PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ \
    TA TC TD TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW";

/// The country of this code, where it has telephone numbers.
pub fn region(code: &str) -> Option<Region> {
    let mut known = REGIONS.split(' ');
    known.find(|known| *known == code)?.parse().ok()
}

/// Numbers without a country code belong to `region`.
pub fn phone(typed: String, region: Option<Region>) -> Result<Value, FaultCode> {
    let dialled = dialled(&typed).ok_or(FaultCode::PhoneWrong)?;
    let number = PhoneNumber::parse(dialled, region).map_err(|_| FaultCode::PhoneWrong)?;
    if !number.is_valid() {
        return Err(FaultCode::PhoneWrong);
    }
    let e164 = number.format_as(PhoneNumberFormat::E164).into_owned();
    Ok(Value::Phone { e164, typed })
}

/// The digits, and the plus in front: any separators that people write between them fall away. `None` when there is more than that.
fn dialled(typed: &str) -> Option<String> {
    let latin = latin_digits(typed).replace('\u{ff0b}', "+");
    let unmarked = latin.trim_start_matches("tel:").replace("(0)", "");
    let mut dialled = String::new();
    for char in unmarked.chars() {
        match char {
            '0'..='9' => dialled.push(char),
            '+' if !dialled.contains(|char: char| char.is_ascii_digit() || char == '+') => {
                dialled.push('+')
            }
            '+' if dialled.starts_with('+') => return None,
            // Right-to-left writing may leave the plus at the end.
            '+' => dialled.insert(0, '+'),
            ' '
            | '-'
            | '.'
            | '/'
            | '('
            | ')'
            | '_'
            | '~'
            | '\u{2010}'..='\u{2015}'
            | '\u{2212}' => {}
            _ => return None,
        }
    }
    Some(dialled)
}

#[cfg(test)]
mod tests {
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
        ] {
            good(typed, "+46701740605");
        }
        good("08-568 910 00", "+46856891000");
        good("+380 50 123 4567", "+380501234567");
        good("+252 61 2345678", "+252612345678");
        good("+93 70 123 4567", "+93701234567");
        good("+44 20 7946 0018", "+442079460018");
        good("+39 02 1234 5678", "+390212345678");
        good("+46 070-174 06 05", "+46701740605");
        for typed in [
            "12",
            "070",
            "ring mig",
            "+46",
            "+",
            "070-174 06 05 06 07 08 09",
            "0701740605;ext=9",
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
    fn regions_are_those_that_the_tables_have() {
        let mut known: Vec<String> = rlibphonenumber::PHONE_NUMBER_UTIL
            .get_supported_regions()
            .map(|region| region.to_string())
            .collect();
        known.sort_unstable();
        assert_eq!(REGIONS, known.join(" "));
        assert_eq!(region("SE"), Some(Region::SE));
        for unknown in ["", "XX", "se", "001", "SE FI"] {
            assert_eq!(region(unknown), None, "{unknown}");
        }
    }
}
