//! Text in one of the data formats that templates load → a template value. Knows neither files nor templates.

use tera::{Map, Value};

use crate::problem::line_at;

/// A format that `load_data` reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Format {
    Toml,
    Json,
    Csv,
    Bibtex,
    Xml,
    Yaml,
    Plain,
}

/// Why a text is not what its format wants, with the line where that is known.
#[derive(Debug, PartialEq, Eq)]
pub struct DataFault {
    pub line: Option<usize>,
    pub message: String,
}

impl Format {
    pub const NAMES: [&str; 8] = [
        "toml", "json", "csv", "bibtex", "xml", "yaml", "yml", "plain",
    ];

    /// The format of that name, in any case.
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name.to_lowercase().as_str() {
            "toml" => Self::Toml,
            "json" => Self::Json,
            "csv" => Self::Csv,
            "bibtex" => Self::Bibtex,
            "xml" => Self::Xml,
            "yaml" | "yml" => Self::Yaml,
            "plain" => Self::Plain,
            _ => return None,
        })
    }

    /// What to ask a server for.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Toml => "application/toml",
            Self::Json => "application/json",
            Self::Csv => "text/csv",
            Self::Bibtex => "application/x-bibtex",
            Self::Xml => "text/xml",
            Self::Yaml => "application/x-yaml",
            Self::Plain => "text/plain",
        }
    }
}

/// Reads `text` in `format`.
///
/// # Errors
/// When the text is not well-formed.
pub fn parse(format: Format, text: &str) -> Result<Value, DataFault> {
    match format {
        Format::Toml => parse_toml(text),
        Format::Json => parse_json(text),
        Format::Csv => parse_csv(text),
        Format::Bibtex => parse_bibtex(text),
        Format::Xml => parse_xml(text),
        Format::Yaml => parse_yaml(text),
        Format::Plain => Ok(Value::from(text)),
    }
}

/// A TOML value as templates see it: dates and times are text, so that `date` reads them at any depth.
pub fn toml_value(value: &toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::from(text.as_str()),
        toml::Value::Integer(number) => Value::from(*number),
        toml::Value::Float(number) => Value::from(*number),
        toml::Value::Boolean(yes) => Value::from(*yes),
        toml::Value::Datetime(date) => Value::from(date.to_string()),
        toml::Value::Array(items) => Value::from(items.iter().map(toml_value).collect::<Vec<_>>()),
        toml::Value::Table(table) => toml_table(table),
    }
}

/// A TOML table as templates see it.
pub fn toml_table(table: &toml::Table) -> Value {
    Value::from(
        table
            .iter()
            .map(|(key, value)| (key.clone().into(), toml_value(value)))
            .collect::<Map>(),
    )
}

fn parse_toml(text: &str) -> Result<Value, DataFault> {
    let table: toml::Table = toml::from_str(text).map_err(|error| DataFault {
        line: error.span().map(|span| line_at(text, span.start)),
        message: error.message().to_owned(),
    })?;
    Ok(toml_table(&table))
}

fn parse_json(text: &str) -> Result<Value, DataFault> {
    let value: serde_json::Value = serde_json::from_str(text).map_err(|error| DataFault {
        line: Some(error.line()),
        message: without_place(&error.to_string()),
    })?;
    convert(&value)
}

fn parse_yaml(text: &str) -> Result<Value, DataFault> {
    let value: serde_yaml::Value = serde_yaml::from_str(text).map_err(|error| DataFault {
        line: error.location().map(|place| place.line()),
        message: without_place(&error.to_string()),
    })?;
    convert(&value)
}

fn parse_xml(text: &str) -> Result<Value, DataFault> {
    let value = roxmltree_to_serde::xml_string_to_json(
        text.to_owned(),
        &roxmltree_to_serde::Config::new_with_defaults(),
    )
    .map_err(|error| DataFault {
        line: None,
        message: error.to_string(),
    })?;
    convert(&value)
}

/// `{ headers: […], records: [[…], …] }`, all as text.
fn parse_csv(text: &str) -> Result<Value, DataFault> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let headers = cells(reader.headers().map_err(csv_fault)?);
    let mut records = Vec::new();
    for record in reader.records() {
        records.push(cells(&record.map_err(csv_fault)?));
    }
    Ok(map([
        ("headers", headers),
        ("records", Value::from(records)),
    ]))
}

fn cells(record: &csv::StringRecord) -> Value {
    Value::from(record.iter().map(Value::from).collect::<Vec<_>>())
}

fn csv_fault(error: csv::Error) -> DataFault {
    let line = error
        .position()
        .and_then(|place| usize::try_from(place.line()).ok());
    DataFault {
        line,
        message: error.to_string(),
    }
}

