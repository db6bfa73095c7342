//! Tera's errors → problems that name the file, the line, what is wrong and, where one is near, the right name.

use std::collections::BTreeMap;
use std::error::Error as _;

use tera::{Error, Tera};

use super::library::Library;
use super::old_syntax;
use crate::link::Body;
use crate::problem::{Problem, nearest};

/// One report out of a Tera error: they all print as `error: MESSAGE\n --> FILE:LINE:COLUMN\n…`.
struct Report {
    message: String,
    /// The template and the line in it.
    place: Option<(String, usize)>,
    /// In a component: the line of the body that called it, from the body's first.
    called_at: Option<usize>,
}

const BODY_TEMPLATE: &str = "__tera_one_off";

/// The problems of a template that failed while `file` was rendered.
pub fn of_template(error: &Error, file: &str, library: &Library) -> Vec<Problem> {
    reports(error)
        .into_iter()
        .map(|report| match &report.place {
            Some((template, line)) => {
                let template_file = template_file(template, library);
                let (what, hint) = split_hint(&report.message);
                let message = match file {
                    "" => what.to_owned(),
                    _ => format!("{what} (while rendering {file})"),
                };
                Problem {
                    hint,
                    ..Problem::error(template_file, *line, message)
                }
            }
            None => Problem::error(file, 0, report.message),
        })
        .collect()
}

/// The problems of a body, which is a template of its own.
pub fn of_body(error: &Error, file: &str, body: &Body, library: &Library) -> Vec<Problem> {
    reports(error)
        .into_iter()
        .map(|report| match &report.place {
            Some((template, line)) if template == BODY_TEMPLATE => {
                let text = body
                    .text()
                    .lines()
                    .nth(line.saturating_sub(1))
                    .unwrap_or("");
                let (what, hint) = split_hint(&report.message);
                let problem = Problem {
                    hint,
                    ..Problem::error(file, body.first_line + line - 1, what)
                };
                old_syntax::explain_content(problem, &report.message, text)
            }
            Some((template, line)) => {
                let line_of_call = report.called_at.map(|own| body.first_line + own - 1);
                let at = line_of_call.map_or_else(String::new, |own| format!(":{own}"));
                let message = format!("{} (while rendering {file}{at})", report.message);
                Problem::error(template_file(template, library), *line, message)
            }
            None => Problem::error(file, body.first_line, report.message),
        })
        .collect()
}

/// Tera lists all fields that there are; one of them is mostly the one that was meant.
fn split_hint(message: &str) -> (&str, Option<String>) {
    let Some((what, fields)) = message.split_once(". Available fields: ") else {
        return (message, None);
    };
    let wanted = what.split('`').nth(1).unwrap_or_default();
    let hint = match nearest(wanted, fields.split(", ")) {
        Some(name) => format!("did you mean \"{name}\"?"),
        None => format!("there are {fields}"),
    };
    (what, Some(hint))
}

/// The problems of templates that do not compile.
pub fn of_compilation(error: &Error, files: &BTreeMap<String, String>, name: &str) -> Vec<Problem> {
    let file_of = |template: &str| {
        files
            .get(template)
            .cloned()
            .unwrap_or_else(|| template.to_owned())
    };
    reports(error)
        .into_iter()
        .map(|report| match &report.place {
            Some((template, line)) => Problem::error(file_of(template), *line, report.message),
            None => Problem::error(file_of(name), 0, report.message),
        })
        .collect()
}

/// A template that a page names and that is not there.
pub fn template_not_found(tera: &Tera, template: &str, file: &str) -> Problem {
    let names: Vec<&str> = tera.get_template_names().collect();
    let problem = Problem::error(file, 0, format!("template `{template}` was not found"))
        .with_nearest(template, names);
    match problem.hint {
        Some(_) => problem,
        None => problem.with_hint(format!("make templates/{template}")),
    }
}

/// An error in one line.
pub fn one_line(error: &Error) -> String {
    let first = reports(error).into_iter().next();
    first.map_or_else(String::new, |report| match report.place {
        Some((template, line)) => format!("{template}:{line}: {}", report.message),
        None => report.message,
    })
}

/// The same fault of a template is told once, however many pages meet it.
pub fn merged(problems: Vec<Problem>) -> Vec<Problem> {
    let mut groups: BTreeMap<(String, usize, String), (Problem, usize)> = BTreeMap::new();
    for problem in problems {
        let what = before_rendered(&problem.message).unwrap_or(&problem.message);
        let key = (problem.file.clone(), problem.line, what.to_owned());
        groups
            .entry(key)
            .and_modify(|(_, count)| *count += 1)
            .or_insert((problem, 1));
    }
    groups
        .into_values()
        .map(|(mut problem, count)| {
            if count > 1 && before_rendered(&problem.message).is_some() {
                problem.message.pop();
                problem.message = format!("{} and {} more)", problem.message, count - 1);
            }
            problem
        })
        .collect()
}

/// What a message says before it names at its end what was rendered; none where it names nothing. Messages of systems end in
/// brackets too.
fn before_rendered(message: &str) -> Option<&str> {
    let (what, _) = message
        .strip_suffix(')')?
        .rsplit_once(" (while rendering ")?;
    Some(what)
}

fn template_file(template: &str, library: &Library) -> String {
    let file = library.template_files.get(template);
    file.cloned().unwrap_or_else(|| template.to_owned())
}

fn reports(error: &Error) -> Vec<Report> {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    if !text.contains("\n") || !text.contains("--> ") {
        return vec![Report {
            message: text,
            place: None,
            called_at: None,
        }];
    }
    let starts = text.match_indices("error: ").map(|(at, _)| at);
    let mut starts: Vec<_> = starts
        .filter(|at| *at == 0 || text[..*at].ends_with("\n\n"))
        .collect();
    starts.push(text.len());
    starts
        .windows(2)
        .filter_map(|pair| text.get(pair[0]..pair[1]).map(parse_report))
        .collect()
}

fn parse_report(text: &str) -> Report {
    let text = text.strip_prefix("error: ").unwrap_or(text);
    let (message, rest) = text.split_once("--> ").unwrap_or((text, ""));
    let place = rest.lines().next().and_then(|line| {
        let (line, _column) = line.rsplit_once(':')?;
        let (file, line) = line.rsplit_once(':')?;
        Some((file.to_owned(), line.parse().ok()?))
    });
    Report {
        message: message.trim().replace('\n', " "),
        place,
        called_at: called_at(rest),
    }
}

/// The last of Tera's notes of who called whom, where that was a body.
fn called_at(notes: &str) -> Option<usize> {
    let (_, call) = notes.rsplit_once("\n\nnote: called from ")?;
    let place = call.lines().next()?.strip_prefix(BODY_TEMPLATE)?;
    place.strip_prefix(':')?.split(':').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_several_pages_meet_is_told_once() {
        let system = "I/O error: no such file (os error 2)";
        let of = |file: &str| format!("{system} (while rendering {file})");
        for (messages, expected) in [
            (vec![system.to_owned(); 3], system.to_owned()),
            (vec![of("a.md")], of("a.md")),
            (
                vec![of("a.md"), of("b.md"), of("c.md")],
                of("a.md and 2 more"),
            ),
        ] {
            let problems = messages.into_iter().map(|m| Problem::error("t", 1, m));
            let merged = merged(problems.collect());
            assert_eq!(merged, [Problem::error("t", 1, expected)]);
        }
    }
}
