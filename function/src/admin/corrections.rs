//! Lines `field: value` → the fields of a post, as the form reads them. No error quotes a line: it may hold a name.

use crate::form::{Field, FieldKind, Form, Submission};

/// Why the lines cannot be read.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum CorrectionsError {
    #[error("there is nothing to correct: write `field: value`, a line each")]
    Nothing,
    #[error("line {line} is no `field: value`; the fields are: {known}")]
    NoField { line: usize, known: String },
    #[error("line {line} begins with no name of a field; those are: {known}")]
    Unknown { line: usize, known: String },
    #[error("line {line}: {field} is there already, and has one answer")]
    Twice { line: usize, field: String },
}

/// A field of several choices has a line for each; a line that begins with white space goes on with the text before it; nothing
/// after the colon takes the answer away.
pub(super) fn read(text: &str, form: &Form) -> Result<Submission, CorrectionsError> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    for (line, written) in (1..).zip(text.lines()) {
        if written.is_empty() {
            continue;
        }
        if let (true, Some((_, value))) = (begins_blank(written), pairs.last_mut()) {
            value.push('\n');
            value.push_str(written.trim());
            continue;
        }
        let known = || names(&form.definition().fields);
        let no_field = || CorrectionsError::NoField {
            line,
            known: known(),
        };
        let (name, value) = written.split_once(':').ok_or_else(no_field)?;
        let field = form.definition().field(name.trim());
        let field = field.ok_or_else(|| CorrectionsError::Unknown {
            line,
            known: known(),
        })?;
        let is_there = pairs.iter().any(|(own, _)| *own == field.name);
        if is_there && field.kind != FieldKind::Choices {
            let field = field.name.clone();
            return Err(CorrectionsError::Twice { line, field });
        }
        pairs.push((field.name.clone(), value.trim().to_owned()));
    }
    match pairs.is_empty() {
        true => Err(CorrectionsError::Nothing),
        false => Ok(Submission::new(pairs)),
    }
}

fn begins_blank(line: &str) -> bool {
    line.starts_with(char::is_whitespace)
}

/// By which they are written.
pub(super) fn names<'f>(fields: impl IntoIterator<Item = &'f Field>) -> String {
    let names = fields.into_iter().map(|field| field.name.as_str());
    names.collect::<Vec<_>>().join(", ")
}
