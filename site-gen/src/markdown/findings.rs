//! What is met on the way and told to others: links, images without alternative text, and problems with their lines.

use super::context::Context;
use super::highlight::{Place, Trouble};
use super::lines::Lines;
use super::rendered::{ExternalLink, InternalLink, Rendered};
use crate::problem::{Problem, Severity};

/// The findings in one body; `offset` is always a place in it.
pub(super) struct Findings<'a> {
    path: &'a str,
    pub(super) lines: Lines<'a>,
    pub(super) found: Rendered,
}

impl<'a> Findings<'a> {
    pub(super) fn new(body: &'a str, context: &Context<'a>) -> Self {
        Self {
            path: context.path,
            lines: Lines::new(body, context.origin),
            found: Rendered::default(),
        }
    }

    pub(super) fn internal_link(&mut self, path: &str, anchor: Option<&str>, offset: usize) {
        self.found.internal_links.push(InternalLink {
            path: path.to_owned(),
            anchor: anchor.map(str::to_owned),
            line: self.lines.at(offset),
        });
    }

    pub(super) fn external_link(&mut self, url: &str, offset: usize) {
        self.found.external_links.push(ExternalLink {
            url: url.to_owned(),
            line: self.lines.at(offset),
        });
    }

    pub(super) fn problem(
        &mut self,
        offset: usize,
        severity: Severity,
        message: String,
    ) -> &mut Problem {
        let problem = Problem {
            severity,
            ..Problem::error(self.file(), self.lines.at(offset), message)
        };
        self.push(problem)
    }

    pub(super) fn trouble_with_code(&mut self, offset: usize, trouble: Trouble) {
        let problem = match trouble.place {
            Place::CodeBlock => self.problem(offset, trouble.severity, trouble.message),
            Place::Config { file, line } => self.push(Problem::error(file, line, trouble.message)),
        };
        problem.hint = Some(trouble.hint.to_owned());
    }

    fn push(&mut self, problem: Problem) -> &mut Problem {
        let problems = &mut self.found.problems;
        problems.push(problem);
        let last = problems.len() - 1;
        &mut problems[last]
    }

    fn file(&self) -> String {
        match self.path {
            "" => String::new(),
            path => ["content/", path].concat(),
        }
    }
}
