//! Paths that two files would write → problems.

use std::collections::BTreeMap;

use super::{ContentId, Site};
use crate::problem::Problem;

pub(super) fn find(site: &Site) -> Vec<Problem> {
    let mut owners: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for id in site.ids() {
        let (rendered, aliases) = match id {
            ContentId::Page(id) => (site.page(id).meta.render, &site.page(id).meta.aliases),
            ContentId::Section(id) => {
                (site.section(id).meta.render, &site.section(id).meta.aliases)
            }
        };
        if !rendered {
            continue;
        }
        let file = site.name(site.source(id)).relative.as_str();
        for path in aliases.iter().map(String::as_str).chain([site.path(id)]) {
            let files = owners.entry(path).or_default();
            if !files.contains(&file) {
                files.push(file);
            }
        }
    }
    let mut problems: Vec<_> = owners
        .iter()
        .filter(|(_, files)| files.len() > 1)
        .map(|(path, files)| collision(path, files))
        .collect();
    for taxonomy in site
        .taxonomies
        .iter()
        .filter(|taxonomy| taxonomy.config.render)
    {
        let terms = taxonomy.terms.iter().map(|term| {
            (
                &term.path,
                format!(
                    "term `{}` of the taxonomy `{}`",
                    term.name, taxonomy.config.name
                ),
            )
        });
        let own = (
            &taxonomy.path,
            format!("taxonomy `{}`", taxonomy.config.name),
        );
        for (path, what) in terms.chain([own]) {
            for file in owners.get(path.as_str()).into_iter().flatten() {
                let message = format!("path collision: the {what} is written to `{path}` too");
                problems.push(Problem::error(format!("content/{file}"), 0, message));
            }
        }
    }
    problems
}

/// Paths that would lead out of the output folder.
pub(super) fn climbing(site: &Site) -> Vec<Problem> {
    let mut problems = Vec::new();
    for id in site.ids() {
        let aliases = match id {
            ContentId::Page(id) => &site.page(id).meta.aliases,
            ContentId::Section(id) => &site.section(id).meta.aliases,
        };
        let paths = aliases.iter().map(String::as_str).chain([site.path(id)]);
        for path in paths.filter(|path| path.split('/').any(|part| part == "..")) {
            let file = site.file(id);
            let message = format!("`{path}` leads out of the output folder");
            problems
                .push(Problem::error(file, 0, message).with_hint("write the path without `..`"));
        }
    }
    problems
}

fn collision(path: &str, files: &[&str]) -> Problem {
    let others = files[1..].join(", ");
    let message = format!("path collision: `{path}` is also written by {others}");
    Problem::error(format!("content/{}", files[0]), 0, message)
        .with_hint("give one of them another `path`, `slug` or alias")
}
