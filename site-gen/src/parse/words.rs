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
    let prose = outside_fences(body);
    let primary = language.split('-').next().unwrap_or(language);
    let by_character = |part: &str| part.chars().filter(|c| c.is_alphabetic()).count();
    let (words, per_minute): (usize, usize) = match primary {
        "zh" => (prose.map(by_character).sum(), 439),
        "ja" => (prose.map(by_character).sum(), 653),
        "en" => (prose.map(words).sum(), 238),
        "ko" => (prose.map(words).sum(), 202),
        _ => (prose.map(words).sum(), 200),
    };
    Reading {
        words,
        minutes: words.div_ceil(per_minute),
    }
}

/// What stands outside fenced code.
fn outside_fences(body: &str) -> impl Iterator<Item = &str> {
    const FENCE: &[u8] = b"```";
    let fences = memchr::memmem::find_iter(body.as_bytes(), FENCE);
    let ends = fences.chain([body.len()]);
    let parts = ends.scan(0, |start, end| {
        let part = &body[*start..end];
        *start = end + FENCE.len();
        Some(part)
    });
    parts.step_by(2)
}

/// The words of a text. Most are letters alone, perhaps between ASCII punctuation, from blank to blank: one word, seen in
/// passing; the rules of Unicode, which cost ten times that, decide the rest.
fn words(text: &str) -> usize {
    let mut rest = text.as_bytes();
    let mut words = 0;
    while !rest.is_empty() {
        let token = &text[text.len() - rest.len()..];
        let letters = after_punctuation(rest);
        let after = after_letters(letters);
        let is_word = after.len() < letters.len();
        rest = after_punctuation(after);
        if !matches!(rest.first(), None | Some(b' ' | b'\n')) {
            let end = memchr::memchr2(b' ', b'\n', rest).unwrap_or(rest.len());
            rest = &rest[end..];
            words += token[..token.len() - rest.len()].unicode_words().count();
        } else if is_word {
            words += 1;
        }
        rest = rest.get(1..).unwrap_or_default();
    }
    words
}

fn after_punctuation(mut bytes: &[u8]) -> &[u8] {
    while let [byte, rest @ ..] = bytes
        && byte.is_ascii_punctuation()
    {
        bytes = rest;
    }
    bytes
}

/// After ASCII letters and digits, and letters of the Latin, Cyrillic and Arabic scripts that always join with each other.
/// By bytes: these letters have two each.
fn after_letters(mut bytes: &[u8]) -> &[u8] {
    loop {
        bytes = match bytes {
            [byte, rest @ ..] if byte.is_ascii_alphanumeric() => rest,
            [first, second, rest @ ..] if is_plain_letter(*first, *second) => rest,
            _ => return bytes,
        };
    }
}

fn is_plain_letter(first: u8, second: u8) -> bool {
    match first {
        // U+00C0 to U+024F, but not × and ÷.
        0xc3 => !matches!(second, 0x97 | 0xb7),
        0xc4..=0xc8 => true,
        0xc9 => second <= 0x8f,
        // U+0400 to U+0481, U+048A to U+052F.
        0xd0 | 0xd1 | 0xd3 => true,
        0xd2 => !matches!(second, 0x82..=0x89),
        0xd4 => second <= 0xaf,
        // U+0620 to U+064A.
        0xd8 => second >= 0xa0,
        0xd9 => second <= 0x8a,
        _ => false,
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
