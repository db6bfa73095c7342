//! A site that is still on Tera 1 → what stands there in its place since Zola 0.23.

use super::tags::{Kind, Tag, Word, tags};
use crate::problem::{Problem, line_at};

const GUIDE: &str = "see the migration guide of Zola 0.23";

/// The Tera 1 constructs of a template that does not compile, tag by tag.
pub fn in_template(file: &str, text: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    for tag in tags(text) {
        if let Some((what, instead)) = of_tag(&tag) {
            let message = format!("{what} since Zola 0.23 (Tera 2)");
            let problem = Problem::error(file, line_at(text, tag.place.start), message);
            problems.push(problem.with_hint(format!("{instead}; {GUIDE}")));
        }
    }
    problems
}

/// What a tag held in Tera 1, if it did, and what is written instead.
fn of_tag(tag: &Tag<'_>) -> Option<(&'static str, &'static str)> {
    match (tag.kind, tag.trimmed()) {
        (Kind::Done, [Word::Name("macro"), Word::Name(_), ..]) => Some((
            "macros are gone",
            "write a component: {% component name(argument) %}…{% endcomponent name %}",
        )),
        (Kind::Done, [Word::Name("import"), Word::Text(_), ..]) => Some((
            "imports are gone",
            "remove the line: components are known in every template",
        )),
        (_, words) if words.windows(5).any(is_macro_call) => Some((
            "macro calls are gone",
            "call a component: {{ <name argument={value} /> }}",
        )),
        _ => None,
    }
}

/// What Tera says of names that it no longer has, and what is written instead.
const REPLACED: [(&str, &str); 9] = [
    (
        "Unknown filter `slice`",
        "write list[start:end], e.g. section.pages[:3]",
    ),
    (
        "Unknown filter `filter`",
        "write [item for item in list if item.field == value]",
    ),
    (
        "Unknown filter `concat`",
        "write [...list, ...more], or [...list, item]",
    ),
    (
        "Unknown filter `map`",
        "write [item.field for item in list]",
    ),
    ("Unknown filter `as_str`", "it is called `str` now"),
    (
        "Unknown filter `linebreaksbr`",
        "it is called `newlines_to_br` now",
    ),
    ("Unknown test `object`", "it is called `map` now"),
    (
        "Unknown test `divisibleby`",
        "it is called `divisible_by(divisor=…)` now",
    ),
    (
        "Unknown function `get_env`",
        "write the value in [extra] in the config, or in a file for load_data: templates see no environment",
    ),
];

/// Tests by the names of their arguments, which could be left out.
const ARGUMENTS: [(&str, &str); 7] = [
    ("matching", "matching(pat=…)"),
    ("starting_with", "starting_with(pat=…)"),
    ("ending_with", "ending_with(pat=…)"),
    ("containing", "containing(pat=…)"),
    ("divisibleby", "divisible_by(divisor=…)"),
    ("before", "before(other=…)"),
    ("after", "after(other=…)"),
];

const KEEP: &str = "keep it as it is written by {% raw %}…{% endraw %}, or name the file in `skip_content_templating` in the config";

/// Adds a hint where Tera stumbled over what Tera 1 had; `line` is what it stumbled over.
pub fn explain(problem: Problem, line: &str) -> Problem {
    let hint = hint(&problem.message, line).filter(|_| problem.hint.is_none());
    match hint {
        Some(hint) => problem.with_hint(hint),
        None => problem,
    }
}

fn hint(message: &str, line: &str) -> Option<String> {
    let replaced = REPLACED.iter().find(|(old, _)| *old == message);
    if let Some((_, instead)) = replaced {
        return Some((*instead).to_owned());
    }
    if message.starts_with("This content would be ignored") {
        let hint =
            "put it into a block of the template that is extended: {% block name %}…{% endblock %}";
        return Some(hint.to_owned());
    }
    if !message.starts_with("Found ") {
        return None;
    }
    tags(line).iter().find_map(|tag| of_words(tag.trimmed()))
}

