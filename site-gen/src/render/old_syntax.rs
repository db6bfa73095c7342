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

/// `name::name(`
fn is_macro_call(words: &[Word<'_>]) -> bool {
    use Word::{Name, Sign};
    matches!(words, [Name(_), Sign(':'), Sign(':'), Name(_), Sign('(')])
}

/// Adds a hint where a body calls a shortcode.
pub fn explain_content(problem: Problem, message: &str, line: &str) -> Problem {
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
    }
}
