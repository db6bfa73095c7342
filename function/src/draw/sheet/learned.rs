//! Drawings of a sheet with marks for what is typed and what is wrong → its pieces. The components are asked, not read, so that
//! they stay the only place where a sheet is written; and what was learned is held against more drawings of theirs.

use std::collections::BTreeMap;

use super::{Around, Drawn, Piece, Sheet, Typed};
use crate::draw::summary::{Entry, Summary};
use crate::draw::{DrawError, Drawing};
use crate::form::{Field, FieldKind, Form, Kept};
use crate::sign_up::Language;

/// Signs for private use, which escaping leaves as they are. Where a form's own words have one, the trials find it.
mod mark {
    pub const TYPED: char = '\u{10F000}';
    pub const FAULT: char = '\u{10F001}';
    pub const HEADING: char = '\u{10F002}';
    pub const TEXT: char = '\u{10F003}';
    pub const ID: char = '\u{10F004}';
    pub const LINE: char = '\u{10F005}';
    pub const REST: char = '\u{10F006}';
}

/// All that escaping changes.
const TRIED: &str = "<b title=\"&amp;'/\">Åsa أ</b>";

/// Asks for drawings of one sheet.
struct Learner<'a> {
    drawing: &'a Drawing,
    form: &'a Form,
    kind: &'a str,
    language: &'a Language,
}

/// # Errors
/// When it cannot be drawn, or is not made of pieces.
pub fn sheet(
    drawing: &Drawing,
    form: &Form,
    (kind, language): (&str, &Language),
) -> Result<Sheet, DrawError> {
    let learner = Learner {
        drawing,
        form,
        kind,
        language,
    };
    let sheet = learner.sheet()?;
    learner.try_out(&sheet)?;
    Ok(sheet)
}

impl Learner<'_> {
    fn sheet(&self) -> Result<Sheet, DrawError> {
        let fields = self.fields();
        let fields = fields.map(|field| Ok((field.name.clone(), self.field(field)?)));
        Ok(Sheet {
            languages: self.drawing.sheet_languages(self.form, self.language)?,
            around: self.around()?,
            fields: fields.collect::<Result<_, DrawError>>()?,
        })
    }

    fn fields(&self) -> impl Iterator<Item = &Field> {
        let fields = self.form.fields(self.kind);
        fields.filter(|field| field.kind != FieldKind::Hidden)
    }

    fn field(&self, field: &Field) -> Result<Drawn, DrawError> {
        Ok(Drawn {
            sound: self.typed(field, "")?,
            faulty: self.typed(field, &mark::FAULT.to_string())?,
        })
    }

    fn typed(&self, field: &Field, fault: &str) -> Result<Typed, DrawError> {
        let cut = |html: &str| cut(html, &field.name, &[]);
        let nothing = self.drawn(field, nothing(field), fault)?;
        let Some(codes) = codes(field) else {
            let something = self.drawn(field, Kept::Text(mark::TYPED.into()), fault)?;
            return Ok(Typed {
                nothing: cut(&nothing),
                something: Some(cut(&something)),
            });
        };
        let (mut pieces, mut end) = (Vec::new(), 0);
        for code in codes {
            let chosen = self.drawn(field, Kept::Codes(vec![code.to_owned()]), fault)?;
            let (before, left, taken, after) = difference(&nothing, &chosen);
            let between = nothing.get(end..before.len());
            pieces.extend(cut(between.ok_or_else(|| self.differs())?));
            pieces.push(Piece::Choice {
                field: field.name.clone(),
                code: code.to_owned(),
                left: cut(left),
                taken: cut(taken),
            });
            end = nothing.len() - after.len();
        }
        pieces.extend(cut(&nothing[end..]));
        Ok(Typed {
            nothing: pieces,
            something: None,
        })
    }

    fn drawn(&self, field: &Field, kept: Kept, fault: &str) -> Result<String, DrawError> {
        let (form, language) = (self.form, self.language);
        self.drawing.field(form, language, field, (&kept, fault))
    }

    fn around(&self) -> Result<Around, DrawError> {
        let trap = &self.form.definition().honeypot.name;
        let kept = BTreeMap::from([(trap.clone(), Kept::Text(mark::TYPED.into()))]);
        let drawn = |summary: Option<&Summary>| self.whole(&kept, summary);
        let heading = || Summary {
            heading: mark::HEADING.into(),
            ..Summary::default()
        };
        let text = Summary {
            text: mark::TEXT.into(),
            phone: true,
            ..heading()
        };
        let entry = || Entry {
            id: mark::ID.into(),
            text: mark::LINE.into(),
        };
        let list = |list: Vec<Entry>| drawn(Some(&Summary { list, ..heading() }));
        let (one, two) = (list(vec![entry()])?, list(vec![entry(), entry()])?);
        let (before, replaced, rest, after) = difference(&one, &two);
        let list = format!("{before}{replaced}{}{after}", mark::REST);
        Ok(Around {
            no_summary: self.around_fields(&drawn(None)?, &[])?,
            heading: self.around_fields(&drawn(Some(&heading()))?, &[])?,
            heading_and_text: self.around_fields(&drawn(Some(&text))?, &[])?,
            heading_and_list: self.around_fields(&list, &cut(rest, trap, &[]))?,
        })
    }

    fn around_fields(&self, sheet: &str, rest: &[Piece]) -> Result<Vec<Piece>, DrawError> {
        let trap = &self.form.definition().honeypot.name;
        let (mut pieces, mut after) = (Vec::new(), sheet);
        for field in self.fields() {
            let own = self.drawn(field, nothing(field), "")?;
            let (before, behind) = after.split_once(&own).ok_or_else(|| self.differs())?;
            pieces.extend(cut(before, trap, rest));
            pieces.push(Piece::Field(field.name.clone()));
            after = behind;
        }
        pieces.extend(cut(after, trap, rest));
        Ok(pieces)
    }

    fn whole(
        &self,
        kept: &BTreeMap<String, Kept>,
        summary: Option<&Summary>,
    ) -> Result<String, DrawError> {
        let asked = (self.kind, self.language);
        self.drawing.sheet(self.form, asked, kept, summary)
    }

    /// Draws it by its pieces and by the components: each field with and without what is typed and wrong, under every summary.
    fn try_out(&self, sheet: &Sheet) -> Result<(), DrawError> {
        let entry = || Entry {
            id: TRIED.to_owned(),
            text: TRIED.to_owned(),
        };
        let text = |is_there| if is_there { TRIED } else { "" };
        for (turn, (is_told, entries)) in [(false, 3), (true, 0), (false, 0), (false, 1)]
            .into_iter()
            .enumerate()
        {
            let mut kept = BTreeMap::new();
            let mut summary = Summary {
                heading: TRIED.to_owned(),
                text: text(is_told).to_owned(),
                phone: is_told,
                list: (0..entries).map(|_| entry()).collect(),
                ..Summary::default()
            };
            for (at, field) in self.fields().enumerate() {
                let is_typed = (at + turn) & 1 == 0;
                let is_faulty = (at + turn) & 2 == 0;
                let typed = if is_typed {
                    something(field)
                } else {
                    nothing(field)
                };
                kept.insert(field.name.clone(), typed);
                if is_faulty {
                    summary
                        .by_field
                        .insert(field.name.clone(), TRIED.to_owned());
                }
            }
            let trap = self.form.definition().honeypot.name.clone();
            kept.insert(trap, Kept::Text(text(is_told).to_owned()));
            for summary in [Some(&summary), None] {
                if self.whole(&kept, summary)? != sheet.draw(&kept, summary) {
                    return Err(self.differs());
                }
            }
        }
        Ok(())
    }

    fn differs(&self) -> DrawError {
        DrawError::SheetDiffers {
            kind: self.kind.to_owned(),
            language: self.language.clone(),
        }
    }
}

