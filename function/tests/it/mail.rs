//! Mails as they go on the wire, read back by a MIME parser of another make, in every language.

use std::path::Path;

use function::form::Form;
use function::notify::{Composer, Mail, MailMode, Sender, Texts};
use function::sign_up::{Language, SignUp, Value};
use function::store::{About, Message, MessageId, MessageKind};
use mailparse::{MailHeaderMap, ParsedMail};

use crate::any_post::HEADERS;
use crate::samples::{NOW, answer, at, codes, messages, sign_up, with_answers};

pub fn texts() -> Texts {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    Texts::load(&root, Some(&form())).unwrap()
}

pub fn form() -> Form {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../content/sign-up/form.toml");
    Form::read(&fs_err::read_to_string(file).unwrap()).unwrap()
}

pub fn composer(mode: MailMode) -> Composer {
    Composer::new(texts(), std::sync::Arc::new(form()), sender(), mode)
}

fn sender() -> Sender {
    Sender {
        name: Some("Kompisbyrån".to_owned()),
        address: "noreply@kompis.example.se".to_owned(),
    }
}

fn receipt(sign_up: &SignUp) -> Mail {
    composer(MailMode::Notice)
        .about_sign_up(&messages(sign_up)[0], sign_up, &[], at(NOW))
        .unwrap()
}

fn notice(sign_up: &SignUp, mode: MailMode) -> Mail {
    composer(mode)
        .about_sign_up(messages(sign_up).last().unwrap(), sign_up, &[], at(NOW))
        .unwrap()
}

fn header(mail: &ParsedMail<'_>, name: &str) -> String {
    mail.headers.get_all_values(name).join("|")
}

/// The text part and the HTML part.
fn parts(mail: &ParsedMail<'_>) -> (String, String) {
    assert_eq!(mail.ctype.mimetype, "multipart/alternative");
    let kinds: Vec<&str> = mail
        .subparts
        .iter()
        .map(|part| part.ctype.mimetype.as_str())
        .collect();
    assert_eq!(kinds, ["text/plain", "text/html"]);
    let body = |part: usize| {
        mail.subparts[part]
            .get_body()
            .unwrap()
            .replace("\r\n", "\n")
    };
    (body(0), body(1))
}

#[test]
fn a_sender_without_a_name_is_its_address() {
    let nameless = Sender {
        name: None,
        ..sender()
    };
    let own = sign_up(1, "Ana");
    let mail = Composer::new(
        texts(),
        std::sync::Arc::new(form()),
        nameless,
        MailMode::Notice,
    )
    .about_sign_up(&messages(&own)[0], &own, &[], at(NOW))
    .unwrap();
    let parsed = mailparse::parse_mail(&mail.bytes).unwrap();
    assert_eq!(header(&parsed, "From"), "<noreply@kompis.example.se>");
}

#[test]
fn a_receipt_is_right_in_every_language() {
    let languages: Vec<String> = texts().languages().map(str::to_owned).collect();
    assert_eq!(
        languages,
        ["ar", "en", "fa-AF", "so", "sv", "sv-simple", "ti", "uk"]
    );
    for language in languages {
        let mut own = sign_up(1, "Ana");
        own.language = Language::new(language.clone());
        let mail = receipt(&own);
        let parsed = mailparse::parse_mail(&mail.bytes).unwrap();
        let reference = own.reference.as_str();

        assert_eq!(
            mail.bytes.iter().filter(|byte| !byte.is_ascii()).count(),
            0,
            "{language}: not 7 bit"
        );
        assert!(header(&parsed, "Subject").contains(reference), "{language}");
        assert_eq!(
            header(&parsed, "From"),
            "Kompisbyrån <noreply@kompis.example.se>",
            "{language}"
        );
        assert_eq!(header(&parsed, "To"), "<ana@example.org>", "{language}");
        assert_eq!(
            header(&parsed, "Message-ID"),
            format!("<{reference}_receipt_1@kompis.example.se>"),
            "{language}"
        );
        assert_eq!(
            header(&parsed, "Auto-Submitted"),
            "auto-generated",
            "{language}"
        );
        assert_eq!(header(&parsed, "Reply-To"), "", "{language}");

        let (text, html) = parts(&parsed);
        assert!(
            text.contains(reference) && html.contains(reference),
            "{language}"
        );
        let direction = if ["ar", "fa-AF"].contains(&language.as_str()) {
            "rtl"
        } else {
            "ltr"
        };
        assert!(
            html.contains(&format!("dir=\"{direction}\">\n<head>")),
            "{language}: {html}"
        );
        let swedish_beneath = !language.starts_with("sv");
        assert!(
            html.contains("<div lang=\"sv\" dir=\"ltr\">\n<h1"),
            "{language}"
        );
        assert_eq!(
            text.contains("Tack för din anmälan"),
            swedish_beneath || language == "sv",
            "{language}: {text}"
        );
        for typed in ["Ana", "example.org", "701740605", "070-174"] {
            assert!(
                !text.contains(typed) && !html.contains(typed),
                "{language} repeats {typed}"
            );
        }
        assert!(
            !text.contains('{') && !html.contains('{'),
            "{language}: a placeholder is left"
        );
    }
}

