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
    let by_word = |part: &str| part.unicode_words().count();
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

#[cfg(test)]
mod tests {
    use super::*;

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
