//! `get_hash`: the SHA-2 digest of a file or of a text, for integrity attributes and cache busting.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256, Sha384, Sha512};
use tera::{Error, Function, Kwargs, State, TeraResult};

use super::fault;
use crate::site_files::SiteFiles;

/// `get_hash(path= | literal=, sha_type=384, base64=true)`.
#[derive(Debug)]
pub struct GetHash {
    pub files: Arc<SiteFiles>,
}

impl Function<TeraResult<String>> for GetHash {
    fn call(&self, arguments: Kwargs, _: &State) -> TeraResult<String> {
        let bytes = self.bytes(&arguments)?;
        let digest = match arguments.get::<u16>("sha_type")?.unwrap_or(384) {
            256 => Sha256::digest(&bytes).to_vec(),
            384 => Sha384::digest(&bytes).to_vec(),
            512 => Sha512::digest(&bytes).to_vec(),
            other => {
                return Err(fault(
                    "get_hash",
                    ("sha_type", &other.to_string()),
                    "must be 256, 384 or 512",
                ));
            }
        };
        let as_base64 = arguments.get::<bool>("base64")?.unwrap_or(true);
        Ok(if as_base64 {
            STANDARD.encode(digest)
        } else {
            hex(&digest)
        })
    }
}

impl GetHash {
    fn bytes(&self, arguments: &Kwargs) -> TeraResult<Arc<[u8]>> {
        match (
            arguments.get::<String>("path")?,
            arguments.get::<String>("literal")?,
        ) {
            (Some(path), None) => self
                .files
                .find(&path)
                .map_err(|error| error.to_string())
                .and_then(|file| file.read().map_err(|error| error.to_string()))
                .map_err(|message| fault("get_hash", ("path", &path), message)),
            (None, Some(literal)) => Ok(Arc::from(literal.as_bytes())),
            _ => Err(Error::message(
                "`get_hash` needs either `path` or `literal`, one of them",
            )),
        }
    }
}

/// Zola's cache-busting mark: the first 20 hexadecimal digits of the SHA-256.
pub fn short_hash(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes)[..10])
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::{GetHash, short_hash};
    use crate::render::functions::testing::{check, files};

    #[test]
    fn digests_files_and_texts() {
        let (_site, files) = files(&[("static/app.js", "console.log(1)")]);
        let get_hash = GetHash { files };
        for (call, expected) in [
            (
                r#"get_hash(literal="Hello World", sha_type=256, base64=false)"#,
                "a591a6d40bf420404a011733cfb7b190d62c65bf0bcda32b57b277d9ad9f146e",
            ),
            (
                r#"get_hash(literal="Hello World", sha_type=256)"#,
                "pZGm1Av0IEBKARczz7exkNYsZb8LzaMrV7J32a2fFG4=",
            ),
            (
                r#"get_hash(literal="")"#,
                "OLBgp1GsljhM2TJ+sbHjaiH9txEUvgdDTAzHv2P24donTt6/529l+9Ua0vFImLlb",
            ),
            (
                r#"get_hash(path="app.js", sha_type=256)"#,
                "CihokcEcBW4atb/CW/XWsvWwbTjqwQlE9nj9ii5ww5M=",
            ),
        ] {
            check(
                "get_hash",
                || GetHash {
                    files: get_hash.files.clone(),
                },
                call,
                Ok(expected),
            );
        }
        for (call, expected) in [
            (
                r#"get_hash()"#,
                "`get_hash` needs either `path` or `literal`, one of them",
            ),
            (
                r#"get_hash(path="app.js", literal="x")"#,
                "`get_hash` needs either `path` or `literal`, one of them",
            ),
            (
                r#"get_hash(path="app.js", sha_type=1)"#,
                "`get_hash(sha_type=\"1\")`: must be 256, 384 or 512",
            ),
            (r#"get_hash(path="apq.js")"#, "(did you mean `app.js`?)"),
        ] {
            check(
                "get_hash",
                || GetHash {
                    files: get_hash.files.clone(),
                },
                call,
                Err(expected),
            );
        }
    }

    #[test]
    fn short_hash_is_zolas() {
        assert_eq!(short_hash(b"console.log(1)"), "0a286891c11c056e1ab5");
    }
}
