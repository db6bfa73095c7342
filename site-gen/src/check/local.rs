//! The site's own pages → the links and images in them that lead to nothing within the site, each told where it was
//! written. Must not know how pages are made: it reads what a browser would.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use percent_encoding::percent_decode_str;
use rayon::prelude::*;
use url::Url;

use crate::config::{Config, LinkChecker};
use crate::link::Site;
use crate::problem::{Problem, line_at, nearest};
use crate::render::{Files, OutputBody};

/// Every link to nothing. One that stands in a content file is told with its line; any other comes of a template or the
/// configuration, and is told once, with the first page that has it.
pub fn broken(files: &Files, root: &Path, config: &Config, site: &Site) -> Vec<Problem> {
    let base_url = config.base_url.as_str();
    let Some(base) = base(base_url) else {
        return Vec::new();
    };
    let pages: BTreeMap<&str, Page> = files
        .iter()
        .par_bridge()
        .filter_map(|(path, body)| match body {
            OutputBody::Bytes(bytes) if path.ends_with(".html") => {
                Some((&**path, Page::read(&String::from_utf8_lossy(bytes))))
            }
            _ => None,
        })
        .collect();
    let written = content_files(site);
    let own = Own {
        files,
        pages,
        base,
        rules: &config.link_checker,
    };
    let (mut problems, mut elsewhere) = (Vec::new(), BTreeMap::<_, Vec<&str>>::new());
    for (path, page) in &own.pages {
        let faults = own.faults(path, page);
        let file = written.get(*path).filter(|_| !faults.is_empty());
        let text = file.and_then(|file| fs_err::read_to_string(root.join(file)).ok());
        for (link, fault) in faults {
            let short = link.strip_prefix(base_url).unwrap_or(link);
            let folder = path.strip_suffix("index.html").unwrap_or(path);
            let beside = short.trim_start_matches('/').strip_prefix(folder);
            let forms = [Some(link), Some(short), beside];
            let place = text.as_ref().and_then(|text| {
                let forms = forms.into_iter().flatten();
                forms
                    .filter_map(|form| Some((form, find(text, form)?)))
                    .map(|(form, at)| (form, line_at(text, at)))
                    .next()
            });
            match (place, file) {
                (Some((form, line)), Some(file)) => problems.push(fault.problem(file, line, form)),
                // An `@/` link: a build looks for its anchor.
                _ if fault == Fault::NoAnchor => {}
                _ => elsewhere.entry((short, fault)).or_default().push(path),
            }
        }
    }
    let elsewhere = elsewhere.iter().map(|((link, fault), pages)| {
        let problem = fault.problem("", 0, link);
        let others = match pages.len() - 1 {
            0 => String::new(),
            1 => " and one more page".to_owned(),
            more => format!(" and {more} more pages"),
        };
        let message = format!(
            "{}; a template or the configuration wrote it, in {}{others}",
            problem.message, pages[0]
        );
        Problem { message, ..problem }
    });
    problems.extend(elsewhere);
    problems
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

/// Where a link stands as a whole in a text.
fn find(text: &str, link: &str) -> Option<usize> {
    let ends = |c: char| c.is_whitespace() || "()[]<>\"'`=".contains(c);
    let mut places = text.match_indices(link).map(|(at, _)| at);
    let whole = |at: &usize| {
        text[..*at].chars().next_back().is_none_or(ends)
            && text[at + link.len()..].chars().next().is_none_or(ends)
    };
    (!link.is_empty()).then(|| places.find(whole)).flatten()
}

/// What is wrong with a link.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fault {
    /// Nothing has this path; the nearest that is there.
    NoFile(Option<String>),
    NoAnchor,
}

impl Fault {
    fn problem(&self, file: &str, line: usize, link: &str) -> Problem {
        match self {
            Self::NoFile(near) => {
                let problem = Problem::warning(file, line, format!("`{link}` leads to nothing"));
                match near {
                    Some(near) => problem.with_hint(format!("did you mean `{near}`?")),
                    None => problem,
                }
            }
            Self::NoAnchor => {
                let message = format!("`{link}` leads to a page without that anchor");
                Problem::warning(file, line, message)
            }
        }
    }
}

/// The site, as its visitors find it.
struct Own<'a> {
    files: &'a Files,
    pages: BTreeMap<&'a str, Page>,
    base: Url,
    rules: &'a LinkChecker,
}

