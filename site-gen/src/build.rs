//! A site's folder → its output, in one call. Must not know flags or the terminal.
//!
//! ```text
//! options ─ inputs (all that is read) ─ recipe (all stages between) ─ write
//!              │                          │
//!              └── what changed ── records of the last build ── builder: the same again, and again
//! ```

mod builder;
mod changed;
mod gather;
mod inputs;
mod linkage;
mod making;
mod options;
mod recipe;
mod records;
mod remembered;
mod report;
mod reused;

pub use builder::{Builder, Changes};
pub(crate) use options::configure;
pub use options::{Force, Minify, Options, nearest_root};
pub use recipe::Leftovers;
pub use report::{Failure, Report};

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use gather::Collected;
use inputs::{Inputs, Read};
use records::Keep;
use remembered::Remembered;

use crate::check::cache::LinkCache;
use crate::check::external::{self, Manners};
use crate::check::local;
use crate::config::{Config, Mode};
use crate::phase::Phases;
use crate::problem::{self, Problem};
use crate::render::{Files, Output, OutputBody, Rank};
use crate::site_files::SiteFiles;
use crate::write::contents::Contents;
use crate::write::{self, Delivery, Dotfiles, HardLinks, Target};
use crate::{compress, output_folder};

/// A site that was built without errors.
#[derive(Debug)]
pub struct InMemory {
    pub files: Arc<Files>,
    pub report: Report,
    /// Where the paths of copied files begin.
    pub root: PathBuf,
    config: Arc<Config>,
}

