//! An image's source, title and alternative text → `<img>`.

use pulldown_cmark::CowStr;

use super::html::{Html, push_attribute, push_url};
use super::links::is_relative;
use super::rendered;

/// The image that is being read; images within its alternative text only add to it.
#[derive(Default)]
pub(super) struct Images<'a> {
    open: Option<Open<'a>>,
}

struct Open<'a> {
    url: CowStr<'a>,
    title: CowStr<'a>,
    alt: String,
    line: usize,
    start: usize,
    images_within: usize,
}

impl<'a> Images<'a> {
    pub(super) fn start(
        &mut self,
        url: CowStr<'a>,
        title: CowStr<'a>,
        line: usize,
        html: &Html<'_>,
    ) {
        match &mut self.open {
            Some(open) => open.images_within += 1,
            None => {
                self.open = Some(Open {
                    url,
                    title,
                    alt: String::new(),
                    line,
                    start: html.text.len(),
                    images_within: 0,
                });
            }
        }
    }

    /// The position from which the text belongs to an image.
    pub(super) fn open_since(&self) -> Option<usize> {
        self.open.as_ref().map(|open| open.start)
    }

    /// Takes plain text into the alternative text; gives whether an image is open.
    pub(super) fn text(&mut self, text: &str) -> bool {
        let Some(open) = &mut self.open else {
            return false;
        };
        open.alt.push_str(text);
        true
    }

    /// Writes the image in place of what was written since its start. Gives the image if it has no alternative text.
    pub(super) fn end(
        &mut self,
        html: &mut Html<'_>,
        permalink: &str,
        attributes: &str,
    ) -> Option<rendered::Image> {
        let mut open = self.open.take()?;
        if open.images_within > 0 {
            open.images_within -= 1;
            self.open = Some(open);
            return None;
        }
        html.text.truncate(open.start);
        write(&open, permalink, attributes, html);
        let without_alt = open.alt.trim().is_empty();
        without_alt.then(|| rendered::Image {
            url: open.url.into_string(),
            line: open.line,
        })
    }
}

fn write(image: &Open<'_>, permalink: &str, attributes: &str, html: &mut Html<'_>) {
    let out = &mut html.text;
    out.push_str("<img src=\"");
    if is_relative(&image.url) {
        push_url(out, permalink);
    }
    push_url(out, &image.url);
    out.push_str("\" alt=\"");
    push_attribute(out, &image.alt);
    if !image.title.is_empty() {
        out.push_str("\" title=\"");
        push_attribute(out, &image.title);
    }
    out.push('"');
    out.push_str(attributes);
    html.raw(" />");
}
