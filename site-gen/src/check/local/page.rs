//! HTML → what a page links to, and what can be linked to in it, as a browser reads it.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

/// What a page says of itself and others.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Page {
    pub links: BTreeSet<String>,
    pub anchors: BTreeSet<String>,
    pub base: Option<String>,
    /// Where it sends its visitors on to, with the anchor that they came with.
    pub redirect: Option<String>,
}

impl Page {
    pub fn read(html: &str) -> Self {
        let input = BufferQueue::default();
        input.push_back(StrTendril::from(html));
        let tokenizer = Tokenizer::new(Reader::default(), TokenizerOpts::default());
        while !input.is_empty() {
            // It stops after each script, for those who would run it.
            let _ = tokenizer.feed(&input);
        }
        tokenizer.end();
        let page = tokenizer.sink.page.into_inner();
        // Only a script takes the anchor along.
        let redirect = page.redirect.filter(|_| html.contains("location.hash"));
        Self { redirect, ..page }
    }

    fn take(&mut self, tag: &Tag) {
        if &*tag.name == "meta" {
            self.redirect = self.redirect.take().or_else(|| refresh(tag));
        }
        for attribute in &tag.attrs {
            let value = attribute.value.trim();
            match &*attribute.name.local {
                "href" if &*tag.name == "base" => self.base = Some(value.to_owned()),
                "href" | "src" | "poster" | "xlink:href" if !value.is_empty() => {
                    self.links.insert(value.to_owned());
                }
                "srcset" if !value.contains("data:") => self.links.extend(sources(value)),
                "id" | "name" => {
                    self.anchors.insert(value.to_owned());
                }
                _ => {}
            }
        }
    }
}

/// The address in `<meta http-equiv="refresh" content="0; url=…">`.
fn refresh(tag: &Tag) -> Option<String> {
    let value = |name: &str| {
        let mut attributes = tag.attrs.iter();
        let found = attributes.find(|attribute| &*attribute.name.local == name)?;
        Some(found.value.trim())
    };
    value("http-equiv").filter(|what| what.eq_ignore_ascii_case("refresh"))?;
    let (_, url) = value("content")?.split_once("url=")?;
    Some(url.to_owned())
}

/// The addresses of a `srcset`: a comma ends one only where white space may follow.
fn sources(srcset: &str) -> Vec<String> {
    let mut sources = Vec::new();
    let mut rest = srcset;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
        let Some(first) = rest.split_whitespace().next() else {
            return sources;
        };
        rest = &rest[first.len()..];
        if !first.ends_with(',') {
            rest = rest.find(',').map_or("", |comma| &rest[comma..]);
        }
        sources.push(first.trim_end_matches(',').to_owned());
    }
}

#[derive(Default)]
struct Reader {
    page: RefCell<Page>,
    /// How deep in pictures and formulas, where elements are named alike and mean nothing of the kind.
    foreign: Cell<usize>,
}

impl TokenSink for Reader {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let Token::TagToken(tag) = token else {
            return TokenSinkResult::Continue;
        };
        if matches!(&*tag.name, "svg" | "math") {
            let deep = self.foreign.get();
            self.foreign.set(match tag.kind {
                TagKind::EndTag => deep.saturating_sub(1),
                TagKind::StartTag if tag.self_closing => deep,
                TagKind::StartTag => deep + 1,
            });
        }
        if tag.kind == TagKind::EndTag {
            return TokenSinkResult::Continue;
        }
        self.page.borrow_mut().take(&tag);
        match &*tag.name {
            _ if self.foreign.get() > 0 => TokenSinkResult::Continue,
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
             <textarea><a href=/no></textarea><use xlink:href='#i'/><p data-href=/no>\
             <img srcset='e,1.png, /f.png 2x,g.png'><svg><style/><title/></svg><a href=/h>",
        );
        let set = |words: &str| words.split(' ').map(str::to_owned).collect();
        assert_eq!(
            page,
            Page {
                links: set("/a?x&y#z b.png c.png d.png /s.js #i e,1.png /f.png g.png /h"),
                anchors: set("i n"),
                base: Some("/b/".to_owned()),
                redirect: None,
            }
        );
    }
}
