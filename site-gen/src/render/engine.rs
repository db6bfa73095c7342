//! Template files → one compiled Tera, the built-in templates under the theme's under the site's own.

use std::collections::BTreeMap;

use tera::{Context, ErrorKind, Tera};

use super::reach::Reach;
use super::tags::{Kind, Tag, Word, tags};
use super::{old_syntax, report};
use crate::config::Config;
use crate::load::TemplateFile;
use crate::problem::{Problem, line_at};

const BUILT_IN: [(&str, &str); 9] = [
    (
        "__zola_builtins/404.html",
        include_str!("builtins/404.html"),
    ),
    (
        "__zola_builtins/atom.xml",
        include_str!("builtins/atom.xml"),
    ),
    ("__zola_builtins/rss.xml", include_str!("builtins/rss.xml")),
    (
        "__zola_builtins/sitemap.xml",
        include_str!("builtins/sitemap.xml"),
    ),
    (
        "__zola_builtins/robots.txt",
        include_str!("builtins/robots.txt"),
    ),
    (
        "__zola_builtins/split_sitemap_index.xml",
        include_str!("builtins/split_sitemap_index.xml"),
    ),
    (
        "__zola_builtins/anchor-link.html",
        include_str!("builtins/anchor-link.html"),
    ),
    (
        "__zola_builtins/summary-cutoff.html",
        include_str!("builtins/summary-cutoff.html"),
    ),
    (REDIRECT, include_str!("builtins/internal/alias.html")),
];

/// Sends the visitor to another URL; a site cannot replace it.
pub const REDIRECT: &str = "internal/alias.html";

/// The version of Zola whose sites are understood; templates see it as `zola_version`.
const ZOLA_VERSION: &str = "0.23.0";

/// Compiles all templates; `register` adds functions, filters and tests first, since calls are checked now.
pub fn compile(
    templates: &[TemplateFile],
    config: &Config,
    register: impl FnOnce(&mut Tera),
) -> (Tera, Vec<Problem>) {
    let files: BTreeMap<String, String> = files(templates);
    let mut tera = Tera::default();
    let mut problems = Vec::new();
    if let Err(error) = tera.set_fallback_prefixes(prefixes(config)) {
        problems.extend(report::of_compilation(&error, &files, ""));
    }
    register(&mut tera);
    tera.global_context().insert("zola_version", ZOLA_VERSION);
    if let Err(error) = tera.add_raw_templates(BUILT_IN) {
        problems.extend(report::of_compilation(&error, &files, ""));
    }
    let all = templates.iter().map(|t| (t.name.as_str(), t.text.as_str()));
    if let Err(error) = tera.add_raw_templates(all) {
        problems.extend(compile_one_by_one(&mut tera, templates, &files, &error));
    }
    (tera, problems)
}

/// What is put before a template's name where the site has none of that name: the theme's folder, then ours.
pub fn prefixes(config: &Config) -> Vec<String> {
    let theme = config
        .theme
        .iter()
        .map(|theme| format!("{theme}/templates/"));
    theme.chain(["__zola_builtins/".to_owned()]).collect()
}

/// Which templates may show other pages' texts, the built-in ones among them.
pub fn reach(templates: &[TemplateFile], config: &Config) -> Reach {
    let own = templates.iter().map(|t| (t.name.as_str(), t.text.as_str()));
    let all: Vec<(&str, &str)> = BUILT_IN.into_iter().chain(own).collect();
    Reach::of(&all, &prefixes(config))
}

/// The names of templates and the files they are in.
pub fn files(templates: &[TemplateFile]) -> BTreeMap<String, String> {
    let pair = |t: &TemplateFile| (t.name.clone(), t.file.clone());
    templates.iter().map(pair).collect()
}

/// Tera stops at the first file with wrong syntax: look at each, then at what the good ones say of each other.
fn compile_one_by_one(
    tera: &mut Tera,
    templates: &[TemplateFile],
    files: &BTreeMap<String, String>,
    first: &tera::Error,
) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut good = Vec::new();
    for template in templates {
        let alone = Tera::default().add_raw_template(&template.name, &template.text);
        match alone {
            Err(error) if matches!(error.kind(), ErrorKind::SyntaxError(_)) => {
                let found = report::of_compilation(&error, files, &template.name);
                problems.extend(with_old_syntax(template, found));
            }
            _ => good.push((template.name.as_str(), template.text.as_str())),
        }
    }
    let all_good = good.len() == templates.len();
    match tera.add_raw_templates(good) {
        Ok(()) if all_good => {
            let found = report::of_compilation(first, files, "");
            problems.extend(found.into_iter().map(|problem| placed(problem, templates)));
        }
        Ok(()) => {}
        Err(error) => {
            let mut found = report::of_compilation(&error, files, "");
            if !all_good {
                found.retain(needs_no_template);
            }
            problems.extend(with_nearest(templates, found));
        }
    }
    problems
}

