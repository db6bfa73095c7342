//! HTML → smaller HTML with the same meaning, by Zola's options. Knows nothing of pages or paths.

/// Minifies a document, keeping what is not UTF-8 out of the way: the input is text, so the output is.
pub fn minify_html(html: &str) -> String {
    let minified = minify_html::minify(html.as_bytes(), &options());
    String::from_utf8(minified).unwrap_or_else(|_| html.to_owned())
}

/// The options that Zola sets. Scripts stay as they are: the minifier's script pass is not safe.
fn options() -> minify_html::Cfg {
    let mut options = minify_html::Cfg::new();
    options.keep_html_and_head_opening_tags = true;
    options.minify_css = true;
    options
}

#[cfg(test)]
mod tests {
    use super::minify_html;

    #[test]
    fn keeps_what_matters() {
        for (html, expected) in [
            (
                "<!doctype html>\n<html>\n<head>\n  <meta charset=\"utf-8\">\n</head>\n<body>\n\n    <p>A post</p>\n\n  AFTER\n</body>\n</html>\n",
                "<!doctype html><html><head><meta charset=utf-8><body><p>A post</p> AFTER",
            ),
            (
                "<pre><code>a\n  b\n</code></pre>",
                "<pre><code>a\n  b\n</code></pre>",
            ),
            ("\n会う前に…\n  話そう\n", "会う前に… 話そう"),
            (
                "<style> p { color : white; margin-left: 10000px } </style>",
                "<style>p{color:#fff;margin-left:10000px}</style>",
            ),
            (
                "<script>\n  let a  =  1;\n</script>",
                "<script>let a  =  1;</script>",
            ),
            ("<p dir=\"rtl\">مرحبا   بكم</p>", "<p dir=rtl>مرحبا بكم"),
        ] {
            assert_eq!(minify_html(html), expected, "{html}");
        }
    }
}
