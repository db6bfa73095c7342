//! A site that is still on Tera 1 → what stands there in its place since Zola 0.23.

use crate::problem::Problem;

const GUIDE: &str = "see the migration guide of Zola 0.23";

/// What a line of a template held in Tera 1, if it did.
const TEMPLATE_SIGNS: [(&str, &str, &str); 5] = [
    (
        "{% macro ",
        "macros are gone",
        "write a component: {% component name(argument) %}…{% endcomponent name %}",
    ),
    (
        "{%- macro ",
        "macros are gone",
        "write a component: {% component name(argument) %}…{% endcomponent name %}",
    ),
    (
        "{% import ",
        "imports are gone",
        "remove the line: components are known in every template",
    ),
    (
        "{%- import ",
        "imports are gone",
        "remove the line: components are known in every template",
    ),
    (
        "::",
        "macro calls are gone",
        "call a component: {{ <name argument={value} /> }}",
    ),
];

/// The Tera 1 constructs of a template, line by line.
pub fn in_template(file: &str, text: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let in_tag = line.contains("{{") || line.contains("{%");
        let sign = TEMPLATE_SIGNS.iter().find(|(sign, _, _)| {
            line.contains(sign) && (*sign != "::" || in_tag && is_macro_call(line))
        });
        if let Some((_, what, instead)) = sign {
            let message = format!("{what} since Zola 0.23 (Tera 2)");
            problems.push(
                Problem::error(file, index + 1, message).with_hint(format!("{instead}; {GUIDE}")),
            );
        }
    }
    problems
}

/// `name::name(`
fn is_macro_call(line: &str) -> bool {
    line.match_indices("::").any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after: String = line[at + 2..]
            .chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect();
        before.is_some_and(char::is_alphanumeric)
            && !after.is_empty()
            && line[at + 2 + after.len()..].starts_with('(')
    })
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
