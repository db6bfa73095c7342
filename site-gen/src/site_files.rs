//! The path that a template names → the file it means, searched where Zola searches and never outside the site root.
//! The only place where rendering touches the disk; knows nothing of what is done with the bytes.

mod file;

pub use file::SiteFile;

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::memo::Memo;
use crate::problem::nearest;
use file::Source;

/// Where templates find files: the root, `static/`, `content/`, what the build has already made, the theme's `static/`.
#[derive(Debug)]
pub struct SiteFiles {
    root: PathBuf,
    folders: Vec<PathBuf>,
    made: BTreeMap<String, Arc<[u8]>>,
    /// What each name led to: it is looked for once.
    found: Memo<String, Result<SiteFile, PathFault>>,
}

/// Why a path leads to no file.
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
pub enum PathFault {
    #[error("`{0}` leads outside the site")]
    Outside(String),
    #[error("no file `{path}`; searched {searched}{}", .hint.as_ref().map(|name| format!(" (did you mean `{name}`?)")).unwrap_or_default())]
    Missing {
        path: String,
        searched: String,
        hint: Option<String>,
    },
}

impl SiteFiles {
    /// `made` are outputs that exist before any page is rendered (compiled style sheets …), by their path in the output.
    pub fn new(root: &Path, theme: Option<&str>, made: BTreeMap<String, Arc<[u8]>>) -> Self {
        let root = fs_err::canonicalize(root).unwrap_or_else(|_| root.to_owned());
        let mut folders = vec![root.clone(), root.join("static"), root.join("content")];
        folders.extend(theme.map(|theme| root.join("themes").join(theme).join("static")));
        Self {
            root,
            folders,
            made,
            found: Memo::default(),
        }
    }

    /// Finds the file a template means by `path`; `@/` is `content/`, a leading `/` means nothing.
    ///
    /// # Errors
    /// When there is no such file, or it lies outside the site root, by `..` or by a link.
    pub fn find(&self, path: &str) -> Result<SiteFile, PathFault> {
        self.found.get(path.to_owned(), || self.look_for(path))
    }

    /// All names that were looked for, sorted.
    pub fn asked(&self) -> Vec<String> {
        let mut names: Vec<_> = self
            .found
            .known()
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        names.sort();
        names
    }

    /// Whether the file at `path` decided what was found so far, or would have if it had been there.
    pub fn depends_on(&self, path: &Path) -> bool {
        let names: Vec<&Path> = self
            .folders
            .iter()
            .filter_map(|folder| path.strip_prefix(folder).ok())
            .collect();
        let is_plain = |name: &Path| {
            name.components()
                .all(|part| matches!(part, Component::Normal(_)))
        };
        let real = |file: &SiteFile| match &file.source {
            Source::Disk(file) => fs_err::canonicalize(file).ok(),
            Source::Made(_) => None,
        };
        self.found.known().iter().any(|(asked, found)| {
            let name = content_name(asked);
            let name = Path::new(name.as_str());
            let led_here = || found.as_ref().ok().and_then(real).as_deref() == Some(path);
            names.contains(&name) || !is_plain(name) || led_here()
        })
    }

    fn look_for(&self, path: &str) -> Result<SiteFile, PathFault> {
        let name = content_name(path);
        for (index, folder) in self.folders.iter().enumerate() {
            let file = folder.join(&name);
            if file.is_file() {
                return self.inside(path, name, &file);
            }
            // Zola looks into its output folder before it looks into the theme.
            if index == 2
                && let Some(bytes) = self.made.get(&name)
            {
                return Ok(SiteFile::new(name, Source::Made(bytes.clone())));
            }
        }
        Err(self.missing(path, &name))
    }

    fn inside(&self, path: &str, name: String, file: &Path) -> Result<SiteFile, PathFault> {
        let real = fs_err::canonicalize(file).map_err(|_| self.missing(path, &name))?;
        if !real.starts_with(&self.root) {
            return Err(PathFault::Outside(path.to_owned()));
        }
        Ok(SiteFile::new(name, Source::Disk(file.to_owned())))
    }

    fn missing(&self, path: &str, name: &str) -> PathFault {
        let mut searched: Vec<String> = self
            .folders
            .iter()
            .map(|folder| self.relative(folder))
            .collect();
        searched.insert(3, "the output".to_owned());
        PathFault::Missing {
            path: path.to_owned(),
            searched: searched.join(", "),
            hint: self.hint(name),
        }
    }

    fn relative(&self, folder: &Path) -> String {
        match folder.strip_prefix(&self.root) {
            Ok(inside) if inside.as_os_str().is_empty() => "the site's root".to_owned(),
            Ok(inside) => format!("{}/", inside.display()),
            Err(_) => folder.display().to_string(),
        }
    }

