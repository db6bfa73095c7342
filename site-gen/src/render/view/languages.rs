//! A page's text in other languages, as templates see it: translations as Zola has them, and what only our config asks for.

use tera::Value;

use super::World;
use crate::link::ContentId;
use crate::locale::Locale;
use crate::render::value::{MapBuilder, text};

impl World<'_> {
    pub(super) fn translations(&self, id: ContentId) -> Value {
        if self.back_links.is_none() {
            return Value::from(Vec::<Value>::new());
        }
        let view = |other: &ContentId| {
            let map = MapBuilder::new()
                .set("lang", self.code(*other))
                .set("permalink", self.site.permalink(*other))
                .set("title", text(self.site.title(*other)))
                .set("path", self.site.name(*other).relative.as_str());
            self.with_fallback(map, *other).build()
        };
        let all = self.site.translations(id).iter();
        Value::from(all.map(view).collect::<Vec<_>>())
    }

    /// `fallback`, where another language's text stands in: its `lang`, `dir` and `permalink`. No other page has the key.
    pub(super) fn with_fallback(&self, map: MapBuilder, id: ContentId) -> MapBuilder {
        match self.site.original(id) {
            None => map,
            Some(original) => map.set("fallback", self.address(original)),
        }
    }

    /// `alternates`, for a site with `[extra] alternates = true`: the `lang`, `dir` and `permalink` of each text that was
    /// written, the page's own among them, in the config's order, then `x-default`; the same list on each of these pages.
    pub(super) fn with_alternates(&self, map: MapBuilder, id: ContentId) -> MapBuilder {
        if !self.config.opts_in("alternates") {
            return map;
        }
        let all = self.site.translations(id).iter().copied();
        let written: Vec<_> = all
            .filter(|other| self.site.original(*other).is_none())
            .collect();
        if !written.contains(&id) {
            return map.set("alternates", Vec::<Value>::new());
        }
        let default = written
            .iter()
            .find(|other| self.site.name(**other).language == self.config.default_language);
        let mut list: Vec<Value> = written.iter().map(|other| self.address(*other)).collect();
        list.extend(default.map(|other| self.address_as("x-default", *other)));
        map.set("alternates", list)
    }

    fn address(&self, id: ContentId) -> Value {
        self.address_as(self.code(id), id)
    }

    fn address_as(&self, lang: &str, id: ContentId) -> Value {
        MapBuilder::new()
            .set("lang", lang)
            .set("dir", direction(self.code(id)))
            .set("permalink", self.site.permalink(id))
            .build()
    }
}

fn direction(code: &str) -> &'static str {
    Locale::from_code(code).map_or("ltr", |locale| locale.direction().word())
}
