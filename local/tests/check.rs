//! What `check` says of a project in which one thing is changed, by the command itself: each mistake of whoever takes the project
//! over is told with its place.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on stops")]

use std::path::Path;
use std::process::{Command, Output};

/// A change of one file: what to look for, and what to write instead; the whole file, where there is nothing to look for.
type Edit<'a> = (&'a str, &'a str, &'a str);

const CONFIG: &str = "config.toml";
const FORM: &str = "content/sign-up/form.toml";
const MAIL: &str = "content/sign-up/mail.toml";

/// A copy of the project's sources, changed.
fn changed(change: impl FnOnce(&Path)) -> Output {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let copy = tempfile::tempdir().unwrap();
    for folder in ["content", "templates", "static"] {
        let mut command = Command::new("cp");
        command.arg("-r").arg(root.join(folder)).arg(copy.path());
        assert!(command.status().unwrap().success());
    }
    fs_err::copy(root.join(CONFIG), copy.path().join(CONFIG)).unwrap();
    change(copy.path());
    let mut command = Command::new(env!("CARGO_BIN_EXE_local"));
    command
        .arg("check")
        .arg("--root")
        .arg(copy.path())
        .output()
        .unwrap()
}

fn edit(root: &Path, (file, from, to): Edit) {
    let path = root.join(file);
    if from.is_empty() {
        return fs_err::write(path, to).unwrap();
    }
    let text = fs_err::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{from:?} in {file}");
    fs_err::write(path, text.replacen(from, to, 1)).unwrap();
}

/// What is said of a project that is refused.
fn refused(edits: &[Edit]) -> String {
    let output = changed(|root| edits.iter().for_each(|one| edit(root, *one)));
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(!said.contains("panicked"), "{said}");
    said
}

/// Refused with lines that begin with a file, have a line's number, and end as is expected.
fn check(edits: &[Edit], expected: &[(&str, &str)]) {
    let said = refused(edits);
    for (file, words) in expected {
        let told = said
            .lines()
            .filter_map(|line| line.strip_prefix(file)?.strip_prefix(':'));
        let mut told = told.filter_map(|rest| rest.split_once(": "));
        let is_told =
            told.any(|(line, rest)| line.parse::<usize>().is_ok() && rest.contains(words));
        assert!(is_told, "{file}: {words:?} in {said}");
    }
}

#[test]
fn a_page_that_the_form_needs_is_missed() {
    let output = changed(|root| {
        for page in fs_err::read_dir(root.join("content/sign-up")).unwrap() {
            let page = page.unwrap().path();
            let name = page.file_name().unwrap().to_str().unwrap();
            if name.starts_with("thanks.") {
                fs_err::remove_file(page).unwrap();
            }
        }
    });
    let said = String::from_utf8(output.stderr).unwrap();
    let expected =
        "no page has the place for the form's answers in \"sv\" (content/sign-up/thanks.md)";
    assert!(said.contains(expected), "{said}");
}

#[test]
fn a_language_of_the_form_alone_is_told() {
    let block = "code = \"de\"\nname = \"D\"\ndirection = \"ltr\"\nproofread = false\n";
    let block = format!("{block}\n[[languages]]\ncode = \"ti\"");
    check(
        &[
            (FORM, "code = \"ti\"", &block),
            (MAIL, "sv = \"svenska\"", "de = \"tyska\"\nsv = \"svenska\""),
        ],
        &[
            (FORM, "languages.de: the site has no such language"),
            (
                MAIL,
                "coordinators.languages.de: the site has no such language",
            ),
        ],
    );
}

#[test]
fn a_language_of_the_site_alone_is_told_once() {
    let said = refused(&[(CONFIG, "[languages.en]", "[languages.de]\n[languages.en]")]);
    let told = "content/sign-up/form.toml:22: languages: [[languages]] has no block for \"de\"";
    assert!(said.contains(told), "{said}");
    assert_eq!(said.matches("\"de\"").count(), 1, "{said}");
    assert!(
        !said.contains("templates/") && !said.contains(" lacks "),
        "{said}"
    );
}

#[test]
fn the_sites_own_language_is_the_forms_first() {
    check(
        &[
            (FORM, "code = \"sv\"", "code = \"tmp\""),
            (FORM, "code = \"en\"", "code = \"sv\""),
            (FORM, "code = \"tmp\"", "code = \"en\""),
        ],
        &[(
            FORM,
            "languages.en: stands first, but default_language in config.toml is \"sv\"",
        )],
    );
    check(
        &[(
            CONFIG,
            "default_language = \"sv\"",
            "default_language = \"en\"",
        )],
        &[
            (
                FORM,
                "languages.sv: stands first, but default_language in config.toml is \"en\"",
            ),
            (MAIL, "receipt.sv: the site has no such language"),
        ],
    );
}

