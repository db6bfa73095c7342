//! The external links that were found good ↔ `.site-gen/links` in the site's root, so that the next check need not ask
//! again for a day. The file can be deleted at any time.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// For so long a good link is taken to be good still.
const GOOD_FOR: Duration = Duration::from_secs(24 * 60 * 60);

/// The links with the seconds since 1970 at which each was asked for.
#[derive(Debug, Default)]
pub struct LinkCache {
    file: PathBuf,
    asked_at: Vec<(u64, String)>,
    now: u64,
}

impl LinkCache {
    /// Reads the cache; one that is not there or cannot be read knows nothing.
    pub fn read(root: &Path, now: SystemTime) -> Self {
        let file = root.join(".site-gen").join("links");
        let now = now
            .duration_since(SystemTime::UNIX_EPOCH)
            .map_or(0, |time| time.as_secs());
        let text = fs_err::read_to_string(&file).unwrap_or_default();
        let lines = text.lines().filter_map(|line| line.split_once(' '));
        let asked_at = lines
            .filter_map(|(at, url)| Some((at.parse().ok()?, url.to_owned())))
            .filter(|(at, _)| is_fresh(*at, now))
            .collect();
        Self {
            file,
            asked_at,
            now,
        }
    }

    /// The links that need not be asked for.
    pub fn good(&self) -> BTreeSet<String> {
        self.asked_at.iter().map(|(_, url)| url.clone()).collect()
    }

    /// Keeps the good links for the next check; a root that cannot be written to keeps none.
    pub fn write(mut self, good: &BTreeSet<String>) {
        let known = self.good();
        let new = good.iter().filter(|url| !known.contains(*url));
        let new: Vec<_> = new.map(|url| (self.now, url.clone())).collect();
        self.asked_at.extend(new);
        let lines = self.asked_at.iter();
        let text: String = lines.map(|(at, url)| format!("{at} {url}\n")).collect();
        if let Some(folder) = self.file.parent() {
            let _ = fs_err::create_dir_all(folder)
                .and_then(|()| fs_err::write(folder.join(".gitignore"), "*\n"))
                .and_then(|()| fs_err::write(&self.file, text));
        }
    }
}

fn is_fresh(at: u64, now: u64) -> bool {
    now.checked_sub(at)
        .is_some_and(|age| age < GOOD_FOR.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_a_good_link_for_a_day() {
        let root = tempfile::tempdir().unwrap();
        let noon = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        let url = "https://e.org/a b".to_owned();
        let good = BTreeSet::from([url]);
        LinkCache::read(root.path(), noon).write(&good);
        for (hours, expected) in [(0, &good), (23, &good), (24, &BTreeSet::new())] {
            let later = noon + Duration::from_secs(hours * 60 * 60);
            assert_eq!(&LinkCache::read(root.path(), later).good(), expected);
        }
    }

    #[test]
    fn a_link_that_was_known_keeps_its_hour() {
        let root = tempfile::tempdir().unwrap();
        let noon = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        let good = BTreeSet::from(["https://e.org/".to_owned()]);
        LinkCache::read(root.path(), noon).write(&good);
        let evening = noon + Duration::from_secs(8 * 60 * 60);
        LinkCache::read(root.path(), evening).write(&good);
        let next_day = noon + Duration::from_secs(24 * 60 * 60);
        assert!(LinkCache::read(root.path(), next_day).good().is_empty());
    }
}
