//! What the tests of the template functions share: a site in a string, and one call as a template writes it.

use std::collections::BTreeMap;
use std::error::Error as _;
use std::sync::Arc;

use tera::{Context, Function, FunctionResult, Tera, Value};

use super::images::Images;
use super::{Surroundings, Wanted, register};
use crate::config::Config;
use crate::link::{Drafts, link};
use crate::load::Source;
use crate::site_files::SiteFiles;

/// A site and its templates' functions; `static/app.js` is its only file.
pub struct Site {
    _folder: tempfile::TempDir,
    tera: Tera,
}

impl Site {
    /// Each content file is `@path` and its front matter.
    pub fn new(config: &str, contents: &str) -> Self {
        let config = format!("base_url = 'https://e.org'\n{config}");
        let (config, _) = Config::parse("config.toml", &config).unwrap();
        let (documents, problems) = crate::parse::parse(sources(contents), &config);
        assert_eq!(problems, []);
        let site = Arc::new(link(documents, &config, Drafts::LeftOut).site);
        let (folder, files) = files(&[("static/app.js", "console.log(1)")]);
        let images = Arc::new(Images::new(files.clone(), String::new()));
        let shown = site.clone();
        let surroundings = Surroundings {
            config: Arc::new(config),
            site,
            files,
            images,
            show: Arc::new(move |wanted| Ok(Value::from(show(&shown, wanted)))),
            render_markdown: Arc::new(|text, place| match text {
                "bad" => Err("a bad link".to_owned()),
                _ => Ok(format!("<p>{text} of {}</p>\n", place.language)),
            }),
            now: jiff::Timestamp::UNIX_EPOCH,
        };
        let mut tera = Tera::default();
        register(&mut tera, &surroundings);
        Self {
            _folder: folder,
            tera,
        }
    }

    /// Renders `{{ call }}` on a page in `lang`; expects that text, or an error that contains that text.
    pub fn check(&self, lang: &str, call: &str, expected: Result<&str, &str>) {
        let mut context = Context::new();
        context.insert("lang", lang);
        compare(call, render(&self.tera, call, &context), expected);
    }
}

fn sources(contents: &str) -> Vec<Source> {
    let parts = contents.split('@').skip(1).map(|part| {
        let (path, front) = part.split_once(".md").unwrap();
        let text = format!("+++\n{}\n+++\n", front.trim());
        Source {
            path: format!("{path}.md"),
            text: text.into(),
            assets: Vec::new(),
            fault: None,
        }
    });
    let mut sources: Vec<_> = parts.collect();
    sources.sort_by(|a, b| a.path.cmp(&b.path));
    sources
}

fn show(site: &crate::link::Site, wanted: Wanted) -> String {
    match wanted {
        Wanted::Page(id) => format!("page {}", site.page(id).path),
        Wanted::Section(id) => format!("section {}", site.section(id).path),
        Wanted::Taxonomy(index) => format!("taxonomy {}", site.taxonomies[index].path),
        Wanted::Term(index, term) => format!("term {}", site.taxonomies[index].terms[term].path),
    }
}

/// The files of a site.
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

/// Renders `{{ call }}` with one function; expects that text, or an error that contains that text.
pub fn check<F, R>(
    name: &'static str,
    function: impl FnOnce() -> F,
    call: &str,
    expected: Result<&str, &str>,
) where
    F: Function<R>,
    R: FunctionResult,
{
    let mut tera = Tera::default();
    tera.register_function(name, function());
    compare(call, render(&tera, call, &Context::new()), expected);
}

/// Compares a text, or an error that must contain a text.
pub fn compare(call: &str, found: Result<String, String>, expected: Result<&str, &str>) {
    match (found, expected) {
        (Ok(found), Ok(expected)) => assert_eq!(found, expected, "{call}"),
        (Err(found), Err(expected)) => assert!(found.contains(expected), "{call}: {found}"),
        (found, _) => panic!("{call}: {found:?}, expected {expected:?}"),
    }
}

/// Renders `{{ call }}` without escaping; an error with all its causes in one text.
pub fn render(tera: &Tera, call: &str, context: &Context) -> Result<String, String> {
    let template = format!("{{{{ {call} }}}}");
    tera.render_str(&template, context, false).map_err(|error| {
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
