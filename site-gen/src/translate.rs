//! The recipe of `site-gen translations`: reads a site and surveys it, or marks its translations as made from what their
//! originals say today. Must not know the terminal.

use std::path::{Path, PathBuf};

use crate::build::{self, Failure, Options};
use crate::config::Config;
use crate::load;
use crate::parse::{Document, parse};
use crate::problem::{self, Problem};
use crate::translations::{self, Cell, Freshness, Survey, Translation};

/// Which site: its folder, and the config file when it has another name.
#[derive(Clone, Debug)]
pub struct Sources {
    pub root: PathBuf,
    pub config: Option<PathBuf>,
}

/// What was read.
struct Site {
    root: PathBuf,
    config: Config,
    documents: Vec<Document>,
    /// All in which a UI text may be named.
    texts: Vec<String>,
    data: Vec<(String, String)>,
}

/// Surveys the site.
///
/// # Errors
/// When it cannot be read, or holds mistakes that hide what is translated.
pub fn survey(sources: &Sources) -> Result<Survey, Failure> {
    Ok(read(sources)?.survey())
}

/// Marks these translations, by their paths with or without `content/`; without any, those that have no mark yet.
/// Returns the files that were written.
///
/// # Errors
/// When a file is no translation, or cannot be edited; then no file is written.
pub fn mark(sources: &Sources, files: &[String]) -> Result<Vec<String>, Failure> {
    let site = read(sources)?;
    let survey = site.survey();
    let wanted = |translation: &Translation| match files {
        [] => translation.freshness == Freshness::Unmarked,
        _ => files
            .iter()
            .any(|file| in_content(file) == translation.file),
    };
    let mut problems = not_translations(files, &survey);
    let mut edited = Vec::new();
    for (translation, fingerprint) in
        marked_from(&survey).filter(|(translation, _)| wanted(translation))
    {
        match edit(&site.root, &translation.file, fingerprint) {
            Ok(text) => edited.push((translation.file.clone(), text)),
            Err(problem) => problems.push(problem),
        }
    }
    if !problems.is_empty() {
        return Err(problems.into());
    }
    for (file, text) in &edited {
        let path = site.root.join("content").join(file);
        fs_err::write(path, text).map_err(|error| problem_in(file, error.to_string()))?;
    }
    Ok(edited.into_iter().map(|(file, _)| file).collect())
}

impl Site {
    fn survey(&self) -> Survey {
        let texts: Vec<&str> = self.texts.iter().map(String::as_str).collect();
        let data: Vec<(&str, &str)> = self
            .data
            .iter()
            .map(|(file, text)| (file.as_str(), text.as_str()))
            .collect();
        translations::survey(&self.documents, &self.config, &texts, &data)
    }
}

fn read(sources: &Sources) -> Result<Site, Failure> {
    let options = Options {
        config: sources.config.clone(),
        ..Options::new(&sources.root)
    };
    let (root, config, mut problems) = build::configure(&options)?;
    let load::Loaded {
        files: contents,
        problems: found,
        ..
    } = load::content(&root, &config);
    problems.extend(found);
    let (templates, found) = load::templates(&root, &config);
    problems.extend(found);
    let (data, found) = load::data(&root);
    problems.extend(found);
    let mut texts: Vec<String> = contents
        .iter()
        .map(|source| source.text.to_string())
        .collect();
    texts.extend(templates.into_iter().map(|template| template.text));
    texts.extend(data.iter().map(|(_, text)| text.clone()));
    texts.push(config.extra.to_string());
    let (documents, found) = parse(contents, &config);
    problems.extend(found);
    if problems.iter().any(Problem::is_error) {
        return Err(Failure {
            problems: problem::sorted(problems),
        });
    }
    Ok(Site {
        root,
        config,
        documents,
        texts,
        data,
    })
}

/// The translations that have an original, with its fingerprint.
fn marked_from(survey: &Survey) -> impl Iterator<Item = (&Translation, &str)> {
    survey.rows.iter().flat_map(|row| {
        let fingerprint = row.fingerprint.as_deref();
        row.cells.iter().filter_map(move |cell| match cell {
            Cell::Translated(translation) => Some((translation, fingerprint?)),
            _ => None,
        })
    })
}

