//! The project's folder → `config.toml`, `form.toml` and `mail.toml` as they are written, side by side: what one says of the
//! site and another of the form must agree.

use std::path::Path;

use function::written::{self, Written};
use site_gen::problem::Problem;

const CONFIG: &str = "config.toml";
const FORM: &str = "content/sign-up/form.toml";
const MAIL: &str = "content/sign-up/mail.toml";

/// The text of each file.
pub struct Texts([String; 3]);

/// The files, known to be TOML.
pub struct Halves<'a> {
    pub config: Written<'a>,
    pub form: Written<'a>,
    pub mail: Written<'a>,
}

impl Texts {
    /// Nothing where one cannot be read: whoever reads it alone tells why.
    pub fn read(root: &Path) -> Option<Self> {
        let read = |name: &str| written::read(&root.join(name), name).ok();
        Some(Self([read(CONFIG)?, read(FORM)?, read(MAIL)?]))
    }
}

impl<'a> Halves<'a> {
    /// Nothing where one is no TOML: whoever reads it alone tells why.
    pub fn of(texts: &'a Texts) -> Option<Self> {
        let [config, form, mail] = &texts.0;
        Some(Self {
            config: Written::parse(CONFIG, config).ok()?,
            form: Written::parse(FORM, form).ok()?,
            mail: Written::parse(MAIL, mail).ok()?,
        })
    }

    /// The site's own language; as the generator reads it, which speaks English where nothing is said.
    pub fn original(&self) -> &str {
        self.config.text_at("default_language").unwrap_or("en")
    }

    /// All languages of the site.
    pub fn languages(&self) -> Vec<String> {
        let mut languages = self.config.names_at("languages");
        languages.retain(|code| code != self.original());
        languages.insert(0, self.original().to_owned());
        languages
    }
}

/// What is wrong with that to which a path leads in a file.
pub fn error(file: &Written<'_>, path: &str, message: impl std::fmt::Display) -> Problem {
    let line = file.line_of(path).unwrap_or(0);
    Problem::error(file.name(), line, format!("{path}: {message}"))
}

/// What is likely not meant there.
pub fn warning(file: &Written<'_>, path: &str, message: impl std::fmt::Display) -> Problem {
    let line = file.line_of(path).unwrap_or(0);
    Problem::warning(file.name(), line, format!("{path}: {message}"))
}
