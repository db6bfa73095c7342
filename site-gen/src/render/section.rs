//! Sections: whole, cut into pagers, or sending the visitor elsewhere.

use super::output::Output;
use super::page::{context, copy, folder_of, redirect};
use super::pager::Pagination;
use super::stage::Stage;
use crate::link::{ContentId, Section, SectionId};
use crate::problem::Problem;

pub(super) fn section(stage: Stage<'_>, id: SectionId) -> Result<Vec<Output>, Vec<Problem>> {
    let section = stage.library.site.section(id);
    let folder = folder(section);
    let path = format!("{folder}index.html");
    if let Some(target) = &section.meta.redirect_to {
        let url = if target.starts_with("http:") || target.starts_with("https:") {
            target.clone()
        } else {
            stage.library.config.permalink(target)
        };
        return Ok(vec![Output::text(path, redirect(stage, &url)?)]);
    }
    let mut context = context(
        stage,
        section.name.language,
        &section.permalink,
        section.shown_path(),
    );
    context.insert_value("section", stage.views.section(id));
    let html = stage.render(section.template(), &file(stage, id), &context)?;
    let mut outputs = vec![Output::text(path, html)];
    outputs.extend(assets(section));
    Ok(outputs)
}

pub(super) fn pager(
    stage: Stage<'_>,
    id: SectionId,
    number: usize,
) -> Result<Vec<Output>, Vec<Problem>> {
    let section = stage.library.site.section(id);
    let pagination = pagination(section);
    let (permalink, path) = (pagination.permalink(number), pagination.path(number));
    let mut context = context(stage, section.name.language, &permalink, &path);
    context.insert_value("paginator", pagination.view(number, stage.views));
    context.insert_value("section", stage.views.section(id));
    let html = stage.render(section.template(), &file(stage, id), &context)?;
    let mut outputs = pager_outputs(stage, &pagination, folder(section), (number, html))?;
    if number == 1 {
        // As Zola 0.22: since then they are lost.
        outputs.extend(assets(section));
    }
    Ok(outputs)
}

/// The first pager stands where the list stands, and its numbered path leads there.
pub(super) fn pager_outputs(
    stage: Stage<'_>,
    pagination: &Pagination<'_>,
    folder: &str,
    (number, html): (usize, Vec<u8>),
) -> Result<Vec<Output>, Vec<Problem>> {
    let pager_path = match pagination.pager_path {
        "" => String::new(),
        pager_path => format!("{pager_path}/"),
    };
    let numbered = format!("{folder}{pager_path}{number}/index.html");
    if number > 1 {
        return Ok(vec![Output::text(numbered, html)]);
    }
    let to_list = redirect(stage, pagination.permalink)?;
    Ok(vec![
        Output::text(format!("{folder}index.html"), html),
        Output::text(numbered, to_list),
    ])
}

fn pagination(section: &Section) -> Pagination<'_> {
    let mut pages = section.pages.clone();
    if section.meta.paginate_reversed {
        pages.reverse();
    }
    Pagination {
        pages,
        size: section.meta.pager_size().unwrap_or(1),
        permalink: &section.permalink,
        path: &section.path,
        pager_path: &section.meta.paginate_path,
        path_base: if section.is_index() {
            "/"
        } else {
            &section.path
        },
    }
}

/// The files beside it, published with it.
fn assets(section: &Section) -> impl Iterator<Item = Output> {
    let folder = folder(section);
    section.assets.iter().map(move |asset| {
        let name = asset
            .rsplit_once('/')
            .map_or(asset.as_str(), |(_, name)| name);
        copy(format!("{folder}{name}"), asset)
    })
}

fn folder(section: &Section) -> &str {
    folder_of(&section.path)
}

fn file(stage: Stage<'_>, id: SectionId) -> String {
    stage.library.site.file(ContentId::Section(id))
}
