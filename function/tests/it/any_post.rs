//! Any bytes, posted → what must hold whatever they are: no panic, no markup of theirs in page or mail, no header of theirs.
//! Shared by the property tests and the fuzz target (`function/fuzz`), so it takes bytes, and knows no generator of them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderValue, header};
use function::draw::{Drawing, Summary};
use function::form::{Form, Forms, Outcome, Submission};
use function::notify::{
    Composer, Coordinator, Mail, MailMode, Recipients, Sender, Texts, messages_for,
};
use function::receive::fields;
use function::sign_up::{Answers, Key, Language, Reference, SignUp};
use futures_util::FutureExt;
use jiff::Timestamp;
use mailparse::{MailHeaderMap, ParsedMail};

pub const URLENCODED: &str = "application/x-www-form-urlencoded";
pub const MULTIPART: &str = "multipart/form-data; boundary=B";

/// The headers that a mail of ours may have.
pub const HEADERS: [&str; 12] = [
    "Message-ID",
    "Date",
    "From",
    "To",
    "Subject",
    "Auto-Submitted",
    "Content-Language",
    "X-Auto-Response-Suppress",
    "X-Sign-Up-Message",
    "Reply-To",
    "MIME-Version",
    "Content-Type",
];

/// What became of the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Came {
    Unreadable,
    /// Not a sheet of this form.
    NotOurs,
    Stopped,
    Faulty,
    Mailed,
}

/// All that a post meets on its way, but the table.
struct Bench {
    form: Arc<Form>,
    drawing: Drawing,
    /// In the mode that tells least, and in the one that tells all.
    composers: [Composer; 2],
    /// Tags with their attributes, as they are drawn where nobody means harm.
    tags_of_pages: BTreeSet<String>,
    tags_of_mails: BTreeSet<String>,
    tags_of_stops: BTreeSet<String>,
}

static BENCH: LazyLock<Bench> = LazyLock::new(Bench::new);

/// Sends the bytes the whole way.
///
/// # Panics
/// When something that must hold does not.
pub fn check(content_type: &str, body: &[u8]) -> Came {
    let bench = &*BENCH;
    let Some(submission) = read(content_type, body) else {
        return Came::Unreadable;
    };
    let language = submission.first("language");
    let language = language.and_then(|code| bench.form.language(code));
    let (Some(kind), Some(language)) = (bench.form.kind_of(&submission), language) else {
        return Came::NotOurs;
    };
    let page = bench.page(&submission, kind, &language);
    let foreign: Vec<_> = tags(&page)
        .difference(&bench.tags_of_pages)
        .cloned()
        .collect();
    assert!(foreign.is_empty(), "{foreign:?} in the page");
    match bench.form.check(&submission, kind) {
        Outcome::Stopped(name) => {
            let kept = bench.form.kept(&submission, kind);
            let page = bench.drawing.stop(&bench.form, (&name, &language), &kept);
            let page = tags(&page.unwrap());
            let foreign: Vec<_> = page.difference(&bench.tags_of_stops).collect();
            assert!(foreign.is_empty(), "{foreign:?} in the page of a stop");
            Came::Stopped
        }
        Outcome::Faulty(_) => Came::Faulty,
        Outcome::Accepted { answers, .. } => {
            for mail in bench.mails(answers, &language) {
                check_mail(&mail, &bench.tags_of_mails);
            }
            Came::Mailed
        }
    }
}

fn read(content_type: &str, body: &[u8]) -> Option<Submission> {
    let content_type = HeaderValue::from_str(content_type).ok()?;
    let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, content_type)]);
    // The body is whole, so nothing is waited for.
    let read = fields::read(&headers, Bytes::copy_from_slice(body)).now_or_never();
    read.unwrap().ok()
}

fn check_mail(mail: &Mail, known_tags: &BTreeSet<String>) {
    let parsed = mailparse::parse_mail(&mail.bytes).unwrap();
    let mut names = BTreeSet::new();
    for header in &parsed.headers {
        let name = header.get_key();
        assert!(HEADERS.contains(&name.as_str()), "the header {name}");
        assert!(names.insert(name.clone()), "{name} twice");
    }
    let to = parsed.headers.get_first_header("To").unwrap();
    let to = mailparse::addrparse_header(to).unwrap();
    assert_eq!(to.len(), 1, "one recipient");
    let [text, html] = [0, 1].map(|part: usize| body_of(&parsed, part));
    let foreign: Vec<_> = tags(&html).difference(known_tags).cloned().collect();
    assert!(foreign.is_empty(), "{foreign:?} in the mail");
    let misleads = |sign: char| sign == '\0' || matches!(sign, '\u{202A}'..='\u{202E}');
    assert!(!text.contains(misleads) && !html.contains(misleads));
}

fn body_of(mail: &ParsedMail<'_>, part: usize) -> String {
    mail.subparts[part].get_body().unwrap()
}

impl Bench {
    fn new() -> Self {
        let root = root();
        let sign_up = root.join("content/sign-up");
        let text = fs_err::read_to_string(sign_up.join("form.toml")).unwrap();
        let form = Arc::new(Form::read(&text).unwrap());
        let pages = std::env::temp_dir().join(format!("any-post-{}", std::process::id()));
        write_pages(&form, &pages);
        let forms = Forms::whole(Arc::clone(&form));
        let drawing = Drawing::read(&forms, &root, &pages).unwrap();
        fs_err::remove_dir_all(&pages).unwrap();
        let composers = [MailMode::Notice, MailMode::Full].map(|mode| {
            let texts = Texts::load(&root, Some(&form)).unwrap();
            let sender = Sender {
                name: Some("Kompis".to_owned()),
                address: "noreply@kompis.example.se".to_owned(),
            };
            Composer::new(texts, Arc::clone(&form), sender, mode)
        });
        let mut bench = Self {
            form,
            drawing,
            composers,
            tags_of_pages: BTreeSet::new(),
            tags_of_mails: BTreeSet::new(),
            tags_of_stops: BTreeSet::new(),
        };
        bench.learn();
        bench
    }

