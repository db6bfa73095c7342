//! One page or section → its value, key by key.

use tera::{Map, Value};

use super::{BodyView, World};
use crate::link::{ContentId, Page, PageId, Section, SectionId};
use crate::render::value::{MapBuilder, headings, list, number, table, text, texts};

impl World<'_> {
    pub(super) fn page(&self, id: PageId, body: &BodyView) -> Value {
        let page = self.site.page(id);
        let meta = &page.meta;
        let date = meta.date.as_ref();
        let part = |part: Option<Value>| part.unwrap_or_else(Value::none);
        let map = MapBuilder::with_capacity(36)
            .set("ancestors", self.relative_paths(&page.ancestors))
            .set("assets", page_assets(page))
            .set("authors", texts(&meta.authors))
            .set("colocated_path", text(page.name.colocated_path.as_deref()))
            .set("components", texts(&page.components))
            .set("date", text(date.map(|date| date.text.as_str())))
            .set("day", part(date.map(|date| Value::from(date.day))))
            .set("description", text(meta.description.as_deref()))
            .set("draft", meta.draft)
            .set("higher", Value::none())
            .set("lower", Value::none())
            .set("month", part(date.map(|date| Value::from(date.month))))
            .set("path", page.path.as_str())
            .set("slug", page.slug.as_str())
            .set("summary", part(body.summary.clone()))
            .set("taxonomies", taxonomies_of(page))
            .set(
                "updated",
                text(meta.updated.as_ref().map(|date| date.text.as_str())),
            )
            .set("year", part(date.map(|date| Value::from(date.year))));
        self.with_content(map, ContentId::Page(id), body).build()
    }

    pub(super) fn section(&self, id: SectionId, body: &BodyView, pages: Vec<Value>) -> Value {
        let section = self.site.section(id);
        let meta = &section.meta;
        let map = MapBuilder::with_capacity(32)
            .set("colocated_path", Value::none())
            .set("draft", meta.draft)
            .set("ancestors", self.relative_paths(&section.ancestors))
            .set("description", text(meta.description.as_deref()))
            .set("path", section.shown_path())
            .set("components", texts(&section.components))
            .set("assets", section_assets(section))
            .set("pages", pages)
            .set("subsections", self.relative_paths(&section.subsections))
            .set("generate_feeds", meta.generate_feeds)
            .set("transparent", meta.transparent)
            .set("paginate_by", number(meta.paginate_by))
            .set("paginate_reversed", meta.paginate_reversed);
        self.with_content(map, ContentId::Section(id), body).build()
    }

    /// What pages and sections have alike.
    fn with_content(&self, map: MapBuilder, id: ContentId, body: &BodyView) -> MapBuilder {
        let content = body.content.clone();
        let (words, minutes) = body
            .reading
            .map(|reading| (reading.words, reading.minutes))
            .unzip();
        let map = map
            .set("backlinks", self.back_links(id))
            .set("content", content.unwrap_or_else(|| Value::from("")))
            .set("extra", table(self.site.extra(id)))
            .set("lang", self.code(id))
            .set("permalink", self.site.permalink(id))
            .set("reading_time", number(minutes))
            .set("relative_path", self.site.name(id).relative.as_str())
            .set("title", text(self.site.title(id)))
            .set("toc", headings(&body.toc))
            .set("translations", self.translations(id))
            .set("word_count", number(words));
        let map = self.with_alternates(map, id);
        self.with_fallback(map, id)
    }

    pub(super) fn code(&self, id: ContentId) -> &str {
        &self.config.language(self.site.name(id).language).code
    }

    fn relative_paths(&self, sections: &[SectionId]) -> Value {
        let paths = sections
            .iter()
            .map(|id| self.site.section(*id).name.relative.as_str());
        texts(&paths.collect::<Vec<_>>())
    }

    fn back_links(&self, id: ContentId) -> Value {
        let view = |other: &ContentId| {
            MapBuilder::new()
                .set("permalink", self.site.permalink(*other))
                .set("title", text(self.site.title(*other)))
                .build()
        };
        let all = self.back_links.map_or(&[][..], |links| links.of(id));
        list(all.iter().map(view))
    }
}

fn taxonomies_of(page: &Page) -> Value {
    let mut map = Map::new();
    for (name, terms) in &page.meta.taxonomies {
        map.insert(name.clone().into(), texts(terms));
    }
    Value::from(map)
}

/// A page's assets by their path in `content/`.
fn page_assets(page: &Page) -> Value {
    let assets = page.assets.iter().map(|asset| format!("/{asset}"));
    texts(&assets.collect::<Vec<_>>())
}

/// A section's assets by the path they are published at.
fn section_assets(section: &Section) -> Value {
    let assets = section.assets.iter().map(|asset| {
        let name = asset
            .rsplit_once('/')
            .map_or(asset.as_str(), |(_, name)| name);
        format!("{}{name}", section.path)
    });
    texts(&assets.collect::<Vec<_>>())
}
