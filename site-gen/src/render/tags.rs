//! The text of a template → the words of its tags, without what stands between them. Must not know what the words mean.

use std::ops::Range;

/// `{{ … }}` or `{% … %}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag<'a> {
    pub kind: Kind,
    /// Where it stands in the text.
    pub place: Range<usize>,
    pub words: Vec<Word<'a>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Shown,
    Done,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word<'a> {
    Name(&'a str),
    Text(&'a str),
    Number,
    Sign(char),
}

impl<'a> Tag<'a> {
    /// Without the signs that take blanks away.
    pub fn trimmed(&self) -> &[Word<'a>] {
        let words = &self.words[..];
        let words = words.strip_prefix(&[Word::Sign('-')]).unwrap_or(words);
        words.strip_suffix(&[Word::Sign('-')]).unwrap_or(words)
    }
}

impl<'a> Word<'a> {
    pub fn name(self) -> Option<&'a str> {
        match self {
            Self::Name(name) => Some(name),
            _ => None,
        }
    }
}

/// All tags of a template but comments and what `raw` keeps.
pub fn tags(text: &str) -> Vec<Tag<'_>> {
    let mut tags = Vec::new();
    let mut raw = false;
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        let start = text.len() - rest.len() + at;
        rest = &rest[at + 1..];
        let kind = match rest.bytes().next() {
            Some(b'{') => Kind::Shown,
            Some(b'%') => Kind::Done,
            Some(b'#') => {
                rest = rest.find("#}").map_or("", |end| &rest[end + 2..]);
                continue;
            }
            _ => continue,
        };
        let (words, after) = words(&rest[1..]);
        let first = words.iter().find_map(|word| word.name());
        if raw {
            raw = first != Some("endraw");
            // A brace inside what is kept may be no tag at all: look on right after it.
            if raw {
                continue;
            }
        }
        rest = after;
        raw = kind == Kind::Done && first == Some("raw");
        let place = start..text.len() - rest.len();
        tags.push(Tag { kind, place, words });
    }
    tags
}

/// The words up to the end of the tag, and what follows that.
fn words(text: &str) -> (Vec<Word<'_>>, &str) {
    let mut words = Vec::new();
    let mut rest = text;
    let mut open_braces = 0_usize;
    while let Some(sign) = rest.chars().next() {
        let closes = open_braces == 0 && rest.starts_with("}}");
        if closes || rest.starts_with("%}") {
            return (words, &rest[2..]);
        }
        match sign {
            '{' => open_braces += 1,
            '}' => open_braces = open_braces.saturating_sub(1),
            _ => {}
        }
        let length = match sign {
            '"' | '\'' | '`' => {
                let inner = &rest[1..];
                let end = inner.find(sign).unwrap_or(inner.len());
                words.push(Word::Text(&inner[..end]));
                (end + 2).min(rest.len())
            }
            _ if is_name(sign) && !sign.is_ascii_digit() => {
                let end = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
                words.push(Word::Name(&rest[..end]));
                end
            }
            _ if sign.is_ascii_digit() => {
                words.push(Word::Number);
                rest.find(|c: char| !is_name(c)).unwrap_or(rest.len())
            }
            _ => {
                if !sign.is_whitespace() {
                    words.push(Word::Sign(sign));
                }
                sign.len_utf8()
            }
        };
        rest = &rest[length..];
    }
    (words, "")
}

fn is_name(sign: char) -> bool {
    sign == '_' || sign.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let show = |word: &Word<'_>| match word {
            Word::Name(name) => (*name).to_owned(),
            Word::Text(text) => format!("\"{text}\""),
            Word::Number => "0".to_owned(),
            Word::Sign(sign) => sign.to_string(),
        };
        let shown: Vec<String> = tags(text)
            .iter()
            .map(|tag| tag.words.iter().map(show).collect::<Vec<_>>().join(" "))
            .collect();
        assert_eq!(shown.join("; "), expected, "{text}");
    }

    #[test]
    fn finds_tags_and_their_words() {
        check("a {{ b }} c", "b");
        check(
            "{{- a.b[\"c}}\"] | d(e=1.5) -}}",
            "- a . b [ \"c}}\" ] | d ( e = 0 . 0 ) -",
        );
        check("{# {{ a }} #}{% if b %}{% endif %}", "if b; endif");
        check(
            "{% raw %}{{ a }}{ {% b {% endraw %}{{ c }}",
            "raw; endraw; c",
        );
        check("{ {a} {{ 'ö' ~ ö }}", "\"ö\" ~ ö");
        check(
            "{{ <a b={{\"c\": d}} e={f} /> }}{{ g }}",
            "< a b = { { \"c\" : d } } e = { f } / >; g",
        );
        check(
            "{%- raw -%}{{ a }}{%- endraw -%}{{ c }}",
            "- raw -; - endraw -; c",
        );
        check("{{ a", "a");
        check("{{ \"a", "\"a\"");
    }
}