/// What fails for want of a file that is broken itself is not told: it is that file's fault.
fn needs_no_template(problem: &Problem) -> bool {
    let own = ["Unknown filter ", "Unknown test ", "Unknown function "];
    own.iter().any(|start| problem.message.starts_with(start))
}

/// What is wrong with a template, and all that it still has of Tera 1: Tera stops at the first, and calls it by no name.
fn with_old_syntax(template: &TemplateFile, found: Vec<Problem>) -> Vec<Problem> {
    let old = old_syntax::in_template(&template.file, &template.text);
    let explained = |problem: &Problem| old.iter().any(|old| old.line == problem.line);
    let found = found.into_iter().filter(|problem| !explained(problem));
    let explain = |problem: Problem| {
        let line = template.text.lines().nth(problem.line.saturating_sub(1));
        old_syntax::explain(problem, line.unwrap_or_default())
    };
    let mut problems: Vec<_> = found.map(explain).collect();
    problems.extend(old);
    problems
}

fn with_nearest(templates: &[TemplateFile], problems: Vec<Problem>) -> Vec<Problem> {
    let mut names: Vec<String> = Vec::new();
    for template in templates {
        names.push(template.name.clone());
        let components = components(&template.text).into_iter();
        names.extend(components.map(|(name, _)| name));
    }
    let told = problems.into_iter().map(|problem| {
        let problem = old_syntax::explain(placed(problem, templates), "");
        if problem.hint.is_some() {
            return problem;
        }
        let message = problem.message.clone();
        let is_unknown =
            |word: &&str| !word.contains('[') && !names.iter().any(|name| name == word);
        let Some(unknown) = quoted(&message).find(is_unknown) else {
            return problem;
        };
        problem.with_nearest(unknown, names.iter().map(String::as_str))
    });
    told.collect()
}

/// The problem at the line that it speaks of: Tera names no place of what shows only between templates.
fn placed(problem: Problem, templates: &[TemplateFile]) -> Problem {
    let message = &problem.message;
    let is_named = |template: &&TemplateFile| quoted(message).any(|name| name == template.name);
    let Some(template) = templates
        .iter()
        .rfind(is_named)
        .filter(|_| problem.line == 0)
    else {
        return problem;
    };
    let made_twice = message
        .strip_prefix("Component `")
        .and_then(|rest| rest.split('`').next());
    let is_meant = |tag: &&Tag<'_>| match made_twice {
        Some(name) => component(tag).as_deref() == Some(name),
        None => tag.trimmed().first() == Some(&Word::Name("extends")),
    };
    let tags = tags(&template.text);
    let tag = tags.iter().find(is_meant);
    Problem {
        file: template.file.clone(),
        line: tag.map_or(0, |tag| line_at(&template.text, tag.place.start)),
        ..problem
    }
}

/// The components that a template makes, each with its line.
pub fn components(text: &str) -> Vec<(String, usize)> {
    let made = tags(text).into_iter().filter_map(|tag| {
        let line = line_at(text, tag.place.start);
        Some((component(&tag)?, line))
    });
    made.collect()
}

/// The name of the component that begins with this tag.
fn component(tag: &Tag<'_>) -> Option<String> {
    let (Kind::Done, [Word::Name("component"), rest @ ..]) = (tag.kind, tag.trimmed()) else {
        return None;
    };
    let name = rest.iter().map_while(|word| match word {
        Word::Name(part) => Some(*part),
        Word::Sign('.') => Some("."),
        _ => None,
    });
    Some(name.collect())
}

/// What stands in quotes, in order.
fn quoted(message: &str) -> impl Iterator<Item = &str> {
    message.split(['`', '\'']).skip(1).step_by(2)
}

/// What is shown for a page whose default template nobody wrote.
pub fn welcome(template: &str) -> Option<String> {
    let url = match template {
        "index.html" | "section.html" => {
            "https://www.getzola.org/documentation/templates/pages-sections/#section-variables"
        }
        "page.html" => {
            "https://www.getzola.org/documentation/templates/pages-sections/#page-variables"
        }
        _ => return None,
    };
    let mut context = Context::new();
    context.insert("filename", template);
    context.insert("url", url);
    Tera::one_off(include_str!("builtins/welcome.html"), &context, true).ok()
}
