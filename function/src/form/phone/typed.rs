//! A number as people write it → what they would dial.

use unicode_normalization::char::is_combining_mark;

/// The digits, and the plus in front: any separators that people write between them fall away, and a word before or after
/// them. `None` when there is more than that.
pub fn dialled(typed: &str) -> Option<String> {
    let mut dialled = String::new();
    for char in without_words(typed).chars() {
        match char {
            '0'..='9' => dialled.push(char),
            '+' if !dialled.contains(|char: char| char.is_ascii_digit() || char == '+') => {
                dialled.push('+')
            }
            '+' if dialled.starts_with('+') => return None,
            // Right-to-left writing may leave the plus at the end.
            '+' => dialled.insert(0, '+'),
            ' '
            | '-'
            | '.'
            | '/'
            | '('
            | ')'
            | '['
            | ']'
            | '_'
            | '~'
            | ','
            | '\u{b7}'
            | '\u{2022}'
            | '\u{2010}'..='\u{2015}'
            | '\u{2212}' => {}
            _ => return None,
        }
    }
    Some(dialled)
}

/// Without what it is ("Tel.", "Mobil:", "شماره تلفن:") or where ("(hem)").
fn without_words(typed: &str) -> &str {
    let typed = typed.trim_start_matches(AFTER_LABEL);
    let number = typed.trim_start_matches(is_of_words);
    let label = &typed[..typed.len() - number.len()];
    let is_label = label.ends_with(' ')
        || label.eq_ignore_ascii_case("tel")
        || number.starts_with(AFTER_LABEL)
        || number.starts_with(['+', '-', '(', '/']);
    let number = if is_label { number } else { typed };
    let number = number.trim_start_matches(AFTER_LABEL);
    let inner = number.trim_end_matches([')', '.']);
    let before = inner.trim_end_matches(is_of_words);
    let is_place = inner[before.len()..].starts_with(' ') || before.ends_with('(');
    if is_place { before } else { number }
}

/// Between what it is and the number, in Latin and Ethiopic writing.
const AFTER_LABEL: [char; 5] = [':', '.', ' ', '\u{1361}', '\u{1366}'];

fn is_of_words(char: char) -> bool {
    char.is_alphabetic() || is_combining_mark(char) || matches!(char, ' ' | '\u{200c}' | '\u{200d}')
}
