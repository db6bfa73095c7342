//! The built site's `_headers` file (a path pattern, then indented `Name: value` lines) → the headers of an answer.

use std::path::Path;

use axum::http::{HeaderName, HeaderValue};

/// The rules of a headers file, in its order.
#[derive(Debug, Default)]
pub struct HeaderRules {
    rules: Vec<Rule>,
}

#[derive(Debug)]
struct Rule {
    pattern: String,
    headers: Vec<(HeaderName, HeaderValue)>,
}

impl HeaderRules {
    /// The rules of the site in `folder`; none when it has no headers file.
    pub fn read(folder: &Path) -> Self {
        fs_err::read_to_string(folder.join("_headers"))
            .map(|text| Self::parse(&text))
            .unwrap_or_default()
    }

    /// Reads a headers file's text; a line that is no header is passed over.
    pub fn parse(text: &str) -> Self {
        let mut rules: Vec<Rule> = Vec::new();
        for line in text
            .lines()
            .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
        {
            if !line.starts_with([' ', '\t']) {
                rules.push(Rule {
                    pattern: line.trim().to_owned(),
                    headers: Vec::new(),
                });
            } else if let (Some(rule), Some(header)) = (rules.last_mut(), header(line)) {
                rule.headers.push(header);
            }
        }
        Self { rules }
    }

    /// The headers for a path; where two rules name the same header, the later one counts.
    pub fn for_path(&self, path: &str) -> Vec<(HeaderName, HeaderValue)> {
        let mut found: Vec<(HeaderName, HeaderValue)> = Vec::new();
        for rule in self
            .rules
            .iter()
            .filter(|rule| matches(&rule.pattern, path))
        {
            for (name, value) in &rule.headers {
                found.retain(|(other, _)| other != name);
                found.push((name.clone(), value.clone()));
            }
        }
        found
    }
}

/// What only holds behind HTTPS is left out: this server speaks plain HTTP on loopback.
fn header(line: &str) -> Option<(HeaderName, HeaderValue)> {
    let (name, value) = line.trim().split_once(':')?;
    let name: HeaderName = name.trim().parse().ok()?;
    let value = value
        .split(';')
        .filter(|part| part.trim() != "upgrade-insecure-requests")
        .collect::<Vec<_>>()
        .join(";");
    Some((name, value.trim().parse().ok()?))
}

/// A pattern is a path, in which `*` stands for anything.
fn matches(pattern: &str, path: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == path,
        Some((start, end)) => {
            path.len() >= start.len() + end.len() && path.starts_with(start) && path.ends_with(end)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "# comment\n/*\n  X-Frame-Options: DENY\n  Content-Security-Policy: default-src 'none'; upgrade-insecure-requests; img-src 'self'\n\n/assets/*.css\n  X-Frame-Options: SAMEORIGIN\n  no header\n";

    #[test]
    fn later_rules_win_and_https_only_parts_go() {
        let csp = "content-security-policy: default-src 'none'; img-src 'self'";
        for (path, expected) in [
            ("/", vec!["x-frame-options: DENY", csp]),
            ("/assets/a.css", vec![csp, "x-frame-options: SAMEORIGIN"]),
            ("/assets/a.js", vec!["x-frame-options: DENY", csp]),
        ] {
            let found: Vec<String> = HeaderRules::parse(FILE)
                .for_path(path)
                .iter()
                .map(|(name, value)| format!("{name}: {}", value.to_str().unwrap()))
                .collect();
            assert_eq!(found, expected, "{path}");
        }
    }
}
