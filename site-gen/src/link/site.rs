//! The linked site: pages and sections by number, and the lookups that everyone after this stage needs.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use super::Taxonomy;
use super::id::{ContentId, PageId, SectionId};
use crate::config::{InsertAnchor, LanguageId};
use crate::digest::Digest;
use crate::parse::{Document, FileName, PageFrontMatter, SectionFrontMatter};

#[derive(Clone, Debug, PartialEq)]
pub struct Page {
    pub name: FileName,
    /// Of its file before the body.
    pub head: Digest,
    pub meta: PageFrontMatter,
    pub slug: String,
    /// Begins and ends with a slash.
    pub path: String,
    pub permalink: String,
    /// The parts of the path.
    pub components: Vec<String>,
    /// The sections that hold it, the index first; empty for an orphan.
    pub ancestors: Vec<SectionId>,
    /// Its own template, or the nearest `page_template` of its sections.
    pub template: Option<String>,
    pub insert_anchor: InsertAnchor,
    /// The page before it in its section's order.
    pub lower: Option<PageId>,
    /// The page after it in its section's order.
    pub higher: Option<PageId>,
    /// Itself and its translations, in the order of the config's languages; empty in a site of one language.
    pub translations: Vec<ContentId>,
    /// Files published with it, by their path in `content/`.
    pub assets: Vec<String>,
    /// Its front matter is broken: it is known, but not rendered.
    pub broken: bool,
    /// The file that it stands in for, since its language lacks a translation.
    pub original: Option<String>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    pub name: FileName,
    /// Of its file before the body.
    pub head: Digest,
    pub meta: SectionFrontMatter,
    pub path: String,
    pub permalink: String,
    pub components: Vec<String>,
    /// The sections that hold it, the index first.
    pub ancestors: Vec<SectionId>,
    /// Its pages in order.
    pub pages: Vec<PageId>,
    /// Its pages that lack what they would be sorted by: known, but not rendered.
    pub ignored_pages: Vec<PageId>,
    pub subsections: Vec<SectionId>,
    pub translations: Vec<ContentId>,
    pub assets: Vec<String>,
    /// False for an index that nobody wrote.
    pub written: bool,
    pub broken: bool,
    /// The file that it stands in for, since its language lacks a translation.
    pub original: Option<String>,
}

impl Section {
    /// Whether this is the home section of its language.
    pub fn is_index(&self) -> bool {
        self.name.components.is_empty()
    }

    /// Its path as templates and search indexes know it. As in Zola, the index that nobody wrote in a language other than
    /// the default one has no slash in front.
    pub fn shown_path(&self) -> &str {
        match self.path.strip_prefix('/') {
            Some(path) if !self.written && !path.is_empty() => path,
            _ => &self.path,
        }
    }

    pub fn template(&self) -> &str {
        match &self.meta.template {
            Some(template) => template,
            None if self.is_index() => "index.html",
            None => "section.html",
        }
    }
}

/// All content of a site and how it hangs together. A clone shares what it holds.
#[derive(Clone, Debug, Default)]
pub struct Site {
    pub pages: Vec<Arc<Page>>,
    pub sections: Vec<Arc<Section>>,
    /// In the order of the config: by language, then as listed.
    pub taxonomies: Vec<Arc<Taxonomy>>,
    by_path: Arc<HashMap<String, ContentId>>,
    /// What stands in for a file, by its path.
    stand_ins: Arc<HashMap<String, Vec<ContentId>>>,
    /// The files that are left out, by their path from `content/`.
    drafts: Arc<BTreeSet<String>>,
}

impl Site {
    pub(super) fn without(drafts: &[Document]) -> Self {
        let paths = drafts.iter().map(|draft| draft.name.relative.clone());
        Self {
            drafts: Arc::new(paths.collect()),
            ..Self::default()
        }
    }

    /// The files that are left out since they are drafts, or lie below one, by their path from `content/`.
    pub fn drafts(&self) -> &BTreeSet<String> {
        &self.drafts
    }

    pub fn page(&self, id: PageId) -> &Page {
        &self.pages[id.index()]
    }

    pub fn section(&self, id: SectionId) -> &Section {
        &self.sections[id.index()]
    }

    /// The content of a file, by its path from `content/`.
    pub fn find(&self, path: &str) -> Option<ContentId> {
        self.by_path.get(path).copied()
    }

    pub fn page_ids(&self) -> impl Iterator<Item = PageId> + use<> {
        (0..self.pages.len()).map(PageId::at)
    }

    pub fn section_ids(&self) -> impl Iterator<Item = SectionId> + use<> {
        (0..self.sections.len()).map(SectionId::at)
    }

    /// All pages, then all sections.
    pub fn ids(&self) -> impl Iterator<Item = ContentId> + use<> {
        let pages = self.page_ids().map(ContentId::Page);
        pages.chain(self.section_ids().map(ContentId::Section))
    }

