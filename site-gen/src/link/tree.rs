//! Folders → who holds whom: the section of each page, the ancestors and subsections of each section.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::{ContentId, Drafts, KeyLine, Page, PageId, Section, SectionId, Site};
use crate::config::{Config, LanguageId};
use crate::parse::{self, Document, FileName, Meta};
use crate::problem::Problem;

/// Takes drafts apart; a draft section takes all below its folder with it.
pub(super) fn without_drafts(
    documents: Vec<Document>,
    drafts: Drafts,
) -> (Vec<Document>, Vec<Document>) {
    if drafts == Drafts::Included {
        return (documents, Vec::new());
    }
    let closed = Closed::of(&documents, drafts);
    documents
        .into_iter()
        .partition(|document| !document.is_draft() && !closed.holds(&document.name))
}

/// Sections that are drafts in one language, and take out what others have below them.
pub(super) fn closed_by_translations(
    documents: &[Document],
    (config, drafts): (&Config, Drafts),
) -> Vec<Problem> {
    let is_closing =
        |own: &&Document| is_draft_section(own) && own.name.language != config.default_language;
    let closing = documents.iter().filter(is_closing).filter_map(|own| {
        let closed = Closed::of([own], drafts);
        let others = documents.iter().filter(|other| {
            let is_other = other.name.language != own.name.language;
            is_other && !other.is_draft() && closed.holds(&other.name)
        });
        let taken = others.count();
        let line = || parse::key_line(&own.text, &["draft"]).unwrap_or(0);
        (taken > 0).then(|| {
            let file = format!("content/{}", own.name.relative);
            let message = format!(
                "a draft section takes out all below its folder, in every language: {taken} texts in others"
            );
            Problem::warning(file, line(), message)
                .with_hint("to leave out a translation alone, take away its file")
        })
    });
    closing.collect()
}

fn is_draft_section(document: &Document) -> bool {
    matches!(&document.meta, Meta::Section(meta) if meta.draft)
}

/// The folders of which a section is a draft.
pub struct Closed(BTreeSet<String>);

impl Closed {
    /// None, where drafts are included.
    pub fn of<'a>(documents: impl IntoIterator<Item = &'a Document>, drafts: Drafts) -> Self {
        let is_closing = |own: &&Document| is_draft_section(own) && drafts == Drafts::LeftOut;
        let sections = documents.into_iter().filter(is_closing);
        Self(sections.map(|section| section.name.folder()).collect())
    }

    /// Whether a file lies in one of them.
    pub fn holds(&self, name: &FileName) -> bool {
        self.0.iter().any(|folder| {
            let inside = name.relative.strip_prefix(folder.as_str());
            match inside.and_then(|rest| rest.strip_prefix('/')) {
                None => folder.is_empty(),
                // The sections of the folder itself stand for their own languages.
                Some(rest) => rest.contains('/') || !name.is_section(),
            }
        })
    }
}

/// Adds the index of each language that has none.
pub(super) fn with_indexes(mut documents: Vec<Document>, config: &Config) -> Vec<Document> {
    let written: BTreeSet<LanguageId> = documents
        .iter()
        .filter(|document| document.name.is_section() && document.name.components.is_empty())
        .map(|document| document.name.language)
        .collect();
    for language in config.language_ids() {
        if !written.contains(&language) {
            let name = FileName::index_of(language, config);
            documents.push(Document::unwritten_index(name));
        }
    }
    documents
}

/// The sections of a site by language and folder.
struct Folders(HashMap<(LanguageId, String), SectionId>);

impl Folders {
    fn new(site: &Site) -> Self {
        let key = |section: &Section| (section.name.language, section.name.folder());
        Self(
            site.section_ids()
                .map(|id| (key(site.section(id)), id))
                .collect(),
        )
    }

    fn get(&self, language: LanguageId, components: &[String]) -> Option<SectionId> {
        self.0.get(&(language, components.join("/"))).copied()
    }

