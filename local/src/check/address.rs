//! Where the site will stand: `base_url`, and what `security.txt` says of it.

use std::path::Path;

use function::written::{self, Written};
use jiff::Timestamp;
use site_gen::problem::Problem;

use super::halves::error;

const SECURITY: &str = "static/.well-known/security.txt";

/// What is wrong with the address, and what in `security.txt` is likely another site's, or was true once.
pub fn problems(root: &Path, config: &Written<'_>, now: Timestamp) -> Vec<Problem> {
    let Some((host, path)) = config.text_at("base_url").and_then(host_and_path) else {
        return Vec::new(); // Told by the generator.
    };
    let mut found = Vec::new();
    if !path.trim_matches('/').is_empty() {
        let message = format!(
            "has the path {path}, but the form is sent to /api/ on {host}, and its answers lead to pages there: \
             the site needs a host of its own"
        );
        found.push(error(config, "base_url", message));
    }
    let text = written::read(&root.join(SECURITY), SECURITY).unwrap_or_default();
    for (line, written) in (1..).zip(text.lines()) {
        let doubt = written.split_once(':').and_then(|(name, value)| {
            let doubt = doubt(name, value.trim(), host, now)?;
            Some(format!("{name}: {doubt}"))
        });
        found.extend(doubt.map(|doubt| Problem::warning(SECURITY, line, doubt)));
    }
    found
}

/// The rest after the host, from its first slash on.
fn host_and_path(url: &str) -> Option<(&str, &str)> {
    let (_, rest) = url.split_once("://")?;
    Some(rest.split_at(rest.find('/').unwrap_or(rest.len())))
}

fn doubt(name: &str, value: &str, host: &str, now: Timestamp) -> Option<String> {
    match name.to_ascii_lowercase().as_str() {
        name @ ("canonical" | "contact") if value.starts_with("http") => {
            let (own, _) = host_and_path(value)?;
            // Reports may go anywhere, but to no address that is an example's.
            let differs = !own.eq_ignore_ascii_case(host);
            let is_doubtful = differs && (name == "canonical" || own.ends_with(".example"));
            is_doubtful.then(|| format!("is at {own}, but the site's base_url at {host}"))
        }
        "expires" => match value.parse::<Timestamp>() {
            Ok(end) if end > now => None,
            Ok(_) => Some(format!(
                "{value} is past: nobody heeds the file any more; write a new date"
            )),
            Err(_) => Some(format!("{value:?} is no time like 2027-10-31T22:00:00Z")),
        },
        _ => None,
    }
}
