//! A phone number as people write it → the same in E.164, or a fault.

use std::sync::{Arc, LazyLock, OnceLock};

use prost::Message;
use rlibphonenumber::{
    ParseError, PhoneMetadataCollection, PhoneNumber, PhoneNumberFormat, PhoneNumberUtil, Region,
};
use unicode_normalization::char::is_combining_mark;

use super::fault::FaultCode;
use super::text::{half_width, latin_digits};
use crate::sign_up::Value;

// Every country that has telephone numbers, and where its tables are among all; `build.rs` writes both.
include!(concat!(env!("OUT_DIR"), "/phone_regions.rs"));
const TABLES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/phone_tables.bin"));

/// What is known of telephone numbers: of one country's at the first that comes, of all others' when one is from elsewhere.
/// To read the tables of all takes longer than all else that is done for a sign-up.
#[derive(Clone)]
pub struct Phones(Option<Arc<Home>>);

struct Home {
    region: Region,
    calling_code: u16,
    tables: &'static [u8],
    util: OnceLock<Option<PhoneNumberUtil>>,
}

impl Phones {
    /// Numbers without a country code belong to the country of this code; to none, where it has no telephone numbers.
    pub fn of(region: &str) -> Self {
        Self(Home::of(region).map(Arc::new))
    }

    pub fn has_region(&self) -> bool {
        self.0.is_some()
    }

    /// # Errors
    /// When it is no number that somebody can have.
    pub fn read(&self, typed: String) -> Result<Value, FaultCode> {
        let e164 = |typed: &str| dialled(typed).and_then(|dialled| self.e164(&dialled));
        let latin = half_width(&latin_digits(&typed));
        // A zero in brackets is mostly for calls within the country, and the library takes it away where it is; in some
        // countries it belongs to the number.
        let e164 = e164(&latin).or_else(|| e164(&latin.replace("(0)", "")));
        let e164 = e164.ok_or(FaultCode::PhoneWrong)?;
        Ok(Value::Phone { e164, typed })
    }

    fn e164(&self, dialled: &str) -> Option<String> {
        let home = self.0.as_deref();
        let region = home.map(|home| home.region);
        match home
            .filter(|home| home.may_have(dialled))
            .and_then(Home::util)
        {
            // No calling code begins as another does: what is dialled with one is of this country with all tables or with none.
            Some(util) => match util.parse(dialled, region) {
                Ok(number) => valid(util, &number),
                Err(ParseError::InvalidCountryCode) => e164(everywhere()?, dialled, region),
                Err(_) => None,
            },
            None => e164(everywhere()?, dialled, region),
        }
    }
}

impl Home {
    fn of(region: &str) -> Option<Self> {
        let own = |(known, ..): &(_, _, _)| <[u8; 2]>::as_slice(known).cmp(region.as_bytes());
        let (_, calling_code, range) = &REGIONS[REGIONS.binary_search_by(own).ok()?];
        let range = usize::try_from(range.start).ok()?..usize::try_from(range.end).ok()?;
        Some(Self {
            region: region.parse().ok()?,
            calling_code: *calling_code,
            tables: TABLES.get(range)?,
            util: OnceLock::new(),
        })
    }

    /// Not what begins with a plus and another calling code.
    fn may_have(&self, dialled: &str) -> bool {
        let abroad = dialled.strip_prefix('+');
        abroad.is_none_or(|number| number.starts_with(&self.calling_code.to_string()))
    }

    fn util(&self) -> Option<&PhoneNumberUtil> {
        self.util.get_or_init(|| util(self.tables)).as_ref()
    }
}

fn everywhere() -> Option<&'static PhoneNumberUtil> {
    static EVERYWHERE: LazyLock<Option<PhoneNumberUtil>> = LazyLock::new(|| util(TABLES));
    EVERYWHERE.as_ref()
}

/// `None` only for tables that the library did not write.
fn util(tables: &[u8]) -> Option<PhoneNumberUtil> {
    let tables = PhoneMetadataCollection::decode(tables).ok()?;
    PhoneNumberUtil::new_for_metadata(tables).ok()
}

fn e164(util: &PhoneNumberUtil, dialled: &str, region: Option<Region>) -> Option<String> {
    valid(util, &util.parse(dialled, region).ok()?)
}

fn valid(util: &PhoneNumberUtil, number: &PhoneNumber) -> Option<String> {
    let valid = util.is_valid_number(number);
    valid.then(|| util.format(number, PhoneNumberFormat::E164).into_owned())
}

impl std::fmt::Debug for Phones {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Phones")
            .field(&self.0.as_ref().map(|home| home.region))
            .finish()
    }
}

/// The digits, and the plus in front: any separators that people write between them fall away, and a word before or after
/// them. `None` when there is more than that.
fn dialled(typed: &str) -> Option<String> {
    let mut dialled = String::new();
    for char in without_words(typed).chars() {
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
            | '['
            | ']'
            | '_'
            | '~'
            | ','
            | '\u{b7}'
            | '\u{2022}'
            | '\u{2010}'..='\u{2015}'
            | '\u{2212}' => {}
            _ => return None,
        }
    }
    Some(dialled)
}

/// Without what it is ("Tel.", "Mobil:", "شماره تلفن:") or where ("(hem)").
fn without_words(typed: &str) -> &str {
    let typed = typed.trim_start_matches(AFTER_LABEL);
    let number = typed.trim_start_matches(is_of_words);
    let label = &typed[..typed.len() - number.len()];
    let is_label = label.ends_with(' ')
        || label.eq_ignore_ascii_case("tel")
        || number.starts_with(AFTER_LABEL)
        || number.starts_with(['+', '-', '(', '/']);
    let number = if is_label { number } else { typed };
    let number = number.trim_start_matches(AFTER_LABEL);
    let inner = number.trim_end_matches([')', '.']);
    let before = inner.trim_end_matches(is_of_words);
    let is_place = inner[before.len()..].starts_with(' ') || before.ends_with('(');
    if is_place { before } else { number }
}

/// Between what it is and the number, in Latin and Ethiopic writing.
const AFTER_LABEL: [char; 5] = [':', '.', ' ', '\u{1361}', '\u{1366}'];

fn is_of_words(char: char) -> bool {
    char.is_alphabetic() || is_combining_mark(char) || matches!(char, ' ' | '\u{200c}' | '\u{200d}')
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
        assert!(REGIONS.len() > 240 && REGIONS.is_sorted_by_key(|(region, ..)| *region));
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
        for (region, calling_code, _) in &REGIONS {
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
}
