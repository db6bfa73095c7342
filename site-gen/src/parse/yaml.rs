//! Front matter in YAML → the same table that TOML gives, so that only one way leads to fields.

use serde_yaml::Value as Yaml;
use toml::{Table, Value};

use crate::fields::{Place, Syntax, parse_toml};
use crate::problem::Problem;

/// The table between the fences, whichever language it is written in.
///
/// # Errors
/// When it is not valid TOML or YAML.
pub fn parse_front_matter(place: Place<'_>) -> Result<Table, Vec<Problem>> {
    match place.syntax {
        Syntax::Toml => parse_toml(place),
        Syntax::Yaml => parse_yaml(place),
    }
}

fn parse_yaml(place: Place<'_>) -> Result<Table, Vec<Problem>> {
    let value: Yaml = serde_yaml::from_str(place.text).map_err(|error| {
        let line = error.location().map_or(1, |location| location.line());
        let message = format!("not valid YAML: {error}").replace('\n', " ");
        vec![Problem::error(
            place.file,
            place.first_line + line - 1,
            message,
        )]
    })?;
    match to_toml(value) {
        Some(Value::Table(table)) => Ok(table),
        None => Ok(Table::new()),
        Some(other) => {
            let message = format!(
                "front matter must be a table of keys, not {}",
                other.type_str()
            );
            Err(vec![Problem::error(place.file, place.first_line, message)])
        }
    }
}

/// What YAML leaves empty is as if it were not written.
fn to_toml(value: Yaml) -> Option<Value> {
    Some(match value {
        Yaml::Null => return None,
        Yaml::Bool(flag) => Value::Boolean(flag),
        Yaml::Number(number) => match number.as_i64() {
            Some(integer) => Value::Integer(integer),
            None => Value::Float(number.as_f64()?),
        },
        Yaml::String(text) => Value::String(text),
        Yaml::Sequence(items) => Value::Array(items.into_iter().filter_map(to_toml).collect()),
        Yaml::Mapping(mapping) => Value::Table(
            mapping
                .into_iter()
                .filter_map(|(key, value)| Some((key_text(key)?, to_toml(value)?)))
                .collect(),
        ),
        Yaml::Tagged(tagged) => return to_toml(tagged.value),
    })
}

fn key_text(key: Yaml) -> Option<String> {
    match key {
        Yaml::String(text) => Some(text),
        Yaml::Number(number) => Some(number.to_string()),
        Yaml::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}
