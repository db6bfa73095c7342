//! A page's text in other languages, as templates see it: translations as Zola has them, and what only our config asks for.

use tera::Value;

use super::World;
use crate::config::Config;
use crate::link::{ContentId, Site};
use crate::locale::Locale;
use crate::render::value::{MapBuilder, text};

impl World<'_> {
    pub(super) fn translations(&self, id: ContentId) -> Value {
        if self.back_links.is_none() {
            return Value::from(Vec::<Value>::new());
        }
        // The same list on each page of it.
        let all = self.site.translations(id);
        let Some(first) = all.first() else {
            return Value::from(Vec::<Value>::new());
        };
        self.translations.get(*first, || self.list(all))
    }

    fn list(&self, translations: &[ContentId]) -> Value {
        let view = |other: &ContentId| {
            let map = MapBuilder::with_capacity(5)
                .set("lang", self.code(*other))
                .set("path", self.site.name(*other).relative.as_str())
                .set("permalink", self.site.permalink(*other))
                .set("title", text(self.site.title(*other)));
            self.with_fallback(map, *other).build()
        };
        Value::from(translations.iter().map(view).collect::<Vec<_>>())
    }

    /// `fallback`, where another language's text stands in: its `lang`, `dir` and `permalink`. No other page has the key.
    pub(super) fn with_fallback(&self, map: MapBuilder, id: ContentId) -> MapBuilder {
        match self.site.original(id) {
            None => map,
            Some(original) => {
                let code = self.code(original);
                let permalink = self.site.permalink(original);
                map.set("fallback", address(code, code, permalink))
            }
        }
    }

    /// `alternates`, for a site with `[extra] alternates = true`: the `lang`, `dir` and `permalink` of each text that was
    /// written, the page's own among them, in the config's order, then `x-default`; the same list on each of these pages.
    pub(super) fn with_alternates(&self, map: MapBuilder, id: ContentId) -> MapBuilder {
        match alternates(self.site, self.config, id) {
            None => map,
            Some(list) => map.set("alternates", list),
        }
    }
}

/// What `World::with_alternates` tells; nothing where the site does not ask for it.
pub fn alternates(site: &Site, config: &Config, id: ContentId) -> Option<Vec<Value>> {
    if !config.opts_in("alternates") {
        return None;
    }
    let all = site.translations(id).iter().copied();
    let written: Vec<_> = all
        .filter(|other| site.original(*other).is_none())
        .collect();
    if !written.contains(&id) {
        return Some(Vec::new());
    }
    let code = |other| config.language(site.name(other).language).code.as_str();
    let default = written
        .iter()
        .find(|other| site.name(**other).language == config.default_language);
    let own = written.iter().map(|other| (code(*other), *other));
    let all = own.chain(default.map(|other| ("x-default", *other)));
    let list = all.map(|(lang, other)| address(lang, code(other), site.permalink(other)));
    Some(list.collect())
}

fn address(lang: &str, code: &str, permalink: &str) -> Value {
    MapBuilder::new()
        .set("lang", lang)
        .set("dir", direction(code))
        .set("permalink", permalink)
        .build()
}

fn direction(code: &str) -> &'static str {
    Locale::from_code(code).map_or("ltr", |locale| locale.direction().word())
}
