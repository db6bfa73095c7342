//! `group_by`, which keeps the order of the list where Tera's own leaves it to chance.

use std::collections::HashMap;

use tera::value::{Key, Map};
use tera::{Error, Kwargs, Number, State, TeraResult, Value};

/// `list | group_by(attribute=)`: the groups in the order in which the list has their first; what is none is left out.
pub fn group_by(items: &[Value], arguments: Kwargs, _: &State) -> TeraResult<Map> {
    let mut groups: Vec<(Key<'static>, Vec<Value>)> = Vec::new();
    let mut map = Map::new();
    if items.is_empty() {
        return Ok(map);
    }
    let attribute = arguments.must_get::<&str>("attribute")?;
    let mut places = HashMap::new();
    for (index, item) in items.iter().enumerate() {
        let found = item.get_from_path(attribute).ok_or_else(|| {
            Error::message(format!(
                "Value at index {index} (a {}) does not have an attribute at path: {attribute}",
                item.name()
            ))
        })?;
        if found.is_none() {
            continue;
        }
        let key = key(found)?;
        let place = *places.entry(key.clone()).or_insert_with(|| {
            groups.push((key, Vec::new()));
            groups.len() - 1
        });
        groups[place].1.push(item.clone());
    }
    map.extend(
        groups
            .into_iter()
            .map(|(key, group)| (key, Value::from(group))),
    );
    Ok(map)
}

fn key(value: &Value) -> TeraResult<Key<'static>> {
    if let Some(text) = value.as_str() {
        return Ok(Key::from(text.to_owned()));
    }
    if let Some(Number::Integer(number)) = value.as_number() {
        return Ok(Key::from(number));
    }
    let flag = value.as_bool().map(Key::Bool);
    flag.ok_or_else(|| Error::message(format!("a {} is no key to group by", value.name())))
}

#[cfg(test)]
mod tests {
    use crate::render::functions::testing::Site;

    #[test]
    fn groups_stand_in_the_order_of_the_list() {
        let site = Site::new("", "");
        let items = r#"[{"y": 2021, "n": "b"}, {"y": 2019, "n": "a"}, {"y": 2021, "n": "d"}, {"y": 2020, "n": "c"}]"#;
        for (attribute, expected) in [("y", "2021 2019 2020"), ("n", "b a d c")] {
            let call =
                format!(r#"{items} | group_by(attribute="{attribute}") | keys | join(sep=" ")"#);
            site.check("en", &call, Ok(expected));
        }
        let call = format!(r#"[x.n for x in ({items} | group_by(attribute="y"))[2021]] | join"#);
        site.check("en", &call, Ok("bd"));
        site.check(
            "en",
            r#"[{"a": 1}] | group_by(attribute="b")"#,
            Err("does not have an attribute at path: b"),
        );
        site.check(
            "en",
            r#"[{"a": [1]}] | group_by(attribute="a")"#,
            Err("no key to group by"),
        );
    }
}
