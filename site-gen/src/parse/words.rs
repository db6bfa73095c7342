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
/// passing; the rules of Unicode, which cost twenty times that, decide the rest.
fn words(text: &str) -> usize {
    let mut words = 0;
    let mut rest = text;
    while !rest.is_empty() {
        let (plain, passed) = plain_words(rest.as_bytes());
        let (before, after) = rest.as_bytes().split_at(passed);
        let start = memchr::memrchr2(b' ', b'\n', before).map_or(0, |blank| blank + 1);
        let length = memchr::memchr2(b' ', b'\n', after).unwrap_or(after.len());
        let (odd, others) = rest[start..].split_at(passed + length - start);
        words += plain + odd.unicode_words().count();
        rest = others;
    }
    words
}

/// How many words end before one that Unicode has to decide on, and at which byte that shows.
///
/// Not inlined, so that all it counts with are registers.
#[inline(never)]
fn plain_words(bytes: &[u8]) -> (usize, usize) {
    let mut words = 0;
    let mut state = OUTSIDE;
    for (place, byte) in bytes.iter().enumerate() {
        state = STEPS[usize::from(*byte)] >> (state & STATE_BITS);
        if state & STATE_BITS == ODD {
            return (words, place);
        }
        words += usize::from(state & STATE_BITS == ENDED);
    }
    (words, bytes.len())
}

/// For each byte what follows each state, at the place of that state's own number: one shift a byte.
static STEPS: [u64; 256] = steps();

const STATE_BITS: u64 = 0b11_1111;

const OUTSIDE: u64 = 0;
/// Outside, by the blank that ended a word.
const ENDED: u64 = 6;
const LETTERS: u64 = 12;
/// After the letters of a word.
const PUNCTUATION: u64 = 18;
const ODD: u64 = 24;
/// Within a letter of two bytes, after a first one of these.
const AFTER_ANY: u64 = 30;
const AFTER_C3: u64 = 36;
const AFTER_D2: u64 = 42;
const AFTER_D8: u64 = 48;
const AFTER_D9: u64 = 54;

const fn steps() -> [u64; 256] {
    let mut steps = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let mut state = OUTSIDE;
        while state <= AFTER_D9 {
            #[expect(clippy::cast_possible_truncation, reason = "the loop ends before 256")]
            let next = after(state, byte as u8);
            steps[byte] |= next << state;
            state += 6;
        }
        byte += 1;
    }
    steps
}

/// Plain letters are those of ASCII, with its digits, and letters of the Latin, Cyrillic and Arabic scripts that always join
/// with each other.
const fn after(state: u64, byte: u8) -> u64 {
    match (state, byte) {
        // U+0100 to U+023F, U+0400 to U+047F, U+04C0 to U+04FF.
        (AFTER_ANY, _) => LETTERS,
        // U+00C0 to U+00FF, but not × and ÷.
        (AFTER_C3, _) if byte != 0x97 && byte != 0xb7 => LETTERS,
        // U+0480, U+0481, U+048A to U+04BF.
        (AFTER_D2, 0x80 | 0x81 | 0x8a..) => LETTERS,
        // U+0620 to U+064A.
        (AFTER_D8, 0xa0..) | (AFTER_D9, ..=0x8a) => LETTERS,
        (AFTER_C3.., _) | (ODD, _) => ODD,
        (LETTERS | PUNCTUATION, b' ' | b'\n') => ENDED,
        (_, b' ' | b'\n') => OUTSIDE,
        (LETTERS | PUNCTUATION, _) if byte.is_ascii_punctuation() => PUNCTUATION,
        (_, _) if byte.is_ascii_punctuation() => OUTSIDE,
        (PUNCTUATION, _) => ODD,
        (_, 0xc3) => AFTER_C3,
        (_, 0xc4..=0xc8 | 0xd0 | 0xd1 | 0xd3) => AFTER_ANY,
        (_, 0xd2) => AFTER_D2,
        (_, 0xd8) => AFTER_D8,
        (_, 0xd9) => AFTER_D9,
        (_, _) if byte.is_ascii_alphanumeric() => LETTERS,
        _ => ODD,
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
