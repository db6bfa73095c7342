//! A few answers → a new, empty site. Must not know who answers.

use std::io;
use std::path::Path;

/// What the config of a new site says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers {
    pub base_url: String,
    pub compile_sass: bool,
    pub build_search_index: bool,
}

impl Default for Answers {
    fn default() -> Self {
        Self {
            base_url: "https://example.com".to_owned(),
            compile_sass: true,
            build_search_index: false,
        }
    }
}

/// Whether a site can be made here without touching what is there: names that begin with a dot do not count.
///
/// # Errors
/// When the folder cannot be read.
pub fn is_free(folder: &Path) -> io::Result<bool> {
    if !folder.exists() {
        return Ok(true);
    }
    for entry in fs_err::read_dir(folder)? {
        if !entry?.file_name().as_encoded_bytes().starts_with(b".") {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Makes the folders and the config; a config that is there stays as it is.
///
/// # Errors
/// When there is a config, or when something cannot be written.
pub fn create(folder: &Path, answers: &Answers) -> io::Result<()> {
    fs_err::create_dir_all(folder)?;
    let mut config = fs_err::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(folder.join("zola.toml"))?;
    io::Write::write_all(&mut config, config_text(answers).as_bytes())?;
    let sass = answers.compile_sass.then_some("sass");
    for name in ["content", "templates", "static", "themes"]
        .into_iter()
        .chain(sass)
    {
        fs_err::create_dir_all(folder.join(name))?;
    }
    Ok(())
}

fn config_text(answers: &Answers) -> String {
    let Answers {
        base_url,
        compile_sass,
        build_search_index,
    } = answers;
    let base_url = toml::Value::from(base_url.as_str());
    format!(
        "# Where the site will stand\n\
         base_url = {base_url}\n\n\
         # Make style sheets of what lies in sass/\n\
         compile_sass = {compile_sass}\n\n\
         # Make an index for a search in the browser\n\
         build_search_index = {build_search_index}\n\n\
         [markdown]\n\n\
         [markdown.highlighting]\n\
         theme = \"catppuccin-mocha\"\n\n\
         [extra]\n\
         # What your own templates read\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::build::{Options, build};

    #[test]
    fn a_new_site_builds() {
        let folder = tempfile::tempdir().unwrap();
        let site = folder.path().join("new");
        assert!(is_free(&site).unwrap());
        let answers = Answers {
            base_url: "https://e.org/\"a\"".to_owned(),
            ..Answers::default()
        };
        create(&site, &answers).unwrap();
        assert!(!is_free(&site).unwrap());
        build(&Options::new(&site)).unwrap();
        assert!(site.join("public/index.html").exists());
        let (config, _) = crate::load::config(&site, &site.join("zola.toml")).unwrap();
        assert_eq!(config.base_url, answers.base_url);
        assert!(config.compile_sass && !config.build_search_index);
    }

    #[test]
    fn hidden_files_do_not_count_and_a_config_is_never_replaced() {
        let folder = tempfile::tempdir().unwrap();
        fs_err::create_dir(folder.path().join(".git")).unwrap();
        assert!(is_free(folder.path()).unwrap());
        fs_err::write(folder.path().join("zola.toml"), "mine").unwrap();
        assert!(!is_free(folder.path()).unwrap());
        assert!(create(folder.path(), &Answers::default()).is_err());
        let text = fs_err::read_to_string(folder.path().join("zola.toml")).unwrap();
        assert_eq!(text, "mine");
    }
}