/// `{ preambles, comments, variables, bibliographies: [{ entry_type, citation_key, tags }] }`.
fn parse_bibtex(text: &str) -> Result<Value, DataFault> {
    let bibtex = nom_bibtex::Bibtex::parse(text).map_err(|error| DataFault {
        line: None,
        message: error.to_string(),
    })?;
    let entries: Vec<Value> = bibtex
        .bibliographies()
        .iter()
        .map(|entry| {
            let tags = entry
                .tags()
                .iter()
                .map(|(key, value)| (key.to_lowercase(), value.as_str()));
            map([
                ("entry_type", Value::from(entry.entry_type())),
                ("citation_key", Value::from(entry.citation_key())),
                ("tags", texts(tags)),
            ])
        })
        .collect();
    Ok(map([
        ("preambles", list(bibtex.preambles())),
        ("comments", list(bibtex.comments())),
        (
            "variables",
            texts(
                bibtex
                    .variables()
                    .iter()
                    .map(|(key, value)| (key.clone(), value.as_str())),
            ),
        ),
        ("bibliographies", Value::from(entries)),
    ]))
}

fn list(texts: &[String]) -> Value {
    Value::from(
        texts
            .iter()
            .map(|text| Value::from(text.as_str()))
            .collect::<Vec<_>>(),
    )
}

fn texts<'a>(pairs: impl Iterator<Item = (String, &'a str)>) -> Value {
    Value::from(
        pairs
            .map(|(key, text)| (key.into(), Value::from(text)))
            .collect::<Map>(),
    )
}

fn map<const N: usize>(pairs: [(&'static str, Value); N]) -> Value {
    Value::from(
        pairs
            .into_iter()
            .map(|(key, value)| (key.into(), value))
            .collect::<Map>(),
    )
}

fn convert(value: &impl serde::Serialize) -> Result<Value, DataFault> {
    Value::try_from_serializable(value).map_err(|error| DataFault {
        line: None,
        message: error.to_string(),
    })
}

/// The line stands in front of our messages already.
fn without_place(message: &str) -> String {
    message
        .split(" at line ")
        .next()
        .unwrap_or(message)
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::{DataFault, Format, parse};

    /// Parses, and renders `template` with the value as `v`.
    fn check(format: Format, text: &str, template: &str, expected: &str) {
        let mut context = tera::Context::new();
        context.insert_value("v", parse(format, text).unwrap());
        let mut tera = tera::Tera::default();
        tera.register_filter("json_encode", tera_contrib::json::json_encode);
        assert_eq!(
            tera.render_str(template, &context, false).unwrap(),
            expected
        );
    }

    #[test]
    fn toml_dates_are_text_at_any_depth() {
        check(
            Format::Toml,
            "d = 2020-01-01\nf = 1.0\n[[a]]\n[[a.b]]\nat = 2018-09-11T08:07:06+02:00\n[t]\nlist = [[2019-12-31]]\n",
            "{{ v.d }} {{ v.f }} {{ v.a[0].b[0].at }} {{ v.t.list[0][0] }}",
            "2020-01-01 1.0 2018-09-11T08:07:06+02:00 2019-12-31",
        );
    }

    #[test]
    fn every_other_format() {
        check(
            Format::Json,
            r#"{"a": [1, 2, {"b": null}], "å": "ä"}"#,
            "{{ v.a | json_encode }} {{ v['å'] }}",
            r#"[1,2,{"b":null}] ä"#,
        );
        check(
            Format::Yaml,
            "key: value\nlist:\n  - 1\n  - two\n  - 3.5\n",
            "{{ v.key }} {{ v.list | json_encode }}",
            r#"value [1,"two",3.5]"#,
        );
        check(
            Format::Csv,
            "Number,Title\n1,Ett\n2,\"Två, med komma\"\n",
            "{{ v.headers | json_encode }} {{ v.records | json_encode }}",
            r#"["Number","Title"] [["1","Ett"],["2","Två, med komma"]]"#,
        );
        check(
            Format::Xml,
            "<root><a id=\"1\">text</a><a id=\"2\"/></root>",
            "{{ v.root.a | length }} {{ v.root.a[1] | json_encode }}",
            r#"2 {"@id":2}"#,
        );
        check(
            Format::Bibtex,
            "@string{who = \"Bo\"}\n@article{key1, AUTHOR = \"An \" # who, title = {En titel}}\n",
            "{{ v.bibliographies[0].entry_type }} {{ v.bibliographies[0].citation_key }} {{ v.bibliographies[0].tags.author }} {{ v.variables.who }}",
            "article key1 An Bo Bo",
        );
        check(Format::Plain, "<b>\n", "{{ v }}", "<b>\n");
    }

    #[test]
    fn says_where_it_is_wrong() {
        for (format, text, line, message) in [
            (
                Format::Toml,
                "a = 1\nb = \n",
                Some(2),
                "string values must be quoted, expected literal string",
            ),
            (Format::Json, "{\n  \"a\": }", Some(2), "expected value"),
            (
                Format::Yaml,
                "a: 1\nb: [1,\n",
                Some(3),
                "did not find expected node content",
            ),
            (
                Format::Csv,
                "a,b\n1,2\n3\n",
                Some(3),
                "CSV error: record 2 (line: 3, byte: 8): found record with 1 fields, but the previous record has 2 fields",
            ),
        ] {
            let DataFault {
                line: found,
                message: said,
            } = parse(format, text).unwrap_err();
            assert_eq!(found, line, "{format:?}: {said}");
            assert!(said.contains(message), "{format:?}: {said}");
        }
        assert!(parse(Format::Xml, "<a>").is_err());
    }
}
