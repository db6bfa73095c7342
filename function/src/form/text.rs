//! What a person typed → the same in one normal form: NFC, without control, invisible and direction marks.
//! Joiners and selectors stay where a script or an emoji needs them.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use unicode_segmentation::UnicodeSegmentation;

/// One line: every run of white space becomes one space. Accents upon nothing are nothing.
pub fn clean_line(typed: &str) -> String {
    let text = clean_text(typed);
    if text
        .chars()
        .all(|char| is_combining_mark(char) || char.is_whitespace())
    {
        return String::new();
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The signs of full-width writing that stand for ASCII → ASCII; all else as it is.
pub fn half_width(text: &str) -> String {
    let half = |char| match char {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(char) - 0xfee0).unwrap_or(char),
        other => other,
    };
    text.chars().map(half).collect()
}

/// Several lines: line breaks become `\n`, at most one line in a row is empty, spaces at the ends of lines go.
pub fn clean_text(typed: &str) -> String {
    let unbroken = typed
        .replace("\r\n", "\n")
        .replace(['\r', '\u{2028}', '\u{2029}', '\u{85}'], "\n");
    let visible: String = without_invisible(&unbroken).nfc().collect();
    let mut lines: Vec<&str> = Vec::new();
    for line in visible.lines().map(str::trim) {
        if !(line.is_empty() && lines.last().is_none_or(|last| last.is_empty())) {
            lines.push(line);
        }
    }
    lines.join("\n").trim().to_owned()
}

/// The characters that people would count.
pub fn characters(text: &str) -> impl Iterator<Item = &str> {
    text.graphemes(true)
}

/// Digits of any script that people write them in → 0-9; all else as it is.
pub fn latin_digits(text: &str) -> String {
    text.chars().map(latin_digit).collect()
}

/// Of Arabic, Persian, N'Ko, India from Devanagari to Sinhala, Thai, Lao, Tibetan, Burmese, Shan, Khmer, Mongolian, New Tai Lue, Ol Chiki, Javanese,
/// full-width and Adlam writing.
const ZEROS: [char; 25] = [
    '\u{660}',
    '\u{6f0}',
    '\u{7c0}',
    '\u{966}',
    '\u{9e6}',
    '\u{a66}',
    '\u{ae6}',
    '\u{b66}',
    '\u{be6}',
    '\u{c66}',
    '\u{ce6}',
    '\u{d66}',
    '\u{de6}',
    '\u{e50}',
    '\u{ed0}',
    '\u{f20}',
    '\u{1040}',
    '\u{1090}',
    '\u{17e0}',
    '\u{1810}',
    '\u{19d0}',
    '\u{1c50}',
    '\u{a9d0}',
    '\u{ff10}',
    '\u{1e950}',
];

fn latin_digit(char: char) -> char {
    let digit = ZEROS
        .iter()
        .filter_map(|zero| u32::from(char).checked_sub(u32::from(*zero)))
        .find(|digit| *digit < 10);
    digit
        .and_then(|digit| char::from_digit(digit, 10))
        .unwrap_or(char)
}

fn without_invisible(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let kept = chars
        .iter()
        .enumerate()
        .filter(|(index, char)| match **char {
            '\u{200c}' | '\u{200d}' => joins(&chars, *index),
            '\u{e0020}'..='\u{e007f}' => is_of_a_flag(&chars[..*index]),
            '\u{e0100}'..='\u{e01ef}' => {
                chars[..*index].last().is_some_and(|own| is_ideograph(*own))
            }
            '\u{fe00}'..='\u{fe0f}' => chars[..*index].last().is_some_and(|own| has_variants(*own)),
            '\u{180b}'..='\u{180f}' => chars[..*index].last().is_some_and(|own| is_mongolian(*own)),
            other => !is_invisible(other),
        });
    kept.map(|(_, char)| if *char == '\t' { ' ' } else { *char })
        .collect()
}

/// A joiner means something between two letters of Arabic script or its like, between the parts of an emoji, and after a letter of a script
/// of India, Burma or Cambodia: there it is part of a name's spelling.
fn joins(chars: &[char], index: usize) -> bool {
    let before = chars[..index]
        .iter()
        .rev()
        .find(|char| **char != '\u{fe0f}');
    let after = chars.get(index + 1);
    match (before, after) {
        (Some(before), _) if is_indic(*before) => true,
        (Some(before), Some(after)) => {
            (is_cursive(*before) && is_cursive(*after)) || (is_symbol(*before) && is_symbol(*after))
        }
        _ => false,
    }
}

/// Arabic, Syriac, Thaana, N'Ko and Mongolian.
fn is_cursive(char: char) -> bool {
    is_mongolian(char)
        || matches!(char, '\u{620}'..='\u{7ff}' | '\u{860}'..='\u{8ff}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

fn is_mongolian(char: char) -> bool {
    matches!(char, '\u{1820}'..='\u{18aa}')
}

fn is_indic(char: char) -> bool {
    matches!(char, '\u{900}'..='\u{dff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}')
}

fn is_ideograph(char: char) -> bool {
    matches!(char, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Signs, digits and the scripts that have more than one shape of a letter; a letter of others stays as it is, whatever selects.
fn has_variants(char: char) -> bool {
    let is_selector = matches!(char, '\u{fe00}'..='\u{fe0f}');
    let is_letter = char.is_alphabetic() && !is_symbol(char) && char != 'ℹ';
    let is_varied = is_ideograph(char) || is_indic(char) || matches!(char, '\u{a840}'..='\u{a877}');
    is_varied || !(is_letter || is_selector || char.is_whitespace())
}

/// Flags of countries within a country are spelt by tags after a black flag.
fn is_of_a_flag(before: &[char]) -> bool {
    let is_tag = |char: &&char| matches!(char, '\u{e0020}'..='\u{e007f}');
    before.iter().rev().find(|char| !is_tag(char)) == Some(&'\u{1f3f4}')
}

fn is_symbol(char: char) -> bool {
    matches!(char, '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
}

fn is_invisible(char: char) -> bool {
    let marks = matches!(char,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}');
    marks || is_no_character(char) || (char.is_control() && char != '\n' && char != '\t')
}

/// What Unicode keeps for programs' own use, the last two of each plane among it.
fn is_no_character(char: char) -> bool {
    matches!(char, '\u{fdd0}'..='\u{fdef}') || u32::from(char) & 0xfffe == 0xfffe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_cleaned() {
        let check =
            |typed: &str, expected: &str| assert_eq!(clean_line(typed), expected, "{typed:?}");
        check("  Åsa \t Öst\r\n", "Åsa Öst");
        check("A\u{30a}sa", "Åsa");
        check("\u{202e}Åsa\u{202c}\u{200f}", "Åsa");
        check("A\0s\u{1b}a\u{7f}", "Asa");
        check("\u{feff}A\u{200b}B\u{ad}C\u{2066}D\u{2069}", "ABCD");
        check("\u{3164}\u{2003}\u{a0}", "");
        check("\u{e0041}x", "x");
        // Dari and Persian need the non-joiner; Latin does not.
        check("می\u{200c}روم", "می\u{200c}روم");
        check("a\u{200c}b\u{200d}", "ab");
        for name in [
            "ශ්\u{200d}රී",
            "র\u{200d}্য",
            "क्\u{200d}ष",
            "葛\u{e0100}",
            "🏴\u{e0067}\u{e0062}\u{e007f}",
        ] {
            check(name, name);
        }
        check("ᠠ\u{180b}", "ᠠ\u{180b}");
        check("a\u{180b}\u{180e}", "a");
        check("ܐ\u{200c}ܒ", "ܐ\u{200c}ܒ");
        check("\u{2800}\u{301} \u{302}", "");
        check("A\u{fe0f}\u{fe0e}sa\u{fe0f} \u{fe0f}\u{1bca0}", "Asa");
        check("\u{ffff}A\u{fffe}\u{fdd0}s\u{10ffff}a", "Asa");
        for signs in [
            "☕\u{fe0f}",
            "1\u{fe0f}\u{20e3}",
            "ℹ\u{fe0f}Ⓜ\u{fe0f}🅰\u{fe0f}",
            "葛\u{fe00}",
        ] {
            check(signs, signs);
        }
        check(
            "👩\u{200d}👧 👁\u{fe0f}\u{200d}🗨",
            "👩\u{200d}👧 👁\u{fe0f}\u{200d}🗨",
        );
    }

    #[test]
    fn texts_keep_their_lines() {
        let check =
            |typed: &str, expected: &str| assert_eq!(clean_text(typed), expected, "{typed:?}");
        check("a \r\nb\rc", "a\nb\nc");
        check("\n\na\n\n\n\nb\n", "a\n\nb");
        check("a\u{2028}b", "a\nb");
        check(" \n ", "");
    }

    #[test]
    fn characters_are_counted_as_people_count() {
        let check = |text: &str, expected: usize| {
            assert_eq!(characters(text).count(), expected, "{text:?}");
        };
        check("", 0);
        check("Åsa", 3);
        check("A\u{30a}sa", 3);
        check("👩‍👧‍👦", 1);
        check("🇸🇪", 1);
        check("ትግርኛ", 4);
    }

    #[test]
    fn full_width_signs_become_ascii() {
        assert_eq!(half_width("ａ＠ｂ．ｓｅ（０）å。"), "a@b.se(0)å。");
    }

    #[test]
    fn digits_of_other_scripts_become_latin() {
        assert_eq!(
            latin_digits("٠١٢٣٤٥٦٧٨٩ ۰۱۲۳۴۵۶۷۸۹ ０９ ๐๙ ၀၉ ០៩ ०९ x"),
            "0123456789 0123456789 09 09 09 09 09 x"
        );
    }
}
