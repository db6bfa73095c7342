//! Feeds of the site, of a section, of a term: their dated pages, newest first.

use tera::{Context, Value};

use super::output::Output;
use super::page::folder_of;
use super::stage::Stage;
use super::value::MapBuilder;
use crate::config::LanguageId;
use crate::link::{PageId, SectionId};
use crate::problem::Problem;

pub(super) fn site(stage: Stage<'_>, language: LanguageId) -> Result<Vec<Output>, Vec<Problem>> {
    let site = &stage.library.site;
    let spoken = |id: &PageId| site.page(*id).name.language == language;
    let feed = Feed::new(stage, language, site.page_ids().filter(spoken).collect());
    // The address names no language: so Zola has it.
    feed.render("", &stage.library.config.language_prefix(language), |_| {})
}

pub(super) fn section(stage: Stage<'_>, id: SectionId) -> Result<Vec<Output>, Vec<Problem>> {
    let section = stage.library.site.section(id);
    let folder = folder_of(&section.path);
    let feed = Feed::new(stage, section.name.language, section.pages.clone());
    feed.render(folder, folder, |context| {
        context.insert_value("section", stage.views.section(id));
    })
}

pub(super) fn term(
    stage: Stage<'_>,
    index: usize,
    term: usize,
) -> Result<Vec<Output>, Vec<Problem>> {
    let taxonomy = &stage.library.site.taxonomies[index];
    let term = &taxonomy.terms[term];
    let folder = folder_of(&term.path);
    let feed = Feed::new(stage, taxonomy.language, term.pages.clone());
    feed.render(folder, folder, |context| {
        context.insert_value("taxonomy", stage.views.taxonomies[index].config.clone());
        let view = MapBuilder::new()
            .set("name", term.name.as_str())
            .set("slug", term.slug.as_str())
            .set("permalink", term.permalink.as_str());
        context.insert_value("term", view.build());
    })
}

struct Feed<'a> {
    stage: Stage<'a>,
    language: LanguageId,
    pages: Vec<PageId>,
    last_updated: Option<String>,
}

impl<'a> Feed<'a> {
    fn new(stage: Stage<'a>, language: LanguageId, mut pages: Vec<PageId>) -> Self {
        let site = &stage.library.site;
        pages.retain(|id| {
            let page = site.page(*id);
            page.meta.date.is_some() && page.meta.render && !page.broken && page.original.is_none()
        });
        pages.sort_by(|a, b| {
            let (a, b) = (site.page(*a), site.page(*b));
            let newest_first = b.meta.date.cmp(&a.meta.date);
            newest_first.then_with(|| a.permalink.cmp(&b.permalink))
        });
        let changes = pages
            .iter()
            .filter_map(|id| site.page(*id).meta.updated.as_ref());
        let newest = pages
            .first()
            .and_then(|id| site.page(*id).meta.date.as_ref());
        let last_updated = changes.chain(newest).map(|date| date.text.clone()).max();
        pages.truncate(stage.library.config.feed_limit.unwrap_or(usize::MAX));
        Self {
            stage,
            language,
            pages,
            last_updated,
        }
    }

    /// Renders each file of the feed: addressed under `url_folder`, written under `folder`.
    fn render(
        &self,
        url_folder: &str,
        folder: &str,
        add: impl Fn(&mut Context),
    ) -> Result<Vec<Output>, Vec<Problem>> {
        let config = &self.stage.library.config;
        let language = config.language(self.language);
        let mut outputs = Vec::with_capacity(language.feed_filenames.len());
        for filename in &language.feed_filenames {
            let mut context = Context::new();
            context.insert_value("pages", self.stage.views.pages(&self.pages));
            context.insert_value("config", self.stage.library.config_view(self.language));
            context.insert_value("lang", Value::from(language.code.as_str()));
            let url = config.permalink(&format!("{url_folder}{filename}"));
            context.insert_value("feed_url", Value::from(url));
            if let Some(updated) = &self.last_updated {
                context.insert_value("last_updated", Value::from(updated.as_str()));
            }
            add(&mut context);
            let text = self.stage.render(filename, &config.file, &context)?;
            outputs.push(Output::text(format!("{folder}{filename}"), text));
        }
        Ok(outputs)
    }
}
