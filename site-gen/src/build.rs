//! The recipe of a build, and the only place that names all stages. Must not know flags or the terminal.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rayon::prelude::*;

use crate::config::{Config, Encoding, Mode};
use crate::link::references::BackLinks;
use crate::link::{Drafts, Linked, Site, link};
use crate::output_folder::{self, Choice};
use crate::phase::{Announce, Phase, Phases};
use crate::problem::{self, Problem};
use crate::render::bodies::{self, Workshop};
use crate::render::tools::Tools;
use crate::render::{self, Library, Output, OutputBody, Stage, Views, engine};
use crate::sass::{self, StyleSheet};
use crate::write::{self, Dotfiles, HardLinks, Target, Written};
use crate::{check, compress, load, minify, parse, translations};

/// What to build, and where to.
#[derive(Clone, Debug)]
pub struct Options {
    /// The folder that holds the config, `content/` and `templates/`.
    pub root: PathBuf,
    /// The config file; found in the root when not given: `zola.toml`, else `config.toml`.
    pub config: Option<PathBuf>,
    /// In place of the config's `output_dir`.
    pub output_dir: Option<PathBuf>,
    /// In place of the config's `base_url`.
    pub base_url: Option<String>,
    pub drafts: Drafts,
    /// Whether a folder that is no former output may be replaced.
    pub force: Force,
    /// In place of the config's `minify_html`.
    pub minify: Minify,
    pub mode: Mode,
    /// Told of each phase as it begins.
    pub announce: Announce,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Force {
    Yes,
    No,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Minify {
    Always,
    AsConfigured,
}

impl Options {
    /// The options of `site-gen build` without flags.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self {
            root: root.into(),
            config: None,
            output_dir: None,
            base_url: None,
            drafts: Drafts::LeftOut,
            force: Force::No,
            minify: Minify::AsConfigured,
            mode: Mode::Build,
            announce: |_| {},
        }
    }
}

/// What a build did.
#[derive(Debug, Default)]
pub struct Report {
    pub pages: usize,
    /// Pages that no section lists.
    pub orphans: usize,
    pub sections: usize,
    pub written: usize,
    pub skipped: usize,
    pub removed: usize,
    pub output_dir: PathBuf,
    pub warnings: Vec<Problem>,
    /// How long each phase took, in order.
    pub phases: Vec<(Phase, Duration)>,
}

/// A build that wrote nothing; the old output is as it was.
#[derive(Debug, thiserror::Error)]
#[error("{}", problem_lines(.problems))]
pub struct Failure {
    /// Errors and warnings, sorted by file and line.
    pub problems: Vec<Problem>,
}