/// What can be chosen, where nothing is typed.
fn codes(field: &Field) -> Option<Vec<&str>> {
    match field.kind {
        FieldKind::Choice | FieldKind::Choices => {
            let codes = field.choices.iter().map(|choice| choice.code.as_str());
            Some(codes.collect())
        }
        FieldKind::Yes | FieldKind::Hidden => Some(vec!["yes"]),
        FieldKind::Text
        | FieldKind::LongText
        | FieldKind::Email
        | FieldKind::Phone
        | FieldKind::Number => None,
    }
}

fn nothing(field: &Field) -> Kept {
    match codes(field) {
        Some(_) => Kept::Codes(Vec::new()),
        None => Kept::Text(String::new()),
    }
}

fn something(field: &Field) -> Kept {
    let codes = codes(field).map(|codes| codes.into_iter().map(str::to_owned).collect());
    codes.map_or(Kept::Text(TRIED.to_owned()), Kept::Codes)
}

/// What both begin with, what only the one and only the other has then, and what both end with.
fn difference<'a>(one: &'a str, other: &'a str) -> (&'a str, &'a str, &'a str, &'a str) {
    let same = |(one, other): &(char, char)| one == other;
    let start: usize = one
        .chars()
        .zip(other.chars())
        .take_while(same)
        .map(|(sign, _)| sign.len_utf8())
        .sum();
    let (before, one) = one.split_at(start);
    let other = &other[start..];
    let end: usize = one
        .chars()
        .rev()
        .zip(other.chars().rev())
        .take_while(same)
        .map(|(sign, _)| sign.len_utf8())
        .sum();
    let (one, after) = one.split_at(one.len() - end);
    (before, one, &other[..other.len() - end], after)
}

/// A drawing cut at its marks; `rest` is what stands for the list's mark.
fn cut(html: &str, field: &str, rest: &[Piece]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut start = 0;
    for (at, sign) in html.char_indices() {
        let piece = match sign {
            mark::TYPED => Piece::Typed(field.to_owned()),
            mark::FAULT => Piece::Fault(field.to_owned()),
            mark::HEADING => Piece::Heading,
            mark::TEXT => Piece::Text,
            mark::ID => Piece::Id,
            mark::LINE => Piece::Line,
            mark::REST => Piece::Rest(rest.to_vec()),
            _ => continue,
        };
        pieces.extend([Piece::Html(html[start..at].to_owned()), piece]);
        start = at + sign.len_utf8();
    }
    pieces.push(Piece::Html(html[start..].to_owned()));
    pieces
}