    /// The nearest name in the folders where the file would have to be.
    fn hint(&self, name: &str) -> Option<String> {
        let (parent, wanted) = name
            .rsplit_once('/')
            .map_or(("", name), |(parent, file)| (parent, file));
        let neighbours: Vec<String> = self
            .folders
            .iter()
            .flat_map(|folder| file_names(&folder.join(parent)))
            .collect();
        let best = nearest(wanted, neighbours.iter().map(String::as_str))?.to_owned();
        Some(if parent.is_empty() {
            best
        } else {
            format!("{parent}/{best}")
        })
    }
}

/// The path as it is looked for: `@/` is `content/`, a leading `/` means nothing.
fn content_name(path: &str) -> String {
    match path.strip_prefix("@/") {
        Some(inside) => format!("content/{inside}"),
        None => path.trim_start_matches('/').to_owned(),
    }
}

fn file_names(folder: &Path) -> Vec<String> {
    let Ok(entries) = fs_err::read_dir(folder) else {
        return Vec::new();
    };
    let mut names: Vec<String> = entries
        .flatten()
        .filter(|entry| entry.path().is_file())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[cfg(test)]
mod tests {
    use super::SiteFiles;
    use std::collections::BTreeMap;
    use std::sync::Arc;

    /// A site with one file in each place; the content of a file is the place.
    fn site() -> (tempfile::TempDir, SiteFiles) {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("site");
        for place in ["data", "static", "content/d", "themes/plain/static"] {
            fs_err::create_dir_all(root.join(place)).unwrap();
            fs_err::write(root.join(place).join("same.txt"), place).unwrap();
        }
        fs_err::write(root.join("static/s.json"), "static").unwrap();
        fs_err::write(root.join("content/d/local.json"), "content").unwrap();
        fs_err::write(root.join("themes/plain/static/theme.css"), "theme").unwrap();
        fs_err::write(root.join("themes/plain/static/made.css"), "theme").unwrap();
        fs_err::write(folder.path().join("secret.txt"), "secret").unwrap();
        std::os::unix::fs::symlink(
            folder.path().join("secret.txt"),
            root.join("static/link.txt"),
        )
        .unwrap();
        let made: Arc<[u8]> = Arc::from("made".as_bytes());
        let files = SiteFiles::new(
            &root,
            Some("plain"),
            BTreeMap::from([("made.css".to_owned(), made)]),
        );
        (folder, files)
    }

    #[test]
    fn searches_in_zolas_order() {
        let (_folder, files) = site();
        for (path, expected) in [
            ("data/same.txt", "data"),
            ("/data/same.txt", "data"),
            ("same.txt", "static"),
            ("d/same.txt", "content/d"),
            ("@/d/local.json", "content"),
            ("s.json", "static"),
            ("static/s.json", "static"),
            ("made.css", "made"),
            ("theme.css", "theme"),
        ] {
            let found = files.find(path).unwrap().read().unwrap();
            assert_eq!(std::str::from_utf8(&found).unwrap(), expected, "{path}");
        }
    }

    #[test]
    fn knows_what_changes_between_two_looks() {
        let (folder, files) = site();
        let path = folder.path().join("site/static/s.json");
        for (text, expected) in [("one", false), ("one", false), ("two", true), ("one", true)] {
            fs_err::write(&path, text).unwrap();
            files.find("s.json").unwrap().read().unwrap();
            assert_eq!(files.find("s.json").unwrap().has_differed(), expected);
        }
    }

    #[test]
    fn knows_which_files_decided() {
        let (folder, files) = site();
        let root = folder.path().canonicalize().unwrap().join("site");
        files.find("s.json").unwrap();
        files.find("@/d/local.json").unwrap();
        files.find("nothing.json").unwrap_err();
        for (path, expected) in [
            ("static/s.json", true),
            ("s.json", true),
            ("content/d/local.json", true),
            ("themes/plain/static/nothing.json", true),
            ("static/same.txt", false),
            ("content/d/s.json", false),
        ] {
            assert_eq!(files.depends_on(&root.join(path)), expected, "{path}");
        }
    }

    #[test]
    fn says_what_is_missing_and_what_is_near() {
        let (_folder, files) = site();
        let searched =
            "searched the site's root, static/, content/, the output, themes/plain/static/";
        for (path, expected) in [
            (
                "data/sane.txt",
                format!("no file `data/sane.txt`; {searched} (did you mean `data/same.txt`?)"),
            ),
            (
                "nothing/like/it.png",
                format!("no file `nothing/like/it.png`; {searched}"),
            ),
            (
                "../secret.txt",
                "`../secret.txt` leads outside the site".to_owned(),
            ),
            (
                "data/../../secret.txt",
                "`data/../../secret.txt` leads outside the site".to_owned(),
            ),
            ("link.txt", "`link.txt` leads outside the site".to_owned()),
            ("data", format!("no file `data`; {searched}")),
        ] {
            assert_eq!(files.find(path).unwrap_err().to_string(), expected);
        }
    }
}