fn problem_lines(problems: &[Problem]) -> String {
    let lines: Vec<_> = problems.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

impl From<Vec<Problem>> for Failure {
    fn from(problems: Vec<Problem>) -> Self {
        Self {
            problems: problem::sorted(problems),
        }
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        vec![problem].into()
    }
}

/// Builds a site and writes it.
///
/// ```no_run
/// use site_gen::build::{Options, build};
/// let report = build(&Options::new("my-site"))?;
/// println!("{} files in {}", report.written, report.output_dir.display());
/// # Ok::<(), site_gen::build::Failure>(())
/// ```
///
/// # Errors
/// When anything is wrong with the site: the failure holds every problem that was found.
pub fn build(options: &Options) -> Result<Report, Failure> {
    Ok(build_and_write(options)?.report)
}

/// A site that was built without errors.
#[derive(Debug)]
pub struct InMemory {
    /// By their path in the output.
    pub files: BTreeMap<String, OutputBody>,
    pub report: Report,
    /// Where the paths of copied files begin.
    pub root: PathBuf,
}

/// Builds a site without writing it.
///
/// # Errors
/// As for [`build`].
pub fn build_in_memory(options: &Options) -> Result<InMemory, Failure> {
    let mut phases = Phases::new(options.announce);
    let mut site = in_memory(options, configure(options)?, &mut phases)?;
    site.report.phases = phases.finish();
    Ok(site)
}

/// Builds a site without writing it, and looks for what is likely not meant; that is among the report's warnings.
///
/// # Errors
/// As for [`build`].
pub fn check(options: &Options) -> Result<Report, Failure> {
    let options = Options {
        mode: Mode::Check,
        ..options.clone()
    };
    Ok(build_in_memory(&options)?.report)
}

/// Builds a site, writes it, and keeps it too.
///
/// # Errors
/// As for [`build`].
pub fn build_and_write(options: &Options) -> Result<InMemory, Failure> {
    let (root, config, found) = configure(options)?;
    let folder = output_folder(options, &root, &config)?;
    let target = Target {
        folder: folder.clone(),
        root: root.clone(),
        dotfiles: if config.preserve_dotfiles_in_output {
            Dotfiles::Kept
        } else {
            Dotfiles::Removed
        },
        hard_links: if config.hard_link_static {
            HardLinks::Made
        } else {
            HardLinks::NotMade
        },
    };
    let encodings = config.precompress.clone();
    let mut phases = Phases::new(options.announce);
    let mut site = in_memory(options, (root, config, found), &mut phases)?;
    phases.begin("compress", site.files.len());
    compress(&mut site.files, &encodings, &target)?;
    phases.begin("write", site.files.len());
    output_folder::record(&site.root, &folder);
    let Written {
        written,
        skipped,
        removed,
    } = write::write(&site.files, &target).map_err(|error| {
        Problem::error(
            folder.display().to_string(),
            0,
            format!("cannot be written: {error}"),
        )
    })?;
    site.report = Report {
        written,
        skipped,
        removed,
        output_dir: folder,
        phases: phases.finish(),
        ..site.report
    };
    Ok(site)
}

/// Adds what is compressed; a file of the last build that still holds the same is taken from the folder.
fn compress(
    files: &mut BTreeMap<String, OutputBody>,
    encodings: &[Encoding],
    target: &Target,
) -> Result<(), Problem> {
    let disk = compress::Disk {
        copied: &|source| fs_err::read(target.root.join(source)),
        last: &|path| fs_err::read(target.folder.join(path)).ok(),
    };
    let made = compress::beside(files, encodings, &disk)
        .map_err(|error| Problem::error("", 0, format!("a file cannot be compressed: {error}")))?;
    files.extend(made);
    Ok(())
}

fn in_memory(
    options: &Options,
    (root, config, found): (PathBuf, Config, Vec<Problem>),
    phases: &mut Phases,
) -> Result<InMemory, Failure> {
    let Made {
        outputs,
        mut report,
        problems,
    } = make(&root, config, options.drafts, phases);
    let problems = problem::sorted(found.into_iter().chain(problems).collect());
    if problems.iter().any(Problem::is_error) {
        return Err(Failure { problems });
    }
    report.warnings = problems;
    let files = write::by_path(outputs)?;
    Ok(InMemory {
        files,
        report,
        root,
    })
}

/// Finds the root and reads the settings, changed by the options.
pub(crate) fn configure(options: &Options) -> Result<(PathBuf, Config, Vec<Problem>), Failure> {
    let root = fs_err::canonicalize(&options.root).map_err(|error| {
        Problem::error(
            options.root.display().to_string(),
            0,
            format!("cannot be read: {error}"),
        )
    })?;
    let path = match &options.config {
        Some(path) if path.is_absolute() => path.clone(),
        Some(path) => root.join(path),
        None => {
            let named = ["zola.toml", "config.toml"].map(|name| root.join(name));
            named
                .into_iter()
                .find(|path| path.is_file())
                .ok_or_else(|| {
                    Problem::error(
                        options.root.display().to_string(),
                        0,
                        "no config.toml or zola.toml found",
                    )
                    .with_hint("run it in the site's folder, or name that with --root")
                })?
        }
    };
    let (mut config, problems) = load::config(&root, &path)?;
    if let Some(base_url) = &options.base_url {
        // Templates count on the slash at its end, or on there being none.
        let slash = match options.mode {
            Mode::Serve if config.base_url.ends_with('/') && !base_url.ends_with('/') => "/",
            _ => "",
        };
        config.base_url = format!("{base_url}{slash}");
    }
    if options.mode != Mode::Build {
        config.mode = options.mode;
        config.precompress.clear();
    }
    config.minify_html |= options.minify == Minify::Always;
    if options.mode == Mode::Check {
        config.markdown.highlighting = None;
        config.minify_html = false;
    }
    Ok((root, config, problems))
}

fn output_folder(options: &Options, root: &Path, config: &Config) -> Result<PathBuf, Failure> {
    let (folder, choice) = match &options.output_dir {
        Some(folder) => (folder.clone(), Choice::Flag),
        None => (root.join(&config.output_dir), Choice::Config),
    };
    let choice = if options.force == Force::Yes {
        Choice::Forced
    } else {
        choice
    };
    output_folder::check(root, &folder, choice)?;
    Ok(folder)
}

/// Everything a build makes, before it is written.
struct Made {
    outputs: Vec<Output>,
    report: Report,
    problems: Vec<Problem>,
}

/// All stages but writing: they go on after problems, so that all are found.
fn make(root: &Path, config: Config, drafts: Drafts, phases: &mut Phases) -> Made {
    let mut problems = Vec::new();
    let mut collect = |found: Vec<Problem>| problems.extend(found);
    phases.begin("load", 0);
    let (sources, found) = load::content(root, &config);
    collect(found);
    let (templates, found) = load::templates(root, &config);
    collect(found);
    let (statics, found) = load::statics(root, &config);
    collect(found);
    let counting = bodies::counting(
        templates
            .iter()
            .map(|t| t.text.as_str())
            .chain(sources.iter().map(|s| s.text.as_str())),
    );
    let called = match config.mode {
        Mode::Check => sources
            .iter()
            .flat_map(|s| check::components_called(&s.text))
            .collect(),
        Mode::Build | Mode::Serve => BTreeSet::new(),
    };
    phases.begin("parse", sources.len());
    let (documents, found) = parse::parse(sources, &config);
    collect(found);
    phases.begin("link", documents.len());
    let Linked {
        site,
        page_bodies,
        section_bodies,
        problems: found,
    } = link(documents, &config, drafts);
    collect(found);
    let (sheets, found) = style_sheets(root, &config);
    collect(found);

    phases.begin("compile templates", templates.len());
    let library = Library::new(config, site, engine::files(&templates));
    let tools = Tools::new(root, &library, &sheets);
    let (tera, found) = tools.engine(&templates, &library);
    let templates_are_sound = found.is_empty();
    collect(found);
    phases.begin("render bodies", page_bodies.len() + section_bodies.len());
    let workshop = Workshop {
        tera: &tera,
        library: &library,
        highlighter: tools.highlighter.as_deref(),
        counting,
    };
    let (bodies, found) = workshop.render(page_bodies, section_bodies);
    if templates_are_sound {
        collect(found);
    }
    collect(bodies::links::broken_anchors(&bodies, &library));

    phases.begin("share values", library.site.pages.len());
    let back_links = BackLinks::new(&library.site, bodies::links::between(&bodies, &library));
    let views = library.publish(Views::new(
        &library.site,
        &bodies,
        &back_links,
        &library.config,
    ));
    let jobs = render::jobs(&library.site, &library.config);
    let stage = Stage {
        tera: &tera,
        library: &library,
        views,
    };
    phases.begin("render pages", jobs.len());
    let mut outputs: Vec<Output> = sheets
        .into_iter()
        .map(|sheet| Output::text(sheet.path, sheet.css))
        .collect();
    outputs.extend(render::search::indexes(&library, &bodies));
    outputs.extend(render::search::word_indexes(&library, &bodies));
    let (code_sheets, found) = tools.code_style_sheets();
    collect(found);
    outputs.extend(code_sheets);
    if templates_are_sound {
        let (rendered, found) = render::run(&jobs, stage);
        collect(found);
        outputs.extend(minified(rendered, &library.config));
    }
    phases.begin("make images", 0);
    let (images, found) = tools.images();
    collect(found);
    outputs.extend(images);
    outputs.extend(statics.into_iter().map(|file| Output {
        path: file.path,
        body: OutputBody::File(file.source),
    }));
    if library.config.mode == Mode::Check {
        collect(check::findings(&library, &bodies, &templates, &called));
    }
    if library.config.mode == Mode::Check || problems.iter().any(Problem::is_error) {
        problems.extend(language_gaps(root, &library.config));
    }
    let Site {
        pages, sections, ..
    } = &*library.site;
    let written = pages.iter().filter(|page| page.original.is_none());
    let sections = sections.iter();
    let report = Report {
        pages: written.clone().count(),
        orphans: written.filter(|page| page.ancestors.is_empty()).count(),
        sections: sections
            .filter(|section| section.original.is_none())
            .count(),
        ..Report::default()
    };
    Made {
        outputs,
        report,
        problems,
    }
}

/// Tables of texts that lack a language: a template that misses one fails without naming it.
fn language_gaps(root: &Path, config: &Config) -> Vec<Problem> {
    if !config.is_multilingual() {
        return Vec::new();
    }
    // A file that is no text holds no table: whoever asks for it hears of that.
    let (data, _) = load::data(root);
    let gaps = data
        .iter()
        .flat_map(|(file, text)| translations::gaps(file, text, config));
    gaps.map(|gap| gap.problem()).collect()
}

/// The theme's style sheets, then the site's own if it asks for them.
fn style_sheets(root: &Path, config: &Config) -> (Vec<StyleSheet>, Vec<Problem>) {
    let theme = config
        .theme
        .iter()
        .map(|theme| root.join("themes").join(theme).join("sass"));
    let own = config.compile_sass.then(|| root.join("sass"));
    let mut sheets = Vec::new();
    let mut problems = Vec::new();
    for folder in theme.chain(own) {
        let (found, wrong) = sass::compile_sass(root, &folder);
        sheets.extend(found);
        problems.extend(wrong);
    }
    (sheets, problems)
}

fn minified(outputs: Vec<Output>, config: &Config) -> Vec<Output> {
    if !config.minify_html {
        return outputs;
    }
    let minify = |output: Output| match output.body {
        OutputBody::Bytes(bytes) if output.path.ends_with("html") => {
            let html = String::from_utf8_lossy(&bytes);
            Output::text(output.path, minify::minify_html(&html))
        }
        body => Output {
            path: output.path,
            body,
        },
    };
    outputs.into_par_iter().map(minify).collect()
}

#[cfg(test)]
mod tests;
