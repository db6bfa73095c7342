//! All that the functions of templates may look up: settings and the linked site at once, views after the second barrier.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use tera::Value;

use super::config_view;
use super::functions::{Show, Wanted};
use super::reads::{self, Read};
use super::view::Views;
use crate::config::{Config, LanguageId};
use crate::link::{ContentId, Site};

#[derive(Debug)]
pub struct Library {
    pub config: Arc<Config>,
    pub site: Arc<Site>,
    /// Template names and the files they come from, for problems.
    pub template_files: BTreeMap<String, String>,
    /// `config` in templates, by language.
    configs: Vec<Value>,
    views: Arc<OnceLock<Arc<Views>>>,
}

impl Library {
    pub fn new(
        config: Arc<Config>,
        site: Arc<Site>,
        template_files: BTreeMap<String, String>,
    ) -> Self {
        let configs = config
            .language_ids()
            .map(|id| config_view::config(&config, id))
            .collect();
        Self {
            config,
            site,
            template_files,
            configs,
            views: Arc::default(),
        }
    }

    /// `config` in the templates of a language.
    pub fn config_view(&self, language: LanguageId) -> Value {
        self.configs[language.index()].clone()
    }

    pub fn default_config_view(&self) -> Value {
        self.config_view(self.config.default_language)
    }

    /// Opens the second barrier.
    pub fn publish(&self, views: Views) -> &Views {
        self.views.get_or_init(|| Arc::new(views))
    }

    /// The views, once they are there.
    pub fn views(&self) -> Option<Arc<Views>> {
        self.views.get().cloned()
    }

    /// Shows a page, section, taxonomy or term to the functions of templates; only after the second barrier.
    pub fn show(&self) -> Arc<Show> {
        let views = self.views.clone();
        Arc::new(move |wanted| {
            let views = views.get().ok_or_else(|| {
                tera::Error::message("other pages are not known yet while a body is rendered: call this in a template")
            })?;
            let (read, value) = match wanted {
                Wanted::Page(id) => (Read::Page(id), views.page(id)),
                Wanted::Section(id) => (Read::Section(id), views.section(id)),
                Wanted::Taxonomy(index) => {
                    (Read::Taxonomy(index), views.taxonomies[index].value.clone())
                }
                Wanted::Term(index, term) => (
                    Read::Taxonomy(index),
                    views.taxonomies[index].terms[term].clone(),
                ),
            };
            reads::note(read);
            Ok(value)
        })
    }

    pub fn language_code(&self, id: ContentId) -> &str {
        &self.config.language(self.site.name(id).language).code
    }
}
