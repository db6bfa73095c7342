//! `:smile:` → 😄. A name that is no emoji stays as it is written.

use std::borrow::Cow;

/// Replaces every emoji name in `text`.
pub(super) fn replace(text: &str) -> Cow<'_, str> {
    let mut replaced = String::new();
    let mut copied_to = 0;
    let mut from = 0;
    while let Some(found) = text
        .get(from..)
        .and_then(|rest| memchr::memchr(b':', rest.as_bytes()))
    {
        let start = from + found;
        let Some(name) = name_at(&text[start + 1..]) else {
            from = start + 1;
            continue;
        };
        from = start + name.len() + 2;
        if let Some(emoji) = gh_emoji::get(name) {
            replaced.push_str(&text[copied_to..start]);
            replaced.push_str(emoji);
            copied_to = from;
        }
    }
    if copied_to == 0 {
        return Cow::Borrowed(text);
    }
    replaced.push_str(&text[copied_to..]);
    Cow::Owned(replaced)
}

/// The emoji name that `text` begins with, if a colon ends it.
fn name_at(text: &str) -> Option<&str> {
    let end = text.bytes().position(|byte| byte == b':')?;
    let name = &text[..end];
    let first = *name.as_bytes().first()?;
    let starts = matches!(first, b'a'..=b'z' | b'1' | b'2' | b'3' | b'8' | b'+' | b'-');
    let goes_on = |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-');
    (starts && name.bytes().skip(1).all(goes_on)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::replace;

    #[test]
    fn replaces_names() {
        for (text, expected) in [
            ("no colon", "no colon"),
            (":smile: and :+1:", "😄 and 👍"),
            ("12:30 :smile:", "12:30 😄"),
            (":not_an_emoji: :", ":not_an_emoji: :"),
            (":q:smile:", ":q:smile:"),
            (":b :smile:å:", ":b 😄å:"),
            ("::smile:", ":😄"),
        ] {
            assert_eq!(replace(text), expected, "{text}");
        }
    }
}
