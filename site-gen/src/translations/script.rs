//! A text and a language → whether the text is in the script that the language is written in. Names, addresses and code are
//! in their own script everywhere: only what reads like a sentence is told.

use std::sync::LazyLock;

use regex::Regex;

use crate::locale::Locale;

/// The letters of a language's script.
pub struct Script(Regex);

/// A paragraph of names and addresses may have a few words between them.
const PARAGRAPH_WORDS_MIN: usize = 4;

impl Script {
    /// Nothing for a language that is written in several scripts at once (Japanese).
    pub fn of(code: &str) -> Option<Self> {
        let script = Locale::from_code(code)?.script()?;
        Regex::new(&format!(r"\p{{scx={script}}}")).ok().map(Self)
    }

    /// Whether a short text, such as a title, has words of another script and hardly a letter of this one.
    pub fn is_foreign(&self, text: &str) -> bool {
        self.has_foreign_words(&prose(text), 1)
    }

    /// The lines on which paragraphs, headings and points of a list begin that are in another script, from 1.
    pub fn foreign_lines(&self, markdown: &str) -> Vec<usize> {
        let blocks = blocks(markdown).into_iter();
        blocks
            .filter(|(_, text)| self.has_foreign_words(&prose(text), PARAGRAPH_WORDS_MIN))
            .map(|(line, _)| line)
            .collect()
    }

    /// Words that begin with a capital may be names; scripts without capitals have no such sign.
    fn has_foreign_words(&self, text: &str, words_min: usize) -> bool {
        const LETTERS_MIN: usize = 6;
        const SHARE_MIN: usize = 4;
        let letters = text.chars().filter(|sign| sign.is_alphabetic()).count();
        let is_word = |word: &&str| {
            let mut signs = word.chars().filter(|sign| sign.is_alphabetic());
            signs.next().is_some_and(|first| !first.is_uppercase())
                && signs.next().is_some()
                && !self.0.is_match(word)
        };
        letters >= LETTERS_MIN
            && self.0.find_iter(text).count() * SHARE_MIN < letters
            && text.split_whitespace().filter(is_word).count() >= words_min
    }
}

/// The text without what no translator touches: code, template calls, tags, where links lead, addresses, arguments.
fn prose(text: &str) -> String {
    static UNTOUCHED: LazyLock<Option<Regex>> = LazyLock::new(|| {
        let patterns = [
            r"`[^`]*`",
            r"\{\{[^}]*\}\}|\{[%#][^}]*[%#]\}|\{\w+\}",
            r"</?[a-zA-Z!][^>]*>",
            r"\]\([^)]*\)",
            r"^\[[^\]]+\]:.*",
            r"\S+://\S+|\S+@\S+\.\S+|www\.\S+",
            r"&#?\w+;",
        ];
        Regex::new(&format!("(?m){}", patterns.join("|"))).ok()
    });
    match &*UNTOUCHED {
        Some(untouched) => untouched.replace_all(text, " ").into_owned(),
        None => text.to_owned(),
    }
}

/// Paragraphs, headings, points and rows, each with its first line; fenced and indented code is none.
fn blocks(markdown: &str) -> Vec<(usize, String)> {
    let mut blocks: Vec<(usize, String)> = Vec::new();
    let mut fence: Option<&str> = None;
    let mut continues = false;
    for (index, line) in markdown.lines().enumerate() {
        let start = line.trim_start();
        let mark = ["```", "~~~"].into_iter().find(|m| start.starts_with(m));
        if let Some(mark) = mark.filter(|mark| fence.is_none_or(|open| open == *mark)) {
            fence = fence.is_none().then_some(mark);
            continues = false;
            continue;
        }
        let is_code = line.starts_with("    ") && !continues;
        if fence.is_some() || start.is_empty() || is_code {
            continues = false;
            continue;
        }
        let begins = start.starts_with(['-', '*', '+', '#', '|', '>'])
            || start
                .trim_start_matches(|c: char| c.is_ascii_digit())
                .starts_with(". ");
        match blocks.last_mut().filter(|_| continues && !begins) {
            Some((_, text)) => {
                text.push('\n');
                text.push_str(line);
            }
            None => blocks.push((index + 1, line.to_owned())),
        }
        continues = true;
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::Script;

    #[test]
    fn tells_what_was_left_untranslated() {
        for (code, text, foreign) in [
            ("ar", "مرحبا بكم في Danderyd", false),
            ("ar", "Välkommen till oss", true),
            ("ar", "Fika", false),
            ("ar", "Kompisbyrån Danderyd", false),
            (
                "ar",
                "{count} <b class=\"strong\"> https://example.org/some/page",
                false,
            ),
            ("ar", "info@example.org +46 70 123 45 67", false),
            ("uk", "Ласкаво просимо", false),
            ("uk", "Welcome to us", true),
            ("uk", "مرحبا بكم", true),
            ("ti", "እንቋዕ ብደሓን መጻእኩም", false),
            ("ti", "Read in swedish", true),
            ("fa-AF", "Welcome to us", true),
            ("fa-AF", "به کمپیوتر", false),
            ("so", "Ku soo dhawoow Danderyd", false),
            ("so", "مرحبا بكم", true),
            ("sv-simple", "Välkommen hit", false),
        ] {
            assert_eq!(
                Script::of(code).unwrap().is_foreign(text),
                foreign,
                "{code} {text}"
            );
        }
        assert!(Script::of("ja").is_none());
    }

    #[test]
    fn finds_the_paragraphs_that_were_left() {
        let markdown = "\
# مرحبا

Den här texten har ingen
översatt till arabiska.

- نقطة
- en punkt som blev kvar i listan
- Alla Tillsammans i Danderyd, Kompisbyrån
- [Information for all who are new](https://example.org/a-long-address-here)

```
let some code be what it is here
```

    cargo run and some more words here

Danderyds kommun, Box 28, 182 11 Danderyd, telefon +46 8 568 910 00

{{ <figure of=\"all\" what=\"result\" /> }} {% <notice> %}

`some inline code that is long` نص
";
        assert_eq!(Script::of("ar").unwrap().foreign_lines(markdown), [3, 7, 9]);
        assert_eq!(
            Script::of("sv").unwrap().foreign_lines("Hej på dig du"),
            [] as [usize; 0]
        );
    }
}