fn of_words(words: &[Word<'_>]) -> Option<String> {
    if let [
        Word::Name("include"),
        ..,
        Word::Name("ignore"),
        Word::Name("missing"),
    ] = words
    {
        let hint =
            "leave out `ignore missing`: what is included must be there, an empty file will do";
        return Some(hint.to_owned());
    }
    let unnamed = |at: usize| match &words[at..] {
        [
            Word::Name("is"),
            Word::Name("not"),
            Word::Name(test),
            Word::Sign('('),
            rest @ ..,
        ]
        | [
            Word::Name("is"),
            Word::Name(test),
            Word::Sign('('),
            rest @ ..,
        ] => {
            let is_named = matches!(rest, [Word::Name(_), Word::Sign('='), ..]);
            let (_, instead) = ARGUMENTS.iter().find(|(name, _)| name == test)?;
            (!is_named).then(|| format!("name the argument: `{instead}`"))
        }
        _ => None,
    };
    (0..words.len()).find_map(unnamed)
}

/// `name::name(`
fn is_macro_call(words: &[Word<'_>]) -> bool {
    use Word::{Name, Sign};
    matches!(words, [Name(_), Sign(':'), Sign(':'), Name(_), Sign('(')])
}

/// Adds a hint where a body calls a shortcode, or holds what is no template at all.
pub fn explain_content(problem: Problem, message: &str, line: &str) -> Problem {
    let problem = explain(problem, line);
    if problem.hint.is_some() {
        return problem;
    }
    if is_no_template(message, line) {
        return problem.with_hint(KEEP);
    }
    let instead = if let Some(name) = message
        .strip_prefix("Unknown function `")
        .and_then(|m| m.strip_suffix('`'))
    {
        format!(
            "shortcodes are gone since Zola 0.23: make a component and call {{{{ <{name} argument=\"value\" /> }}}}"
        )
    } else if line.contains("{% end %}") || is_body_shortcode(line) {
        "shortcodes are gone since Zola 0.23: make a component and write {% <name argument=\"value\"> %}…{% </name> %}".to_owned()
    } else {
        return problem;
    };
    problem.with_hint(format!("{instead}; {GUIDE}"))
}

/// `${{ … }}` of other programs, and `{{/* … */}}`, which is how Hugo keeps a call as it is.
fn is_no_template(message: &str, line: &str) -> bool {
    use Word::Sign;
    let is_unknown = message.starts_with("Found ") || message.contains(" is not defined");
    let is_kept = |tag: &Tag<'_>| {
        let words = tag.words.strip_prefix(&[Sign('<')]).unwrap_or(&tag.words);
        line[..tag.place.start].ends_with('$') || words.starts_with(&[Sign('/'), Sign('*')])
    };
    is_unknown && tags(line).iter().any(is_kept)
}

/// `{% name(…) %}`
fn is_body_shortcode(line: &str) -> bool {
    line.split("{%").skip(1).any(|tag| {
        let tag = tag.trim_start_matches(['-', ' ']);
        let name: String = tag
            .chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect();
        !name.is_empty() && tag[name.len()..].starts_with('(')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_tera_1_had() {
        for (line, found) in [
            ("{% macro button(text) %}", true),
            ("{% import \"macros.html\" as macros %}", true),
            ("{{ macros::button(text=\"x\") }}", true),
            ("{{ page.title }} :: {{ x }}", false),
            ("{% component button(text) %}", false),
            ("{%-macro button(text) -%}", true),
            ("{{ \"a::b(\" }} a::b()", false),
            (
                "{# {% macro a() %} #}{% raw %}{% import 'a' as b %}{% endraw %}",
                false,
            ),
        ] {
            assert_eq!(!in_template("t.html", line).is_empty(), found, "{line}");
        }
    }

    #[test]
    fn explains_shortcodes() {
        let problem = |message: &str, line: &str| {
            explain_content(Problem::error("c.md", 1, message), message, line).hint
        };
        assert!(
            problem("Unknown function `youtube`", "")
                .unwrap()
                .contains("<youtube ")
        );
        assert!(problem("syntax", "{% quote(author=\"x\") %}").is_some());
        assert!(problem("syntax", "{% if x %}").is_none());
        for (message, line) in [
            (
                "Variable `secrets` is not defined",
                "token: ${{ secrets.X }}",
            ),
            ("Found `/` but expected …", "{{/* x() */}}"),
            ("Found `/` but expected …", "{{</* x */>}}"),
        ] {
            assert!(
                problem(message, line).unwrap().contains("{% raw %}"),
                "{line}"
            );
        }
        assert!(problem("Variable `a` is not defined", "{{ a }} $").is_none());
    }

    #[test]
    fn tells_what_is_written_instead() {
        let found = "Found string but expected identifier.";
        for (message, line, expected) in [
            (found, "{{ x is matching(\"a\") }}", "matching(pat=…)"),
            (
                found,
                "{% if x is not starting_with(y) %}",
                "starting_with(pat=…)",
            ),
            (
                found,
                "{% if a.b is divisibleby(3) %}",
                "divisible_by(divisor=…)",
            ),
            (found, "{% include 'a' ignore missing -%}", "ignore missing"),
            (found, "{{ x is matching(pat=\"a\") }} is matching(y)", ""),
            ("Unknown filter `slice`", "", "[start:end]"),
            ("Unknown filter `mine`", "", ""),
            ("This content would be ignored: only …", "", "{% block "),
        ] {
            let problem = explain(Problem::error("t.html", 1, message), line);
            let hint = problem.hint.unwrap_or_default();
            assert!(hint.contains(expected), "{line} {hint}");
            assert_eq!(hint.is_empty(), expected.is_empty(), "{line} {hint}");
        }
    }
}
