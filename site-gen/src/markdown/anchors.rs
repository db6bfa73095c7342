//! Is there a place named so in this HTML? Finds `id=` and `name=` as authors write them, quoted or not.

/// Whether an element of `html` has `anchor` as its `id` or `name`.
pub fn has_anchor(html: &str, anchor: &str) -> bool {
    memchr::memchr_iter(b'=', html.as_bytes())
        .any(|equals| names_a_place(&html[..equals]) && value_is(&html[equals + 1..], anchor))
}

fn names_a_place(before: &str) -> bool {
    let before = before.trim_end_matches(' ').as_bytes();
    [&b"id"[..], b"name"].iter().any(|attribute| {
        let Some(start) = before.len().checked_sub(attribute.len()) else {
            return false;
        };
        let after_space = start > 0 && before[start - 1].is_ascii_whitespace();
        after_space && before[start..].eq_ignore_ascii_case(attribute)
    })
}

fn value_is(after: &str, anchor: &str) -> bool {
    let value = after
        .trim_start_matches(' ')
        .trim_start_matches(['"', '\'']);
    let (Some(start), Some(end)) = (
        value.get(..anchor.len()),
        value.as_bytes().get(anchor.len()),
    ) else {
        return false;
    };
    start.eq_ignore_ascii_case(anchor) && matches!(end, b'"' | b'\'' | b' ' | b'>')
}

#[cfg(test)]
mod tests {
    use super::has_anchor;

    #[test]
    fn finds_ids_and_names() {
        for (html, anchor, expected) in [
            (r#"<a name="fred">"#, "fred", true),
            (r#"<a class="x" ID = 'fred' >"#, "fred", true),
            ("<a\nid=fred>", "fred", true),
            (r#"<a id="fred?george">"#, "fred?george", true),
            (r#"<a id="å">"#, "å", true),
            (r#"<a id="freda">"#, "fred", false),
            (r#"<a notid="fred">"#, "fred", false),
            (r#"<a name="george">"#, "fred", false),
            ("id=", "fred", false),
        ] {
            assert_eq!(has_anchor(html, anchor), expected, "{anchor} in {html}");
        }
    }
}
