//! A request's path → a file of the built site. Pure but for asking the disk what is there.

use std::path::{Component, Path, PathBuf};

/// What the built site has at a path.
#[derive(Debug, PartialEq, Eq)]
pub enum Found {
    /// A file to send.
    File(PathBuf),
    /// A folder with a page, asked for without the slash at its end.
    Folder,
    /// Nothing; `page` is the nearest 404 page, so that `/ar/lost` gets the Arabic one.
    Nothing {
        /// The 404 page, where the site has any.
        page: Option<PathBuf>,
    },
}

/// Looks a path up in the built site.
pub fn find(site: &Path, path: &str) -> Found {
    let Some(segments) = segments(path) else {
        return nothing(site, &[]);
    };
    let target = segments
        .iter()
        .fold(site.to_path_buf(), |at, name| at.join(name));
    let found = if path.ends_with('/') {
        target.join("index.html")
    } else if target.join("index.html").is_file() {
        return Found::Folder;
    } else {
        target
    };
    if found.is_file() && is_inside(site, &found) {
        Found::File(found)
    } else {
        nothing(site, &segments)
    }
}

/// The media type that a file's ending stands for.
pub fn content_type(path: &Path) -> &'static str {
    let ending = path.extension().and_then(|ending| ending.to_str());
    match ending.unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "xml" => "application/xml",
        "atom" => "application/atom+xml",
        "txt" | "md" => "text/plain; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "gif" => "image/gif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "pdf" => "application/pdf",
        "mp4" => "video/mp4",
        "wasm" => "application/wasm",
        _ => "application/octet-stream",
    }
}

/// The decoded names of a path, or nothing where one could lead elsewhere or is no file of a site.
fn segments(path: &str) -> Option<Vec<String>> {
    path.split('/')
        .filter(|segment| !segment.is_empty())
        .map(|segment| {
            let name = percent_encoding::percent_decode_str(segment)
                .decode_utf8()
                .ok()?;
            is_plain_name(&name).then(|| name.into_owned())
        })
        .collect()
}

/// One name, neither a step up nor hidden; `.well-known` is the one hidden folder that the web knows.
fn is_plain_name(name: &str) -> bool {
    let mut parts = Path::new(name).components();
    let is_one = matches!(
        (parts.next(), parts.next()),
        (Some(Component::Normal(_)), None)
    );
    let is_shown = !name.starts_with('.') || name == ".well-known";
    is_one && is_shown && !name.contains(['/', '\\', '\0'])
}

/// A link inside the site must not lead out of it.
fn is_inside(site: &Path, file: &Path) -> bool {
    match (site.canonicalize(), file.canonicalize()) {
        (Ok(site), Ok(file)) => file.starts_with(site),
        _ => false,
    }
}

fn nothing(site: &Path, segments: &[String]) -> Found {
    let page = (0..=segments.len())
        .rev()
        .map(|depth| {
            let folder = segments[..depth]
                .iter()
                .fold(site.to_path_buf(), |at, name| at.join(name));
            folder.join("404.html")
        })
        .find(|page| page.is_file() && is_inside(site, page));
    Found::Nothing { page }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_lead_to_files_of_the_site_only() {
        let folder = tempfile::tempdir().unwrap();
        let site = folder.path().join("site");
        for file in [
            "index.html",
            "404.html",
            "ar/404.html",
            "ar/åäö/index.html",
            "style.css",
            ".well-known/security.txt",
            ".hidden",
        ] {
            let path = site.join(file);
            fs_err::create_dir_all(path.parent().unwrap()).unwrap();
            fs_err::write(path, "").unwrap();
        }
        fs_err::write(folder.path().join("secret.txt"), "").unwrap();
        std::os::unix::fs::symlink(folder.path().join("secret.txt"), site.join("link.txt"))
            .unwrap();

        let file = |name: &str| Found::File(site.join(name));
        let nothing = |name: &str| Found::Nothing {
            page: Some(site.join(name)),
        };
        for (path, expected) in [
            ("/", file("index.html")),
            ("/style.css", file("style.css")),
            ("/ar/%C3%A5%C3%A4%C3%B6/", file("ar/åäö/index.html")),
            ("/ar/%C3%A5%C3%A4%C3%B6", Found::Folder),
            (
                "/.well-known/security.txt",
                file(".well-known/security.txt"),
            ),
            ("/lost/", nothing("404.html")),
            ("/ar/lost/deep/", nothing("ar/404.html")),
            ("/ar/style.css", nothing("ar/404.html")),
            ("/.hidden", nothing("404.html")),
            ("/../secret.txt", nothing("404.html")),
            ("/%2e%2e/secret.txt", nothing("404.html")),
            ("/..%2fsecret.txt", nothing("404.html")),
            ("/ar/..%5c..%5csecret.txt", nothing("404.html")),
            ("/link.txt", nothing("404.html")),
            ("/index.html%00", nothing("404.html")),
            ("/%ff", nothing("404.html")),
        ] {
            assert_eq!(find(&site, path), expected, "{path}");
        }
    }
}
