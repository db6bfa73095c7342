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
        let content = ContentId::Page(id);
        let map = MapBuilder::with_capacity(36)
            .set("relative_path", page.name.relative.as_str())
            .set("colocated_path", text(page.name.colocated_path.as_deref()))
            .set(
                "content",
                body.content.clone().unwrap_or_else(|| Value::from("")),
            )
            .set("permalink", page.permalink.as_str())
            .set("slug", page.slug.as_str())
            .set("ancestors", self.relative_paths(&page.ancestors))
            .set("title", text(meta.title.as_deref()))
            .set("description", text(meta.description.as_deref()))
            .set(
                "updated",
                text(meta.updated.as_ref().map(|date| date.text.as_str())),
            )
            .set("date", text(date.map(|date| date.text.as_str())))
            .set(
                "year",
                date.map_or_else(Value::none, |date| Value::from(date.year)),
            )
            .set(
                "month",
                date.map_or_else(Value::none, |date| Value::from(date.month)),
            )
            .set(
                "day",
                date.map_or_else(Value::none, |date| Value::from(date.day)),
            )
            .set("taxonomies", taxonomies_of(page))
            .set("authors", texts(&meta.authors))
            .set("extra", table(&meta.extra))
            .set("path", page.path.as_str())
            .set("components", texts(&page.components))
            .set("summary", body.summary.clone().unwrap_or_else(Value::none))
            .set("toc", headings(&body.toc))
            .set(
                "word_count",
                number(body.reading.map(|reading| reading.words)),
            )
            .set(
                "reading_time",
                number(body.reading.map(|reading| reading.minutes)),
            )
            .set("assets", page_assets(page))
            .set("draft", meta.draft)
            .set("lang", self.code(content))
            .set("lower", Value::none())
            .set("higher", Value::none())
            .set("translations", self.translations(content))
            .set("backlinks", self.back_links(content));
        let map = self.with_alternates(map, content);
        self.with_fallback(map, content).build()
    }

    pub(super) fn section(&self, id: SectionId, body: &BodyView, pages: Vec<Value>) -> Value {
        let section = self.site.section(id);
        let meta = &section.meta;
        let content = ContentId::Section(id);
        let map = MapBuilder::with_capacity(32)
            .set("relative_path", section.name.relative.as_str())
            .set("colocated_path", Value::none())
            .set(
                "content",
                body.content.clone().unwrap_or_else(|| Value::from("")),
            )
            .set("permalink", section.permalink.as_str())
            .set("draft", meta.draft)
            .set("ancestors", self.relative_paths(&section.ancestors))
            .set("title", text(meta.title.as_deref()))
            .set("description", text(meta.description.as_deref()))
            .set("extra", table(&meta.extra))
            .set("path", section.shown_path())
            .set("components", texts(&section.components))
            .set("toc", headings(&body.toc))
            .set(
                "word_count",
                number(body.reading.map(|reading| reading.words)),
            )
            .set(
                "reading_time",
                number(body.reading.map(|reading| reading.minutes)),
            )
            .set("lang", self.code(content))
            .set("assets", section_assets(section))
            .set("pages", pages)
            .set("subsections", self.relative_paths(&section.subsections))
            .set("translations", self.translations(content))
            .set("backlinks", self.back_links(content))
            .set("generate_feeds", meta.generate_feeds)
            .set("transparent", meta.transparent)
            .set("paginate_by", number(meta.paginate_by))
            .set("paginate_reversed", meta.paginate_reversed);
        let map = self.with_alternates(map, content);
        self.with_fallback(map, content).build()
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
