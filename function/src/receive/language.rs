//! Whose words to answer in, when the posted fields do not say: what else the request tells.

use axum::http::{HeaderMap, header};

use crate::form::Forms;
use crate::sign_up::Language;

/// The language field near the body's start, else what the browser prefers, else the original.
pub fn guess(forms: &Forms, headers: &HeaderMap, start_of_body: &[u8]) -> Language {
    let accepted = || accepted(forms, headers);
    in_body(forms, start_of_body)
        .or_else(accepted)
        .unwrap_or_else(|| forms.original_language())
}

/// Finds `language=sv` or a multipart field of that name, in a body that may be cut off or broken.
fn in_body(forms: &Forms, body: &[u8]) -> Option<Language> {
    let text = String::from_utf8_lossy(body);
    let after = |opening: &str| text.split_once(opening).map(|(_, rest)| rest);
    // A part may have headers of its own after its name.
    let part = after("name=\"language\"").and_then(|rest| {
        let ends = ["\r\n\r\n", "\n\n"].iter();
        let mut values = ends.filter_map(|end| rest.split_once(end));
        values.next().map(|(_, value)| value)
    });
    [after("language="), part]
        .into_iter()
        .flatten()
        .find_map(|rest| {
            let end = rest
                .find(|char: char| !char.is_ascii_alphanumeric() && char != '-')
                .unwrap_or(rest.len());
            forms.language(&rest[..end])
        })
}

/// Windows has a code of its own for it.
const DARI: (&str, &str) = ("prs", "fa-AF");

/// What the browser likes best of the form's languages: as it is, or without its region, or in that of another region.
fn accepted(forms: &Forms, headers: &HeaderMap) -> Option<Language> {
    let accepted = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    let mut wanted: Vec<(&str, f32)> = accepted.split(',').filter_map(wanted).collect();
    wanted.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    wanted.into_iter().find_map(|(tag, _)| {
        let tag = if base(tag).eq_ignore_ascii_case(DARI.0) {
            DARI.1
        } else {
            tag
        };
        let same = |one: &str, other: &str| one.eq_ignore_ascii_case(other);
        let find = |wanted: &dyn Fn(&str) -> bool| {
            let mut all = forms.languages();
            all.find(|language| wanted(language.as_str()))
        };
        find(&|own| same(own, tag))
            .or_else(|| find(&|own| same(own, base(tag))))
            .or_else(|| find(&|own| same(base(own), base(tag))))
    })
}

/// A tag of the list, and how much it is liked; `None` for one that is not wanted at all.
fn wanted(range: &str) -> Option<(&str, f32)> {
    let mut parts = range.split(';').map(str::trim);
    let tag = parts.next()?;
    let weight = parts.find_map(|part| {
        let (name, value) = part.split_once('=')?;
        name.trim().eq_ignore_ascii_case("q").then_some(value)
    });
    let weight = weight.map_or(Some(1.0), |weight| weight.trim().parse().ok())?;
    (weight > 0.0).then_some((tag, weight))
}

fn base(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::form::Form;

    #[test]
    fn the_body_counts_before_the_browser() {
        let text = fs_err::read_to_string(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../content/sign-up/form.toml"
        ));
        let form = Form::read(&text.unwrap()).unwrap();
        let forms = Forms::whole(Arc::new(form));
        let check = |body: &[u8], accept: &str, expected: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, accept.parse().unwrap());
            assert_eq!(guess(&forms, &headers, body).as_str(), expected, "{accept}");
        };
        check(
            b"form=sign-up&language=fa-AF&kind=family&more=\xff",
            "en",
            "fa-AF",
        );
        check(b"form=sign-up&language=sv-simple", "en", "sv-simple");
        check(
            b"--B\r\nContent-Disposition: form-data; name=\"language\"\r\n\r\nti\r\n--B",
            "en",
            "ti",
        );
        check(
            b"--B\r\nContent-Disposition: form-data; name=\"language\"\r\nContent-Type: text/plain\r\n\r\nuk\r\n--B",
            "en",
            "uk",
        );
        check(b"language=xx", "de, uk-UA;q=0.9, en;q=0.8", "uk");
        check(b"", "fa-AF", "fa-AF");
        check(b"", "EN-gb", "en");
        check(b"", "fa-IR, en;q=0.5", "fa-AF");
        check(b"", "prs-AF, en;q=0.5", "fa-AF");
        check(b"", "en;q=0, ar", "ar");
        check(b"", "en;Q=0.1, so;level=1; q = 0.2", "so");
        check(b"", "en;q=0.2, ar;q=0.9, sv;q=x", "ar");
        check(b"", "de", "sv");
        check(b"", "", "sv");
    }
}
