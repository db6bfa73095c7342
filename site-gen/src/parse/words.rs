//! A body → how many words it has and how many minutes it takes to read. Costs time, so it is only asked where a
//! template shows it.

use unicode_segmentation::UnicodeSegmentation;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    pub words: usize,
    pub minutes: usize,
}

/// Counts the words outside fenced code. The speeds are Zola's: words a minute, characters in Chinese and Japanese.
pub fn reading(body: &str, language: &str) -> Reading {
    let prose = body.split("```").step_by(2);
    let primary = language.split('-').next().unwrap_or(language);
    let by_character = |part: &str| part.chars().filter(|c| c.is_alphabetic()).count();
    let by_word = |part: &str| part.split([' ', '\n']).map(words).sum::<usize>();
    let (words, per_minute): (usize, usize) = match primary {
        "zh" => (prose.map(by_character).sum(), 439),
        "ja" => (prose.map(by_character).sum(), 653),
        "en" => (prose.map(by_word).sum(), 238),
        "ko" => (prose.map(by_word).sum(), 202),
        _ => (prose.map(by_word).sum(), 200),
    };
    Reading {
        words,
        minutes: words.div_ceil(per_minute),
    }
}

/// The words of a text without blanks. Most are letters alone, perhaps between ASCII punctuation: one word, seen at once;
/// the rules of Unicode, which cost ten times that, decide the rest.
fn words(token: &str) -> usize {
    let core = token.trim_matches(|c: char| c.is_ascii_punctuation());
    if core.chars().all(is_plain_letter) {
        return usize::from(!core.is_empty());
    }
    token.unicode_words().count()
}

/// Letters that always join with each other: of the Latin, Cyrillic and Arabic scripts, and ASCII digits.
fn is_plain_letter(c: char) -> bool {
    match c {
        '×' | '÷' => false,
        '\u{c0}'..='\u{24f}'
        | '\u{400}'..='\u{481}'
        | '\u{48a}'..='\u{52f}'
        | '\u{620}'..='\u{64a}' => true,
        _ => c.is_ascii_alphanumeric(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn counts_as_unicode_does(
            text in "([a-z0-9_.,:'\"*() -]|[À-ɏ]|[Ѐ-ԯ]|[؀-ۿ]|[א-ת]|[ก-๛]|[\u{300}\u{200d}\u{ad}\n\t]|日|ア|😀|\\PC){0,30}"
        ) {
            prop_assert_eq!(reading(&text, "sv").words, text.unicode_words().count());
        }
    }

    #[test]
    fn counts_words_outside_code() {
        for (body, language, words, minutes) in [
            ("", "en", 0, 0),
            ("one two\n```\nnot these\n```\nthree", "en", 3, 1),
            ("日本語 です", "ja", 5, 1),
            (&"ord ".repeat(201), "sv", 201, 2),
            (&"word ".repeat(201), "en-GB", 201, 1),
        ] {
            assert_eq!(
                reading(body, language),
                Reading { words, minutes },
                "{language}"
            );
        }
    }
}
