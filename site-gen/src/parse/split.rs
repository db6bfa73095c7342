//! A content file → where its front matter and its body stand. By hand: a pattern over every file costs a tenth of a build.

use crate::fields::Syntax;

/// Byte offsets into the file.
#[derive(Debug, PartialEq, Eq)]
pub struct Split {
    pub syntax: Syntax,
    pub start: usize,
    pub end: usize,
    pub body: usize,
}

/// Finds the front matter between two `+++` (TOML) or `---` (YAML).
pub fn split(text: &str) -> Option<Split> {
    between(text, "+++", Syntax::Toml).or_else(|| between(text, "---", Syntax::Yaml))
}

fn between(text: &str, fence: &str, syntax: Syntax) -> Option<Split> {
    let opening = text.len() - text.trim_ascii_start().len();
    let after = opening + fence.len();
    if !text[opening..].starts_with(fence) {
        return None;
    }
    let start = after + next_line(&text[after..])?;
    let mut from = start;
    loop {
        let found = from + text[from..].find(fence)?;
        let rest = found + fence.len();
        let blank = text.len() - rest - text[rest..].trim_ascii_start().len();
        let at_end = rest + blank == text.len();
        if at_end {
            return Some(Split {
                syntax,
                start,
                end: found,
                body: text.len(),
            });
        }
        if let Some(line) = text[rest..rest + blank].rfind('\n') {
            return Some(Split {
                syntax,
                start,
                end: found,
                body: rest + line + 1,
            });
        }
        from = found + 1;
    }
}

/// How far it is to the next line, if only blanks stand between.
fn next_line(text: &str) -> Option<usize> {
    let end = text.find('\n')?;
    text[..end].trim_ascii().is_empty().then_some(end + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<(&str, &str)>) {
        let found = split(text).map(|s| (&text[s.start..s.end], &text[s.body..]));
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn finds_front_matter_as_zola_does() {
        check("+++\na = 1\n+++\nbody", Some(("a = 1\n", "body")));
        check("+++\n+++", Some(("", "")));
        check(
            "\n  +++ \r\na = 1\r\n+++\r\n\r\n  body",
            Some(("a = 1\r\n", "  body")),
        );
        check(
            "---\na: b\n---\n\n\nbody\n---\n",
            Some(("a: b\n", "body\n---\n")),
        );
        check("+++\na = \"+++ x\"\n+++\n", Some(("a = \"+++ x\"\n", "")));
        check("+++\na\n++++\nb", Some(("a\n+", "b")));
        check("body", None);
        check("+++\na = 1\n", None);
        check("+++ x\n+++\n", None);
        check("", None);
    }
}
