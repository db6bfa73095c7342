//! Where a link leads → what is written for it: `@/` links become permalinks, relative ones absolute, and links that leave
//! the site get the site's `rel`, `target` and `class`.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use pulldown_cmark::LinkType;

use super::context::{Context, PageNotFound};
use super::findings::Findings;
use super::html::push_url;
use crate::config::Markdown;
use crate::problem::Severity;

/// What a link's destination is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Destination<'u> {
    /// Nothing is given.
    Missing,
    /// `@/path#anchor`: a file under `content/`.
    Page {
        path: Cow<'u, str>,
        anchor: Option<&'u str>,
    },
    /// Beside the page itself.
    Relative,
    External,
    /// `#anchor` on the page itself.
    Anchor(&'u str),
    /// An absolute path, `mailto:`, `tel:`, `#` alone, …: stays as it is.
    AsWritten,
}

impl<'u> Destination<'u> {
    pub(super) fn of(kind: LinkType, url: &'u str) -> Self {
        if url.is_empty() {
            Self::Missing
        } else if kind == LinkType::Email {
            Self::AsWritten
        } else if let Some(page) = url.strip_prefix("@/") {
            Self::page(page)
        } else if is_relative(url) {
            Self::Relative
        } else if is_external(url) {
            Self::External
        } else {
            let anchor = url.strip_prefix('#').filter(|anchor| !anchor.is_empty());
            anchor.map_or(Self::AsWritten, Self::Anchor)
        }
    }

    fn page(url: &'u str) -> Self {
        let mut parts = url.split('#');
        let path = parts.next().unwrap_or_default();
        Self::Page {
            path: percent_decode_str(path).decode_utf8_lossy(),
            anchor: parts.next(),
        }
    }
}

/// What to write instead of `url`, if anything else; the link and what is wrong with it go to the findings.
pub(super) fn address(
    destination: &Destination<'_>,
    url: &str,
    offset: usize,
    context: &Context<'_>,
    findings: &mut Findings<'_>,
) -> Option<String> {
    match destination {
        Destination::Missing => {
            let message = "a link has no address".to_owned();
            let problem = findings.problem(offset, Severity::Error, message);
            problem.hint =
                Some("write where it leads in the round brackets: [text](address)".to_owned());
            Some("#".to_owned())
        }
        Destination::Page { path, anchor } => {
            let permalink = permalink(path, *anchor, context);
            match &permalink {
                Ok(_) => findings.internal_link(path, *anchor, offset),
                Err(not_found) => {
                    let (why, hint) = told(not_found);
                    let message = format!("broken link `{url}`: {why}");
                    let problem = findings.problem(offset, context.settings.broken_links, message);
                    problem.hint = Some(hint);
                }
            }
            permalink.ok()
        }
        Destination::Anchor(anchor) => {
            if !context.path.is_empty() {
                findings.internal_link(context.path, Some(anchor), offset);
            }
            Some([context.permalink, url].concat())
        }
        Destination::Relative => Some([context.permalink, url].concat()),
        Destination::External => {
            findings.external_link(url, offset);
            None
        }
        Destination::AsWritten => None,
    }
}

/// What is wrong with a link to it, and what to do.
fn told(not_found: &PageNotFound) -> (&'static str, String) {
    let hint = match not_found {
        PageNotFound::Draft => {
            let hint = "publish it first, or take the link away; `--drafts` builds drafts too";
            return ("that page is a draft, or lies below one", hint.to_owned());
        }
        PageNotFound::NoFile {
            nearest: Some(near),
        } => format!("did you mean `@/{near}`?"),
        PageNotFound::NoFile { nearest: None } => {
            "what follows `@/` is a file's path under `content/`".to_owned()
        }
    };
    ("there is no such page", hint)
}

/// The address of a page's anchor.
fn permalink(
    path: &str,
    anchor: Option<&str>,
    context: &Context<'_>,
) -> Result<String, PageNotFound> {
    let mut permalink = (context.find_page)(path)?;
    if let Some(anchor) = anchor {
        permalink.push('#');
        permalink.push_str(anchor);
    }
    Ok(permalink)
}

/// Whether `url` names something beside the page.
pub(super) fn is_relative(url: &str) -> bool {
    !url.starts_with(['/', '#']) && !url.starts_with("..") && !has_scheme(url)
}

fn is_external(url: &str) -> bool {
    url.starts_with("http:") || url.starts_with("https:")
}

/// Whether `url` begins with a word and a colon; any word, as schemes may be private.
fn has_scheme(url: &str) -> bool {
    let of_scheme = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
    let length = url.bytes().take_while(of_scheme).count();
    length > 0 && url.as_bytes().get(length) == Some(&b':')
}

/// Whether links that leave the site get anything added.
pub(super) fn adds_to_external(rules: &Markdown) -> bool {
    rules.external_links_class.is_some()
        || rules.external_links_target_blank
        || rules.external_links_no_follow
        || rules.external_links_no_referrer
        || rules.external_links_external
}

/// Writes the opening tag of a link that leaves the site.
pub(super) fn write_external(rules: &Markdown, url: &str, title: &str, out: &mut String) {
    out.push_str("<a ");
    if let Some(class) = &rules.external_links_class {
        push_quoted(out, "class", class);
    }
    write_rel(rules, out);
    if rules.external_links_target_blank {
        out.push_str("target=\"_blank\" ");
    }
    if !title.is_empty() {
        push_quoted(out, "title", title);
    }
    out.push_str("href=\"");
    push_url(out, url);
    out.push_str("\">");
}

fn write_rel(rules: &Markdown, out: &mut String) {
    let words = [
        (rules.external_links_target_blank, "noopener"),
        (rules.external_links_no_follow, "nofollow"),
        (rules.external_links_no_referrer, "noreferrer"),
        (rules.external_links_external, "external"),
    ];
    let mut before = "rel=\"";
    for (_, word) in words.iter().filter(|(wanted, _)| *wanted) {
        out.push_str(before);
        out.push_str(word);
        before = " ";
    }
    if before == " " {
        out.push_str("\" ");
    }
}

/// Zola escapes nothing here; a quote would end the attribute, so that at least is escaped.
fn push_quoted(out: &mut String, name: &str, value: &str) {
    out.push_str(name);
    out.push_str("=\"");
    out.push_str(&value.replace('"', "&quot;"));
    out.push_str("\" ");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_destinations_apart() {
        let page = |path: &'static str, anchor| Destination::Page {
            path: path.into(),
            anchor,
        };
        for (url, expected) in [
            ("", Destination::Missing),
            ("@/a.md", page("a.md", None)),
            ("@/a%20b.md#c#d", page("a b.md", Some("c"))),
            ("a.png", Destination::Relative),
            ("./a:b", Destination::Relative),
            ("../a", Destination::AsWritten),
            ("/a", Destination::AsWritten),
            ("#", Destination::AsWritten),
            ("#a", Destination::Anchor("a")),
            ("http://a", Destination::External),
            ("https:a", Destination::External),
            ("mailto:a@b.se", Destination::AsWritten),
            ("x-y:z", Destination::AsWritten),
            (":a", Destination::Relative),
        ] {
            assert_eq!(Destination::of(LinkType::Inline, url), expected, "{url}");
        }
        let email = Destination::of(LinkType::Email, "a@b.se");
        assert_eq!(email, Destination::AsWritten);
    }
}
