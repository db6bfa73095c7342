//! The project's sources → a word when they change. Looks at names, sizes and times twice a second: editors that save by
//! renaming, and branches that change a thousand files at once, need nothing more.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What a site is made of.
const SOURCES: [&str; 6] = [
    "config.toml",
    "content",
    "templates",
    "static",
    "sass",
    "themes",
];
const PAUSE: Duration = Duration::from_millis(500);

/// Waits until the sources under a root differ from what they were.
pub struct Watch {
    root: PathBuf,
    seen: u64,
}

impl Watch {
    /// Remembers the sources as they are now.
    pub fn of(root: &Path) -> Self {
        Self {
            root: root.to_path_buf(),
            seen: fingerprint(root),
        }
    }

    /// Returns when something has changed, and has then been quiet for one pause.
    pub async fn changed(&mut self) {
        let mut last = self.seen;
        loop {
            tokio::time::sleep(PAUSE).await;
            let now = fingerprint(&self.root);
            if now != self.seen && now == last {
                self.seen = now;
                return;
            }
            last = now;
        }
    }
}

fn fingerprint(root: &Path) -> u64 {
    let mut hasher = DefaultHasher::new();
    for source in SOURCES {
        add(&root.join(source), &mut hasher);
    }
    hasher.finish()
}

/// A file that vanishes while it is looked at is no fault: the next look sees that it is gone.
fn add(path: &Path, hasher: &mut DefaultHasher) {
    let Ok(metadata) = fs_err::metadata(path) else {
        return;
    };
    if !metadata.is_dir() {
        (path, metadata.len(), metadata.modified().ok()).hash(hasher);
        return;
    }
    let mut entries: Vec<PathBuf> = fs_err::read_dir(path)
        .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
        .unwrap_or_default();
    entries.sort();
    for entry in entries {
        add(&entry, hasher);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_change_shows() {
        let folder = tempfile::tempdir().unwrap();
        let content = folder.path().join("content");
        fs_err::create_dir_all(&content).unwrap();
        let page = content.join("a.md");
        let mut seen = vec![fingerprint(folder.path())];
        let mut see = |what: &str| {
            let now = fingerprint(folder.path());
            assert!(!seen.contains(&now), "{what} is not seen");
            seen.push(now);
        };
        fs_err::write(&page, "one").unwrap();
        see("a new file");
        fs_err::write(&page, "longer").unwrap();
        see("a longer file");
        fs_err::rename(&page, content.join("b.md")).unwrap();
        see("a new name");

        let before = fingerprint(folder.path());
        fs_err::write(folder.path().join("README.md"), "not the site's").unwrap();
        assert_eq!(
            fingerprint(folder.path()),
            before,
            "a file that is no source"
        );
    }
}
