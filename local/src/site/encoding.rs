//! A file and what a browser takes → the same file compressed beside it, where the build left one.

use std::path::{Path, PathBuf};

use axum::http::{HeaderMap, header};

/// As HTTP names them and as the build ends its files, the smaller first.
const ENCODINGS: [(&str, &str); 2] = [("br", "br"), ("gzip", "gz")];

/// The compressed copy beside `path` that these request headers let through, with its encoding's name.
pub fn compressed(path: &Path, headers: &HeaderMap) -> Option<(&'static str, PathBuf)> {
    ENCODINGS.into_iter().find_map(|(encoding, ending)| {
        let mut name = path.as_os_str().to_owned();
        name.push(".");
        name.push(ending);
        let copy = PathBuf::from(name);
        (accepts(headers, encoding) && copy.is_file()).then_some((encoding, copy))
    })
}

/// A weight of zero says no; of the others the order does not count, since all of them are welcome.
fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    let said = headers.get_all(header::ACCEPT_ENCODING).iter();
    said.filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|part| part.split_once(';').unwrap_or((part, "")))
        .any(|(name, weight)| name.trim().eq_ignore_ascii_case(encoding) && !is_zero(weight))
}

fn is_zero(weight: &str) -> bool {
    let weight = weight.trim().strip_prefix("q=");
    weight.is_some_and(|weight| weight.trim().parse() == Ok(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_that_is_there_and_welcome() {
        let folder = tempfile::tempdir().unwrap();
        for name in [
            "a.html",
            "a.html.br",
            "a.html.gz",
            "b.html",
            "b.html.gz",
            "c.html",
        ] {
            fs_err::write(folder.path().join(name), name).unwrap();
        }
        for (file, accepted, expected) in [
            (
                "a.html",
                "gzip, deflate, br, zstd",
                Some(("br", "a.html.br")),
            ),
            ("a.html", "gzip, deflate", Some(("gzip", "a.html.gz"))),
            ("a.html", "GZIP", Some(("gzip", "a.html.gz"))),
            ("a.html", "br;q=0, gzip;q=0.5", Some(("gzip", "a.html.gz"))),
            ("a.html", "br; q=0.000", None),
            ("a.html", "brotli", None),
            ("a.html", "identity", None),
            ("a.html", "", None),
            ("b.html", "br, gzip", Some(("gzip", "b.html.gz"))),
            ("b.html", "br", None),
            ("c.html", "br, gzip", None),
        ] {
            let headers =
                HeaderMap::from_iter([(header::ACCEPT_ENCODING, accepted.parse().unwrap())]);
            let found = compressed(&folder.path().join(file), &headers);
            let expected = expected.map(|(encoding, name)| (encoding, folder.path().join(name)));
            assert_eq!(found, expected, "{file} for {accepted}");
        }
        assert_eq!(
            compressed(&folder.path().join("a.html"), &HeaderMap::new()),
            None
        );
    }
}