#[test]
fn a_page_without_its_form_is_told() {
    let page = "content/sign-up/individual.en.md";
    let template = "template = \"sign-up.html\"\n";
    let kind = "form_kind = \"individual\"\n";
    let told = "holds no form of the kind \"individual\" in \"en\"";
    check(&[(page, template, "")], &[(page, told)]);
    check(&[(page, template, ""), (page, kind, "")], &[(page, told)]);
    let thanks = "content/sign-up/thanks.fa-AF.md";
    check(
        &[(thanks, "template = \"answer.html\"\n", "")],
        &[(thanks, "holds no place for the form's answers in \"fa-AF\"")],
    );
}

#[test]
fn a_page_that_is_not_built_needs_no_form() {
    let page = "content/sign-up/family.so.md";
    let output = changed(|root| {
        let draft = "draft = true\n";
        edit(root, (page, "template = \"sign-up.html\"\n", draft));
        edit(
            root,
            (
                "content/sign-up/thanks.so.md",
                "template = \"answer.html\"\n",
                draft,
            ),
        );
    });
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{said}");
}

#[test]
fn a_privacy_page_that_is_not_there_is_told() {
    let key = "privacy_page = \"privacy\"";
    check(
        &[(FORM, key, "privacy_page = \"privat\"")],
        &[(
            FORM,
            "privacy_page: leads to /privat/ and /sv-simple/privat/ and /en/privat/ and",
        )],
    );
    let page = "content/privacy.en.md";
    let said = refused(&[(page, "title = ", "slug = \"confidential\"\ntitle = ")]);
    let told = "privacy_page: leads to /en/privacy/, where no page is";
    assert!(said.contains(told), "{said}");
    assert!(!said.contains("leads to nothing"), "{said}");
}

#[test]
fn a_sign_up_section_that_is_not_there_is_told() {
    let key = "sign_up_page = \"sign-up\"";
    let said = refused(&[(FORM, key, "sign_up_page = \"signup\"")]);
    let told = "sign_up_page: leads to /signup/ and /sv-simple/signup/ and";
    assert!(said.contains(told), "{said}");
    assert!(!said.contains("leads to nothing"), "{said}");
}

#[test]
fn a_form_that_is_published_is_told() {
    let key = "ignored_content = [\"**/README.md\", \"**/*.toml\"]";
    check(
        &[
            (CONFIG, key, "ignored_content = [\"**/README.md\"]"),
            ("content/sign-up/more.toml", "", "a = 1\n"),
        ],
        &[
            (
                CONFIG,
                "ignored_content: content/sign-up/form.toml would be published",
            ),
            (
                CONFIG,
                "ignored_content: content/sign-up/mail.toml would be published",
            ),
            (
                CONFIG,
                "ignored_content: content/sign-up/more.toml would be published",
            ),
        ],
    );
}

const PHONE: &str = "phone = \"[telefon till samordnaren]\"";
const EMAIL: &str = "email = \"[e-post till samordnaren]\"";

#[test]
fn contacts_that_differ_are_told() {
    check(
        &[
            (
                CONFIG,
                PHONE,
                "phone = { sv = \"08-123 45 67\", en = \"+46 8 123 45 68\" }",
            ),
            (FORM, PHONE, "phone = \"08 123 45 67\""),
            (MAIL, PHONE, "phone = \"08 123 45 76\""),
            (CONFIG, EMAIL, "email = \"kompis@x.se\""),
            (MAIL, EMAIL, "email = \"kompis@y.se\""),
        ],
        &[
            (
                CONFIG,
                "extra.placeholders.phone.en: is \"+46 8 123 45 68\", but contact.phone in content/sign-up/form.toml:19 is \"08 123 45 67\"",
            ),
            (
                MAIL,
                "programme.phone: is \"08 123 45 76\", but contact.phone in",
            ),
            (
                MAIL,
                "programme.email: is \"kompis@y.se\", but extra.placeholders.email in config.toml:",
            ),
        ],
    );
}

#[test]
fn contacts_that_lead_nowhere_are_told() {
    check(
        &[
            (
                CONFIG,
                PHONE,
                "phone = { sv = \"08-12 (vardagar)\", en = \"12\" }",
            ),
            (CONFIG, EMAIL, "email = \"kompis(at)x.se\""),
            (MAIL, EMAIL, "email = \"kompis(at)x.se\""),
        ],
        &[
            (
                CONFIG,
                "extra.placeholders.phone.sv: \"08-12 (vardagar)\" is no number to call",
            ),
            (
                CONFIG,
                "extra.placeholders.phone.en: \"12\" is no number to call",
            ),
            (
                CONFIG,
                "extra.placeholders.email: \"kompis(at)x.se\" is no e-mail address",
            ),
            (
                MAIL,
                "programme.email: \"kompis(at)x.se\" is no e-mail address",
            ),
        ],
    );
}

#[test]
fn one_number_may_be_written_in_several_ways() {
    let output = changed(|root| {
        edit(root, (CONFIG, PHONE, "phone = \"+46 8 123 45 67\""));
        edit(root, (FORM, PHONE, "phone = \"08-123 45 67\""));
        edit(root, (MAIL, PHONE, "phone = \"08 1234567\""));
    });
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{said}");
}

