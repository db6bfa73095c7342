//! Records → rows in the coordinators' words → CSV that a spreadsheet opens safely and with Swedish letters.

use crate::form::Form;
use crate::sign_up::{Language, Value};
use crate::store::Record;

/// A spreadsheet set to Swedish splits at semicolons.
const SEPARATOR: char = ';';
/// By this a spreadsheet knows that the letters are UTF-8.
const BYTE_ORDER_MARK: char = '\u{FEFF}';

/// The first row of [`csv`]: what stands about every sign-up, then each question of the form.
pub(super) fn header(form: &Form, language: &Language) -> Vec<String> {
    let own = ["reference", "status", "since", "created", "language"].map(str::to_owned);
    let questions = form
        .definition()
        .fields
        .iter()
        .map(|field| form.label(&field.name, language).to_owned());
    own.into_iter().chain(questions).collect()
}

pub(super) fn row(form: &Form, language: &Language, record: &Record) -> Vec<String> {
    let sign_up = &record.sign_up;
    let own = [
        sign_up.reference.to_string(),
        record.status.as_str().to_owned(),
        minutes(record.since),
        minutes(sign_up.created_at),
        sign_up.language.to_string(),
    ];
    let answer = |field: &str| {
        sign_up
            .answers
            .get(field)
            .map(|value| in_words(form, language, field, value))
    };
    let answers = form
        .definition()
        .fields
        .iter()
        .map(|field| answer(&field.name).unwrap_or_default());
    own.into_iter().chain(answers).collect()
}

/// An answer in the form's own words.
pub(super) fn in_words(form: &Form, language: &Language, field: &str, value: &Value) -> String {
    match value {
        Value::Text(text) | Value::Email(text) => text.clone(),
        Value::Codes(codes) => codes
            .iter()
            .map(|code| form.choice_label(field, code, language))
            .collect::<Vec<_>>()
            .join(", "),
        Value::Number(number) => number.to_string(),
        Value::Phone { e164, .. } => e164.clone(),
        Value::Yes => "ja".to_owned(),
    }
}

pub(super) fn minutes(time: jiff::Timestamp) -> String {
    time.strftime("%Y-%m-%d %H:%MZ").to_string()
}

/// Rows as CSV (RFC 4180) with a byte order mark.
pub(super) fn csv(rows: &[Vec<String>]) -> String {
    let mut text = String::from(BYTE_ORDER_MARK);
    for row in rows {
        let cells: Vec<String> = row.iter().map(|cell| quoted(&harmless(cell))).collect();
        text.push_str(&cells.join(&SEPARATOR.to_string()));
        text.push_str("\r\n");
    }
    text
}

/// A cell that a spreadsheet would reckon with becomes text by a leading apostrophe. White space before such a sign
/// does not save it, nor does its full-width form.
fn harmless(cell: &str) -> String {
    const RECKONS: [char; 8] = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
    let invisible = |sign: char| {
        sign.is_whitespace()
            || sign.is_control()
            || matches!(sign, '\u{200B}'..='\u{200F}' | '\u{FEFF}')
    };
    let begins_badly = cell.starts_with(|sign: char| sign.is_control());
    match cell.trim_start_matches(invisible).starts_with(RECKONS) || begins_badly {
        true => format!("'{cell}"),
        false => cell.to_owned(),
    }
}

fn quoted(cell: &str) -> String {
    if cell.contains([SEPARATOR, ',', '"', '\'', '\n', '\r', '\t']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_reckons() {
        let check = |cell: &str, expected: &str| {
            assert_eq!(
                csv(&[vec![cell.to_owned()]]),
                format!("\u{FEFF}{expected}\r\n"),
                "{cell:?}"
            )
        };
        check("Åsa", "Åsa");
        check("=1+1", "\"'=1+1\"");
        check("+46701740605", "\"'+46701740605\"");
        check("-1", "\"'-1\"");
        check("@SUM(A1)", "\"'@SUM(A1)\"");
        check("＝cmd|' /C calc'!A0", "\"'＝cmd|' /C calc'!A0\"");
        check(" \u{200E}=1", "\"' \u{200E}=1\"");
        check("\t1", "\"'\t1\"");
        check("\r=1", "\"'\r=1\"");
        check("a;=1\"b\nc", "\"a;=1\"\"b\nc\"");
        check("a-b", "a-b");
    }

    #[test]
    fn cells_are_parted_and_rows_end() {
        let rows = [
            vec!["a".to_owned(), "b, c".to_owned()],
            vec![String::new(), "d".to_owned()],
        ];
        assert_eq!(csv(&rows), "\u{FEFF}a;\"b, c\"\r\n;d\r\n");
    }
}
