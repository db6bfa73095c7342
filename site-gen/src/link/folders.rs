//! `section_slug` of sections → what each folder of the content is called in the addresses of a language: all below a
//! section follows it. Folders without one are called as they are.

use std::collections::HashMap;

use crate::config::{Config, LanguageId};
use crate::parse::{Document, FileName, Meta};
use crate::problem::Problem;

/// The folders that have another name in a language's addresses.
pub(super) struct Folders(HashMap<(LanguageId, String), String>);

impl Folders {
    pub(super) fn new(documents: &[Document], config: &Config) -> (Self, Vec<Problem>) {
        let mut slugs = HashMap::new();
        let mut problems = Vec::new();
        for document in documents {
            let Meta::Section(meta) = &document.meta else {
                continue;
            };
            let Some(written) = &meta.slug else {
                continue;
            };
            let name = &document.name;
            let slug = config.slugify.paths.path(written);
            match fault(name, &slug) {
                // It was told of the original already.
                Some(_) if document.original.is_some() => {}
                Some(message) => {
                    let file = format!("content/{}", name.relative);
                    problems.push(Problem::error(file, 0, message));
                }
                None => {
                    slugs.insert((name.language, name.folder()), slug);
                }
            }
        }
        (Self(slugs), problems)
    }

    /// The folder of the section that holds this page, or of this section, as it stands in addresses.
    pub(super) fn path(&self, name: &FileName) -> String {
        if self.0.is_empty() {
            return name.folder();
        }
        let part = |index: usize| {
            let folder = name.components[..=index].join("/");
            let slug = self.0.get(&(name.language, folder));
            slug.unwrap_or(&name.components[index]).as_str()
        };
        let parts: Vec<&str> = (0..name.components.len()).map(part).collect();
        parts.join("/")
    }
}

fn fault(name: &FileName, slug: &str) -> Option<&'static str> {
    if name.components.is_empty() {
        return Some(
            "the first page of a language has no `section_slug`: its address is the language's own",
        );
    }
    if slug.is_empty() {
        return Some("nothing of its `section_slug` can stand in an address");
    }
    None
}
