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
    problems.extend(misspelt(&groups, site, config));
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

/// Where more lack an original, they are meant to.
const MISSPELT_MAX: usize = 100;

/// Translations without an original, while a file beside them is called nearly so and lacks just that translation.
fn misspelt(groups: &BTreeMap<&str, Vec<ContentId>>, site: &Site, config: &Config) -> Vec<Problem> {
    let written = |group: &[ContentId], language| {
        let mut group = group.iter().map(|id| (site.name(*id), site.original(*id)));
        group.any(|(name, original)| name.language == language && original.is_none())
    };
    let original = config.default_language;
    let without: Vec<(&str, ContentId)> = groups
        .iter()
        .filter(|(_, group)| !written(group, original))
        .flat_map(|(key, group)| group.iter().map(move |id| (*key, *id)))
        .filter(|(key, id)| site.original(*id).is_none() && site.name(*id).canonical == *key)
        .take(MISSPELT_MAX + 1)
        .collect();
    if without.len() > MISSPELT_MAX {
        return Vec::new();
    }
    let meant = |(key, id): (&str, ContentId)| {
        let language = site.name(id).language;
        let lacks_it = |group: &[ContentId]| written(group, original) && !written(group, language);
        let mut near = groups.iter().filter(|(other, _)| is_slip_of(key, other));
        let (near, _) = near.find(|(_, group)| lacks_it(group))?;
        let code = |id| &config.language(id).code;
        let message = format!("has no original in `{}`", code(original));
        let name = near.rsplit('/').next().unwrap_or_default();
        let hint = format!("did you mean `{name}.{}.md`?", code(language));
        Some(Problem::warning(site.file(id), 0, message).with_hint(hint))
    };
    without.into_iter().filter_map(meant).collect()
}

/// Whether two paths in one folder differ by a slip of the pen: a letter of four, and no digit.
fn is_slip_of(path: &str, other: &str) -> bool {
    let split = |path| str::rsplit_once(path, '/').unwrap_or(("", path));
    let ((folder, name), (other_folder, other)) = (split(path), split(other));
    let slips_max = name.len().min(other.len()) / 4;
    let digits = |name: &str| {
        name.chars()
            .filter(char::is_ascii_digit)
            .collect::<String>()
    };
    folder == other_folder
        && name.len().abs_diff(other.len()) <= slips_max
        && !name.starts_with("_index")
        && digits(name) == digits(other)
        && strsim::osa_distance(name, other) <= slips_max
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