#[test]
fn right_to_left_receipts_set_latin_words_apart() {
    let mut own = sign_up(1, "Ana");
    own.language = Language::new("ar");
    let mail = receipt(&own);
    let parsed = mailparse::parse_mail(&mail.bytes).unwrap();
    let (text, _) = parts(&parsed);
    assert!(
        text.contains(&format!("\u{2066}{}\u{2069}", own.reference)),
        "{text}"
    );
    let subject = header(&parsed, "Subject");
    assert!(
        subject.contains(own.reference.as_str()) && !subject.contains('\u{2066}'),
        "a list of mails may show the signs: {subject:?}"
    );
}

#[test]
fn a_notice_names_nobody() {
    let own = sign_up(1, "Ana");
    let mail = notice(&own, MailMode::Notice);
    let parsed = mailparse::parse_mail(&mail.bytes).unwrap();
    assert_eq!(
        header(&parsed, "Subject"),
        format!("{} Nyanländ, enskild", own.reference)
    );
    assert_eq!(header(&parsed, "To"), "<samordnare@example.se>");
    assert_eq!(header(&parsed, "Reply-To"), "");
    let (text, html) = parts(&parsed);
    for expected in ["Roll: Nyanländ", "Språk: svenska", "Tid: 2026-11-26 13:00"] {
        assert!(text.contains(expected), "{expected} in {text}");
    }
    for typed in ["Ana", "example.org", "701740605"] {
        assert!(!text.contains(typed) && !html.contains(typed), "{typed}");
    }
}

#[test]
fn a_full_notice_holds_the_answers_and_answers_go_to_the_person() {
    let own = sign_up(1, "Ana");
    let mail = notice(&own, MailMode::Full);
    let parsed = mailparse::parse_mail(&mail.bytes).unwrap();
    assert_eq!(header(&parsed, "Reply-To"), "<ana@example.org>");
    assert!(
        header(&parsed, "From").ends_with("<noreply@kompis.example.se>"),
        "never the applicant"
    );
    assert!(!header(&parsed, "Subject").contains("Ana"));
    let (text, html) = parts(&parsed);
    for expected in [
        "Vad heter du? Ana\n",
        " ana@example.org\n",
        " +46701740605 (070-174 06 05)\n",
        "Vilket stämmer bäst på dig? Jag är ny i Sverige\n",
    ] {
        assert!(text.contains(expected), "{expected} in {text}");
    }
    assert!(html.contains(">ana@example.org</td>"), "{html}");
    assert!(
        text.contains("går svaret till den som anmälde sig"),
        "{text}"
    );
}

#[test]
fn a_full_notice_says_when_no_reply_reaches_the_person() {
    for address in [None, Some("åsa@example.org")] {
        let email = address.map(|own| answer("email", Value::Email(own.to_owned())));
        let name = answer("name", Value::Text("Ana".to_owned()));
        let own = with_answers(1, [name].into_iter().chain(email).collect());
        let mail = notice(&own, MailMode::Full);
        let parsed = mailparse::parse_mail(&mail.bytes).unwrap();
        assert_eq!(header(&parsed, "Reply-To"), "", "{address:?}");
        let (text, _) = parts(&parsed);
        assert!(text.contains("Svara inte på mejlet"), "{text}");
    }
}

#[test]
fn hostile_answers_make_no_header_no_markup_and_no_panic() {
    let hostile = [
        "Ana\r\nBcc: evil@example.net",
        "Ana\nSubject: x\n\n<script>alert(1)</script>",
        "=?utf-8?B?QmNjOiBldmls?=",
        "\"><img src=x onerror=alert(1)>",
        "\0\u{1}\u{7f}\u{85}",
        "\u{202E}gnp.exe\u{2066}",
        "{reference}{email}{phone}",
        "👩‍👩‍👧‍👦".repeat(100).leak(),
        ".\r\n.\r\nMAIL FROM:<x@y>",
    ];
    for typed in hostile {
        for mode in [MailMode::Notice, MailMode::Full] {
            let own = with_answers(
                1,
                vec![
                    answer("role", codes(&[typed])),
                    answer("kind", codes(&["individual"])),
                    answer("name", Value::Text(typed.to_owned())),
                    answer("email", Value::Email(format!("{typed}@example.org"))),
                ],
            );
            for message in messages(&own) {
                let mail = composer(mode)
                    .about_sign_up(&message, &own, &[], at(NOW))
                    .unwrap();
                check_clean(&mail, typed);
            }
        }
    }
}

fn check_clean(mail: &Mail, typed: &str) {
    let parsed = mailparse::parse_mail(&mail.bytes).unwrap();
    for header in &parsed.headers {
        assert!(
            HEADERS.contains(&header.get_key().as_str()),
            "{typed:?} made the header {}",
            header.get_key()
        );
    }
    assert_eq!(
        parsed.headers.get_all_values("Subject").len(),
        1,
        "{typed:?}"
    );
    assert_eq!(parsed.headers.get_all_values("To").len(), 1, "{typed:?}");
    let (_, html) = parts(&parsed);
    assert!(
        !html.contains("<script") && !html.contains("<img"),
        "{typed:?}: {html}"
    );
    assert!(
        !html.contains('\u{202E}') && !html.contains('\0'),
        "{typed:?}"
    );
}

#[test]
fn whoever_cannot_be_mailed_gets_none() {
    let own = with_answers(1, vec![answer("name", Value::Text("Ana".into()))]);
    let id = MessageId {
        about: About::SignUp(own.reference.clone()),
        kind: MessageKind::Receipt,
        number: 1,
    };
    let message = Message {
        id,
        to: None,
        came_again: None,
    };
    let mail = composer(MailMode::Notice).about_sign_up(&message, &own, &[], at(NOW));
    assert!(mail.is_none());
}
