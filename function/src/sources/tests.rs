//! What is written and what was prepared of it come to the same; and what is said where a file is wrong or gone.

use super::*;
use crate::sign_up::{Language, Reference};

fn site() -> (PathBuf, tempfile::TempDir) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let public = tempfile::tempdir().unwrap();
    for slot in [
        "form:individual:sv",
        "form:family:sv",
        "answer:sv",
        "answer:ar",
    ] {
        let closing = slot.split(':').next().unwrap();
        let html = format!("<title>T</title><p>{slot}</p><!--{slot}--><!--/{closing}-->");
        let file = slot.replace(':', "/");
        fs_err::create_dir_all(public.path().join(&file)).unwrap();
        fs_err::write(public.path().join(file).join("index.html"), html).unwrap();
    }
    (root, public)
}

fn written_and_prepared(root: &Path, public: &Path) -> (Sources, tempfile::TempDir) {
    let written = Sources::read(root, public.to_path_buf()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    written.prepare(folder.path()).unwrap();
    (written, folder)
}

#[test]
fn what_is_prepared_is_what_was_written() {
    let (root, public) = site();
    let (written, folder) = written_and_prepared(&root, public.path());
    let public = public.path().to_path_buf();
    let prepared = Front::prepared(folder.path(), root, public).unwrap();
    let prepared = prepared.with_mail(folder.path()).unwrap();
    assert_eq!(
        format!("{:?}", prepared.texts),
        format!("{:?}", written.texts)
    );
    for language in written.form.languages() {
        let own = |sources: &Sources| {
            let form = sources.front.forms.in_language(&language).unwrap();
            format!("{:?}", form.definition().in_language(language.as_str()))
        };
        assert_eq!(own(&prepared), own(&written));
        let page = |sources: &Sources| {
            let form = sources.front.forms.in_language(&language).unwrap();
            let drawing = sources.front.drawing.get().unwrap();
            drawing.answer(form, "thanks", None, &language).unwrap()
        };
        assert_eq!(page(&prepared), page(&written), "{language}");
        let reference = Reference::draw("KD", 7);
        let thanks = |sources: &Sources| {
            let drawing = &sources.front.drawing;
            drawing.thanks(&reference, &language).unwrap()
        };
        assert_eq!(thanks(&prepared), thanks(&written), "{language}");
        assert!(thanks(&prepared).contains(reference.as_str()), "{language}");
    }
    let arabic = Language::new("ar");
    let form = prepared.front.forms.in_language(&arabic).unwrap();
    let drawing = prepared.front.drawing.get().unwrap();
    let page = drawing.answer(form, "thanks", None, &arabic).unwrap();
    assert!(page.contains("<p>answer:ar</p>"), "{page}");
    assert!(page.contains(form.answer_texts("thanks", &arabic).0));
    let unknown = prepared.front.forms.in_language(&Language::new("xx"));
    let original = prepared.front.forms.original_language();
    let original = prepared.front.forms.in_language(&original);
    assert!(Arc::ptr_eq(unknown.unwrap(), original.unwrap()));
}

#[test]
fn a_language_without_its_receipt_is_refused() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = tempfile::tempdir().unwrap();
    let sign_up = folder.path().join("content/sign-up");
    fs_err::create_dir_all(&sign_up).unwrap();
    let written =
        |name: &str| fs_err::read_to_string(root.join("content/sign-up").join(name)).unwrap();
    fs_err::write(sign_up.join("form.toml"), written("form.toml")).unwrap();
    let mails = written("mail.toml").replace("[receipt.uk]", "[receipt.ukr]");
    fs_err::write(sign_up.join("mail.toml"), mails).unwrap();
    let error = Sources::read(folder.path(), PathBuf::new()).err().unwrap();
    let error = error.to_string();
    for expected in [
        "mail.toml",
        "receipt: lacks [receipt.uk], though form.toml has that language",
        "receipt.ukr: is in no language of form.toml",
    ] {
        assert!(error.contains(expected), "{error}");
    }
}

