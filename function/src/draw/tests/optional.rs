//! Words that a form may do without: one that was written before them is drawn as it was.

use super::*;

#[test]
fn a_form_without_the_newer_words_is_drawn_without_them() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let text = fs_err::read_to_string(root.join("content/sign-up/form.toml")).unwrap();
    let form = Arc::new(Form::read(&without(&text)).unwrap());
    let public = tempfile::tempdir().unwrap();
    write_bare_pages(&form, public.path());
    let forms = Forms::whole(Arc::clone(&form));
    let drawing = Drawing::read(&forms, &root, public.path()).unwrap();
    let long = "a".repeat(101);
    let sheet = submission(&[("kind", "individual"), ("adult", "no"), ("name", &long)]);
    let faults = [Fault {
        field: "name".into(),
        code: FaultCode::TooLong,
    }];
    let kept = form.kept(&sheet, "individual");
    for language in form.languages() {
        let stop = drawing.stop(&form, ("not-adult", &language), &kept);
        let stop = stop.unwrap();
        assert!(!stop.contains("<form") && !stop.contains("<a "), "{stop}");
        let answer = drawing
            .answer(&form, "nothing-here", None, &language)
            .unwrap();
        assert!(!answer.contains("<a "), "{answer}");
        let summary = Summary::of_faults(&form, &faults, &kept, &language);
        let asked = ("individual", &language);
        let page = drawing.form(&form, asked, &kept, Some(&summary)).unwrap();
        assert!(page.contains("target=\"_blank\""), "{page}");
        assert!(!page.contains("101"), "{page}");
    }
}

/// A heading with nothing beneath it would promise questions.
#[test]
fn a_group_of_which_nothing_is_asked_has_no_heading() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let text = fs_err::read_to_string(root.join("content/sign-up/form.toml")).unwrap();
    let group = "code = \"children\"\nkinds = [\"family\"]";
    let wider = "code = \"children\"\nkinds = [\"family\", \"individual\"]";
    assert!(text.contains(group));
    let form = Arc::new(Form::read(&text.replacen(group, wider, 1)).unwrap());
    let public = tempfile::tempdir().unwrap();
    write_bare_pages(&form, public.path());
    let forms = Forms::whole(Arc::clone(&form));
    let drawing = Drawing::read(&forms, &root, public.path()).unwrap();
    let heading = |kind: &str| {
        let asked = (kind, &Language::new("en"));
        let page = drawing.form(&form, asked, &BTreeMap::new(), None).unwrap();
        page.contains("<h2>About the children</h2>")
    };
    assert!(heading("family") && !heading("individual"));
}

/// The same file without the tables that were added later.
fn without(text: &str) -> String {
    let mut is_new = false;
    let old = text.lines().filter(|line| {
        if line.starts_with('[') {
            is_new = NEW.iter().any(|table| *line == format!("[{table}]"));
        }
        !is_new
    });
    let switches = ["sign_up = true", "sign_up_page ="];
    let old = old.filter(|line| !switches.iter().any(|switch| line.starts_with(switch)));
    let old: Vec<&str> = old.collect();
    assert!(old.len() < text.lines().count());
    old.join("\n")
}

const NEW: [&str; 5] = [
    "texts.change_answers",
    "texts.choose_language",
    "texts.new_tab",
    "texts.written",
    "texts.sign_up_link",
];

/// A screen reader would say them with another language's sounds.
#[test]
fn words_of_one_language_are_marked_in_others() {
    let marked = |language: &str, words: &str| {
        let page = faulty_page(&[], "individual", &Language::new(language));
        page.contains(&format!("<span lang=\"sv\" dir=\"auto\">{words}</span>"))
    };
    for language in ["en", "ar", "uk", "fa-AF", "so", "ti"] {
        for words in ["skyddade personuppgifter", "Skatteverket", "Danderyd"] {
            assert!(marked(language, words), "{language} {words}");
        }
    }
    for language in ["sv", "sv-simple"] {
        assert!(!marked(language, "Skatteverket"), "{language}");
    }
}