fn not_translations(files: &[String], survey: &Survey) -> Vec<Problem> {
    let known: Vec<&str> = marked_from(survey)
        .map(|(translation, _)| translation.file.as_str())
        .collect();
    let unknown = files
        .iter()
        .map(|file| in_content(file))
        .filter(|file| !known.contains(file));
    let problem = |file: &str| {
        problem_in(
            file,
            "is no translation of a page in the default language".to_owned(),
        )
        .with_nearest(file, known.iter().copied())
    };
    unknown.map(problem).collect()
}

fn edit(root: &Path, file: &str, fingerprint: &str) -> Result<String, Problem> {
    let text = fs_err::read_to_string(root.join("content").join(file))
        .map_err(|error| problem_in(file, error.to_string()))?;
    translations::mark(&text, fingerprint).map_err(|error| problem_in(file, error.to_string()))
}

/// The file from `content/`, however somebody in the site's folder or anywhere else names it.
fn in_content(file: &str) -> &str {
    let file = file.strip_prefix("./").unwrap_or(file);
    let whole = file.starts_with('/').then(|| file.split_once("/content/"));
    match whole.flatten() {
        Some((_, within)) => within,
        None => file.strip_prefix("content/").unwrap_or(file),
    }
}

fn problem_in(file: &str, message: String) -> Problem {
    Problem::error(format!("content/{file}"), 0, message)
}

#[cfg(test)]
mod tests {
    use super::{Sources, mark, survey};

    fn site(files: &[(&str, &str)]) -> (tempfile::TempDir, Sources) {
        let folder = tempfile::tempdir().unwrap();
        let config = "base_url = 'https://e.org'\ndefault_language = 'sv'\n[languages.en]\n";
        let always = [("config.toml", config), ("templates/index.html", "")];
        for (path, text) in always.iter().chain(files) {
            let path = folder.path().join(path);
            fs_err::create_dir_all(path.parent().unwrap()).unwrap();
            fs_err::write(path, text).unwrap();
        }
        let sources = Sources {
            root: folder.path().to_owned(),
            config: None,
        };
        (folder, sources)
    }

    /// Stale, missing and unmarked pages of English.
    fn counts(sources: &Sources) -> (usize, usize, usize) {
        let totals = survey(sources).unwrap().totals(1);
        (totals.stale, totals.missing, totals.unmarked)
    }

    #[test]
    fn a_marked_translation_goes_stale_when_its_original_changes() {
        let (folder, sources) = site(&[
            ("content/a.md", "+++\ntitle = 'A'\n+++\nHej\n"),
            ("content/a.en.md", "+++\ntitle = 'A'\n+++\nHello\n"),
            ("content/b.md", "+++\n+++\n"),
        ]);
        assert_eq!(counts(&sources), (0, 1, 1));
        assert_eq!(mark(&sources, &[]).unwrap(), ["a.en.md"]);
        assert_eq!(counts(&sources), (0, 1, 0));
        fs_err::write(
            folder.path().join("content/a.md"),
            "+++\ntitle = 'A'\n+++\nHej hej\n",
        )
        .unwrap();
        assert_eq!(counts(&sources), (1, 1, 0));
        assert_eq!(mark(&sources, &[]).unwrap(), [] as [&str; 0]);
        assert_eq!(
            mark(&sources, &["content/a.en.md".to_owned()]).unwrap(),
            ["a.en.md"]
        );
        assert_eq!(counts(&sources), (0, 1, 0));
    }

    #[test]
    fn marks_all_or_none() {
        let inline = "+++\nextra = { a = 1 }\n+++\n";
        let (folder, sources) = site(&[
            ("content/a.md", "+++\n+++\n"),
            ("content/a.en.md", "+++\n+++\n"),
            ("content/b.md", "+++\n+++\n"),
            ("content/b.en.md", inline),
        ]);
        let failure = mark(&sources, &[]).unwrap_err().to_string();
        assert!(
            failure.starts_with("content/b.en.md: its front matter cannot be edited safely"),
            "{failure}"
        );
        assert_eq!(
            fs_err::read_to_string(folder.path().join("content/a.en.md")).unwrap(),
            "+++\n+++\n"
        );
        let failure = mark(&sources, &["c.en.md".to_owned()])
            .unwrap_err()
            .to_string();
        assert!(
            failure.contains("content/c.en.md: is no translation"),
            "{failure}"
        );
    }
}
