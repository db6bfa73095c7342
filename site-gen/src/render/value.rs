//! Our values → Tera's, by hand: a page's value is made once, and a serializer would cost more than all templates.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use tera::{Map, Value};

use crate::markdown::Heading;

/// A map under construction; its keys come out sorted, since that is how Zola shows a whole map. Each key is hashed once,
/// when Tera takes the map over. Keys that are set in their order need not be sorted.
#[derive(Clone, Default)]
pub struct MapBuilder(Vec<(&'static str, Value)>);

impl MapBuilder {
    pub fn new() -> Self {
        Self::default()
    }

    /// For a map of this many keys.
    pub fn with_capacity(keys: usize) -> Self {
        Self(Vec::with_capacity(keys))
    }

    #[must_use]
    pub fn set(mut self, key: &'static str, value: impl Into<Value>) -> Self {
        self.0.push((key, value.into()));
        self
    }

    /// Where a key is set twice, the later value is the one.
    pub fn build(self) -> Value {
        Value::from(BTreeMap::from_iter(self.0))
    }
}

/// A list of strings.
pub fn texts<T: AsRef<str>>(items: &[T]) -> Value {
    list(items.iter().map(|item| Value::from(item.as_ref())))
}

/// A list; all empty ones are the same, since most lists of most pages are empty.
pub fn list(values: impl Iterator<Item = Value>) -> Value {
    static EMPTY: LazyLock<Value> = LazyLock::new(|| Value::from(Vec::<Value>::new()));
    let mut values = values.peekable();
    match values.peek() {
        None => EMPTY.clone(),
        Some(_) => Value::from(values.collect::<Vec<_>>()),
    }
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
            .set("children", headings(&heading.children))
            .set("id", heading.id.as_str())
            .set("level", heading.level)
            .set("permalink", heading.permalink.as_str())
            .set("title", heading.title.as_str())
            .build()
    };
    list(items.iter().map(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_is_shown_sorted() {
        let map = MapBuilder::new().set("b", 1).set("a", 3).set("a", 2);
        assert_eq!(map.build().to_string(), r#"{"a": 2, "b": 1}"#);
    }
}
