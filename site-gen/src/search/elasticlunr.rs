//! Entries → an elasticlunr index, byte for byte Zola's for the languages that Zola knows.

use elasticlunr::IndexBuilder;

use super::language::language;
use super::text::searchable_text;
use super::{Entry, Fields};

/// The index as JSON. Never fails: a language without a stemmer is indexed by its plain words.
pub fn elasticlunr_index<'a>(
    code: &str,
    fields: Fields,
    entries: impl IntoIterator<Item = Entry<'a>>,
) -> String {
    let mut index = builder(code, fields).build();
    for entry in entries {
        index.add_doc(entry.permalink, row(fields, entry));
    }
    index.to_json()
}

fn builder(code: &str, fields: Fields) -> IndexBuilder {
    let mut builder = IndexBuilder::with_language(language(code));
    for (wanted, name) in [
        (fields.title, "title"),
        (fields.description, "description"),
        (fields.date, "date"),
    ] {
        if wanted {
            builder = builder.add_field(name);
        }
    }
    if fields.path {
        builder = builder.add_field_with_tokenizer("path", Box::new(path_words));
    }
    if fields.content {
        builder = builder.add_field("body");
    }
    builder
}

fn path_words(path: &str) -> Vec<String> {
    path.split(|sign: char| sign.is_whitespace() || sign == '-' || sign == '/')
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

/// The values in the order of the fields. An entry without a date has one value less, so what follows stands one field
/// too early: that is how Zola's index is, and sites' scripts read it.
fn row(fields: Fields, entry: Entry) -> Vec<String> {
    let mut row = Vec::new();
    if fields.title {
        row.push(entry.title.unwrap_or_default().to_owned());
    }
    if fields.description {
        row.push(entry.description.unwrap_or_default().to_owned());
    }
    if fields.date {
        row.extend(entry.date.map(ToOwned::to_owned));
    }
    if fields.path {
        row.push(entry.path.to_owned());
    }
    if fields.content {
        row.push(searchable_text(entry.html, fields.content_length_max));
    }
    row
}

#[cfg(test)]
mod tests {
    use super::elasticlunr_index;
    use crate::search::{Entry, Fields};

    const FIELDS: Fields = Fields {
        title: true,
        description: false,
        date: false,
        path: false,
        content: true,
        content_length_max: Some(40),
    };

    /// The index's own JSON, read back: the value at `pointer`.
    fn check(code: &str, fields: Fields, entry: Entry, pointer: &str, expected: &str) {
        let json: serde_json::Value =
            serde_json::from_str(&elasticlunr_index(code, fields, [entry])).unwrap();
        let found = json
            .pointer(pointer)
            .map(ToString::to_string)
            .unwrap_or_default();
        assert_eq!(found, expected, "{code} {pointer}");
    }

    #[test]
    fn indexes_the_fields_asked_for() {
        let entry = Entry {
            permalink: "/a/",
            path: "/fika/kaffe/",
            title: Some("Kompisar"),
            description: None,
            date: Some("2019-01-01T00:00:00Z"),
            html: "<p>Vi träffas och <b>fikar</b> tillsammans, övar svenska</p>",
        };
        let all = Fields {
            description: true,
            date: true,
            path: true,
            ..FIELDS
        };
        let dateless = Entry {
            date: None,
            ..entry
        };
        check("sv", FIELDS, entry, "/fields", r#"["title","body"]"#);
        check(
            "sv",
            FIELDS,
            entry,
            "/pipeline",
            r#"["trimmer-sv","stopWordFilter-sv","stemmer-sv"]"#,
        );
        check(
            "sv",
            FIELDS,
            entry,
            "/documentStore/docs/~1a~1/body",
            r#""Vi träffas och fikar tillsammans, övar s""#,
        );
        check("sv", FIELDS, entry, "/index/body/root/f/i/k/df", "1");
        check(
            "sv",
            all,
            entry,
            "/fields",
            r#"["title","description","date","path","body"]"#,
        );
        check(
            "sv",
            all,
            entry,
            "/documentStore/docs/~1a~1/date",
            r#""2019-01-01T00:00:00Z""#,
        );
        check("sv", all, entry, "/documentStore/docInfo/~1a~1/path", "2");
        check(
            "sv",
            all,
            dateless,
            "/documentStore/docs/~1a~1/date",
            r#""/fika/kaffe/""#,
        );
        check("fa-AF", FIELDS, entry, "/pipeline", "[]");
        check(
            "fa-AF",
            FIELDS,
            entry,
            "/index/body/root/t/i/l/l/s/a/m/m/a/n/s/df",
            "1",
        );
    }
}
