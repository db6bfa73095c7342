//! A TOML file as somebody wrote it → each of its texts with its path, and for what is wrong with a path the line to mend.

use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A file that is read for a person to mend it.
pub struct Written<'a> {
    /// As problems show it.
    name: &'a str,
    text: &'a str,
    file: Spanned<DeTable<'a>>,
}

/// Where a value stands: the table and the key, as far as there are such.
type Found<'f, 'a> = (&'f DeValue<'a>, usize);

/// The text of a file.
///
/// # Errors
/// What is wrong and where, when it cannot be read, or is none in UTF-8.
pub fn read(path: &Path, name: &str) -> Result<String, String> {
    let bytes = fs_err::read(path).map_err(|error| format!("{name}: {error}"))?;
    String::from_utf8(bytes).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..good]
            .iter()
            .filter(|byte| **byte == b'\n')
            .count()
            + 1;
        format!("{name}:{line}: a letter is not in UTF-8: save the file as UTF-8")
    })
}

impl<'a> Written<'a> {
    /// # Errors
    /// What is wrong and where, when the text is no TOML.
    pub fn parse(name: &'a str, text: &'a str) -> Result<Self, String> {
        match DeTable::parse(text) {
            Ok(file) => Ok(Self { name, text, file }),
            Err(error) => Err(told(name, text, &error)),
        }
    }

    pub fn file(&self) -> &Spanned<DeTable<'a>> {
        &self.file
    }

    /// An error of whoever read the same text.
    pub fn told(&self, error: &toml::de::Error) -> String {
        told(self.name, self.text, error)
    }

    /// A problem that begins with the path of what it is about, as `fields.name.label: …`, with file and line before it; the
    /// line of what is around it, where the path itself is not there.
    pub fn located(&self, problem: &str) -> String {
        let path = problem.split(": ").next().unwrap_or_default();
        match self.line_of(path) {
            Some(line) => format!("{}:{line}: {problem}", self.name),
            None => format!("{}: {problem}", self.name),
        }
    }

    /// As problems show the file.
    pub fn name(&self) -> &'a str {
        self.name
    }

    /// Counted from 1: of what is around the path, where the path itself is not there.
    pub fn line_of(&self, path: &str) -> Option<usize> {
        self.offset(path).map(|offset| line(self.text, offset))
    }

    /// The text that a path leads to.
    pub fn text_at(&self, path: &str) -> Option<&str> {
        self.value_at(path)?.as_str()
    }

    /// Whether a path leads to `true`.
    pub fn flag_at(&self, path: &str) -> bool {
        self.value_at(path).and_then(DeValue::as_bool) == Some(true)
    }

    /// The keys of the table, or what the elements of the array are called, that a path leads to; none where there is neither.
    pub fn names_at(&self, path: &str) -> Vec<String> {
        match self.value_at(path) {
            Some(DeValue::Table(table)) => {
                table.keys().map(|key| key.get_ref().to_string()).collect()
            }
            Some(DeValue::Array(values)) => {
                let values = values.iter().enumerate();
                values
                    .map(|(index, value)| name_of(value.get_ref(), index))
                    .collect()
            }
            _ => Vec::new(),
        }
    }

    /// Calls `look` with the path of each text, and the text.
    pub fn for_each_text(&self, look: &mut dyn FnMut(&str, &str)) {
        for (key, value) in self.file.get_ref() {
            texts(key.get_ref(), value.get_ref(), look);
        }
    }

    fn value_at(&self, path: &str) -> Option<&DeValue<'a>> {
        let mut parts = path.split('.');
        let first = entry(self.file.get_ref(), parts.next()?)?;
        let last = parts.try_fold(first, |(here, _), part| inner(here, part));
        last.map(|(value, _)| value)
    }

    fn offset(&self, path: &str) -> Option<usize> {
        let mut parts = path.split('.');
        let (mut here, mut offset) = entry(self.file.get_ref(), parts.next()?)?;
        for part in parts {
            let Some((value, at)) = inner(here, part) else {
                break;
            };
            (here, offset) = (value, at);
        }
        Some(offset)
    }
}

fn inner<'f, 'a>(value: &'f DeValue<'a>, part: &str) -> Option<Found<'f, 'a>> {
    match value {
        DeValue::Table(table) => entry(table, part),
        DeValue::Array(values) => element(values, part),
        _ => None,
    }
}

fn entry<'f, 'a>(table: &'f DeTable<'a>, key: &str) -> Option<Found<'f, 'a>> {
    let mut own = table.iter().filter(|(name, _)| name.get_ref() == key);
    own.next()
        .map(|(name, value)| (value.get_ref(), name.span().start))
}

/// Of an array, the first of this code or name, or the one of this number.
fn element<'f, 'a>(values: &'f [Spanned<DeValue<'a>>], part: &str) -> Option<Found<'f, 'a>> {
    let mut own = values.iter().enumerate();
    let called = own.find(|(index, value)| name_of(value.get_ref(), *index) == part);
    let place = || values.get(part.parse::<usize>().ok()?.checked_sub(1)?);
    let value = called.map(|(_, value)| value).or_else(place)?;
    let at = named(value.get_ref()).map_or(value.span().start, |name| name.span().start);
    Some((value.get_ref(), at))
}

