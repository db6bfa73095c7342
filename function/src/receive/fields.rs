//! A body's bytes and its content type → the fields in it. Knows nothing of the form.

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Multipart};
use axum::http::{HeaderMap, Request, header};
use percent_encoding::percent_decode;

use crate::form::{POST_FIELDS_MAX, Submission};

/// Why a body has no fields for us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    /// Not a form's content type, a compressed body, or an encoding other than UTF-8.
    Type,
    /// The bytes are not what their type says, or hold a file.
    Content,
}

/// Reads the fields as the headers say.
///
/// # Errors
/// [`Unreadable`] says which of the two is wrong.
pub async fn read(headers: &HeaderMap, body: Bytes) -> Result<Submission, Unreadable> {
    if headers
        .get(header::CONTENT_ENCODING)
        .is_some_and(|encoding| !encoding.as_bytes().eq_ignore_ascii_case(b"identity"))
    {
        return Err(Unreadable::Type);
    }
    let content_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let (essence, parameters) = content_type.split_once(';').unwrap_or((content_type, ""));
    if !is_utf8(parameters) {
        return Err(Unreadable::Type);
    }
    let pairs = match essence.trim().to_ascii_lowercase().as_str() {
        "application/x-www-form-urlencoded" => urlencoded(&body),
        "multipart/form-data" => multipart(content_type, body).await,
        _ => return Err(Unreadable::Type),
    };
    pairs.map(Submission::new).ok_or(Unreadable::Content)
}

fn is_utf8(parameters: &str) -> bool {
    let charset = parameters
        .split(';')
        .filter_map(|parameter| parameter.split_once('='));
    let mut named = charset.filter(|(name, _)| name.trim().eq_ignore_ascii_case("charset"));
    named.all(|(_, value)| {
        let value = value.trim().trim_matches('"');
        value.eq_ignore_ascii_case("utf-8") || value.eq_ignore_ascii_case("utf8")
    })
}

fn urlencoded(body: &[u8]) -> Option<Vec<(String, String)>> {
    let parts = body
        .split(|byte| *byte == b'&')
        .filter(|part| !part.is_empty());
    let pairs: Option<Vec<_>> = parts
        .take(POST_FIELDS_MAX + 1)
        .map(urlencoded_pair)
        .collect();
    pairs.filter(|pairs| pairs.len() <= POST_FIELDS_MAX)
}

fn urlencoded_pair(part: &[u8]) -> Option<(String, String)> {
    let equals = part
        .iter()
        .position(|byte| *byte == b'=')
        .unwrap_or(part.len());
    let (name, value) = (&part[..equals], part.get(equals + 1..).unwrap_or_default());
    Some((decoded(name)?, decoded(value)?))
}

fn decoded(bytes: &[u8]) -> Option<String> {
    let spaced: Vec<u8> = bytes
        .iter()
        .map(|byte| if *byte == b'+' { b' ' } else { *byte })
        .collect();
    percent_decode(&spaced)
        .decode_utf8()
        .ok()
        .map(|text| text.into_owned())
}

async fn multipart(content_type: &str, body: Bytes) -> Option<Vec<(String, String)>> {
    let request = Request::builder()
        .header(header::CONTENT_TYPE, content_type)
        .body(Body::from(body))
        .ok()?;
    let mut multipart = Multipart::from_request(request, &()).await.ok()?;
    let mut pairs = Vec::new();
    while let Some(field) = multipart.next_field().await.ok()? {
        if field.file_name().is_some() || pairs.len() == POST_FIELDS_MAX {
            return None;
        }
        let name = field.name()?.to_owned();
        let value = String::from_utf8(field.bytes().await.ok()?.to_vec()).ok()?;
        pairs.push((name, value));
    }
    Some(pairs)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    const URLENCODED: &str = "application/x-www-form-urlencoded";

    fn read_now(content_type: &str, body: &[u8]) -> Result<Submission, Unreadable> {
        let mut headers = HeaderMap::new();
        if let Ok(value) = HeaderValue::from_str(content_type) {
            headers.insert(header::CONTENT_TYPE, value);
        }
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        runtime.block_on(read(&headers, Bytes::copy_from_slice(body)))
    }

    fn check(content_type: &str, body: &[u8], expected: Result<&[(&str, &str)], Unreadable>) {
        let expected = expected.map(|pairs| {
            Submission::new(
                pairs
                    .iter()
                    .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                    .collect(),
            )
        });
        assert_eq!(
            read_now(content_type, body),
            expected,
            "{content_type} {}",
            String::from_utf8_lossy(body)
        );
    }

    #[test]
    fn urlencoded_bodies() {
        check(URLENCODED, b"", Ok(&[]));
        check(
            URLENCODED,
            b"a=1&b=x+y&a=%C3%A5&c",
            Ok(&[("a", "1"), ("b", "x y"), ("a", "å"), ("c", "")]),
        );
        check(URLENCODED, b"a=b=c&=d&&", Ok(&[("a", "b=c"), ("", "d")]));
        check(
            URLENCODED,
            b"a=%0&b=%zz%00",
            Ok(&[("a", "%0"), ("b", "%zz\0")]),
        );
        check(
            "Application/X-WWW-Form-Urlencoded ; Charset=\"UTF-8\"",
            b"a=1",
            Ok(&[("a", "1")]),
        );
        check(URLENCODED, b"a=%ff", Err(Unreadable::Content));
        check(URLENCODED, b"a=\xe5", Err(Unreadable::Content));
        check(
            URLENCODED,
            &b"a&".repeat(POST_FIELDS_MAX + 1),
            Err(Unreadable::Content),
        );
    }

    #[test]
    fn other_types_are_refused() {
        for content_type in [
            "",
            "application/json",
            "text/plain",
            "application/x-www-form-urlencoded; charset=latin1",
        ] {
            check(content_type, b"a=1", Err(Unreadable::Type));
        }
        let mut headers = HeaderMap::new();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(URLENCODED));
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        assert_eq!(
            runtime.block_on(read(&headers, Bytes::new())),
            Err(Unreadable::Type)
        );
    }

    #[test]
    fn multipart_bodies_without_files() {
        let of = |parts: &str| format!("{parts}--B--\r\n").into_bytes();
        let part = |rest: &str| format!("--B\r\nContent-Disposition: form-data; {rest}\r\n");
        let multipart = "multipart/form-data; boundary=B";
        let two = part("name=\"a\"\r\n\r\nå\r\nb") + &part("name=\"a\"\r\n\r\n2");
        check(multipart, &of(&two), Ok(&[("a", "å\r\nb"), ("a", "2")]));
        check(
            multipart,
            &of(&part("name=\"f\"; filename=\"x.txt\"\r\n\r\nx")),
            Err(Unreadable::Content),
        );
        check(multipart, b"--B\r\nnonsense", Err(Unreadable::Content));
        check("multipart/form-data", &of(&two), Err(Unreadable::Content));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_or_refused(body in prop::collection::vec(any::<u8>(), 0..400), head in "(--B\r\n)?(Content-Disposition: form-data; name=\"a\"\r\n\r\n)?") {
            let bytes = [head.as_bytes(), &body].concat();
            for content_type in [URLENCODED, "multipart/form-data; boundary=B"] {
                let _ = read_now(content_type, &bytes);
            }
        }
    }
}
