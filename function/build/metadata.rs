//! Google's `PhoneMetadataCollection`, a Protocol Buffers message → the entry of each region, and what can be dialled there.
//! The numbers of its fields are those of `resources/phonemetadata.proto` in the library.

const PHONE_METADATA: u64 = 1;
const GENERAL_DESC: u64 = 1;
const FIXED_LINE: u64 = 2;
const MOBILE: u64 = 3;
/// Toll-free, premium rate, shared cost, personal, over IP, pagers, for all of an organisation, voicemail.
const OTHERS: [u64; 8] = [4, 5, 6, 7, 8, 21, 25, 28];
const ID: u64 = 9;
const COUNTRY_CODE: u64 = 10;
const INTERNATIONAL_PREFIX: u64 = 11;
const NATIONAL_PREFIX_FOR_PARSING: u64 = 15;
const NATIONAL_PREFIX_TRANSFORM_RULE: u64 = 16;
const SAME_MOBILE_AND_FIXED_LINE_PATTERN: u64 = 18;
const MAIN_COUNTRY_FOR_CODE: u64 = 22;
const LEADING_DIGITS: u64 = 23;
const NATIONAL_NUMBER_PATTERN: u64 = 2;
const POSSIBLE_LENGTH: u64 = 9;

/// A region's entry.
pub struct Entry<'a> {
    pub region: &'a [u8],
    pub country_code: u64,
    /// As it stands in the collection.
    pub bytes: &'a [u8],
    /// Regular expressions, as all here that says what is dialled; empty where there is none.
    pub international_prefix: &'a str,
    pub national_prefix: &'a str,
    pub is_transformed: bool,
    /// Of those that share a calling code.
    pub is_main: bool,
    /// Some numbers are taken for this country's, valid or not, and no others.
    pub has_leading_digits: bool,
    /// What every number is like, and of what kinds there are.
    pub general: Described<'a>,
    pub kinds: Vec<Described<'a>>,
}

/// A `PhoneNumberDesc`.
#[derive(Default)]
pub struct Described<'a> {
    pub pattern: &'a str,
    /// Empty: any.
    pub lengths: Vec<u64>,
}

/// `None` when it is no such collection.
pub fn entries(collection: &[u8]) -> Option<Vec<Entry<'_>>> {
    let mut entries = Vec::new();
    let mut rest = collection;
    while !rest.is_empty() {
        let begun = rest;
        let (PHONE_METADATA, Field::Bytes(bytes)) = field(&mut rest)? else {
            return None;
        };
        entries.push(entry(bytes, &begun[..begun.len() - rest.len()])?);
    }
    Some(entries)
}

fn entry<'a>(mut fields: &'a [u8], bytes: &'a [u8]) -> Option<Entry<'a>> {
    let (mut region, mut country_code) = (None, None);
    let mut entry = Entry {
        region: &[],
        country_code: 0,
        bytes,
        international_prefix: "",
        national_prefix: "",
        is_transformed: false,
        is_main: false,
        has_leading_digits: false,
        general: Described::default(),
        kinds: Vec::new(),
    };
    let (mut mobile, mut is_mobile_as_fixed) = (None, false);
    while !fields.is_empty() {
        match field(&mut fields)? {
            (ID, Field::Bytes(id)) => region = Some(id),
            (COUNTRY_CODE, Field::Number(code)) => country_code = Some(code),
            (INTERNATIONAL_PREFIX, Field::Bytes(text)) => entry.international_prefix = utf8(text)?,
            (NATIONAL_PREFIX_FOR_PARSING, Field::Bytes(text)) => {
                entry.national_prefix = utf8(text)?
            }
            (NATIONAL_PREFIX_TRANSFORM_RULE, Field::Bytes(_)) => entry.is_transformed = true,
            (MAIN_COUNTRY_FOR_CODE, Field::Number(main)) => entry.is_main = main != 0,
            (LEADING_DIGITS, Field::Bytes(_)) => entry.has_leading_digits = true,
            (SAME_MOBILE_AND_FIXED_LINE_PATTERN, Field::Number(same)) => {
                is_mobile_as_fixed = same != 0;
            }
            (GENERAL_DESC, Field::Bytes(fields)) => entry.general = described(fields)?,
            (MOBILE, Field::Bytes(fields)) => mobile = Some(described(fields)?),
            (kind, Field::Bytes(fields)) if kind == FIXED_LINE || OTHERS.contains(&kind) => {
                entry.kinds.push(described(fields)?);
            }
            _ => {}
        }
    }
    // The library does not ask what mobile numbers are like then.
    entry.kinds.extend(mobile.filter(|_| !is_mobile_as_fixed));
    (entry.region, entry.country_code) = (region?, country_code?);
    Some(entry)
}

fn described(mut fields: &[u8]) -> Option<Described<'_>> {
    let mut described = Described::default();
    while !fields.is_empty() {
        match field(&mut fields)? {
            (NATIONAL_NUMBER_PATTERN, Field::Bytes(text)) => described.pattern = utf8(text)?,
            (POSSIBLE_LENGTH, Field::Number(length)) => described.lengths.push(length),
            (POSSIBLE_LENGTH, Field::Bytes(mut packed)) => {
                while !packed.is_empty() {
                    described.lengths.push(varint(&mut packed)?);
                }
            }
            _ => {}
        }
    }
    Some(described)
}

fn utf8(text: &[u8]) -> Option<&str> {
    std::str::from_utf8(text).ok()
}

enum Field<'a> {
    Number(u64),
    Bytes(&'a [u8]),
}

/// The next field's number and value; the message has no other kinds.
fn field<'a>(rest: &mut &'a [u8]) -> Option<(u64, Field<'a>)> {
    let key = varint(rest)?;
    let value = match key & 7 {
        0 => Field::Number(varint(rest)?),
        2 => {
            let length = usize::try_from(varint(rest)?).ok()?;
            let (bytes, after) = rest.split_at_checked(length)?;
            *rest = after;
            Field::Bytes(bytes)
        }
        _ => return None,
    };
    Some((key >> 3, value))
}

fn varint(rest: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (byte, after) = rest.split_first()?;
        *rest = after;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}
