//! Where a link leads → what is written for it: `@/` links become permalinks, relative ones absolute, and links that leave
//! the site get the site's `rel`, `target` and `class`.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use pulldown_cmark::LinkType;

use super::context::ExternalLinks;
use super::html::push_url;

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

impl ExternalLinks {
    /// Whether links that leave the site get anything added.
    pub(super) fn add_anything(&self) -> bool {
        self.class.is_some()
            || self.target_blank
            || self.no_follow
            || self.no_referrer
            || self.external
    }

    /// The opening tag of a link to `url`.
    pub(super) fn write_opening(&self, url: &str, title: &str, out: &mut String) {
        out.push_str("<a ");
        if let Some(class) = &self.class {
            push_quoted(out, "class", class);
        }
        self.write_rel(out);
        if self.target_blank {
            out.push_str("target=\"_blank\" ");
        }
        if !title.is_empty() {
            push_quoted(out, "title", title);
        }
        out.push_str("href=\"");
        push_url(out, url);
        out.push_str("\">");
    }

    fn write_rel(&self, out: &mut String) {
        let mut before = "rel=\"";
        for (wanted, word) in [
            (self.target_blank, "noopener"),
            (self.no_follow, "nofollow"),
            (self.no_referrer, "noreferrer"),
            (self.external, "external"),
        ] {
            if wanted {
                out.push_str(before);
                out.push_str(word);
                before = " ";
            }
        }
        if before == " " {
            out.push_str("\" ");
        }
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
