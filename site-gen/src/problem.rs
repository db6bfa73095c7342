//! What is wrong, where, and what to do about it: the one way in which every stage speaks of mistakes in a site.
//! Must not know anything else of the generator.

use std::fmt;

/// How bad a problem is: an error fails the build, a warning is only shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    Error,
    Warning,
}

/// One mistake in a site, sorted by file and line.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Problem {
    /// Path from the site's root with `/`, e.g. `content/about.de.md`.
    pub file: String,
    /// Counted from 1; 0 where the whole file is meant.
    pub line: usize,
    pub severity: Severity,
    pub message: String,
    /// What to do, e.g. `did you mean "title"?`.
    pub hint: Option<String>,
}

impl Problem {
    pub fn error(file: impl Into<String>, line: usize, message: impl Into<String>) -> Self {
        Self {
            file: file.into(),
            line,
            severity: Severity::Error,
            message: message.into(),
            hint: None,
        }
    }

    pub fn warning(file: impl Into<String>, line: usize, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(file, line, message)
        }
    }

    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Adds `did you mean "…"?` when one of `candidates` is near to `word`.
    #[must_use]
    pub fn with_nearest<'a>(
        self,
        word: &str,
        candidates: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        match nearest(word, candidates) {
            Some(name) => self.with_hint(format!("did you mean \"{name}\"?")),
            None => self,
        }
    }

    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.file.is_empty() {
            write!(f, "{}:", self.file.escape_debug())?;
            if self.line > 0 {
                write!(f, "{}:", self.line)?;
            }
            f.write_str(" ")?;
        }
        if self.severity == Severity::Warning {
            f.write_str("warning: ")?;
        }
        f.write_str(&self.message)?;
        if let Some(hint) = &self.hint {
            write!(f, "\n  hint: {hint}")?;
        }
        Ok(())
    }
}

/// The candidate that is most like `word`, if any is near enough to be a slip of the pen.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|name| (strsim::jaro_winkler(word, name), name))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))
        .map(|(_, name)| name)
}

/// The line, counted from 1, on which the byte at `offset` of `text` stands.
pub fn line_at(text: &str, offset: usize) -> usize {
    let end = offset.min(text.len());
    memchr::memchr_iter(b'\n', &text.as_bytes()[..end]).count() + 1
}

/// Sorts by file and line and drops what is said twice.
pub fn sorted(mut problems: Vec<Problem>) -> Vec<Problem> {
    problems.sort();
    problems.dedup();
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_place_message_and_hint() {
        let problem = Problem::error("content/about.de.md", 3, "unknown key \"titel\"")
            .with_nearest("titel", ["title", "date"]);
        assert_eq!(
            problem.to_string(),
            "content/about.de.md:3: unknown key \"titel\"\n  hint: did you mean \"title\"?"
        );
        let problem = Problem::warning("config.toml", 0, "odd").with_nearest("zzz", ["title"]);
        assert_eq!(problem.to_string(), "config.toml: warning: odd");
    }

    #[test]
    fn a_name_with_a_line_break_stays_on_one_line() {
        assert_eq!(
            Problem::error("a\nb.md", 1, "m").to_string(),
            "a\\nb.md:1: m"
        );
    }

    #[test]
    fn sorts_by_file_then_line() {
        let problems = [
            Problem::error("b", 1, "x"),
            Problem::error("a", 2, "x"),
            Problem::error("a", 2, "x"),
            Problem::warning("a", 1, "x"),
        ];
        let lines: Vec<_> = sorted(problems.to_vec())
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(lines, ["a:1: warning: x", "a:2: x", "b:1: x"]);
    }
}