    /// Which tags are ours: those of sheets filled in by nobody, wrongly, and well, in every language.
    fn learn(&mut self) {
        let languages: Vec<Language> = self.form.languages().collect();
        for (kind, language) in ["individual", "family"]
            .iter()
            .flat_map(|kind| languages.iter().map(move |language| (kind, language)))
        {
            let [senseless, too_long] =
                ["x".to_owned(), "x".repeat(600)].map(|answer| everywhere(&self.form, &answer));
            for body in ["", &senseless, &too_long, WELL] {
                let submission = read(URLENCODED, body.as_bytes()).unwrap();
                let page = self.page(&submission, kind, language);
                self.tags_of_pages.extend(tags(&page));
                let kept = self.form.kept(&submission, kind);
                let stop = self.drawing.stop(&self.form, ("not-here", language), &kept);
                self.tags_of_stops.extend(tags(&stop.unwrap()));
                if let Outcome::Accepted { answers, .. } = self.form.check(&submission, kind) {
                    for mail in self.mails(answers, language) {
                        let parsed = mailparse::parse_mail(&mail.bytes).unwrap();
                        self.tags_of_mails.extend(tags(&body_of(&parsed, 1)));
                    }
                }
            }
        }
        assert!(!self.tags_of_mails.is_empty(), "{WELL} is well filled in");
    }

    /// The page of a sheet that comes back.
    fn page(&self, submission: &Submission, kind: &str, language: &Language) -> String {
        let faults = match self.form.check(submission, kind) {
            Outcome::Faulty(faults) => faults,
            _ => Vec::new(),
        };
        let kept = self.form.kept(submission, kind);
        let summary = Summary::of_faults(&self.form, &faults, &kept, language);
        let drawn = self
            .drawing
            .form(&self.form, (kind, language), &kept, Some(&summary));
        drawn.unwrap()
    }

    fn mails(&self, answers: Answers, language: &Language) -> Vec<Mail> {
        let sign_up = SignUp {
            reference: Reference::draw("KD", 1),
            key: Key::new(b"secret", "sign-up", &answers),
            created_at: Timestamp::UNIX_EPOCH,
            language: language.clone(),
            answers,
            suspect: None,
        };
        let coordinators = vec![Coordinator {
            address: "samordnare@example.se".to_owned(),
            ..Coordinator::default()
        }];
        let owed = messages_for(&sign_up, &Recipients { coordinators });
        let of = |composer: &Composer, message| {
            composer
                .about_sign_up(message, &sign_up, &[], Timestamp::UNIX_EPOCH)
                .unwrap()
        };
        let mails = self.composers.iter();
        mails
            .flat_map(|composer| owed.iter().map(move |message| of(composer, message)))
            .collect()
    }
}

/// A sheet that is accepted for a person and for a family.
pub const WELL: &str = "form=sign-up&language=sv&kind=individual&role=newcomer&place=yes&adult=yes&name=Ana\
     &email=ana%40example.org&phone=070-174+06+05&children=2&child_ages=0-1&leave_empty=&more=x";

/// The same in every field.
fn everywhere(form: &Form, answer: &str) -> String {
    let fields = form.definition().fields.iter();
    fields
        .map(|field| format!("{}={answer}&", field.name))
        .collect()
}

/// The project, from the tests' folder and from the fuzz target's.
fn root() -> PathBuf {
    let mut above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let root = above.find(|folder| folder.join("content/sign-up/form.toml").is_file());
    root.unwrap().to_path_buf()
}

fn write_pages(form: &Form, folder: &Path) {
    fs_err::create_dir_all(folder).unwrap();
    for language in form.languages() {
        for slot in ["form:individual", "form:family", "answer"] {
            let closing = slot.split(':').next().unwrap_or_default();
            let html = format!("<title>T</title><!--{slot}:{language}-->old<!--/{closing}-->");
            let name = format!("{}-{language}.html", slot.replace(':', "-"));
            fs_err::write(folder.join(name), html).unwrap();
        }
    }
}

/// Each tag's name, and each with the name of each of its attributes, as a browser would read them.
fn tags(html: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        let (tag, after) = one_tag(&rest[start + 1..]);
        let mut names = tag.into_iter();
        let name = names.next().unwrap_or_default();
        found.extend(names.map(|attribute| format!("{name} {attribute}")));
        found.insert(name);
        rest = after;
    }
    found
}

/// The names in a tag, without the values; and what comes after the tag.
fn one_tag(text: &str) -> (Vec<String>, &str) {
    let mut names = vec![String::new()];
    let mut quote = None;
    let mut in_value = false;
    for (at, sign) in text.char_indices() {
        match (quote, sign) {
            (Some(open), sign) if open == sign => (quote, in_value) = (None, false),
            (Some(_), _) => {}
            (None, '>') => return (named(names), &text[at + 1..]),
            (None, '"' | '\'') if in_value => quote = Some(sign),
            (None, '=') => in_value = true,
            (None, sign) if sign.is_ascii_whitespace() => {
                in_value = false;
                names.push(String::new());
            }
            (None, sign) if !in_value => names.last_mut().unwrap().push(sign),
            (None, _) => {}
        }
    }
    (named(names), "")
}

fn named(names: Vec<String>) -> Vec<String> {
    names.into_iter().filter(|name| !name.is_empty()).collect()
}
