//! Settings of which there is a closed choice, and what each choice means.

use globset::GlobSet;

use crate::problem::Severity;

/// What the site is built for; templates see it as `config.mode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Build,
    Serve,
    Check,
}

impl Mode {
    pub(super) const WORDS: [(&'static str, Self); 3] = [
        ("build", Self::Build),
        ("serve", Self::Serve),
        ("check", Self::Check),
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::Build => "build",
            Self::Serve => "serve",
            Self::Check => "check",
        }
    }
}

/// How a file is compressed beside itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    Brotli,
    Gzip,
}

impl Encoding {
    pub(super) const WORDS: [(&'static str, Self); 2] = [("br", Self::Brotli), ("gz", Self::Gzip)];

    /// The ending of a compressed file's name, after that of the file.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Brotli => "br",
            Self::Gzip => "gz",
        }
    }
}

/// Whether `…/page/2/` stands in the sitemap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PagersInSitemap {
    Included,
    Excluded,
}

/// How broken links are taken.
#[derive(Clone, Debug)]
pub struct LinkChecker {
    pub skip_prefixes: Vec<String>,
    pub skip_anchor_prefixes: Vec<String>,
    pub internal_level: LinkLevel,
    pub external_level: LinkLevel,
    pub ignored_files: GlobSet,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkLevel {
    Error,
    Warn,
}

impl LinkLevel {
    pub(super) const WORDS: [(&'static str, Self); 2] =
        [("error", Self::Error), ("warn", Self::Warn)];

    pub fn severity(self) -> Severity {
        match self {
            Self::Error => Severity::Error,
            Self::Warn => Severity::Warning,
        }
    }
}

/// How names become parts of URLs.
#[derive(Clone, Copy, Debug)]
pub struct Slugify {
    pub paths: SlugifyMode,
    pub paths_keep_dates: bool,
    pub taxonomies: SlugifyMode,
    pub anchors: SlugifyMode,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlugifyMode {
    On,
    /// Only what file systems and URLs cannot bear is removed.
    Safe,
    Off,
}

impl SlugifyMode {
    pub(super) const WORDS: [(&'static str, Self); 3] =
        [("on", Self::On), ("safe", Self::Safe), ("off", Self::Off)];

    /// A name as a part of a path.
    pub fn path(self, name: &str) -> String {
        match self {
            Self::On => slug::slugify(name),
            Self::Safe => name
                .trim_end_matches([' ', '.'])
                .chars()
                .filter(|c| !r#"<>:"/\|?*"#.contains(*c))
                .collect(),
            Self::Off => name.to_owned(),
        }
    }

    /// A heading's text as its id.
    pub fn anchor(self, text: &str) -> String {
        match self {
            Self::On => slug::slugify(text),
            Self::Safe | Self::Off => text.replace(|c: char| c.is_ascii_whitespace(), "_"),
        }
    }
}
