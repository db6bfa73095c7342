//! Mails → the inbox page's HTML. Everything in a mail came from outside: text is escaped, HTML stays in a sandboxed frame.

use std::fmt::Write;
use std::path::Path;

use super::Mail;

const STYLE: &str = "
:root { color-scheme: light dark; font: 1rem/1.6 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
article { border: 1px solid color-mix(in srgb, currentColor 30%, transparent); border-radius: .5rem; padding: 1rem; margin-block: 1rem; }
h2 { font-size: 1.1rem; margin: 0; }
th { text-align: start; vertical-align: top; padding-inline-end: 1rem; font-weight: 600; white-space: nowrap; }
td { overflow-wrap: anywhere; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; }
iframe { width: 100%; height: 24rem; border: 1px solid; background: white; color-scheme: light; }
.local { background: #fdf1c7; color: #222; padding: .75rem 1rem; border-radius: .5rem; }
";

/// Draws the newest `shown_max` mails of those given (newest first).
pub fn draw(mails: &[Mail], folder: &Path, shown_max: usize) -> String {
    let mut articles = String::new();
    for mail in mails.iter().take(shown_max) {
        articles.push_str(&article(mail));
    }
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"robots\" content=\"noindex\">\n\
         <title>Inbox ({count})</title>\n<style>{STYLE}</style>\n<main>\n<h1>Inbox</h1>\n\
         <p class=\"local\"><strong>Local only.</strong> No mail leaves this machine: what the service would send lies in \
         <code>{folder}</code> and is shown here. This page does not exist in production.</p>\n\
         <p>{summary}</p>\n{articles}</main>\n</html>\n",
        count = mails.len(),
        folder = escape(&folder.display().to_string()),
        summary = summary(mails.len(), shown_max),
    )
}

fn summary(count: usize, shown_max: usize) -> String {
    match count {
        0 => "No mails yet. Sign up on the site, and reload this page.".to_owned(),
        1 => "1 mail.".to_owned(),
        _ if count > shown_max => format!("{count} mails, the newest {shown_max} shown."),
        _ => format!("{count} mails, newest first."),
    }
}

fn article(mail: &Mail) -> String {
    let mut drawn = format!(
        "<article>\n<h2 dir=\"auto\">{}</h2>\n<table>\n",
        escape(mail.header("Subject"))
    );
    for (name, value) in &mail.headers {
        let _ = writeln!(
            drawn,
            "<tr><th scope=\"row\">{}</th><td dir=\"auto\">{}</td></tr>",
            escape(name),
            escape(value)
        );
    }
    let _ = writeln!(
        drawn,
        "</table>\n<p><code>{}</code></p>",
        escape(&mail.file)
    );
    if let Some(text) = &mail.text {
        let _ = writeln!(
            drawn,
            "<h3>Text part</h3>\n<pre dir=\"auto\">{}</pre>",
            escape(text)
        );
    }
    if let Some(html) = &mail.html {
        let _ = writeln!(
            drawn,
            "<h3>HTML part</h3>\n<iframe sandbox loading=\"lazy\" title=\"HTML part of {}\" srcdoc=\"{}\"></iframe>",
            escape(&mail.file),
            escape(html)
        );
    }
    drawn.push_str("</article>\n");
    drawn
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(sign),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::SystemTime;

    fn mail(subject: &str, html: &str) -> Mail {
        Mail {
            file: "1.eml".to_owned(),
            written_at: SystemTime::UNIX_EPOCH,
            headers: vec![("Subject".to_owned(), subject.to_owned())],
            text: Some("<b>text</b>".to_owned()),
            html: Some(html.to_owned()),
        }
    }

    #[test]
    fn nothing_in_a_mail_becomes_markup_of_the_page() {
        let drawn = draw(
            &[mail("<script>1</script>", "<p title=\"x\"></iframe>")],
            Path::new("/data/mail"),
            10,
        );
        for raw in [
            "<script>",
            "<b>text",
            "<p title",
            "</iframe>\"",
            "title=\"x\"",
        ] {
            assert!(!drawn.contains(raw), "{raw} in {drawn}");
        }
        assert!(
            drawn.contains("srcdoc=\"&lt;p title=&quot;x&quot;&gt;&lt;/iframe&gt;\""),
            "{drawn}"
        );
        assert!(drawn.contains("Local only"), "{drawn}");
    }

    #[test]
    fn only_the_newest_are_drawn() {
        let mails = [mail("first", ""), mail("second", "")];
        let drawn = draw(&mails, Path::new("mail"), 1);
        assert!(
            drawn.contains("2 mails, the newest 1 shown") && !drawn.contains("second"),
            "{drawn}"
        );
    }
}