#[test]
fn a_page_that_says_more_of_a_reference_is_not_prepared() {
    let (root, public) = site();
    let own_root = tempfile::tempdir().unwrap();
    for file in ["content/sign-up/form.toml", "content/sign-up/mail.toml"] {
        copy(&root, own_root.path(), file, |text| text);
    }
    for name in ["answer.html", "form.html", "phone.html"] {
        let file = format!("templates/components/{name}");
        copy(&root, own_root.path(), &file, |text| {
            text.replace("{{ answer.reference }}", "{{ answer.reference | lower }}")
        });
    }
    let public = public.path().to_path_buf();
    let written = Sources::read(own_root.path(), public).unwrap();
    let error = written.prepare(&own_root.path().join("prepared"));
    let error = error.err().unwrap().to_string();
    assert!(
        error.contains("the page of a reference in sv says more"),
        "{error}"
    );
}

fn copy(from: &Path, to: &Path, file: &str, change: impl FnOnce(String) -> String) {
    let text = fs_err::read_to_string(from.join(file)).unwrap();
    let to = to.join(file);
    fs_err::create_dir_all(to.parent().unwrap()).unwrap();
    fs_err::write(to, change(text)).unwrap();
}

#[test]
fn words_that_are_gone_are_named() {
    let (root, public) = site();
    let (_, folder) = written_and_prepared(&root, public.path());
    let public = public.path().to_path_buf();
    let prepared = Front::prepared(folder.path(), root, public).unwrap();
    let file = folder.path().join("form.uk.json");
    let check = |expected: &str| {
        let words = prepared.forms.in_language(&Language::new("uk"));
        let error = words.err().unwrap().to_string();
        assert!(
            error.contains("form.uk.json") && error.contains(expected),
            "{error}"
        );
    };
    fs_err::write(&file, "{}").unwrap();
    check("missing field `name`");
    fs_err::remove_file(&file).unwrap();
    check("No such file");
    let arabic = Language::new("ar");
    assert!(prepared.forms.in_language(&arabic).is_ok());
    fs_err::remove_file(folder.path().join("thanks.ar.json")).unwrap();
    let thanks = prepared.drawing.thanks(&Reference::draw("KD", 7), &arabic);
    let error = thanks.err().unwrap().to_string();
    assert!(error.contains("thanks.ar.json"), "{error}");
    fs_err::remove_file(folder.path().join(MAIL)).unwrap();
    let error = prepared.with_mail(folder.path()).err().unwrap();
    assert!(error.to_string().contains("mail.json"), "{error}");
}

#[test]
fn what_cannot_be_used_is_named() {
    let check = |files: &[(&str, &str)], expected: &str| {
        let folder = tempfile::tempdir().unwrap();
        for (file, text) in files {
            fs_err::write(folder.path().join(file), text).unwrap();
        }
        let nowhere = PathBuf::new;
        let prepared = Front::prepared(folder.path(), nowhere(), nowhere());
        let error = prepared.err().unwrap();
        assert!(error.to_string().contains(expected), "{error}");
    };
    check(&[], "form.json");
    check(&[(FORM, "{}")], "form.json: missing field `name`");
}

#[test]
fn pages_that_cannot_be_found_are_named() {
    let (root, public) = site();
    let (_, folder) = written_and_prepared(&root, public.path());
    let check = |pages: Option<&str>, expected: &str| {
        let file = folder.path().join("pages.json");
        match pages {
            Some(pages) => fs_err::write(&file, pages).unwrap(),
            None => fs_err::remove_file(&file).unwrap(),
        }
        let public = public.path().to_path_buf();
        let prepared = Front::prepared(folder.path(), root.clone(), public).unwrap();
        let error = prepared.drawing.get().err().unwrap().to_string();
        assert!(error.contains(expected), "{error}");
    };
    let slot = r#"{"<!--x-->":"a"}"#;
    check(Some(slot), r#""<!--x-->" opens no form and no answer"#);
    check(None, "pages.json");
}
