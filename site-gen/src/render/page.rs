//! Pages, with the files beside them; redirects from old paths; the page for what is not there.

use std::path::PathBuf;

use tera::{Context, Value};

use super::engine;
use super::output::{Output, OutputBody};
use super::stage::Stage;
use crate::config::LanguageId;
use crate::link::{ContentId, PageId};
use crate::problem::Problem;

pub(super) fn page(stage: Stage<'_>, id: PageId) -> Result<Vec<Output>, Vec<Problem>> {
    let page = stage.library.site.page(id);
    let mut context = context(stage, page.name.language, &page.permalink, &page.path);
    context.insert_value("page", stage.views.page(id));
    let template = page.template.as_deref().unwrap_or("page.html");
    let file = stage.library.site.file(ContentId::Page(id));
    let html = stage.render(template, &file, &context)?;
    let folder = folder_of(&page.path);
    let mut outputs = vec![Output::text(format!("{folder}index.html"), html)];
    let own_folder = page.name.colocated_path.as_deref().unwrap_or("");
    for asset in &page.assets {
        let name = asset.strip_prefix(own_folder).unwrap_or(asset);
        outputs.push(copy(format!("{folder}{name}"), asset));
    }
    Ok(outputs)
}

/// A file of `content/` that is published as it is.
pub(super) fn copy(path: String, asset: &str) -> Output {
    let source = PathBuf::from("content").join(asset);
    Output {
        path: path.into(),
        body: OutputBody::File(source),
    }
}

/// What every page's template knows besides its content.
pub(super) fn context(stage: Stage<'_>, language: LanguageId, url: &str, path: &str) -> Context {
    let mut context = Context::new();
    let code = &stage.library.config.language(language).code;
    context.insert_value("config", stage.library.config_view(language));
    context.insert_value("lang", Value::from(code.as_str()));
    context.insert_value("current_url", Value::from(url));
    context.insert_value("current_path", Value::from(path));
    context
}

/// `/a/b/` as a folder of the output: `a/b/`.
pub(super) fn folder_of(path: &str) -> &str {
    path.trim_start_matches('/')
}

pub(super) fn alias(
    stage: Stage<'_>,
    to: ContentId,
    index: usize,
) -> Result<Vec<Output>, Vec<Problem>> {
    let site = &stage.library.site;
    let alias = folder_of(&site.aliases(to)[index]);
    let path = if alias.ends_with(".html") {
        alias.to_owned()
    } else {
        let folder = alias.trim_end_matches('/');
        let slash = if folder.is_empty() { "" } else { "/" };
        format!("{folder}{slash}index.html")
    };
    Ok(vec![Output::text(
        path,
        redirect(stage, site.permalink(to))?,
    )])
}

/// A page that sends the visitor on.
pub(super) fn redirect(stage: Stage<'_>, url: &str) -> Result<Vec<u8>, Vec<Problem>> {
    let mut context = Context::new();
    context.insert("url", url);
    stage.render(engine::REDIRECT, "", &context)
}

/// Under the language's own prefix, where servers look for the page nearest to an address.
pub(super) fn not_found(
    stage: Stage<'_>,
    language: LanguageId,
) -> Result<Vec<Output>, Vec<Problem>> {
    let mut context = Context::new();
    let config = &stage.library.config;
    context.insert_value("config", stage.library.config_view(language));
    context.insert("lang", &config.language(language).code);
    Ok(vec![Output::text(
        format!("{}404.html", config.language_prefix(language)),
        stage.render("404.html", "", &context)?,
    )])
}