impl Own<'_> {
    fn faults<'p>(&self, path: &str, page: &'p Page) -> Vec<(&'p str, Fault)> {
        let shown = path.strip_suffix("index.html").unwrap_or(path);
        let Ok(mut here) = self.base.join(shown) else {
            return Vec::new();
        };
        if let Some(base) = &page.base {
            here = here.join(base).unwrap_or(here);
        }
        let links = page.links.iter();
        links
            .filter_map(|link| Some((link.as_str(), self.fault(&here, link)?)))
            .collect()
    }

    fn fault(&self, here: &Url, link: &str) -> Option<Fault> {
        let url = here.join(link).ok()?;
        if url.origin() != self.base.origin() || !matches!(url.scheme(), "http" | "https") {
            return None;
        }
        let skipped = self.rules.skip_prefixes.iter();
        if skipped
            .into_iter()
            .any(|prefix| url.as_str().starts_with(prefix))
        {
            return None;
        }
        let path = url.path().strip_prefix(self.base.path())?;
        let path = percent_decode_str(path).decode_utf8().ok()?;
        let Some(file) = self.file(&path) else {
            let folders = self.files.paths().iter().filter_map(|file| {
                file.strip_suffix("index.html")
                    .or(Some(file))
                    .filter(|shown| !shown.is_empty())
            });
            let near = nearest(&path, folders).map(|near| format!("/{near}"));
            return Some(Fault::NoFile(near));
        };
        let anchor = percent_decode_str(url.fragment()?).decode_utf8().ok()?;
        let means_an_element = !anchor.is_empty()
            && !anchor.eq_ignore_ascii_case("top")
            && !anchor.starts_with([':', '!', '/']);
        let page = self.pages.get(&*file).filter(|_| means_an_element)?;
        (!page.anchors.contains(&*anchor)).then_some(Fault::NoAnchor)
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
}

/// What a page says of itself and others.
#[derive(Debug, Default, PartialEq, Eq)]
struct Page {
    links: BTreeSet<String>,
    anchors: BTreeSet<String>,
    base: Option<String>,
}

impl Page {
    fn read(html: &str) -> Self {
        let input = BufferQueue::default();
        input.push_back(StrTendril::from(html));
        let tokenizer = Tokenizer::new(Reader::default(), TokenizerOpts::default());
        while !input.is_empty() {
            // It stops after each script, for those who would run it.
            let _ = tokenizer.feed(&input);
        }
        tokenizer.end();
        tokenizer.sink.0.into_inner()
    }

    fn take(&mut self, tag: &Tag) {
        for attribute in &tag.attrs {
            let value = attribute.value.trim();
            match &*attribute.name.local {
                "href" if &*tag.name == "base" => self.base = Some(value.to_owned()),
                "href" | "src" | "poster" | "xlink:href" if !value.is_empty() => {
                    self.links.insert(value.to_owned());
                }
                "srcset" if !value.contains("data:") => {
                    let sources = value.split(',');
                    let urls = sources.filter_map(|source| source.split_whitespace().next());
                    self.links.extend(urls.map(str::to_owned));
                }
                "id" | "name" => {
                    self.anchors.insert(value.to_owned());
                }
                _ => {}
            }
        }
    }
}

#[derive(Default)]
struct Reader(RefCell<Page>);

impl TokenSink for Reader {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let Token::TagToken(tag) = token else {
            return TokenSinkResult::Continue;
        };
        if tag.kind == TagKind::EndTag {
            return TokenSinkResult::Continue;
        }
        self.0.borrow_mut().take(&tag);
        match &*tag.name {
            "script" => TokenSinkResult::RawData(RawKind::ScriptData),
            "style" | "xmp" | "noframes" => TokenSinkResult::RawData(RawKind::Rawtext),
            "textarea" | "title" => TokenSinkResult::RawData(RawKind::Rcdata),
            _ => TokenSinkResult::Continue,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_a_browser_follows() {
        let page = Page::read(
            "<!--<a href=/no>--><title><a href=/no></title><base href='/b/'><a href=\"/a?x&amp;y#z\" id=i>\
             <img src=b.png srcset='c.png 1x, d.png 2x'><script src=/s.js>'<a href=\"/no\">'</script><a name=n>\
             <textarea><a href=/no></textarea><use xlink:href='#i'/><p data-href=/no>",
        );
        let set = |words: &str| words.split(' ').map(str::to_owned).collect();
        assert_eq!(
            page,
            Page {
                links: set("/a?x&y#z b.png c.png d.png /s.js #i"),
                anchors: set("i n"),
                base: Some("/b/".to_owned()),
            }
        );
    }

    #[test]
    fn finds_a_link_only_as_a_whole() {
        for (text, link, expected) in [
            ("see [a](/a/b) or [b](/a)", "/a", Some(21)),
            ("<a href='/a'>", "/a", Some(9)),
            ("/a", "/a", Some(0)),
            ("[a](/ab)", "/a", None),
            ("[a](/a)", "", None),
        ] {
            assert_eq!(find(text, link), expected, "{text}");
        }
    }
}
