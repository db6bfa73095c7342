//! Paths that two files would write → problems.

use std::collections::BTreeMap;

use super::{ContentId, KeyLine, Site};
use crate::problem::Problem;

const HINT: &str = "give one of them another `path`, `slug` or alias";

pub(super) fn find(site: &Site, line: KeyLine<'_>) -> Vec<Problem> {
    let mut owners: BTreeMap<&str, Vec<(&str, ContentId)>> = BTreeMap::new();
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
            if !files.iter().any(|(other, _)| *other == file) {
                files.push((file, id));
            }
        }
    }
    let mut problems: Vec<_> = owners
        .iter()
        .filter(|(_, files)| files.len() > 1)
        .map(|(path, files)| collision(path, files, line))
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
            for (file, id) in owners.get(path.as_str()).into_iter().flatten() {
                let message = format!("path collision: the {what} is written to `{path}` too");
                let line = naming_line(*id, line);
                let problem = Problem::error(format!("content/{file}"), line, message);
                problems.push(problem.with_hint(HINT));
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

fn collision(path: &str, files: &[(&str, ContentId)], line: KeyLine<'_>) -> Problem {
    let (file, id) = files[0];
    let others: Vec<&str> = files[1..].iter().map(|(file, _)| *file).collect();
    let message = format!(
        "path collision: `{path}` is also written by {}",
        others.join(", ")
    );
    Problem::error(format!("content/{file}"), naming_line(id, line), message).with_hint(HINT)
}

/// The line that gives a file its path; 0 where its name does.
fn naming_line(id: ContentId, line: KeyLine<'_>) -> usize {
    let lines = ["path", "slug", "aliases"].map(|key| line(id, &[key]));
    lines.into_iter().find(|line| *line > 0).unwrap_or(0)
}