/// What an element of an array is called: its code or name, or else its number.
pub fn name_of(value: &DeValue<'_>, index: usize) -> String {
    let name = named(value).and_then(|name| name.get_ref().as_str());
    name.map_or_else(|| (index + 1).to_string(), str::to_owned)
}

fn named<'f, 'a>(value: &'f DeValue<'a>) -> Option<&'f Spanned<DeValue<'a>>> {
    ["code", "name"].iter().find_map(|key| value.get(*key))
}

fn texts(path: &str, value: &DeValue<'_>, look: &mut dyn FnMut(&str, &str)) {
    match value {
        DeValue::String(text) => look(path, text),
        DeValue::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                let value = value.get_ref();
                texts(&format!("{path}.{}", name_of(value, index)), value, look);
            }
        }
        DeValue::Table(table) => {
            for (key, value) in table {
                texts(&format!("{path}.{}", key.get_ref()), value.get_ref(), look);
            }
        }
        _ => {}
    }
}

/// The words in braces that a text has, but for those that are `known` to be filled in; and what is never closed, which nothing
/// is filled in for, known or not.
pub fn unknown_in_braces(text: &str, known: &[&str]) -> Vec<String> {
    let words = text.split('{').skip(1);
    let unknown = words.filter_map(|rest| match rest.split_once('}') {
        Some((word, _)) => (!known.contains(&word)).then(|| word.to_owned()),
        None => Some(format!("{rest}, never closed")),
    });
    unknown.collect()
}

/// For those who do not program.
const PLAIN: [(&str, &str); 6] = [
    ("expected u32", "expected a whole number"),
    ("expected usize", "expected a whole number"),
    ("expected a boolean", "expected true or false"),
    ("expected a sequence", "expected a list, as [\"a\", \"b\"]"),
    ("expected a map", "expected a table, as [name]"),
    ("expected struct", "expected a table:"),
];

fn told(name: &str, text: &str, error: &toml::de::Error) -> String {
    let mut message = error.message().replace('\n', ", ");
    for (word, plain) in PLAIN {
        message = message.replace(word, plain);
    }
    match error.span() {
        Some(span) => format!("{name}:{}: {message}", line(text, span.start)),
        None => format!("{name}: {message}"),
    }
}

fn line(text: &str, offset: usize) -> usize {
    let before = text.as_bytes().iter().take(offset);
    before.filter(|byte| **byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str =
        "a = 'x'\n[b.c]\nsv = 'y'\n[[d]]\nname = 'e'\nf = ['{g}', 'h']\n[[d]]\nk = 1\nt = true\n";

    #[test]
    fn a_problem_is_told_with_the_line_of_its_path() {
        let written = Written::parse("f.toml", TEXT).unwrap();
        let check = |problem: &str, expected: &str| {
            assert_eq!(
                written.located(problem),
                format!("f.toml:{expected}: {problem}")
            );
        };
        check("a: wrong", "1");
        check("b.c.sv: wrong", "3");
        check("b.c.en: lacks", "2");
        check("d.e.f.2: wrong", "6");
        check("d.e.g: lacks", "5");
        check("d.2.k: wrong", "8");
        assert_eq!(written.located("z: lacks"), "f.toml: z: lacks");
    }

    #[test]
    fn what_a_path_leads_to_is_read() {
        let written = Written::parse("f.toml", TEXT).unwrap();
        assert_eq!(written.text_at("b.c.sv"), Some("y"));
        assert_eq!(written.text_at("d.e.f.2"), Some("h"));
        assert_eq!(written.text_at("b.c.en"), None);
        assert!(written.flag_at("d.2.t") && !written.flag_at("a") && !written.flag_at("z"));
        assert_eq!(written.names_at("b"), ["c"]);
        assert_eq!(written.names_at("d"), ["e", "2"]);
        assert!(written.names_at("a").is_empty() && written.names_at("z").is_empty());
    }

    #[test]
    fn each_text_is_seen_with_its_path() {
        let mut seen = Vec::new();
        let written = Written::parse("f.toml", TEXT).unwrap();
        written.for_each_text(&mut |path, text| seen.push(format!("{path} {text}")));
        seen.sort();
        assert_eq!(
            seen,
            ["a x", "b.c.sv y", "d.e.f.1 {g}", "d.e.f.2 h", "d.e.name e"]
        );
        let unknown = unknown_in_braces("{a} {b} {c} {a", &["a"]);
        assert_eq!(unknown, ["b", "c", "a, never closed"]);
    }

    #[test]
    fn what_is_no_text_is_told_with_its_line() {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs_err::write(file.path(), b"a = 1\nb = '\xe5'\n").unwrap();
        let told = read(file.path(), "f.toml").unwrap_err();
        assert!(
            told.starts_with("f.toml:2: a letter is not in UTF-8"),
            "{told}"
        );
        assert!(
            read(Path::new("/none"), "f.toml")
                .unwrap_err()
                .starts_with("f.toml: ")
        );
    }

    #[test]
    fn what_is_no_toml_is_told_with_its_line() {
        let told = Written::parse("f.toml", "a = 1\nb =\n").err().unwrap();
        assert!(told.starts_with("f.toml:2: "), "{told}");
    }
}
