//! The sheet of a kind in a language, as it was drawn when the function was packed, with places for what is typed and what is
//! wrong with it: an instance's first answer waits for no component to be read.

mod learned;

use std::collections::BTreeMap;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::summary::Entry;
use super::{DrawError, Drawing, Summary, escaped};
use crate::form::prepared::{self, PreparedFile};
use crate::form::{Forms, Kept, PreparedError};
use crate::sign_up::Language;

/// The prepared sheets of one form, each read when it is first drawn.
pub struct Sheets(BTreeMap<String, PreparedFile<Sheet>>);

/// A sheet, and the list of languages on top of it.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    languages: String,
    around: Around,
    fields: BTreeMap<String, Drawn>,
}

/// What stands around the fields, by what the summary says.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Around {
    no_summary: Vec<Piece>,
    heading: Vec<Piece>,
    heading_and_text: Vec<Piece>,
    heading_and_list: Vec<Piece>,
}

/// A field without a fault, and with one.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Drawn {
    sound: Typed,
    faulty: Typed,
}

/// A field in which nothing is typed, and where it takes text, one in which something is.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Typed {
    nothing: Vec<Piece>,
    something: Option<Vec<Piece>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
enum Piece {
    Html(String),
    /// A whole field.
    Field(String),
    /// What was typed into a field.
    Typed(String),
    /// What is wrong with a field.
    Fault(String),
    /// What is there when a choice is not taken, and when it is.
    Choice {
        field: String,
        code: String,
        left: Vec<Piece>,
        taken: Vec<Piece>,
    },
    Heading,
    Text,
    /// Of an entry of the list.
    Id,
    Line,
    /// For each entry of the list but the first.
    Rest(Vec<Piece>),
}

/// What a drawn sheet says beyond its words.
#[derive(Clone, Copy)]
struct Said<'a> {
    kept: &'a BTreeMap<String, Kept>,
    summary: Option<&'a Summary>,
}

impl Sheets {
    /// Of a folder where [`prepare`] has written them.
    pub fn prepared(forms: &Forms, folder: &Path) -> Self {
        let languages = forms.languages();
        let names = languages
            .flat_map(|language| forms.kinds().map(move |kind| file_name(kind, &language)));
        let files = names.map(|name| {
            let path = folder.join(&name);
            (name, PreparedFile::new(path))
        });
        Self(files.collect())
    }

    /// # Errors
    /// When its file cannot be read, or is of another version of the function.
    pub fn sheet(&self, kind: &str, language: &Language) -> Result<&Sheet, PreparedError> {
        let file = self.0.get(&file_name(kind, language));
        file.ok_or(PreparedError::NoLanguage)?.get()
    }
}

impl Sheet {
    pub fn languages(&self) -> &str {
        &self.languages
    }

    pub fn draw(&self, kept: &BTreeMap<String, Kept>, summary: Option<&Summary>) -> String {
        let around = match summary {
            None => &self.around.no_summary,
            Some(summary) if !summary.list.is_empty() => &self.around.heading_and_list,
            Some(summary) if !summary.text.is_empty() => &self.around.heading_and_text,
            Some(_) => &self.around.heading,
        };
        let mut html = String::new();
        let first = summary.and_then(|summary| summary.list.first());
        self.write(around, Said { kept, summary }, first, &mut html);
        html
    }

    fn write(&self, pieces: &[Piece], said: Said<'_>, entry: Option<&Entry>, html: &mut String) {
        for piece in pieces {
            match piece {
                Piece::Html(own) => html.push_str(own),
                Piece::Field(name) => {
                    let pieces = self.fields.get(name).map(|field| field.pieces(name, said));
                    self.write(pieces.unwrap_or_default(), said, entry, html);
                }
                Piece::Typed(field) => html.push_str(&escaped(said.typed(field))),
                Piece::Fault(field) => html.push_str(&escaped(said.fault(field))),
                Piece::Choice {
                    field,
                    code,
                    left,
                    taken,
                } => {
                    let pieces = if said.is_taken(field, code) {
                        taken
                    } else {
                        left
                    };
                    self.write(pieces, said, entry, html);
                }
                Piece::Heading => html.push_str(&said.of_summary(|summary| &summary.heading)),
                Piece::Text => html.push_str(&said.of_summary(|summary| &summary.text)),
                Piece::Id => html.push_str(&escaped(entry.map_or("", |entry| &entry.id))),
                Piece::Line => html.push_str(&escaped(entry.map_or("", |entry| &entry.text))),
                Piece::Rest(pieces) => {
                    let list = said.summary.map_or(&[][..], |summary| &summary.list);
                    for entry in list.iter().skip(1) {
                        self.write(pieces, said, Some(entry), html);
                    }
                }
            }
        }
    }
}

impl Drawn {
    fn pieces(&self, name: &str, said: Said<'_>) -> &[Piece] {
        let drawn = if said.fault(name).is_empty() {
            &self.sound
        } else {
            &self.faulty
        };
        let something = drawn.something.as_ref();
        let something = something.filter(|_| !said.typed(name).is_empty());
        something.unwrap_or(&drawn.nothing)
    }
}

impl<'a> Said<'a> {
    fn typed(self, field: &str) -> &'a str {
        match self.kept.get(field) {
            Some(Kept::Text(text)) => text,
            _ => "",
        }
    }

    fn is_taken(self, field: &str, code: &str) -> bool {
        let kept = self.kept.get(field);
        matches!(kept, Some(Kept::Codes(codes)) if codes.iter().any(|own| own == code))
    }

    fn fault(self, field: &str) -> &'a str {
        let fault = self.summary.and_then(|summary| summary.by_field.get(field));
        fault.map_or("", String::as_str)
    }

    fn of_summary(self, text: impl Fn(&Summary) -> &String) -> String {
        self.summary
            .map_or(String::new(), |summary| escaped(text(summary)))
    }
}

/// Draws and writes them.
///
/// # Errors
/// When one cannot be drawn or written, or shows what is typed otherwise than as it is.
pub fn prepare(drawing: &Drawing, forms: &Forms, folder: &Path) -> Result<(), DrawError> {
    for language in forms.languages() {
        let form = forms.in_language(&language)?;
        for kind in forms.kinds() {
            let sheet = learned::sheet(drawing, form, (kind, &language))?;
            prepared::write(&folder.join(file_name(kind, &language)), &sheet)?;
        }
    }
    Ok(())
}

fn file_name(kind: &str, language: &Language) -> String {
    format!("sheet.{kind}.{language}.json")
}