const BASE_URL: &str = "base_url = \"https://kompisbyran.example\"";

#[test]
fn an_address_with_a_path_is_told() {
    check(
        &[(CONFIG, BASE_URL, "base_url = \"https://x.se/kompis/\"")],
        &[(
            CONFIG,
            "base_url: has the path /kompis/, but the form is sent to /api/",
        )],
    );
}

#[test]
fn a_notice_to_researchers_that_is_another_sites_is_doubtful() {
    let file = "static/.well-known/security.txt";
    let output = changed(|root| {
        edit(root, (CONFIG, BASE_URL, "base_url = \"https://x.se/\""));
        edit(root, (file, "Expires: 2027", "Expires: 2024"));
    });
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{said}");
    for told in [
        "2: warning: Contact: is at kompisbyran.example, but the site's base_url at x.se",
        "3: warning: Expires: 2024-10-31T22:00:00Z is past",
        "5: warning: Canonical: is at kompisbyran.example",
    ] {
        assert!(said.contains(&format!("{file}:{told}")), "{told} in {said}");
    }
}

#[test]
fn writing_that_runs_the_other_way_is_told() {
    let receipt = |lang: &str, direction: &str| {
        format!("[receipt.ar]\nlang = \"{lang}\"\ndirection = \"{direction}\"")
    };
    check(
        &[
            (
                FORM,
                "name = \"دری\"\ndirection = \"rtl\"",
                "name = \"دری\"\ndirection = \"ltr\"",
            ),
            (MAIL, &receipt("ar", "rtl"), &receipt("en", "ltr")),
            (
                MAIL,
                "[coordinators]\nlang = \"sv\"\ndirection = \"ltr\"",
                "[coordinators]\nlang = \"so\"\ndirection = \"rtl\"",
            ),
        ],
        &[
            (
                FORM,
                "languages.fa-AF.direction: is \"ltr\", but dir of \"fa-AF\" in config.toml:",
            ),
            (
                MAIL,
                "receipt.ar.direction: is \"ltr\", but dir of \"ar\" in config.toml:",
            ),
            (
                MAIL,
                "receipt.ar.lang: is \"en\", another language of the site than \"ar\"",
            ),
            (
                MAIL,
                "coordinators.direction: is \"rtl\", but dir of \"sv\" in config.toml:",
            ),
            (
                MAIL,
                "coordinators.lang: is \"so\", another language of the site than \"sv\"",
            ),
        ],
    );
}

#[test]
fn words_that_nobody_reads_or_that_say_less_are_doubtful() {
    let output = changed(|root| {
        let codes = "newcomer = \"Nyanländ\"";
        edit(root, (MAIL, codes, "newcommer = \"Nyanländ\""));
        let short = "[coordinators.short.kind]";
        edit(root, (MAIL, short, "[coordinators.short.sort]"));
        edit(root, (FORM, "Write at most {max} characters", "Write less"));
        edit(
            root,
            (FORM, "autocomplete = \"name\"", "autocomplete = \"naem\""),
        );
        let optional = "name = \"more\"\nkind = \"long-text\"";
        edit(root, (FORM, optional, &format!("{optional}\nmax = 500")));
        let phone = "name = \"phone\"\nkind = \"phone\"\nneed = ";
        let required = format!("{phone}\"required\"");
        edit(root, (FORM, &format!("{phone}\"either\""), &required));
        let short = "[fields.faults.not-a-number]";
        edit(root, (FORM, short, "[fields.faults.too-long]"));
        edit(
            root,
            (
                FORM,
                "one = \"Det är",
                "none = \"Inga fel\"\none = \"Det är",
            ),
        );
        edit(root, (FORM, "stop = \"not-adult\"", "stop = \"not-here\""));
        edit(root, (MAIL, "ti = \"tigrinska\"\n", ""));
        edit(root, (MAIL, "Phone {phone} or write", "Write"));
    });
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{said}");
    for told in [
        "coordinators.short.role.newcommer: the field has no answer of this code",
        "coordinators.short.sort: the form has no field of this name",
        "faults.too-long.en: lacks {max}, which the text in \"sv\" has",
        "fields.name.autocomplete: \"naem\" is no word that browsers know",
        "fields.more.max: says nothing in a field of this kind",
        "fields.children.faults.too-long: is never shown",
        "fields.email.need: is \"either\", and who signs up as \"individual\" has no other",
        "texts.fault_count.sv.none: is never shown: the language has",
        "answers.not-adult: is never shown: no answer has it for its stop",
        "coordinators.languages: lacks \"ti\": mails to coordinators name that language by its code",
        "receipt.en: lacks {phone}, which the receipt in \"sv\" has",
    ] {
        assert!(
            said.contains(&format!("warning: {told}")),
            "{told} in {said}"
        );
    }
}
