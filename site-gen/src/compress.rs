//! Files of the output → the same files compressed beside them (`a.html.br`, `a.html.gz`), for servers that send what lies
//! ready. Only text is worth it. Must not know the disk: whoever calls reads.

use std::io::{self, Read, Write};

use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, GzBuilder};

use crate::config::Encoding;
use crate::render::Output;

/// The names' endings of what is text.
const TEXT: [&str; 14] = [
    "html",
    "htm",
    "css",
    "js",
    "mjs",
    "json",
    "map",
    "xml",
    "xsl",
    "txt",
    "md",
    "csv",
    "svg",
    "webmanifest",
];

/// The best, 11, makes files a tenth smaller and takes 25 times as long (154 pages: 6.7 s instead of 0.27 s).
const BROTLI_QUALITY: i32 = 7;

/// A server has to choose between the two: below this it is not worth the file.
const SAVED_BYTES_MIN: usize = 100;

/// The compressed files that belong beside the file `path` with these bytes: none where little is saved. `last` reads a
/// file of the last build's output, if it is there.
///
/// # Errors
/// When there is no memory for it.
pub fn beside(
    (path, bytes): (&str, &[u8]),
    encodings: &[Encoding],
    last: impl Fn(&str) -> Option<Vec<u8>>,
) -> io::Result<Vec<Output>> {
    let mut made = Vec::new();
    for encoding in encodings.iter().filter(|_| is_text(path)) {
        let name = format!("{path}.{}", encoding.ending());
        let small = compressed(bytes, *encoding, last(&name))?;
        if is_worth_it(bytes.len(), small.len()) {
            made.push(Output::text(name, small));
        }
    }
    Ok(made)
}

fn is_text(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.rsplit_once('.')
        .is_some_and(|(_, ending)| TEXT.contains(&ending))
}

/// A tenth at least, and something at all.
fn is_worth_it(plain: usize, small: usize) -> bool {
    small + SAVED_BYTES_MIN.max(plain / 10) <= plain
}

/// The last build's file if it holds these very bytes: to look is much quicker than to compress.
fn compressed(bytes: &[u8], encoding: Encoding, last: Option<Vec<u8>>) -> io::Result<Vec<u8>> {
    match last {
        Some(last) if holds(&last, encoding, bytes) => Ok(last),
        _ => compress(bytes, encoding),
    }
}

/// The same bytes each time: no clock and no name goes in.
fn compress(bytes: &[u8], encoding: Encoding) -> io::Result<Vec<u8>> {
    let mut small = Vec::new();
    match encoding {
        Encoding::Brotli => {
            let quick = BrotliEncoderParams {
                quality: BROTLI_QUALITY,
                size_hint: bytes.len(),
                ..BrotliEncoderParams::default()
            };
            brotli::BrotliCompress(&mut &bytes[..], &mut small, &quick)?;
        }
        Encoding::Gzip => {
            let mut encoder = GzBuilder::new().write(&mut small, Compression::best());
            encoder.write_all(bytes)?;
            encoder.finish()?;
        }
    }
    Ok(small)
}

fn holds(small: &[u8], encoding: Encoding, bytes: &[u8]) -> bool {
    let mut plain = Vec::with_capacity(bytes.len());
    // One byte more than wanted tells it from something longer, and nothing can swell further.
    let limit = bytes.len() as u64 + 1;
    let read = match encoding {
        Encoding::Brotli => brotli::Decompressor::new(small, BUFFER_BYTES)
            .take(limit)
            .read_to_end(&mut plain),
        Encoding::Gzip => flate2::read::GzDecoder::new(small)
            .take(limit)
            .read_to_end(&mut plain),
    };
    read.is_ok() && plain == bytes
}

const BUFFER_BYTES: usize = 4096;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::OutputBody;
    use std::collections::BTreeMap;

    fn run(
        file: (&str, &[u8]),
        last: impl Fn(&str) -> Option<Vec<u8>>,
    ) -> BTreeMap<String, Vec<u8>> {
        let made = beside(file, &[Encoding::Brotli, Encoding::Gzip], last).unwrap();
        made.into_iter()
            .map(|output| match output.body {
                OutputBody::Bytes(bytes) => (output.path.to_string(), bytes.to_vec()),
                OutputBody::File(_) => panic!("{} is no copy", output.path),
            })
            .collect()
    }

    #[test]
    fn stands_beside_text_that_gains() {
        let long = "Välkommen! مرحبا ".repeat(40);
        for (path, text, expected) in [
            ("a.html", long.as_str(), "a.html.br a.html.gz"),
            ("ar/index.html", &long, "ar/index.html.br ar/index.html.gz"),
            ("a.html", "<p>short", ""),
            ("photo.png", &long, ""),
            ("_headers", &long, ""),
            ("a.svg/no-ending", &long, ""),
        ] {
            let made = run((path, text.as_bytes()), |_| None);
            let names: Vec<_> = made.keys().map(String::as_str).collect();
            assert_eq!(names.join(" "), expected, "{path}");
            for (name, small) in made {
                let encoding = if name.ends_with("br") {
                    Encoding::Brotli
                } else {
                    Encoding::Gzip
                };
                assert!(holds(&small, encoding, text.as_bytes()), "{name}");
                assert!(!holds(&small, encoding, b"another"), "{name}");
                assert_eq!(small, compress(text.as_bytes(), encoding).unwrap());
            }
        }
    }

    #[test]
    fn takes_the_last_builds_file_only_where_it_holds_the_same() {
        let long = "a b c d ".repeat(100);
        // Stored without compression, so that it is told from one that is made now.
        let mut kept = GzBuilder::new().write(Vec::new(), Compression::fast());
        kept.write_all(long.as_bytes()).unwrap();
        let mut kept = kept.finish().unwrap();
        let fresh = compress(long.as_bytes(), Encoding::Gzip).unwrap();
        assert_ne!(kept, fresh);
        let made = run(("a.txt", long.as_bytes()), |name| {
            name.ends_with("gz").then(|| kept.clone())
        });
        assert_eq!(made["a.txt.gz"], kept);
        kept.truncate(kept.len() - 9);
        let made = run(("a.txt", long.as_bytes()), |_| Some(kept.clone()));
        assert_eq!(made["a.txt.gz"], fresh);
    }
}
