//! A table as written (TOML, or YAML made into TOML) → typed fields, taken one by one, with every mistake noted by
//! file and line. Must not know which tables there are: config and front matter bring their own lists of keys.

mod lines;

pub use lines::{Syntax, key_line};

use toml::{Table, Value};

use crate::problem::{Problem, Severity, line_at};

/// Where a table was written, so that problems can name the line.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    pub file: &'a str,
    pub text: &'a str,
    /// The line of the file on which `text` begins.
    pub first_line: usize,
    pub syntax: Syntax,
}

/// A table whose keys are taken one by one; what is left at the end is unknown.
pub struct Fields<'a> {
    table: Table,
    path: Vec<String>,
    place: Place<'a>,
    known: Vec<&'static str>,
    pub problems: Vec<Problem>,
}

impl<'a> Fields<'a> {
    pub fn new(table: Table, place: Place<'a>) -> Self {
        Self {
            table,
            path: Vec::new(),
            place,
            known: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// The raw value of a key.
    pub fn take(&mut self, key: &'static str) -> Option<Value> {
        self.known.push(key);
        self.table.remove(key)
    }

    pub fn text(&mut self, key: &'static str) -> Option<String> {
        match self.take(key)? {
            Value::String(text) => Some(text),
            other => self.mismatch(key, "a string", &other),
        }
    }

    pub fn flag(&mut self, key: &'static str, default: Flag) -> bool {
        match self.take(key) {
            None => default == Flag::On,
            Some(Value::Boolean(flag)) => flag,
            Some(other) => self
                .mismatch(key, "true or false", &other)
                .unwrap_or(default == Flag::On),
        }
    }

    pub fn count(&mut self, key: &'static str) -> Option<usize> {
        match self.take(key)? {
            Value::Integer(number) if number >= 0 => usize::try_from(number).ok(),
            other => self.mismatch(key, "a whole number from 0", &other),
        }
    }

    /// A list of strings; `None` when the key is absent.
    pub fn texts(&mut self, key: &'static str) -> Option<Vec<String>> {
        let value = self.take(key)?;
        self.texts_of(key, value)
    }

    /// Like [`Fields::texts`], of a value already taken.
    pub fn texts_of(&mut self, key: &str, value: Value) -> Option<Vec<String>> {
        let Value::Array(items) = value else {
            return self.mismatch(key, "a list of strings", &value);
        };
        let mut texts = Vec::with_capacity(items.len());
        for item in items {
            match item {
                Value::String(text) => texts.push(text),
                other => return self.mismatch(key, "a list of strings", &other),
            }
        }
        Some(texts)
    }

    pub fn table(&mut self, key: &'static str) -> Option<Table> {
        match self.take(key)? {
            Value::Table(table) => Some(table),
            other => self.mismatch(key, "a table", &other),
        }
    }

    /// A word out of a closed list, e.g. `sort_by`.
    pub fn word<T: Copy>(&mut self, key: &'static str, words: &[(&'static str, T)]) -> Option<T> {
        let text = self.text(key)?;
        self.word_of(key, &text, words)
    }

