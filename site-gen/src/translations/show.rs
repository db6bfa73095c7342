//! A survey → a table for people, or JSON for machines.

use std::fmt::Write;

use serde_json::{Map, Value, json};

use super::strings::counts;
use super::{Cell, Freshness, StringFault, Survey, Translation};

/// A row a page, a column a language; then the totals of each language, its UI texts, and the data files.
pub fn table(survey: &Survey) -> String {
    let mut grid = vec![vec!["page".to_owned()]];
    grid[0].extend(survey.languages.iter().cloned());
    for row in &survey.rows {
        let mut line = vec![row.page.clone()];
        line.extend(row.cells.iter().map(words));
        grid.push(line);
    }
    let mut text = columns(&grid);
    text.push('\n');
    for (column, language) in survey.languages.iter().enumerate() {
        if *language != survey.original {
            text.push_str(&totals_line(survey, column));
        }
        for (fault, keys) in counts(&survey.strings, language) {
            let _infallible = writeln!(
                text,
                "  UI texts {}: {}",
                fault_words(fault),
                keys.join(", ")
            );
        }
    }
    for (translation, line) in survey.lines_in_wrong_script() {
        let _infallible = writeln!(
            text,
            "content/{}:{line}: in the wrong script",
            translation.file
        );
    }
    for gap in &survey.gaps {
        let _infallible = writeln!(
            text,
            "{}:{}: `{}` lacks {}",
            gap.file,
            gap.line,
            gap.table,
            gap.languages.join(", ")
        );
    }
    text
}

/// The same for machines; `up_to_date_percent` is what `--at-least` is compared with.
pub fn json(survey: &Survey) -> Value {
    let totals: Map<String, Value> = (0..survey.languages.len())
        .filter(|column| survey.languages[*column] != survey.original)
        .map(|column| {
            let totals = survey.totals(column);
            let value = json!({
                "pages": totals.pages, "missing": totals.missing, "stale": totals.stale, "unmarked": totals.unmarked,
                "unproofed": totals.unproofed, "untranslated": totals.untranslated, "wrong_script": totals.wrong_script,
                "complete": totals.complete,
            });
            (survey.languages[column].clone(), value)
        })
        .collect();
    json!({
        "languages": survey.languages,
        "original": survey.original,
        "up_to_date_percent": survey.up_to_date_percent(),
        "totals": totals,
        "pages": survey.rows.iter().map(|row| {
            let cells = survey.languages.iter().cloned().zip(row.cells.iter().map(cell));
            json!({ "page": row.page, "fingerprint": row.fingerprint, "languages": cells.collect::<Map<_, _>>() })
        }).collect::<Vec<_>>(),
        "strings": survey.strings.iter().map(|problem| {
            json!({ "language": problem.language, "key": problem.key, "fault": fault_words(problem.fault) })
        }).collect::<Vec<_>>(),
        "gaps": survey.gaps.iter().map(|gap| {
            json!({ "file": gap.file, "line": gap.line, "table": gap.table, "languages": gap.languages })
        }).collect::<Vec<_>>(),
    })
}

fn cell(cell: &Cell) -> Value {
    match cell {
        Cell::Original { file } => json!({ "status": "original", "file": file }),
        Cell::Missing => json!({ "status": "missing" }),
        Cell::Translated(translation) => json!({
            "status": statuses(translation)[0],
            "file": translation.file,
            "stale": translation.freshness == Freshness::Stale,
            "marked": translation.freshness != Freshness::Unmarked,
            "proofread": translation.proofread,
            "untranslated": translation.untranslated,
            "wrong_script": !translation.wrong_script.is_empty(),
            "lines_in_wrong_script": translation.wrong_script,
        }),
    }
}

fn words(cell: &Cell) -> String {
    match cell {
        Cell::Original { .. } => "original".to_owned(),
        Cell::Missing => "missing".to_owned(),
        Cell::Translated(translation) => statuses(translation).join(", "),
    }
}

/// The worst first.
fn statuses(translation: &Translation) -> Vec<&'static str> {
    let all = [
        (translation.untranslated, "untranslated"),
        (!translation.wrong_script.is_empty(), "wrong script"),
        (translation.freshness == Freshness::Stale, "stale"),
        (!translation.proofread, "unproofed"),
        (translation.freshness == Freshness::Unmarked, "unmarked"),
        (translation.is_complete(), "complete"),
    ];
    all.into_iter()
        .filter_map(|(holds, word)| holds.then_some(word))
        .collect()
}

fn totals_line(survey: &Survey, column: usize) -> String {
    let totals = survey.totals(column);
    let mut line = format!(
        "{}: {} of {} pages complete",
        survey.languages[column], totals.complete, totals.pages
    );
    for (count, word) in [
        (totals.missing, "missing"),
        (totals.stale, "stale"),
        (totals.unproofed, "unproofed"),
        (totals.unmarked, "unmarked"),
        (totals.untranslated, "untranslated"),
        (totals.wrong_script, "in the wrong script"),
    ] {
        if count > 0 {
            let _infallible = write!(line, ", {count} {word}");
        }
    }
    line.push('\n');
    line
}

fn fault_words(fault: StringFault) -> &'static str {
    match fault {
        StringFault::Missing => "missing",
        StringFault::Unused => "unused",
        StringFault::Untranslated => "untranslated",
        StringFault::WrongScript => "in the wrong script",
    }
}

fn columns(grid: &[Vec<String>]) -> String {
    let count = grid.first().map_or(0, Vec::len);
    let width = |column: usize| {
        grid.iter()
            .map(|row| row[column].chars().count())
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..count).map(width).collect();
    let mut text = String::new();
    for row in grid {
        let cells = row
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell:width$}"));
        text.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        text.push('\n');
    }
    text
}
