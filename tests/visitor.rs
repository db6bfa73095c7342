//! Someone at a running site, from outside: opens pages, follows links, finds forms and posts them.

use std::collections::BTreeMap;

use scraper::Html;

use crate::form::{Form, Values, attribute, selector};
use crate::http::{Answer, Client};

/// A visitor of the site at `base` (`http://127.0.0.1:1234`).
pub struct Visitor {
    pub base: String,
    client: Client,
}

impl Visitor {
    pub fn of(base: impl Into<String>) -> Self {
        Self {
            base: base.into(),
            client: Client::new(),
        }
    }

    pub fn get(&self, path: &str) -> Answer {
        self.client.get(&self.url(path))
    }

    pub fn post(&self, form: &Form, values: &Values) -> Answer {
        self.client.post(&self.url(&form.action), &values.0)
    }

    /// The answer, or nothing where the server went away while it worked.
    pub fn try_post(&self, form: &Form, values: &Values) -> Option<Answer> {
        self.client
            .try_post(&self.url(&form.action), &values.0)
            .ok()
    }

    /// A path, or an address of this site in full.
    pub fn url(&self, path: &str) -> String {
        if path.starts_with('/') {
            format!("{}{path}", self.base)
        } else {
            path.to_owned()
        }
    }

    /// Every page that links lead to from the start page, by path.
    pub fn pages(&self) -> BTreeMap<String, String> {
        let mut pages = BTreeMap::new();
        let mut ahead = vec!["/".to_owned()];
        while let Some(path) = ahead.pop() {
            if pages.contains_key(&path) {
                continue;
            }
            let answer = self.get(&path);
            assert_eq!(answer.status, 200, "a link leads to {path}");
            if answer.header("content-type").starts_with("text/html") {
                ahead.extend(self.links(&path, &answer.body));
                pages.insert(path, answer.body);
            }
        }
        pages
    }

    /// Paths of this site that a page links to.
    fn links(&self, at: &str, page: &str) -> Vec<String> {
        Html::parse_document(page)
            .select(&selector("a[href]"))
            .filter_map(|link| self.path_of(at, &attribute(link, "href")))
            .collect()
    }

    /// The path of this site that a link on the page at `at` leads to.
    pub fn path_of(&self, at: &str, href: &str) -> Option<String> {
        let href = href.split(['#', '?']).next().unwrap_or_default();
        match href.strip_prefix(&self.base) {
            Some("") => Some("/".to_owned()),
            Some(path) => Some(path.to_owned()),
            None if href.starts_with('/') => Some(href.to_owned()),
            None if href.is_empty() || href.contains(':') => None,
            None => Some(format!(
                "{}/{href}",
                at.rsplit_once('/').map_or("", |(folder, _)| folder)
            )),
        }
    }

    /// Every posting form that can be found from the start page, with the path of its page.
    pub fn forms(&self) -> Vec<(String, Form)> {
        self.pages()
            .into_iter()
            .filter_map(|(path, page)| Form::posting(&page).map(|form| (path, form)))
            .collect()
    }
}
