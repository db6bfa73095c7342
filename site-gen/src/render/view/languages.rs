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

    fn address(&self, id: ContentId) -> Value {
        let code = self.code(id);
        MapBuilder::new()
            .set("lang", code)
            .set("dir", direction(code))
            .set("permalink", self.site.permalink(id))
            .build()
    }
}

fn direction(code: &str) -> &'static str {
    Locale::from_code(code).map_or("ltr", |locale| locale.direction().word())
}
