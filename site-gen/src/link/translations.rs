//! Files that differ only in their language, or name one `translation_key` → translations of each other, in the order of the config's languages.

use std::collections::BTreeMap;

use super::{ContentId, Site};
use crate::config::Config;
use crate::parse::FileName;
use crate::problem::Problem;

/// What translations share: `translation_key` in `[extra]`, for a file that lies elsewhere or is called otherwise than
/// its original, else the path without language; so the key may simply be the original's.
pub fn key<'a>(name: &'a FileName, extra: &'a toml::Table) -> &'a str {
    let key = extra.get("translation_key").and_then(toml::Value::as_str);
    key.unwrap_or(&name.canonical)
}

/// Groups the content of a site, and tells of keys that cannot be meant.
pub(super) fn group(site: &mut Site, config: &Config) -> Vec<Problem> {
    if !config.is_multilingual() {
        return Vec::new();
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
    let mut problems = lonely(&groups, site, config);
    let groups: Vec<_> = groups
        .into_values()
        .map(|mut group| {
            group.sort_by_key(|id| site.name(*id).language);
            group
        })
        .collect();
    for group in groups {
        problems.extend(clashes(&group, site, config));
        for id in &group {
            match id {
                ContentId::Page(id) => site.page_mut(*id).translations = group.clone(),
                ContentId::Section(id) => site.section_mut(*id).translations = group.clone(),
            }
        }
    }
    problems
}

/// Two texts in one language that would be the same translation.
fn clashes(group: &[ContentId], site: &Site, config: &Config) -> Vec<Problem> {
    let written = group.iter().filter(|id| site.original(**id).is_none());
    let written: Vec<ContentId> = written.copied().collect();
    let same = |pair: &&[ContentId]| site.name(pair[0]).language == site.name(pair[1]).language;
    let problem = |pair: &[ContentId]| {
        let (file, other) = (site.file(pair[1]), site.file(pair[0]));
        let language = &config.language(site.name(pair[1]).language).code;
        let message = format!(
            "says in `{language}` what {other} says: a text has one translation in a language"
        );
        Problem::error(file, 0, message).with_hint("give one of them another `translation_key`")
    };
    written.windows(2).filter(same).map(problem).collect()
}

/// Translations whose key names no text: most likely a slip. An original may wait for its translations.
fn lonely(groups: &BTreeMap<&str, Vec<ContentId>>, site: &Site, config: &Config) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (key, group) in groups {
        let mut written = group.iter().filter(|id| site.original(**id).is_none());
        let (Some(id), None) = (written.next(), written.next()) else {
            continue;
        };
        let name = site.name(*id);
        if name.language != config.default_language && name.canonical != **key {
            let message = format!("no other text has the `translation_key` `{key}`");
            let others = groups.keys().copied().filter(|other| other != key);
            let problem = Problem::warning(site.file(*id), 0, message);
            problems.push(problem.with_nearest(key, others));
        }
    }
    problems
}
