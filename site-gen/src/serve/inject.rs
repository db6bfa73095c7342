//! A page → the page with the preview's script, and with what is wrong with the site now.

use std::fmt::Write as _;

use crate::problem::Problem;

/// What a page needs to know of the preview.
pub(super) struct Injection<'a> {
    /// What requests begin with, without slashes around it.
    pub(super) base_path: &'a str,
    pub(super) pages_version: u64,
    pub(super) styles_version: u64,
    pub(super) problems: &'a [Problem],
}

/// The element that shows problems; the script draws it over the page and takes it away.
const PROBLEMS_ID: &str = "site-gen-problems";

impl Injection<'_> {
    /// Sets it in before the last `</body>`, or at the end.
    pub(super) fn set_into(&self, html: &[u8]) -> Vec<u8> {
        let end = memchr::memmem::rfind(html, b"</body>").unwrap_or(html.len());
        let (before, after) = html.split_at(end);
        [before, self.elements().as_bytes(), after].concat()
    }

    /// A page for a site that has not been built yet.
    pub(super) fn page(&self) -> Vec<u8> {
        let page = "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
                    <meta name=\"viewport\" content=\"width=device-width\">\n\
                    <title>The site cannot be built</title>\n<body>\n</body>\n</html>\n";
        self.set_into(page.as_bytes())
    }

    fn elements(&self) -> String {
        let mut html = problem_list(self.problems);
        let slash = if self.base_path.is_empty() { "" } else { "/" };
        let _ = write!(
            html,
            "<script src=\"{slash}{}/livereload.js\" data-pages=\"{}\" data-styles=\"{}\"></script>",
            self.base_path, self.pages_version, self.styles_version
        );
        html
    }
}

fn problem_list(problems: &[Problem]) -> String {
    if problems.is_empty() {
        return String::new();
    }
    let mut html =
        format!("<div id=\"{PROBLEMS_ID}\" role=\"alert\" lang=\"en\" dir=\"ltr\"><pre>");
    for problem in problems {
        let _ = pulldown_cmark_escape::escape_html(&mut html, &problem.to_string());
        html.push('\n');
    }
    html.push_str("</pre></div>");
    html
}
