//! Entries → the list of documents that Fuse.js searches in, in the order of the entries.

use serde::Serialize;

use super::text::searchable_text;
use super::{Entry, Fields};

#[derive(Serialize)]
struct Document<'a> {
    url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    body: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'a str>,
}

/// The list as JSON.
pub fn fuse_index<'a>(fields: Fields, entries: impl IntoIterator<Item = Entry<'a>>) -> String {
    let documents: Vec<Document> = entries
        .into_iter()
        .map(|entry| Document {
            url: entry.permalink,
            title: fields.title.then_some(entry.title.unwrap_or_default()),
            description: fields
                .description
                .then_some(entry.description.unwrap_or_default()),
            body: fields
                .content
                .then(|| searchable_text(entry.html, fields.content_length_max)),
            path: fields.path.then_some(entry.path),
        })
        .collect();
    // Texts under fixed names always serialise.
    serde_json::to_string(&documents).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::fuse_index;
    use crate::search::{Entry, Fields};

    #[test]
    fn lists_the_fields_asked_for() {
        let entry = Entry {
            permalink: "https://x/a/",
            path: "/a/",
            title: None,
            description: Some("D"),
            date: None,
            html: "<p>Hej</p>",
        };
        let fields = Fields {
            title: true,
            description: false,
            date: true,
            path: false,
            content: true,
            content_length_max: None,
        };
        let more = Fields {
            title: false,
            description: true,
            path: true,
            content: false,
            ..fields
        };
        for (fields, expected) in [
            (
                fields,
                r#"[{"url":"https://x/a/","title":"","body":"Hej"}]"#,
            ),
            (
                more,
                r#"[{"url":"https://x/a/","description":"D","path":"/a/"}]"#,
            ),
        ] {
            assert_eq!(fuse_index(fields, [entry]), expected);
        }
    }
}
