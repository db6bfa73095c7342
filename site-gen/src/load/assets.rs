//! Which files beside a page or section belong to it.

use std::collections::BTreeMap;

use super::{StaticFile, walk};

/// The files beside pages and sections, by folder.
pub(super) struct Assets {
    by_folder: BTreeMap<String, Vec<String>>,
}

impl Assets {
    pub fn new(files: &[&StaticFile]) -> Self {
        let mut by_folder: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for file in files
            .iter()
            .filter(|file| !walk::is_editors_own(&file.path))
        {
            let folder = walk::folder(&file.path).to_owned();
            by_folder.entry(folder).or_default().push(file.path.clone());
        }
        Self { by_folder }
    }

    /// An `index.md` owns all below its folder, a section what lies in its own folder, any other page nothing.
    pub fn beside(&self, path: &str) -> Vec<String> {
        let folder = walk::folder(path);
        let name = walk::filename(path);
        let mut assets: Vec<String> = if name.starts_with("_index.") {
            self.by_folder.get(folder).cloned().unwrap_or_default()
        } else if name.starts_with("index.") {
            let below = |key: &str| {
                folder.is_empty()
                    || key == folder
                    || key
                        .strip_prefix(folder)
                        .is_some_and(|rest| rest.starts_with('/'))
            };
            let from = self.by_folder.range(folder.to_owned()..);
            from.take_while(|(key, _)| key.starts_with(folder))
                .filter(|(key, _)| below(key))
                .flat_map(|(_, files)| files.iter().cloned())
                .collect()
        } else {
            Vec::new()
        };
        assets.sort_by_cached_key(|path| path.to_ascii_lowercase());
        assets
    }
}
