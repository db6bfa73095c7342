//! What to build and where to, as the command line or the preview says, and the config that results.

use std::path::{Path, PathBuf};

use crate::config::{Config, Mode};
use crate::link::Drafts;
use crate::load;
use crate::markdown::Highlighter;
use crate::output_folder::{self, Choice};
use crate::phase::Announce;
use crate::problem::Problem;

use super::Failure;

/// What a config is called; the first that is there counts.
const NAMES: [&str; 2] = ["zola.toml", "config.toml"];

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
        Some(path) => root.join(path),
        None => {
            let named = NAMES.map(|name| root.join(name));
            let found = named.into_iter().find(|path| path.is_file());
            found.ok_or_else(|| {
                Problem::error(
                    options.root.display().to_string(),
                    0,
                    "no config.toml or zola.toml found",
                )
                .with_hint("run it in the site's folder, or name that with --root")
            })?
        }
    };
    let (mut config, mut problems) = load::config(&root, &path)?;
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
        // No code is coloured, so nobody else would say what is wrong.
        let colours = Highlighter::of(&config, &root);
        problems.extend(colours.and_then(|colours| colours.style_sheets().err()));
        config.markdown.highlighting = None;
        config.minify_html = false;
    }
    Ok((root, config, problems))
}

/// The site's folder: the one that is asked for, or the nearest around it that has a config, of this name if one is given.
pub fn nearest_root(asked: PathBuf, config: Option<&Path>) -> PathBuf {
    let Ok(full) = fs_err::canonicalize(&asked) else {
        return asked;
    };
    let has_one = |folder: &Path| match config {
        Some(name) => folder.join(name).is_file(),
        None => NAMES.iter().any(|name| folder.join(name).is_file()),
    };
    match full.ancestors().find(|folder| has_one(folder)) {
        Some(folder) if folder != full => folder.to_owned(),
        _ => asked,
    }
}

pub(super) fn output_folder(
    options: &Options,
    root: &Path,
    config: &Config,
) -> Result<PathBuf, Failure> {
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
