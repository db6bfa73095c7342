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
    ["language=", "name=\"language\"\r\n\r\n"]
        .iter()
        .find_map(|opening| {
            let (_, rest) = text.split_once(opening)?;
            let end = rest
                .find(|char: char| !char.is_ascii_alphanumeric() && char != '-')
                .unwrap_or(rest.len());
            forms.language(&rest[..end])
        })
}

/// The first of the browser's languages that the form has, as it is or without its region.
fn accepted(forms: &Forms, headers: &HeaderMap) -> Option<Language> {
    let accepted = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    accepted.split(',').find_map(|range| {
        let tag = range.split(';').next()?.trim();
        let base = tag.split('-').next()?;
        let same = |language: &Language, code: &str| language.as_str().eq_ignore_ascii_case(code);
        let exact = forms.languages().find(|language| same(language, tag));
        exact.or_else(|| forms.languages().find(|language| same(language, base)))
    })
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
        check(b"language=xx", "de, uk-UA;q=0.9, en;q=0.8", "uk");
        check(b"", "fa-AF", "fa-AF");
        check(b"", "EN-gb", "en");
        check(b"", "de", "sv");
        check(b"", "", "sv");
    }
}
