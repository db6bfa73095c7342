//! A translation's text and the fingerprint of its original → the same text with the fingerprint in its front matter.
//! Nothing else in the file changes: what a person wrote stays as it stands.

use toml::{Table, Value};

use super::fingerprint::MARK;
use crate::fields::Syntax;
use crate::parse::split;

/// The front matter is written in a way that this does not edit safely.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("its front matter cannot be edited safely; add `{MARK} = \"{0}\"` to its [extra] by hand")]
pub struct Unmarkable(pub String);

/// Writes the mark, in place of the one that is there.
///
/// # Errors
/// When the edited front matter would not say the same, but for the mark.
pub fn mark(text: &str, fingerprint: &str) -> Result<String, Unmarkable> {
    let unmarkable = || Unmarkable(fingerprint.to_owned());
    let front = split(text).ok_or_else(unmarkable)?;
    let old = &text[front.start..front.end];
    let new = match front.syntax {
        Syntax::Toml => in_toml(old, fingerprint),
        Syntax::Yaml => in_yaml(old, fingerprint),
    };
    let read = |text: &str| match front.syntax {
        Syntax::Toml => text.parse::<Table>().ok(),
        Syntax::Yaml => {
            serde_yaml::from_str::<Table>(if text.trim().is_empty() { "{}" } else { text }).ok()
        }
    };
    let mut expected = read(old).ok_or_else(unmarkable)?;
    let extra = expected
        .entry("extra")
        .or_insert_with(|| Value::Table(Table::new()));
    let extra = extra.as_table_mut().ok_or_else(unmarkable)?;
    extra.insert(MARK.to_owned(), Value::String(fingerprint.to_owned()));
    if read(&new) != Some(expected) {
        return Err(unmarkable());
    }
    Ok(format!(
        "{}{new}{}",
        &text[..front.start],
        &text[front.end..]
    ))
}

fn in_toml(front: &str, fingerprint: &str) -> String {
    let mut lines: Vec<&str> = front.split_inclusive('\n').collect();
    let header = lines.iter().position(|line| line.trim() == "[extra]");
    let line = format!("{MARK} = \"{fingerprint}\"\n");
    let Some(header) = header else {
        let gap = if front.is_empty() || front.ends_with("\n\n") {
            ""
        } else {
            "\n"
        };
        return format!("{front}{gap}[extra]\n{line}");
    };
    let mut own = lines
        .iter()
        .skip(header + 1)
        .take_while(|line| !line.trim_start().starts_with('['));
    match own.position(|line| key(line, '=') == MARK) {
        Some(at) => lines[header + 1 + at] = &line,
        None => lines.insert(header + 1, &line),
    }
    lines.concat()
}

fn in_yaml(front: &str, fingerprint: &str) -> String {
    let mut lines: Vec<&str> = front.split_inclusive('\n').collect();
    let Some(header) = lines.iter().position(|line| line.trim_end() == "extra:") else {
        return format!("{front}extra:\n  {MARK}: \"{fingerprint}\"\n");
    };
    let is_inner = |line: &&&str| line.starts_with([' ', '\t']) || line.trim().is_empty();
    let own: Vec<&str> = lines
        .iter()
        .skip(header + 1)
        .take_while(is_inner)
        .copied()
        .collect();
    let indent = own.iter().find(|line| !line.trim().is_empty());
    let indent = indent.map_or("  ", |line| &line[..line.len() - line.trim_start().len()]);
    let line = format!("{indent}{MARK}: \"{fingerprint}\"\n");
    match own.iter().position(|line| key(line, ':') == MARK) {
        Some(at) => lines[header + 1 + at] = &line,
        None => lines.insert(header + 1, &line),
    }
    lines.concat()
}

fn key(line: &str, sign: char) -> &str {
    line.split_once(sign).map_or("", |(key, _)| key.trim())
}

#[cfg(test)]
mod tests {
    use super::mark;

    #[test]
    fn adds_or_replaces_one_line() {
        for (before, after) in [
            (
                "+++\ntitle = \"A\"\n+++\nbody\n",
                "+++\ntitle = \"A\"\n\n[extra]\ntranslated_from = \"abc\"\n+++\nbody\n",
            ),
            (
                "+++\n+++\n",
                "+++\n[extra]\ntranslated_from = \"abc\"\n+++\n",
            ),
            (
                "+++\n[extra] \nproofread = false # not yet\n[taxonomies]\na = [\"b\"]\n+++\n\n[extra]\n",
                "+++\n[extra] \ntranslated_from = \"abc\"\nproofread = false # not yet\n[taxonomies]\na = [\"b\"]\n+++\n\n[extra]\n",
            ),
            (
                "+++\n[extra]\na = 1\ntranslated_from = \"old\"\n+++\n",
                "+++\n[extra]\na = 1\ntranslated_from = \"abc\"\n+++\n",
            ),
            (
                "---\ntitle: A\n---\nb",
                "---\ntitle: A\nextra:\n  translated_from: \"abc\"\n---\nb",
            ),
            (
                "---\nextra:\n    a: 1\ntitle: A\n---\nb",
                "---\nextra:\n    translated_from: \"abc\"\n    a: 1\ntitle: A\n---\nb",
            ),
            (
                "---\nextra:\n  translated_from: x\n---\nb",
                "---\nextra:\n  translated_from: \"abc\"\n---\nb",
            ),
        ] {
            assert_eq!(mark(before, "abc").as_deref(), Ok(after));
            assert_eq!(mark(after, "abc").as_deref(), Ok(after));
        }
    }

    #[test]
    fn leaves_what_it_does_not_understand() {
        for text in [
            "no front matter",
            "+++\nextra = { a = 1 }\n+++\n",
            "+++\nextra.a = 1\n+++\n",
            "+++\nt = \"\"\"\n[extra]\n\"\"\"\n+++\n",
            "+++\nextra = 1\n+++\n",
            "---\nextra: {a: 1}\n---\n",
        ] {
            assert!(
                mark(text, "abc")
                    .unwrap_err()
                    .to_string()
                    .contains("add `translated_from = \"abc\"`"),
                "{text}"
            );
        }
    }
}