    pub fn name(&self, id: ContentId) -> &FileName {
        match id {
            ContentId::Page(id) => &self.page(id).name,
            ContentId::Section(id) => &self.section(id).name,
        }
    }

    pub fn permalink(&self, id: ContentId) -> &str {
        match id {
            ContentId::Page(id) => &self.page(id).permalink,
            ContentId::Section(id) => &self.section(id).permalink,
        }
    }

    pub fn path(&self, id: ContentId) -> &str {
        match id {
            ContentId::Page(id) => &self.page(id).path,
            ContentId::Section(id) => &self.section(id).path,
        }
    }

    pub fn title(&self, id: ContentId) -> Option<&str> {
        match id {
            ContentId::Page(id) => self.page(id).meta.title.as_deref(),
            ContentId::Section(id) => self.section(id).meta.title.as_deref(),
        }
    }

    /// Old paths that lead to it.
    pub fn aliases(&self, id: ContentId) -> &[String] {
        match id {
            ContentId::Page(id) => &self.page(id).meta.aliases,
            ContentId::Section(id) => &self.section(id).meta.aliases,
        }
    }

    pub fn extra(&self, id: ContentId) -> &toml::Table {
        match id {
            ContentId::Page(id) => &self.page(id).meta.extra,
            ContentId::Section(id) => &self.section(id).meta.extra,
        }
    }

    pub fn translations(&self, id: ContentId) -> &[ContentId] {
        match id {
            ContentId::Page(id) => &self.page(id).translations,
            ContentId::Section(id) => &self.section(id).translations,
        }
    }

    /// What `id` stands in for, if it is no text of its own.
    pub fn original(&self, id: ContentId) -> Option<ContentId> {
        let file = match id {
            ContentId::Page(id) => self.page(id).original.as_ref(),
            ContentId::Section(id) => self.section(id).original.as_ref(),
        };
        self.find(file?)
    }

    /// What was written: the original of what stands in, else `id` itself.
    pub fn source(&self, id: ContentId) -> ContentId {
        self.original(id).unwrap_or(id)
    }

    /// The file that was written, from the site's root.
    pub fn file(&self, id: ContentId) -> String {
        format!("content/{}", self.name(self.source(id)).relative)
    }

    /// The content that says in `language` what `id` says.
    pub fn translation(&self, id: ContentId, language: LanguageId) -> Option<ContentId> {
        if self.name(id).language == language {
            return Some(id);
        }
        let speaks = |other: &&ContentId| self.name(**other).language == language;
        self.translations(id).iter().find(speaks).copied()
    }

    /// The taxonomy of a language by its slug.
    pub fn taxonomy(&self, language: LanguageId, slug: &str) -> Option<usize> {
        let fits = |t: &Arc<Taxonomy>| t.language == language && t.config.slug == slug;
        self.taxonomies.iter().position(fits)
    }

    /// Every file's path from `content/`, sorted, for hints.
    pub fn files(&self) -> Vec<&str> {
        let mut files: Vec<_> = self.by_path.keys().map(String::as_str).collect();
        files.sort_unstable();
        files
    }

    /// What was made of a file: its own page or section, and those that stand in for it.
    pub fn made_of(&self, path: &str) -> Vec<ContentId> {
        let stand_ins = self.stand_ins.get(path).into_iter().flatten().copied();
        self.find(path).into_iter().chain(stand_ins).collect()
    }

    pub(super) fn page_mut(&mut self, id: PageId) -> &mut Page {
        Arc::make_mut(&mut self.pages[id.index()])
    }

    pub(super) fn section_mut(&mut self, id: SectionId) -> &mut Section {
        Arc::make_mut(&mut self.sections[id.index()])
    }

    pub(super) fn add_page(&mut self, page: Page) {
        let id = ContentId::Page(PageId::at(self.pages.len()));
        self.know(id, &page.name.relative, page.original.as_deref());
        self.pages.push(Arc::new(page));
    }

    /// Lets links and templates say `om.md` for `om.sv.md`.
    pub(super) fn know_without_suffix(&mut self, default: LanguageId) {
        for id in self.ids() {
            let name = self.name(id);
            if name.language == default {
                let path = format!("{}.md", name.canonical);
                Arc::make_mut(&mut self.by_path).entry(path).or_insert(id);
            }
        }
    }

    pub(super) fn add_section(&mut self, section: Section) {
        let id = ContentId::Section(SectionId::at(self.sections.len()));
        self.know(id, &section.name.relative, section.original.as_deref());
        self.sections.push(Arc::new(section));
    }

    fn know(&mut self, id: ContentId, path: &str, original: Option<&str>) {
        Arc::make_mut(&mut self.by_path).insert(path.to_owned(), id);
        if let Some(original) = original {
            let stand_ins = Arc::make_mut(&mut self.stand_ins);
            stand_ins.entry(original.to_owned()).or_default().push(id);
        }
    }
}
