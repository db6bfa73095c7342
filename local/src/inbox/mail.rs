//! A folder of `.eml` files → mails, newest first: each with its headers, its text and its HTML part.

use std::path::Path;
use std::time::SystemTime;

use mailparse::ParsedMail;

/// A mail as a person reads it.
#[derive(Debug, Clone)]
pub struct Mail {
    /// The file's name.
    pub file: String,
    /// When the file was written.
    pub written_at: SystemTime,
    /// Every header in the mail's order, decoded.
    pub headers: Vec<(String, String)>,
    /// The `text/plain` part.
    pub text: Option<String>,
    /// The `text/html` part.
    pub html: Option<String>,
}

impl Mail {
    /// The first header of that name, or an empty string.
    #[must_use]
    pub fn header(&self, name: &str) -> &str {
        self.headers
            .iter()
            .find(|(other, _)| other.eq_ignore_ascii_case(name))
            .map_or("", |(_, value)| value)
    }

    /// Reads one mail from its bytes.
    ///
    /// # Errors
    /// When the bytes are no MIME message.
    pub fn parse(
        file: &str,
        written_at: SystemTime,
        bytes: &[u8],
    ) -> Result<Self, mailparse::MailParseError> {
        let parsed = mailparse::parse_mail(bytes)?;
        Ok(Self {
            file: file.to_owned(),
            written_at,
            headers: headers(&parsed),
            text: part(&parsed, "text/plain"),
            html: part(&parsed, "text/html"),
        })
    }
}

/// Reads every `.eml` file of the folder; none when the folder is not there yet.
///
/// # Errors
/// When the folder or a file in it cannot be read.
pub fn read_all(folder: &Path) -> std::io::Result<Vec<Mail>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut mails = Vec::new();
    for entry in fs_err::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "eml") {
            mails.push(read(&path)?);
        }
    }
    mails.sort_by(|a, b| (b.written_at, &b.file).cmp(&(a.written_at, &a.file)));
    Ok(mails)
}

fn read(path: &Path) -> std::io::Result<Mail> {
    let bytes = fs_err::read(path)?;
    let written_at = fs_err::metadata(path)?.modified()?;
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    Mail::parse(&file, written_at, &bytes)
        .map_err(|error| std::io::Error::other(format!("{}: {error}", path.display())))
}

fn headers(mail: &ParsedMail) -> Vec<(String, String)> {
    mail.get_headers()
        .into_iter()
        .map(|header| (header.get_key(), header.get_value()))
        .collect()
}

fn part(mail: &ParsedMail, media_type: &str) -> Option<String> {
    mail.parts()
        .find(|part| part.ctype.mimetype == media_type)
        .and_then(|part| part.get_body().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAIL: &str = "From: <from@example.org>\r\nTo: <to@example.org>\r\nSubject: =?utf-8?B?w4RyZW5kZQ==?=\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nHej =C3=A5\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>Hej</p>\r\n--b--\r\n";

    #[test]
    fn parts_and_headers_are_decoded() {
        let mail = Mail::parse("1.eml", SystemTime::UNIX_EPOCH, MAIL.as_bytes()).unwrap();
        assert_eq!(mail.header("subject"), "Ärende");
        assert_eq!(mail.header("To"), "<to@example.org>");
        assert_eq!(mail.text.as_deref().map(str::trim), Some("Hej å"));
        assert_eq!(mail.html.as_deref().map(str::trim), Some("<p>Hej</p>"));
    }

    #[test]
    fn a_folder_is_read_newest_first_and_other_files_are_left() {
        let folder = tempfile::tempdir().unwrap();
        assert!(read_all(&folder.path().join("missing")).unwrap().is_empty());
        for (file, age_s) in [("old.eml", 20), ("new.eml", 10), ("half.tmp", 0)] {
            let path = folder.path().join(file);
            fs_err::write(&path, MAIL).unwrap();
            let time = SystemTime::now() - std::time::Duration::from_secs(age_s);
            fs_err::File::options()
                .write(true)
                .open(&path)
                .unwrap()
                .set_modified(time)
                .unwrap();
        }
        let files: Vec<String> = read_all(folder.path())
            .unwrap()
            .into_iter()
            .map(|mail| mail.file)
            .collect();
        assert_eq!(files, ["new.eml", "old.eml"]);
    }
}
