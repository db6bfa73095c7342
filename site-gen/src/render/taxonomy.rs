//! Taxonomies: the list of terms, and each term's pages, whole or cut into pagers.

use tera::Context;

use super::output::Output;
use super::page::{context, folder_of};
use super::pager::Pagination;
use super::section::pager_outputs;
use super::stage::Stage;
use crate::link::{Taxonomy, Term};
use crate::problem::Problem;

pub(super) fn list(stage: Stage<'_>, index: usize) -> Result<Vec<Output>, Vec<Problem>> {
    let taxonomy = &stage.library.site.taxonomies[index];
    let mut context = in_taxonomy(stage, index, &taxonomy.permalink, &taxonomy.path);
    context.insert_value("terms", stage.views.taxonomies[index].terms.clone().into());
    let html = stage.render(
        &template(stage, taxonomy, "list"),
        &stage.library.config.file,
        &context,
    )?;
    Ok(vec![Output::text(
        format!("{}index.html", folder_of(&taxonomy.path)),
        html,
    )])
}

pub(super) fn term(
    stage: Stage<'_>,
    index: usize,
    term_index: usize,
) -> Result<Vec<Output>, Vec<Problem>> {
    let taxonomy = &stage.library.site.taxonomies[index];
    let term = &taxonomy.terms[term_index];
    let mut context = in_taxonomy(stage, index, &term.permalink, &term.path);
    context.insert_value(
        "term",
        stage.views.taxonomies[index].terms[term_index].clone(),
    );
    let html = stage.render(
        &template(stage, taxonomy, "single"),
        &stage.library.config.file,
        &context,
    )?;
    Ok(vec![Output::text(
        format!("{}index.html", folder_of(&term.path)),
        html,
    )])
}

pub(super) fn pager(
    stage: Stage<'_>,
    (index, term_index): (usize, usize),
    number: usize,
) -> Result<Vec<Output>, Vec<Problem>> {
    let taxonomy = &stage.library.site.taxonomies[index];
    let term = &taxonomy.terms[term_index];
    let pagination = pagination(taxonomy, term);
    let (permalink, path) = (pagination.permalink(number), pagination.path(number));
    let mut context = in_taxonomy(stage, index, &permalink, &path);
    context.insert_value("paginator", pagination.view(number, stage.views));
    context.insert_value(
        "term",
        stage.views.taxonomies[index].terms[term_index].clone(),
    );
    let html = stage.render(
        &template(stage, taxonomy, "single"),
        &stage.library.config.file,
        &context,
    )?;
    pager_outputs(stage, &pagination, folder_of(&term.path), (number, html))
}

fn in_taxonomy(stage: Stage<'_>, index: usize, url: &str, path: &str) -> Context {
    let language = stage.library.site.taxonomies[index].language;
    let mut context = context(stage, language, url, path);
    context.insert_value("taxonomy", stage.views.taxonomies[index].config.clone());
    context
}

/// `tags/list.html` where the site has it, else `taxonomy_list.html`.
fn template(stage: Stage<'_>, taxonomy: &Taxonomy, kind: &str) -> String {
    let own = format!("{}/{kind}.html", taxonomy.config.name);
    if stage.tera.contains_template(&own) {
        return own;
    }
    format!("taxonomy_{kind}.html")
}

fn pagination<'a>(taxonomy: &'a Taxonomy, term: &'a Term) -> Pagination<'a> {
    Pagination {
        pages: term.pages.clone(),
        size: taxonomy.config.pager_size().unwrap_or(1),
        permalink: &term.permalink,
        path: &term.path,
        pager_path: taxonomy.config.pager_path(),
        path_base: &term.path,
    }
}
