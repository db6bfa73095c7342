//! Files that differ only in their language, or name one `translation_key` → translations of each other, in the order of the config's languages.

use std::collections::BTreeMap;

use super::{ContentId, Site};
use crate::config::Config;
use crate::parse::FileName;

/// What translations share: `translation_key` in `[extra]`, for a file that lies elsewhere or is called otherwise than
/// its original, else the path without language; so the key may simply be the original's.
pub fn key<'a>(name: &'a FileName, extra: &'a toml::Table) -> &'a str {
    let key = extra.get("translation_key").and_then(toml::Value::as_str);
    key.unwrap_or(&name.canonical)
}

pub(super) fn group(site: &mut Site, config: &Config) {
    if !config.is_multilingual() {
        return;
    }
    let mut groups: BTreeMap<&str, Vec<ContentId>> = BTreeMap::new();
    for id in site.ids() {
        let hidden = matches!(id, ContentId::Page(page) if !site.page(page).meta.render);
        if !hidden {
            groups
                .entry(key(site.name(id), site.extra(id)))
                .or_default()
                .push(id);
        }
    }
    let groups: Vec<_> = groups
        .into_values()
        .map(|mut group| {
            group.sort_by_key(|id| site.name(*id).language);
            group
        })
        .collect();
    for group in groups {
        for id in &group {
            match id {
                ContentId::Page(id) => site.pages[id.index()].translations = group.clone(),
                ContentId::Section(id) => site.sections[id.index()].translations = group.clone(),
            }
        }
    }
    // A page that is not rendered still knows the translations that are.
}
