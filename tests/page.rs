//! A page's HTML → what the tests ask of it: language, title, texts, and what a fault looks like on it.

use scraper::Html;

use crate::form::{attribute, selector};

pub struct Page(Html);

impl Page {
    pub fn of(html: &str) -> Self {
        Self(Html::parse_document(html))
    }

    pub fn language(&self) -> String {
        self.attribute("html", "lang")
    }

    pub fn title(&self) -> String {
        self.texts("head > title").join(" ")
    }

    /// The first such element's attribute, or an empty string.
    pub fn attribute(&self, css: &str, name: &str) -> String {
        let found = self.0.select(&selector(css)).next();
        found
            .map(|element| attribute(element, name))
            .unwrap_or_default()
    }

    /// The text of each such element, its white space made plain.
    pub fn texts(&self, css: &str) -> Vec<String> {
        self.0
            .select(&selector(css))
            .map(|element| element.text().collect::<String>())
            .map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "))
            .collect()
    }

    /// The language and the target of each such link.
    pub fn links(&self, css: &str) -> Vec<(String, String)> {
        self.0
            .select(&selector(css))
            .map(|link| (attribute(link, "hreflang"), attribute(link, "href")))
            .collect()
    }

    pub fn has(&self, css: &str) -> bool {
        self.0.select(&selector(css)).next().is_some()
    }

    /// The links of the fault summary: the id each leads to, and its words.
    pub fn faults(&self) -> Vec<(String, String)> {
        self.0
            .select(&selector("[role=alert] a[href^='#']"))
            .map(|link| {
                (
                    attribute(link, "href").trim_start_matches('#').to_owned(),
                    link.text().collect(),
                )
            })
            .collect()
    }
}
