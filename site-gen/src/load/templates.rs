//! The template folders of the site and of its theme → templates as read.

use std::path::Path;

use super::{read_text, walk};
use crate::config::Config;
use crate::problem::Problem;

/// A template as read.
#[derive(Debug)]
pub struct TemplateFile {
    /// As templates name it, e.g. `blog/page.html`; a theme's are `THEME/templates/page.html`.
    pub name: String,
    /// From the site's root, e.g. `templates/blog/page.html`.
    pub file: String,
    pub text: String,
}

/// Reads the templates of the site and of its theme, the theme's first.
///
/// # Errors
/// The problems name folders that are missing and files that cannot be read.
pub fn templates(root: &Path, config: &Config) -> (Vec<TemplateFile>, Vec<Problem>) {
    let mut templates = Vec::new();
    let mut problems = Vec::new();
    let own = root.join("templates");
    if let Some(theme) = &config.theme {
        let folder = root.join("themes").join(theme).join("templates");
        if folder.exists() {
            let prefix = format!("{theme}/templates/");
            read_templates(root, &folder, &prefix, &mut templates, &mut problems);
        } else {
            let message = format!("theme `{theme}` has no templates folder");
            problems.push(Problem::error(format!("themes/{theme}"), 0, message));
        }
    } else if !own.exists() {
        let message = "a `templates/` folder or a theme is required";
        problems.push(
            Problem::error(&config.file, 0, message)
                .with_hint("make the folder templates/, or set `theme`"),
        );
    }
    if own.exists() {
        read_templates(root, &own, "", &mut templates, &mut problems);
    }
    (templates, problems)
}

fn read_templates(
    root: &Path,
    folder: &Path,
    prefix: &str,
    templates: &mut Vec<TemplateFile>,
    problems: &mut Vec<Problem>,
) {
    const EXTENSIONS: [&str; 6] = ["html", "xml", "md", "txt", "json", "ics"];
    let (entries, found) = walk::files(root, folder);
    problems.extend(found);
    for entry in entries {
        let extension = entry
            .path
            .rsplit_once('.')
            .map_or("", |(_, extension)| extension);
        if !EXTENSIONS.contains(&extension) {
            continue;
        }
        let file = walk::relative(root, &folder.join(&entry.path));
        match read_text(&entry.source, &file) {
            Ok(text) => templates.push(TemplateFile {
                name: format!("{prefix}{}", entry.path),
                file,
                text,
            }),
            Err(problem) => problems.push(problem),
        }
    }
}
