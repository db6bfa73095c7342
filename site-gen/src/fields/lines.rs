//! A table as written, and the path of a key → the line on which it stands.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::problem::line_at;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    Toml,
    Yaml,
}

/// The line, counted from 1, of a key that stands in these tables; in TOML, of the innermost table where the key is missing.
/// Parses again: only for the way of an error.
pub fn key_line(syntax: Syntax, text: &str, path: &[&str]) -> Option<usize> {
    match syntax {
        Syntax::Toml => toml_line(text, path),
        Syntax::Yaml => yaml_line(text, path.last()?),
    }
}

/// Finds the line of a key by its path.
fn toml_line(text: &str, path: &[&str]) -> Option<usize> {
    let table = DeTable::parse(text).ok()?;
    let mut here: &DeTable<'_> = table.get_ref();
    let mut found = None;
    for key in path {
        let own = here.iter();
        let mut own = own.filter(|(name, _)| name.get_ref().as_ref() == *key);
        let Some((name, value)) = own.next() else {
            break;
        };
        found = Some(name.span().start);
        match inner_table(value) {
            Some(inner) => here = inner,
            None => break,
        }
    }
    found.map(|offset| line_at(text, offset))
}

fn inner_table<'a, 'i>(value: &'a Spanned<DeValue<'i>>) -> Option<&'a DeTable<'i>> {
    value.get_ref().as_table()
}

fn yaml_line(text: &str, key: &str) -> Option<usize> {
    let is_key = |line: &str| {
        let line = line.trim_start().trim_start_matches(['"', '\'']);
        line.strip_prefix(key).is_some_and(|rest| {
            rest.trim_start_matches(['"', '\''])
                .trim_start()
                .starts_with(':')
        })
    };
    text.lines().position(is_key).map(|index| index + 1)
}

#[cfg(test)]
mod tests {
    use super::yaml_line;

    #[test]
    fn finds_keys_of_yaml() {
        assert_eq!(yaml_line("a: 1\n\"title\": x", "title"), Some(2));
        assert_eq!(yaml_line("a: 1\nsubtitle: x", "title"), None);
    }
}
