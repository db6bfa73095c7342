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
    let by_word = |part: &str| tokens(part).map(words).sum::<usize>();
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

/// What blanks and line ends part.
fn tokens(text: &str) -> impl Iterator<Item = &str> {
    let ends = memchr::memchr2_iter(b' ', b'\n', text.as_bytes()).chain([text.len()]);
    ends.scan(0, |start, end| {
        let token = &text[*start..end];
        *start = end + 1;
        Some(token)
    })
}

/// The words of a text without blanks. Most are letters alone, perhaps between ASCII punctuation: one word, seen at once;
/// the rules of Unicode, which cost ten times that, decide the rest.
fn words(token: &str) -> usize {
    let is_inside = |byte: &u8| !byte.is_ascii_punctuation();
    let bytes = token.as_bytes();
    let (Some(start), Some(end)) = (
        bytes.iter().position(is_inside),
        bytes.iter().rposition(is_inside),
    ) else {
        return 0;
    };
    if is_plain_word(&bytes[start..=end]) {
        return 1;
    }
    token.unicode_words().count()
}

/// Whether it is made of ASCII letters and digits, and of letters of the Latin, Cyrillic and Arabic scripts that always
/// join with each other. By bytes: these letters have two each.
fn is_plain_word(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    loop {
        rest = match rest {
            [] => return true,
            [byte, rest @ ..] if byte.is_ascii_alphanumeric() => rest,
            [first, second, rest @ ..] if is_plain_letter(*first, *second) => rest,
            _ => return false,
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