    /// The sections of all folders above these components, the index first.
    fn above(&self, language: LanguageId, components: &[String]) -> Vec<SectionId> {
        (0..components.len())
            .filter_map(|length| self.get(language, &components[..length]))
            .collect()
    }
}

/// Fills ancestors, subsections, and the pages of each section in the order of their paths.
pub(super) fn grow(site: &mut Site, config: &Config) {
    let folders = Folders::new(site);
    for id in site.section_ids() {
        let name = &site.section(id).name;
        let ancestors = folders.above(name.language, &name.components);
        let parent = name
            .components
            .split_last()
            .and_then(|(_, parent)| folders.get(name.language, parent));
        if let Some(parent) = parent {
            site.section_mut(parent).subsections.push(id);
        }
        site.section_mut(id).ancestors = ancestors;
    }
    for id in site.section_ids() {
        let mut subsections = std::mem::take(&mut site.section_mut(id).subsections);
        subsections.sort_by_key(|sub| site.section(*sub).meta.weight);
        site.section_mut(id).subsections = subsections;
    }
    for id in site.page_ids() {
        place(site, id, &folders, config);
    }
}

/// Puts a page into its section, and through transparent sections into those above.
fn place(site: &mut Site, id: PageId, folders: &Folders, config: &Config) {
    let page = site.page(id);
    let language = page.name.language;
    let components = page.name.components.clone();
    let rendered = page.meta.render;
    let mut template = page.template.clone();
    let mut ancestors = Vec::new();
    let insert_anchor = folders
        .get(language, &components)
        .and_then(|parent| site.section(parent).meta.insert_anchor_links)
        .unwrap_or(config.markdown.insert_anchor_links);
    let mut depth = components.len();
    // A page that is not rendered is in no section.
    let mut next = folders.get(language, &components).filter(|_| rendered);
    while let Some(parent) = next {
        ancestors = site.section(parent).ancestors.clone();
        ancestors.push(parent);
        site.section_mut(parent).pages.push(id);
        if template.is_none() {
            let nearest = ancestors.iter().rev();
            template = nearest
                .filter_map(|id| site.section(*id).meta.page_template.clone())
                .next();
        }
        if !site.section(parent).meta.transparent || depth == 0 {
            break;
        }
        depth -= 1;
        next = folders.get(language, &components[..depth]);
    }
    let page = site.page_mut(id);
    page.ancestors = ancestors;
    page.template = template;
    page.insert_anchor = insert_anchor;
}

/// An `index.md` beside an `_index.md` would be the same page twice.
pub(super) fn misplaced_pages(site: &Site) -> Vec<Problem> {
    let written = site.sections.iter().filter(|section| section.written);
    let sections: BTreeSet<String> = written
        .map(|section| section.components.join("/"))
        .collect();
    let is_misplaced = |page: &&Arc<Page>| {
        page.name.filename == "index.md"
            && (page.name.relative == "index.md" || sections.contains(&page.components.join("/")))
    };
    let misplaced = site.pages.iter().filter(is_misplaced);
    misplaced
        .map(|page| {
            let file = format!("content/{}", page.name.relative);
            let message =
                "`index.md` cannot stand in the same folder as an index section `_index.md`";
            Problem::error(file, 0, message)
                .with_hint("a folder is a page (`index.md`) or a section (`_index.md`)")
        })
        .collect()
}

/// First sections that are left out of a search index which is asked for.
pub(super) fn indexes_not_searched(
    site: &Site,
    config: &Config,
    line: KeyLine<'_>,
) -> Vec<Problem> {
    let left_out = site.section_ids().filter(|id| {
        let section = site.section(*id);
        let is_first = section.name.components.is_empty() && section.written;
        config.build_search_index && is_first && !section.meta.in_search_index
    });
    let problem = |id: SectionId| {
        let file = format!("content/{}", site.section(id).name.relative);
        let line = line(ContentId::Section(id), &["in_search_index"]);
        let message = "the first section is left out of the search index that the config asks for";
        Problem::error(file, line, message)
            .with_hint("remove `in_search_index = false`, or `build_search_index` from the config")
    };
    left_out.map(problem).collect()
}