    /// A list of such words.
    pub fn words<T: Copy>(
        &mut self,
        key: &'static str,
        words: &[(&'static str, T)],
    ) -> Option<Vec<T>> {
        let texts = self.texts(key)?;
        texts
            .iter()
            .map(|text| self.word_of(key, text, words))
            .collect()
    }

    fn word_of<T: Copy>(
        &mut self,
        key: &'static str,
        text: &str,
        words: &[(&'static str, T)],
    ) -> Option<T> {
        // Zola's own versions differ in the case of some.
        let is_meant = |(word, _): &&(&str, T)| word.eq_ignore_ascii_case(text);
        if let Some((_, value)) = words.iter().find(is_meant) {
            return Some(*value);
        }
        let names: Vec<_> = words.iter().map(|(word, _)| *word).collect();
        let message = format!(
            "unknown value \"{text}\" for `{}`, expected one of {}",
            self.name(key),
            names.join(", ")
        );
        self.error(key, message);
        if let Some(problem) = self.problems.pop() {
            self.problems.push(problem.with_nearest(text, names));
        }
        None
    }

    /// Reads an inner table with `read`, which sees its own keys only.
    pub fn inner<T>(
        &mut self,
        key: &str,
        table: Table,
        read: impl FnOnce(&mut Fields<'a>) -> T,
    ) -> T {
        let mut path = self.path.clone();
        path.push(key.to_owned());
        let mut inner = Fields {
            table,
            path,
            place: self.place,
            known: Vec::new(),
            problems: Vec::new(),
        };
        let value = read(&mut inner);
        self.problems.append(&mut inner.problems);
        value
    }

    pub fn error(&mut self, key: &str, message: impl Into<String>) {
        let line = self.line(key);
        self.problems
            .push(Problem::error(self.place.file, line, message));
    }

    /// Notes every key that nobody took.
    pub fn reject_unknown(&mut self, severity: Severity) {
        let unknown: Vec<String> = self.table.keys().cloned().collect();
        for key in unknown {
            let message = format!("unknown key `{}`", self.name(&key));
            let problem = Problem {
                severity,
                ..Problem::error(self.place.file, self.line(&key), message)
            };
            let problem = problem.with_nearest(&key, self.known.iter().copied());
            self.problems.push(problem);
        }
    }

    fn mismatch<T>(&mut self, key: &str, expected: &str, found: &Value) -> Option<T> {
        let message = format!(
            "`{}` must be {expected}, not {}",
            self.name(key),
            found.type_str()
        );
        self.error(key, message);
        None
    }

    fn name(&self, key: &str) -> String {
        let mut name = self.path.join(".");
        if !name.is_empty() {
            name.push('.');
        }
        name + key
    }

    fn line(&self, key: &str) -> usize {
        let path: Vec<&str> = self.path.iter().map(String::as_str).chain([key]).collect();
        let line = key_line(self.place.syntax, self.place.text, &path);
        line.map_or(self.place.first_line, |line| {
            self.place.first_line + line - 1
        })
    }
}

/// What a flag is when nobody sets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flag {
    On,
    Off,
}

/// Parses TOML; the problems name every line that is wrong.
pub fn parse_toml(place: Place<'_>) -> Result<Table, Vec<Problem>> {
    toml::from_str(place.text).map_err(|error| vec![toml_problem(place, &error)])
}

/// A TOML error as a problem of the file it stands in.
pub fn toml_problem(place: Place<'_>, error: &toml::de::Error) -> Problem {
    let offset = error.span().map_or(0, |span| span.start);
    let line = place.first_line + line_at(place.text, offset) - 1;
    let message = error.message().replace('\n', ", ");
    Problem::error(place.file, line, format!("not valid TOML: {message}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let place = Place {
            file: "f.toml",
            text,
            first_line: 1,
            syntax: Syntax::Toml,
        };
        let mut fields = Fields::new(parse_toml(place).unwrap(), place);
        fields.text("title");
        fields.count("weight");
        fields.texts("aliases");
        fields.word("sort_by", &[("date", 1), ("weight", 2)]);
        if let Some(table) = fields.table("inner") {
            fields.inner("inner", table, |inner| {
                inner.flag("draft", Flag::Off);
                inner.reject_unknown(Severity::Error);
            });
        }
        fields.reject_unknown(Severity::Error);
        let found: Vec<_> = fields.problems.iter().map(ToString::to_string).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn names_each_mistake_with_its_line() {
        check("title = 'x'\nweight = 3", &[]);
        check(
            "\ntitle = 3\nweight = -1\naliases = ['a', 2]\nsort_by = 'dat'",
            &[
                "f.toml:2: `title` must be a string, not integer",
                "f.toml:3: `weight` must be a whole number from 0, not integer",
                "f.toml:4: `aliases` must be a list of strings, not integer",
                "f.toml:5: unknown value \"dat\" for `sort_by`, expected one of date, weight\n  hint: did you mean \"date\"?",
            ],
        );
        check(
            "titel = 'x'\n[inner]\ndarft = true",
            &[
                "f.toml:3: unknown key `inner.darft`\n  hint: did you mean \"draft\"?",
                "f.toml:1: unknown key `titel`\n  hint: did you mean \"title\"?",
            ],
        );
    }
}