impl InMemory {
    /// The HTML that was made.
    pub fn pages(&self) -> impl Iterator<Item = &[u8]> {
        self.files.iter().filter_map(|(path, body)| match body {
            OutputBody::Bytes(bytes) if path.ends_with(".html") => Some(&bytes[..]),
            _ => None,
        })
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
    build_and_leave(options).map(|(report, _)| report)
}

/// The same for a program that ends after it, and may forget what is left of the build.
///
/// # Errors
/// As for [`build`].
pub fn build_and_leave(options: &Options) -> Result<(Report, Option<Leftovers>), Failure> {
    let mut phases = Phases::new(options.announce);
    let read = Read::all(options, &mut phases)?;
    let folder = options::output_folder(options, &read.root, &read.config)?;
    let target = target(&read.root, &read.config, folder);
    let digest = remembered::digest_of(&read, options);
    if let Some(digest) = digest
        && let Some(remembered) = Remembered::load(&read.root)
        && let Some(report) = remembered.report(digest, &site_files(&read), &target)
    {
        return Ok((report.timed(phases), None));
    }
    let made = build_anew(
        Inputs::of(read, &mut phases),
        (options, target),
        &mut phases,
    )?;
    if let Some(digest) = digest
        && let Some(last) = Remembered::of((digest, &made.files), &made.report, made.contents)
    {
        last.save(&made.root);
    }
    Ok((made.report.timed(phases), Some(made.leftovers)))
}

/// A build that has written its site.
struct Anew {
    report: Report,
    root: PathBuf,
    files: Arc<SiteFiles>,
    contents: Contents,
    leftovers: Leftovers,
}

fn build_anew(
    inputs: Inputs,
    (options, target): (&Options, Target),
    phases: &mut Phases,
) -> Result<Anew, Failure> {
    output_folder::record(&inputs.root, &target.folder);
    let config = inputs.config.clone();
    let delivery = Delivery::begin(target.clone()).map_err(|error| fault(&target, error.into()))?;
    let deliver = |rank, output: Output| {
        compressed(&output, &config, &target)
            .into_iter()
            .for_each(|small| delivery.take(Rank::default(), small));
        delivery.take(rank, output);
    };
    let how = (options.drafts, Keep::Nothing);
    let made = recipe::make(inputs, how, (None, &deliver), phases);
    let report = sound(made.report, made.problems)?;
    phases.begin("move into place", 0);
    Remembered::forget(&made.root);
    let (written, contents) = delivery.finish().map_err(|error| fault(&target, error))?;
    Ok(Anew {
        report: report.with(written, target.folder),
        root: made.root,
        files: made.files,
        contents,
        leftovers: made.leftovers,
    })
}

/// Where templates would look for files.
fn site_files(read: &Read) -> SiteFiles {
    let sheets = read.sheets.iter();
    let made = sheets.map(|sheet| (sheet.path.clone(), Arc::from(sheet.css.as_bytes())));
    SiteFiles::new(&read.root, read.config.theme.as_deref(), made.collect())
}

/// Builds a site without writing it.
///
/// # Errors
/// As for [`build`].
pub fn build_in_memory(options: &Options) -> Result<InMemory, Failure> {
    in_memory(options).map(|(built, _)| built)
}

fn in_memory(options: &Options) -> Result<(InMemory, Leftovers), Failure> {
    let mut phases = Phases::new(options.announce);
    let inputs = Inputs::read(options, &mut phases)?;
    let collected = Collected::default();
    let receive = |rank, output| collected.receive(rank, output);
    let how = (options.drafts, Keep::Nothing);
    let made = recipe::make(inputs, how, (None, &receive), &mut phases);
    phases.begin("gather outputs", 0);
    let built = InMemory {
        report: sound(made.report, made.problems)?.timed(phases),
        files: Arc::new(write::by_path(collected.outputs())?),
        root: made.root,
        config: made.config,
    };
    Ok((built, made.leftovers))
}

/// Builds a site without writing it, and looks for what is likely not meant; that is among the report's warnings.
///
/// # Errors
/// As for [`build`].
pub fn check(options: &Options) -> Result<Report, Failure> {
    Ok(check_in_memory(options)?.report)
}

/// The same, and asks for every link that leaves the site, at `now`; a link found good is asked for once a day.
///
/// # Errors
/// As for [`build`], and when a link leads nowhere.
pub fn check_with_external_links(
    options: &Options,
    manners: &Manners,
    now: SystemTime,
) -> Result<Report, Failure> {
    let InMemory {
        mut report,
        root,
        config,
        ..
    } = check_in_memory(options)?;
    let cache = LinkCache::read(&root, now);
    let links = &report.external_links;
    let answers = external::ask(links, &config.link_checker, &cache.good(), manners);
    cache.write(&answers.good);
    report.warnings.extend(answers.problems);
    report.warnings = problem::sorted(report.warnings);
    match report.warnings.iter().any(Problem::is_error) {
        true => Err(report.warnings.into()),
        false => Ok(report),
    }
}

/// As [`check`], with what was built.
///
/// # Errors
/// As for [`build`].
pub fn check_in_memory(options: &Options) -> Result<InMemory, Failure> {
    let (mut built, leftovers) = in_memory(&Options {
        mode: Mode::Check,
        ..options.clone()
    })?;
    let broken = local::broken(&built.files, &built.root, &built.config, leftovers.site());
    built.report.warnings.extend(broken);
    built.report.warnings = problem::sorted(built.report.warnings);
    Ok(built)
}

/// Writes a site to its output folder.
///
/// # Errors
/// When that folder is none that a build may write to, or cannot be written.
pub fn write(site: &mut InMemory, options: &Options) -> Result<(), Failure> {
    let folder = options::output_folder(options, &site.root, &site.config)?;
    output_folder::record(&site.root, &folder);
    let target = target(&site.root, &site.config, folder);
    let written = write::write(&site.files, &target).map_err(|error| fault(&target, error))?;
    let report = std::mem::take(&mut site.report);
    site.report = report.with(written, target.folder);
    Ok(())
}

fn target(root: &Path, config: &Config, folder: PathBuf) -> Target {
    Target {
        folder,
        root: root.to_owned(),
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
    }
}

fn fault(target: &Target, fault: write::Fault) -> Failure {
    match fault {
        write::Fault::Paths(problems) => problems.into(),
        write::Fault::Disk(error) => {
            let folder = target.folder.display().to_string();
            Problem::error(folder, 0, format!("cannot be written: {error}")).into()
        }
    }
}

/// What is compressed beside an output, if the site asks for that. A file that cannot be read cannot be copied either:
/// that is told where it is written.
fn compressed(output: &Output, config: &Config, target: &Target) -> Vec<Output> {
    if config.precompress.is_empty() {
        return Vec::new();
    }
    let copied;
    let bytes: &[u8] = match &output.body {
        OutputBody::Bytes(bytes) => bytes,
        OutputBody::File(source) => {
            copied = fs_err::read(target.root.join(source)).unwrap_or_default();
            &copied
        }
    };
    let last = |path: &str| fs_err::read(target.folder.join(path)).ok();
    compress::beside((&output.path, bytes), &config.precompress, last).unwrap_or_default()
}

/// The report with all warnings, if there is nothing worse.
fn sound(report: Report, problems: Vec<Problem>) -> Result<Report, Failure> {
    let problems = problem::sorted(problems);
    if problems.iter().any(Problem::is_error) {
        return Err(Failure { problems });
    }
    Ok(Report {
        warnings: problems,
        ..report
    })
}

#[cfg(test)]
mod tests;
