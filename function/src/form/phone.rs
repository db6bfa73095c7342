//! A phone number as people write it → the same in E.164, or a fault.

use phonenumber::country;

use super::fault::FaultCode;
use super::text::latin_digits;
use crate::sign_up::Value;

/// Numbers without a country code belong to `region`.
pub fn phone(typed: String, region: Option<country::Id>) -> Result<Value, FaultCode> {
    let dialled = dialled(&typed).ok_or(FaultCode::PhoneWrong)?;
    let number = phonenumber::parse(region, dialled).map_err(|_| FaultCode::PhoneWrong)?;
    if !phonenumber::is_valid(&number) {
        return Err(FaultCode::PhoneWrong);
    }
    let e164 = number.format().mode(phonenumber::Mode::E164).to_string();
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
}
