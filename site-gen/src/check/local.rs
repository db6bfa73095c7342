//! The site's own pages → the links and images in them that lead to nothing within the site, each told where it was
//! written. Must not know how pages are made: it reads what a browser would.

mod fault;
mod page;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use percent_encoding::percent_decode_str;
use rayon::prelude::*;
use url::Url;

use super::external::starts_with_any;
use crate::config::{Config, LinkChecker};
use crate::link::Site;
use crate::problem::{Problem, line_at, nearest};
use crate::render::{Files, OutputBody};
use fault::{Fault, Near, Wrong, decoded};
use page::Page;

/// Every link to nothing. One that stands in a page's own content file is told with its lines; any other, which a template, a
/// component or the configuration may have written, once, with the first page that has it.
pub fn broken(files: &Files, root: &Path, config: &Config, site: &Site) -> Vec<Problem> {
    let Some(base) = base(&config.base_url) else {
        let message = "`base_url` is no address, so no link within the site was looked at";
        return vec![Problem::warning(&config.file, 0, message)];
    };
    let pages: Vec<(&str, Page)> = files.iter().par_bridge().filter_map(read).collect();
    let own = Own {
        files,
        pages: pages.into_iter().collect(),
        base,
        base_url: config.base_url.trim_end_matches('/'),
        rules: &config.link_checker,
    };
    let of_pages = own.pages.par_iter();
    let faults: Vec<_> = of_pages
        .map(|(path, page)| (*path, own.faults(path, page)))
        .filter(|(_, faults)| !faults.is_empty())
        .collect();
    let near = own.nearest(faults.iter().flat_map(|(_, faults)| faults));
    let written = content_files(site);
    let (mut problems, mut told, mut elsewhere) = (Vec::new(), BTreeSet::new(), BTreeMap::new());
    for (path, faults) in &faults {
        let file = written.get(*path);
        let text = file.and_then(|file| fs_err::read_to_string(root.join(file)).ok());
        for fault in faults {
            let Some((file, text)) = file.zip(text.as_ref()) else {
                add(&mut elsewhere, fault, path);
                continue;
            };
            let lines = own.lines(text, path, fault);
            if lines.is_empty() && !fault.is_told_by_a_build(text) {
                add(&mut elsewhere, fault, path);
            }
            for (line, form) in lines {
                told.insert(fault.target());
                if !own.rules.ignored_files.is_match(file) && !form.starts_with('#') {
                    problems.push(fault.problem(file, line, &form, &near));
                }
            }
        }
    }
    elsewhere.retain(|_, (fault, _)| !told.contains(&fault.target()));
    let elsewhere = elsewhere.values().map(|(fault, pages)| {
        let problem = fault.problem("", 0, own.short(fault.link), &near);
        let others = match pages.len() - 1 {
            0 => String::new(),
            1 => " and one more page".to_owned(),
            more => format!(" and {more} more pages"),
        };
        let place = format!("in {}{others}, but in none of their texts", pages[0]);
        Problem {
            message: format!("{}: {place}", problem.message),
            ..problem
        }
    });
    problems.extend(elsewhere);
    problems
}

type Elsewhere<'p> = BTreeMap<(Wrong, String), (&'p Fault<'p>, Vec<&'p str>)>;

fn add<'p>(elsewhere: &mut Elsewhere<'p>, fault: &'p Fault<'p>, path: &'p str) {
    let known = elsewhere.entry(fault.target());
    known.or_insert((fault, Vec::new())).1.push(path);
}

fn read<'f>((path, body): (&'f Arc<str>, &OutputBody)) -> Option<(&'f str, Page)> {
    match body {
        OutputBody::Bytes(bytes) if path.ends_with(".html") => {
            Some((path, Page::read(&String::from_utf8_lossy(bytes))))
        }
        _ => None,
    }
}

/// `base_url` may be a path alone.
fn base(base_url: &str) -> Option<Url> {
    let mut base = Url::parse(base_url)
        .or_else(|_| Url::parse("http://site.invalid/").and_then(|url| url.join(base_url)))
        .ok()?;
    if !base.path().ends_with('/') {
        base.set_path(&format!("{}/", base.path()));
    }
    Some(base)
}

/// The file that each page's own text stands in, by the page's place in the output.
fn content_files(site: &Site) -> BTreeMap<String, String> {
    let files = site.ids().map(|id| {
        let folder = site.path(id).trim_start_matches('/');
        (format!("{folder}index.html"), site.file(site.source(id)))
    });
    files.collect()
}

/// Where a link stands as such in a text: after a text in brackets, in quotes, after an equals sign, or as what a name stands for.
fn places(text: &str, link: &str) -> Vec<usize> {
    let begins = |before: &str| {
        let after_a_name = ["](", "]: "].iter().any(|end| before.ends_with(end));
        after_a_name || before.ends_with(['<', '"', '\'', '='])
    };
    let ends = |c: char| c.is_whitespace() || ")>\"'".contains(c);
    if link.is_empty() {
        return Vec::new();
    }
    let places = text.match_indices(link).map(|(at, _)| at);
    let whole = |at: &usize| {
        begins(&text[..*at]) && text[at + link.len()..].chars().next().is_none_or(ends)
    };
    places.filter(whole).collect()
}

/// Rather than an image or a style sheet.
fn is_like_a_page(path: &str) -> bool {
    path.ends_with(".html") || !path.rsplit('/').next().unwrap_or_default().contains('.')
}

/// To look for more takes longer than anybody waits, and where so many are wrong, something else is.
const HINTS_MAX: usize = 200;

/// Browsers follow twenty.
const REDIRECTS_MAX: usize = 20;

