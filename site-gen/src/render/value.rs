//! Our values → Tera's, by hand: a page's value is made once, and a serializer would cost more than all templates.

use tera::value::Key;
use tera::{Map, Value};

use crate::markdown::Heading;

/// A map under construction; its keys come out sorted, since that is how Zola shows a whole map.
pub struct MapBuilder(Map);

impl MapBuilder {
    pub fn new() -> Self {
        Self(Map::new())
    }

    #[must_use]
    pub fn set(mut self, key: &'static str, value: impl Into<Value>) -> Self {
        self.0.insert(Key::Str(key), value.into());
        self
    }

    pub fn build(self) -> Value {
        Value::from(self.into_map())
    }

    pub fn into_map(mut self) -> Map {
        self.0.sort_unstable_keys();
        self.0
    }
}

impl Default for MapBuilder {
    fn default() -> Self {
        Self::new()
    }
}

/// A list of strings.
pub fn texts<T: AsRef<str>>(items: &[T]) -> Value {
    let values: Vec<Value> = items
        .iter()
        .map(|item| Value::from(item.as_ref()))
        .collect();
    Value::from(values)
}

/// A string or nothing.
pub fn text(item: Option<&str>) -> Value {
    item.map_or_else(Value::none, Value::from)
}

/// A number or nothing.
pub fn number(item: Option<usize>) -> Value {
    item.map_or_else(Value::none, Value::from)
}

/// A TOML value; dates become strings, which the `date` filter reads.
pub fn toml(value: &toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::from(text.as_str()),
        toml::Value::Integer(number) => Value::from(*number),
        toml::Value::Float(number) => Value::from(*number),
        toml::Value::Boolean(flag) => Value::from(*flag),
        toml::Value::Datetime(date) => Value::from(date.to_string()),
        toml::Value::Array(items) => Value::from(items.iter().map(toml).collect::<Vec<_>>()),
        toml::Value::Table(items) => table(items),
    }
}

/// A TOML table, in its own order.
pub fn table(items: &toml::Table) -> Value {
    let mut map = Map::new();
    for (key, value) in items {
        map.insert(key.clone().into(), toml(value));
    }
    Value::from(map)
}

/// A table of contents.
pub fn headings(items: &[Heading]) -> Value {
    let value = |heading: &Heading| {
        MapBuilder::new()
            .set("level", heading.level)
            .set("id", heading.id.as_str())
            .set("permalink", heading.permalink.as_str())
            .set("title", heading.title.as_str())
            .set("children", headings(&heading.children))
            .build()
    };
    Value::from(items.iter().map(value).collect::<Vec<_>>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_is_shown_sorted() {
        let map = MapBuilder::new().set("b", 1).set("a", 2).build();
        assert_eq!(map.to_string(), r#"{"a": 2, "b": 1}"#);
    }
}
