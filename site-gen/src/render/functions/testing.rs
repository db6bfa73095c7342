//! What the tests of the template functions share: a site in a temporary folder, and one call as a template writes it.

use std::collections::BTreeMap;
use std::error::Error as _;
use std::sync::Arc;

use tera::{Context, Function, Tera};

use crate::site_files::SiteFiles;

/// A site of these files.
pub fn files(contents: &[(&str, &str)]) -> (tempfile::TempDir, Arc<SiteFiles>) {
    let site = tempfile::tempdir().unwrap();
    for (path, text) in contents {
        let path = site.path().join(path);
        fs_err::create_dir_all(path.parent().unwrap()).unwrap();
        fs_err::write(path, text).unwrap();
    }
    let files = Arc::new(SiteFiles::new(site.path(), None, BTreeMap::new()));
    (site, files)
}

/// Renders `{{ call }}`; expects that text, or an error that contains that text.
pub fn check<F, R>(
    name: &'static str,
    function: impl FnOnce() -> F,
    call: &str,
    expected: Result<&str, &str>,
) where
    F: Function<R>,
    R: tera::FunctionResult,
{
    let mut tera = Tera::default();
    tera.register_function(name, function());
    match (render(&tera, call, &Context::new()), expected) {
        (Ok(found), Ok(expected)) => assert_eq!(found, expected, "{call}"),
        (Err(found), Err(expected)) => assert!(found.contains(expected), "{call}: {found}"),
        (found, _) => panic!("{call}: {found:?}, expected {expected:?}"),
    }
}

/// Renders `{{ call }}` without escaping; an error with all its causes in one text.
pub fn render(tera: &Tera, call: &str, context: &Context) -> Result<String, String> {
    tera.render_str(&format!("{{{{ {call} }}}}"), context, false)
        .map_err(|error| {
            let mut text = error.to_string();
            let mut source = error.source();
            while let Some(cause) = source {
                text.push_str(": ");
                text.push_str(&cause.to_string());
                source = cause.source();
            }
            text
        })
}
