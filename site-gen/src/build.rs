//! A site's folder → its output, in one call. Must not know flags or the terminal.
//!
//! ```text
//! options ─ inputs (all that is read) ─ recipe (all stages between) ─ write
//!              │                          │
//!              └── what changed ── records of the last build ── builder: the same again, and again
//! ```

mod builder;
mod inputs;
mod options;
mod recipe;
mod records;
mod report;

pub use builder::{Builder, Changes};
pub(crate) use options::configure;
pub use options::{Force, Minify, Options};
pub use report::{Failure, Report};

use std::path::PathBuf;
use std::sync::Arc;

use inputs::Inputs;
use recipe::{Keep, Made};
use records::Records;

use crate::config::{Config, Mode};
use crate::phase::Phases;
use crate::problem::{self, Problem};
use crate::render::Files;
use crate::write::{self, Dotfiles, HardLinks, Target, Written};
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
    let mut phases = Phases::new(options.announce);
    let inputs = Inputs::read(options, &mut phases)?;
    options::output_folder(options, &inputs.root, &inputs.config)?;
    let made = recipe::make(inputs, (options.drafts, Keep::Nothing), None, &mut phases);
    let (mut site, _) = settled(made, None)?;
    write_in_phases(&mut site, options, phases)?;
    Ok(site.report)
}

/// Builds a site without writing it.
///
/// # Errors
/// As for [`build`].
pub fn build_in_memory(options: &Options) -> Result<InMemory, Failure> {
    let mut phases = Phases::new(options.announce);
    let inputs = Inputs::read(options, &mut phases)?;
    let made = recipe::make(inputs, (options.drafts, Keep::Nothing), None, &mut phases);
    let (mut site, _) = settled(made, None)?;
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

/// Writes a site to its output folder.
///
/// # Errors
/// When that folder is none that a build may write to, or cannot be written.
pub fn write(site: &mut InMemory, options: &Options) -> Result<(), Failure> {
    write_in_phases(site, options, Phases::new(options.announce))
}

fn write_in_phases(
    site: &mut InMemory,
    options: &Options,
    mut phases: Phases,
) -> Result<(), Failure> {
    let folder = options::output_folder(options, &site.root, &site.config)?;
    let target = target(site, folder);
    phases.begin("compress", site.files.len());
    let compressed = compressed(site, &target)?;
    phases.begin("write", site.files.len() + compressed.len());
    let files = match compressed.is_empty() {
        true => site.files.clone(),
        false => Arc::new(
            site.files
                .iter()
                .map(|(path, body)| (path.clone(), body.clone()))
                .chain(compressed)
                .collect(),
        ),
    };
    output_folder::record(&site.root, &target.folder);
    let Written {
        written,
        skipped,
        removed,
    } = write::write(&files, &target).map_err(|error| {
        let folder = target.folder.display().to_string();
        Problem::error(folder, 0, format!("cannot be written: {error}"))
    })?;
    site.report.written = written;
    site.report.skipped = skipped;
    site.report.removed = removed;
    site.report.output_dir = target.folder;
    site.report.phases.extend(phases.finish());
    Ok(())
}

fn target(site: &InMemory, folder: PathBuf) -> Target {
    Target {
        folder,
        root: site.root.clone(),
        dotfiles: if site.config.preserve_dotfiles_in_output {
            Dotfiles::Kept
        } else {
            Dotfiles::Removed
        },
        hard_links: if site.config.hard_link_static {
            HardLinks::Made
        } else {
            HardLinks::NotMade
        },
    }
}

/// What is compressed beside other files; one of the last build that still holds the same is taken from the folder.
fn compressed(site: &InMemory, target: &Target) -> Result<Files, Problem> {
    let disk = compress::Disk {
        copied: &|source| fs_err::read(target.root.join(source)),
        last: &|path| fs_err::read(target.folder.join(path)).ok(),
    };
    compress::beside(&site.files, &site.config.precompress, &disk)
        .map_err(|error| Problem::error("", 0, format!("a file cannot be compressed: {error}")))
}

/// What was made, if nothing is wrong.
fn settled(made: Made, last: Option<&Records>) -> Result<(InMemory, Option<Records>), Failure> {
    let problems = problem::sorted(made.problems);
    if problems.iter().any(Problem::is_error) {
        return Err(Failure { problems });
    }
    let site = InMemory {
        files: Arc::new(write::by_path(made.outputs, last.map(|last| &*last.files))?),
        report: Report {
            warnings: problems,
            ..made.report
        },
        root: made.root,
        config: made.config,
    };
    Ok((site, made.records))
}

#[cfg(test)]
mod tests;