/// The site, as its visitors find it.
struct Own<'a> {
    files: &'a Files,
    pages: BTreeMap<&'a str, Page>,
    base: Url,
    /// Without a slash at its end.
    base_url: &'a str,
    rules: &'a LinkChecker,
}

impl Own<'_> {
    fn faults<'p>(&self, path: &str, page: &'p Page) -> Vec<Fault<'p>> {
        let shown = path.strip_suffix("index.html").unwrap_or(path);
        let Ok(mut here) = self.base.join(shown) else {
            return Vec::new();
        };
        if let Some(base) = &page.base {
            here = here.join(base).unwrap_or(here);
        }
        let links = page.links.iter();
        links.filter_map(|link| self.fault(&here, link)).collect()
    }

    fn fault<'p>(&self, here: &Url, link: &'p str) -> Option<Fault<'p>> {
        let url = here.join(link).ok()?;
        let path = self.path(&url)?;
        let fragment = url.fragment().unwrap_or_default();
        let fragment = fragment.split(":~:").next().unwrap_or_default();
        let anchor = percent_decode_str(fragment).decode_utf8().ok()?;
        let fault = |wrong| Fault {
            link,
            wrong,
            path: path.clone(),
            anchor: anchor.to_string(),
        };
        // Prefixes are written as links are, or as whole addresses, by people or by machines.
        let (own, whole) = (decoded(link), format!("{}/{path}", self.base_url));
        let forms = [link, &own, &whole, url.as_str()];
        let skipped = |prefixes| forms.iter().any(|form| starts_with_any(form, prefixes));
        let Some(file) = self.file(&path) else {
            return (!skipped(&self.rules.skip_prefixes)).then(|| fault(Wrong::NoFile));
        };
        let means_an_element = !anchor.is_empty()
            && !anchor.eq_ignore_ascii_case("top")
            && !anchor.starts_with(['!', '/']);
        if !means_an_element {
            return None;
        }
        let page = self.reached(file)?;
        let is_good = page.anchors.contains(&*anchor)
            || skipped(&self.rules.skip_prefixes)
            || skipped(&self.rules.skip_anchor_prefixes);
        (!is_good).then(|| fault(Wrong::NoAnchor))
    }

    /// Below the site's own address, decoded; none for what is not of this site.
    fn path(&self, url: &Url) -> Option<String> {
        if url.origin() != self.base.origin() || !matches!(url.scheme(), "http" | "https") {
            return None;
        }
        let path = url.path().strip_prefix(self.base.path())?;
        Some(percent_decode_str(path).decode_utf8().ok()?.into_owned())
    }

    /// Where a visitor is in the end who asks for this file; none where that is no page of the site.
    fn reached(&self, mut file: String) -> Option<&Page> {
        for _ in 0..REDIRECTS_MAX {
            let page = self.pages.get(&*file)?;
            let Some(redirect) = &page.redirect else {
                return Some(page);
            };
            file = self.file(&self.path(&self.base.join(redirect).ok()?)?)?;
        }
        None
    }

    /// Of a path as servers of static files find it.
    fn file(&self, path: &str) -> Option<String> {
        let index = format!("{}/index.html", path.trim_end_matches('/'));
        let candidates = [path, index.trim_start_matches('/')];
        let found = candidates
            .into_iter()
            .find(|path| self.files.get(path).is_some());
        found.map(str::to_owned)
    }

    fn nearest<'f>(&self, faults: impl Iterator<Item = &'f Fault<'f>>) -> Near {
        let missing: BTreeSet<&str> = faults
            .filter(|fault| fault.wrong == Wrong::NoFile)
            .map(|fault| fault.path.as_str())
            .filter(|path| is_like_a_page(path))
            .collect();
        let pages = self.pages.keys();
        let shown = pages.map(|path| path.strip_suffix("index.html").unwrap_or(path));
        let shown: Vec<&str> = shown.filter(|path| !path.is_empty()).collect();
        let missing: Vec<&str> = missing.into_iter().take(HINTS_MAX).collect();
        let near = missing.par_iter().filter_map(|path| {
            let near = nearest(path, shown.iter().copied())?;
            Some(((*path).to_owned(), near.to_owned()))
        });
        near.collect()
    }

    fn short<'l>(&self, link: &'l str) -> &'l str {
        let short = link.strip_prefix(self.base_url);
        short.filter(|short| short.starts_with('/')).unwrap_or(link)
    }

    /// On which lines of the page's own text the link stands, and how.
    fn lines(&self, text: &str, path: &str, fault: &Fault<'_>) -> BTreeMap<usize, String> {
        let folder = path.strip_suffix("index.html").unwrap_or(path);
        let permalink = format!("{}/{folder}", self.base_url);
        let beside = fault.link.strip_prefix(&permalink);
        let forms = [Some(fault.link), Some(self.short(fault.link)), beside];
        let mut lines = BTreeMap::new();
        for form in forms.into_iter().flatten() {
            for form in [
                Cow::Borrowed(form),
                decoded(form),
                Cow::Owned(form.replace('&', "&amp;")),
            ] {
                for at in places(text, &form) {
                    lines
                        .entry(line_at(text, at))
                        .or_insert_with(|| form.to_string());
                }
            }
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_a_link_only_as_such_and_whole() {
        for (text, link, expected) in [
            (
                "see [a](/a/b) or [b](/a), [c](/a \"c\")",
                "/a",
                &[21, 30][..],
            ),
            ("<a href='/a'> [b]: /a\n", "/a", &[9, 19]),
            ("<a href=/a>", "/a", &[8]),
            ("[a](/ab) /a", "/a", &[]),
            ("om (om oss) [om](om)", "om", &[17]),
            ("[a](/a)", "", &[]),
        ] {
            assert_eq!(places(text, link), expected, "{text}");
        }
    }
}
