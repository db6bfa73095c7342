//! Records → rows in the coordinators' words → CSV that a spreadsheet opens safely and with Swedish letters.

use crate::notify::Labels;
use crate::sign_up::{SignUp, Value};
use crate::store::Record;

/// A spreadsheet set to Swedish splits at semicolons.
const SEPARATOR: char = ';';
/// By this a spreadsheet knows that the letters are UTF-8.
const BYTE_ORDER_MARK: char = '\u{FEFF}';

/// How a file of [`row`]s begins: the byte order mark, then what stands about every sign-up and each question of the form,
/// then the answers to what the form no longer asks, and last the notes.
pub(super) fn begin(labels: &Labels) -> String {
    let own = [
        "reference",
        "status",
        "since",
        "created",
        "language",
        "held since",
    ]
    .map(str::to_owned);
    let fields = labels.form().definition().fields.iter();
    let questions = fields.map(|field| labels.field(&field.name).to_owned());
    let cells = own
        .into_iter()
        .chain(questions)
        .chain(["no longer asked".to_owned(), "notes".to_owned()]);
    format!("{BYTE_ORDER_MARK}{}", csv(cells))
}

pub(super) fn row(labels: &Labels, record: &Record, sign_up: &SignUp) -> String {
    let own = [
        sign_up.reference.to_string(),
        record.status.as_str().to_owned(),
        minutes(record.since),
        minutes(sign_up.created_at),
        sign_up.language.to_string(),
        record.held_since.map(minutes).unwrap_or_default(),
    ];
    let answer = |field: &str| {
        sign_up
            .answers
            .get(field)
            .map(|value| cell(labels, field, value))
    };
    let answers = labels
        .form()
        .definition()
        .fields
        .iter()
        .map(|field| answer(&field.name).unwrap_or_default());
    csv(own
        .into_iter()
        .chain(answers)
        .chain([left(labels, sign_up), notes(record)]))
}

/// A line each, with who wrote it and when.
fn notes(record: &Record) -> String {
    let notes = record.notes.iter().filter_map(|note| {
        let text = note.text.as_ref().ok()?;
        Some(format!("{} {}: {text}", minutes(note.at), note.by))
    });
    notes.collect::<Vec<_>>().join("\n")
}

/// What was answered to questions that have left the form, a line each.
fn left(labels: &Labels, sign_up: &SignUp) -> String {
    let definition = labels.form().definition();
    let answers = sign_up.answers.iter();
    let left = answers.filter(|answer| definition.field(&answer.field).is_none());
    let lines = left.map(|own| format!("{}: {}", own.field, cell(labels, &own.field, &own.value)));
    lines.collect::<Vec<_>>().join("\n")
}

/// An answer in words; of a phone number only what can be dialled.
fn cell(labels: &Labels, field: &str, value: &Value) -> String {
    match value {
        Value::Phone { e164, .. } => e164.clone(),
        value => labels.value(field, value),
    }
}

pub(super) fn minutes(time: jiff::Timestamp) -> String {
    time.strftime("%Y-%m-%d %H:%MZ").to_string()
}

/// A row of CSV (RFC 4180).
fn csv(cells: impl Iterator<Item = String>) -> String {
    let cells: Vec<String> = cells.map(|cell| quoted(&harmless(&cell))).collect();
    cells.join(&SEPARATOR.to_string()) + "\r\n"
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
            let row = csv([cell.to_owned()].into_iter());
            assert_eq!(row, format!("{expected}\r\n"), "{cell:?}");
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
        let row = ["a", "b, c", "", "d"].map(str::to_owned);
        assert_eq!(csv(row.into_iter()), "a;\"b, c\";;d\r\n");
    }
}
