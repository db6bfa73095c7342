//! What the last build read, made and said, in a few numbers beside the site: while they stay true there is nothing to
//! build. Kept in `.site-gen/last` of the site's root, which can be deleted at any time.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::options::Options;
use super::{Report, inputs::Read};
use crate::digest::Digest;
use crate::load::StaticFile;
use crate::output_folder;
use crate::problem::{Problem, Severity};
use crate::render::bodies::is_template;
use crate::site_files::SiteFiles;
use crate::write::Target;
use crate::write::contents::{self, Contents};

const FILE: &str = "last";

/// Words in a template, each with the sign after it, that make a page come out differently without any change: the time,
/// chance, another server.
const UNFORESEEABLE: [(&str, &str); 4] = [
    ("now", "("),
    ("get_random", ""),
    ("shuffle", ""),
    ("url", "="),
];

/// A build that wrote its site.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Remembered {
    /// Of the program, its options, and all that is read before anything is rendered.
    read: String,
    /// The names that templates asked for, and what was found.
    asked: Vec<String>,
    found: String,
    /// Of all files in the output folder.
    made: String,
    /// Those of them that are copies.
    copied: BTreeSet<String>,
    pages: usize,
    orphans: usize,
    sections: usize,
    files: usize,
    warnings: Vec<Warning>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Warning {
    file: String,
    line: usize,
    message: String,
    hint: Option<String>,
}

/// All that is read before anything is rendered, as one number; none where the same may come out differently.
pub(super) fn digest_of(read: &Read, options: &Options) -> Option<Digest> {
    let bodies = read.sources.iter().map(|source| &*source.text);
    let templates = read.templates.iter().map(|template| template.text.as_str());
    let has = |text: &str, (word, sign): &(&str, &str)| {
        let mut ends = text.match_indices(word).map(|(at, _)| at + word.len());
        ends.any(|end| text[end..].trim_start().starts_with(sign))
    };
    let unforeseeable = |text: &str| UNFORESEEABLE.iter().any(|word| has(text, word));
    if templates
        .chain(bodies.filter(|text| is_template(text)))
        .any(unforeseeable)
    {
        return None;
    }
    let sources: Vec<Digest> = read
        .sources
        .par_iter()
        .map(|source| {
            let own = Digest::of_texts([&*source.path, &*source.text]);
            source.assets.iter().fold(own, |sum, asset| {
                sum.then(contents::of_copy(
                    &read.root.join("content").join(asset),
                    asset,
                ))
            })
        })
        .collect();
    let templates = read.templates.iter();
    let sheets = read.sheets.iter();
    let statics = read.statics.iter();
    let settings = format!(
        "{:?}",
        (
            &options.base_url,
            options.drafts,
            options.minify,
            options.mode
        )
    );
    let settings = [
        program(),
        Digest::of(settings),
        of_files(&read.root, read.settings_files()),
        // What could not be read, or is left out, stands nowhere else.
        Digest::of_texts(read.problems.iter().map(ToString::to_string)),
    ];
    let all = settings
        .into_iter()
        .chain(sources)
        .chain(templates.map(|template| Digest::of_texts([&template.name, &template.text])))
        .chain(sheets.map(|sheet| Digest::of_texts([&sheet.path, &sheet.css])))
        .chain(statics.map(|file: &StaticFile| contents::of_copy(&file.source, &file.path)));
    Some(Digest::all(all))
}

/// This very program: another version may make something else of the same.
fn program() -> Digest {
    let built =
        std::env::current_exe().map(|path| contents::of_copy(&path, env!("CARGO_PKG_VERSION")));
    built.unwrap_or_default()
}

fn of_files(root: &Path, files: Vec<String>) -> Digest {
    Digest::all(files.iter().map(|file| {
        let text = fs_err::read(root.join(file)).unwrap_or_default();
        Digest::of(file).then(Digest::of(text))
    }))
}

impl Remembered {
    /// What is kept of the last build of the site in `root`.
    pub fn load(root: &Path) -> Option<Self> {
        let text = fs_err::read(file(root)).ok()?;
        serde_json::from_slice(&text).ok()
    }

    /// The report of the last build, if this one would read, make and say the same.
    pub fn report(&self, read: Digest, files: &SiteFiles, target: &Target) -> Option<Report> {
        let holds = self.read == read.to_string()
            && of_found(files, &self.asked).is_some_and(|found| self.found == found)
            && Some(&self.made)
                == contents::of_folder(target, &self.copied)
                    .map(|made| made.to_string())
                    .as_ref();
        holds.then(|| Report {
            pages: self.pages,
            orphans: self.orphans,
            sections: self.sections,
            skipped: self.files,
            output_dir: target.folder.clone(),
            warnings: self.warnings.iter().map(Warning::problem).collect(),
            ..Report::default()
        })
    }

    /// What is to be kept of a build that has written its site; nothing where a file that it read has changed meanwhile.
    pub fn of(
        (read, files): (Digest, &SiteFiles),
        report: &Report,
        made: Contents,
    ) -> Option<Self> {
        let asked = files.asked();
        Some(Self {
            read: read.to_string(),
            found: of_found(files, &asked)?,
            asked,
            made: made.digest.to_string(),
            copied: made.copied,
            pages: report.pages,
            orphans: report.orphans,
            sections: report.sections,
            files: report.written + report.skipped,
            warnings: report.warnings.iter().map(Warning::of).collect(),
        })
    }

    /// Keeps it; a root that cannot be written to keeps nothing.
    pub fn save(&self, root: &Path) {
        let _ = output_folder::make_home(root).and_then(|home| {
            let text = serde_json::to_vec(self).map_err(io::Error::other)?;
            fs_err::write(home.join(FILE), text)
        });
    }

    /// Forgets what was kept, before anything is changed: a build that is ended half way leaves nothing that lies.
    pub fn forget(root: &Path) {
        let _ = fs_err::remove_file(file(root));
    }
}

fn file(root: &Path) -> PathBuf {
    output_folder::home(root).join(FILE)
}

/// What is found under these names now; none where it was something else when it was looked at before.
fn of_found(files: &SiteFiles, asked: &[String]) -> Option<String> {
    let digest = |name: &String| {
        let found = files.find(name).map_err(|error| error.to_string());
        let bytes = found.and_then(|file| match file.read() {
            Ok(_) if file.has_differed() => Ok(None),
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) => Err(error.to_string()),
        });
        match bytes {
            Ok(bytes) => Some(Digest::of(name).then(Digest::of(bytes?))),
            Err(error) => Some(Digest::of_texts([name, &error])),
        }
    };
    let digests: Option<Vec<Digest>> = asked.iter().map(digest).collect();
    Some(Digest::all(digests?).to_string())
}

impl Warning {
    fn of(problem: &Problem) -> Self {
        Self {
            file: problem.file.clone(),
            line: problem.line,
            message: problem.message.clone(),
            hint: problem.hint.clone(),
        }
    }

    fn problem(&self) -> Problem {
        Problem {
            file: self.file.clone(),
            line: self.line,
            severity: Severity::Warning,
            message: self.message.clone(),
            hint: self.hint.clone(),
        }
    }
}
