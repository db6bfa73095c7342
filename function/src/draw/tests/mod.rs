//! The site's own components, drawn in bare pages in every language.

mod optional;
mod sheets;

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

use proptest::prelude::*;

use super::*;
use crate::form::{Fault, FaultCode, Outcome, Submission};

struct Drawn {
    form: Arc<Form>,
    drawing: Drawing,
}

fn drawn() -> &'static Drawn {
    static DRAWN: OnceLock<Drawn> = OnceLock::new();
    DRAWN.get_or_init(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let text = fs_err::read_to_string(root.join("content/sign-up/form.toml")).unwrap();
        let form = Arc::new(Form::read(&text).unwrap());
        let public = tempfile::tempdir().unwrap();
        write_bare_pages(&form, public.path());
        let forms = Forms::whole(Arc::clone(&form));
        let drawing = Drawing::read(&forms, &root, public.path()).unwrap();
        Drawn { form, drawing }
    })
}

fn write_bare_pages(form: &Form, folder: &Path) {
    for language in form.languages() {
        for slot in ["form:individual", "form:family", "answer"] {
            let closing = slot.split(':').next().unwrap();
            let html = format!(
                "<title>T</title><main><!--{slot}:{language}-->old<!--/{closing}--></main>"
            );
            fs_err::write(folder.join(format!("{slot}-{language}.html")), html).unwrap();
        }
    }
}

fn submission(pairs: &[(&str, &str)]) -> Submission {
    Submission::new(
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect(),
    )
}

/// The page of a sheet that came back with its faults.
fn faulty_page(pairs: &[(&str, &str)], kind: &str, language: &Language) -> String {
    let Drawn { form, drawing } = drawn();
    let submission = submission(&[pairs, &[("kind", kind)]].concat());
    let faults = match form.check(&submission, kind) {
        Outcome::Faulty(faults) => faults,
        _ => Vec::new(),
    };
    let kept = form.kept(&submission, kind);
    let summary = Summary::of_faults(form, &faults, &kept, language);
    let page = drawing.form(form, (kind, language), &kept, Some(&summary));
    page.unwrap()
}

/// Every value of an attribute in the page.
fn attributes<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    let opening = format!(" {name}=\"");
    html.match_indices(&opening)
        .map(|(start, _)| html[start + opening.len()..].split('"').next().unwrap())
        .collect()
}

#[test]
fn faults_stand_on_top_and_beside_their_fields_in_every_language() {
    let form = &drawn().form;
    for language in form.languages() {
        for kind in ["individual", "family"] {
            let page = faulty_page(&[("name", " ")], kind, &language);
            let prefix = form.fault_prefix(&language);
            assert!(
                page.starts_with(&format!(
                    "<title>{prefix} T</title><main><!--form:{kind}:{language}-->"
                )),
                "{page}"
            );
            assert!(page.ends_with("<!--/form--></main>"), "{page}");
            let fault = Fault {
                field: "name".into(),
                code: FaultCode::Missing,
            };
            let text = escaped(&form.fault_text(&fault, &language)).replace('\'', "&#39;");
            let count = if kind == "family" { 7 } else { 5 };
            assert!(
                page.contains(&format!("<li><a href=\"#f-name\">{text}</a></li>")),
                "{page}"
            );
            assert!(
                page.contains(&format!("id=\"f-name-fault\"><b>{prefix}</b> {text}</p>")),
                "{page}"
            );
            assert_eq!(
                page.matches("class=\"fault\"").count(),
                count,
                "{language} {kind}"
            );
            assert!(
                page.contains(&form.fault_count(count, &language)),
                "{language} {kind}"
            );
        }
    }
}

#[test]
fn ids_are_given_once_and_every_reference_has_its_target() {
    for language in drawn().form.languages() {
        for kind in ["individual", "family"] {
            let page = faulty_page(&[], kind, &language);
            let ids = attributes(&page, "id");
            let unique: BTreeSet<&str> = ids.iter().copied().collect();
            assert_eq!(ids.len(), unique.len(), "{ids:?}");
            let (links, pages): (Vec<&str>, Vec<&str>) = attributes(&page, "href")
                .into_iter()
                .filter(|href| !href.starts_with("tel:"))
                .partition(|href| href.starts_with('#'));
            let home = match language.as_str() {
                "sv" => String::new(),
                other => format!("/{other}"),
            };
            assert_eq!(pages, [format!("{home}/privacy/")]);
            let links = links.into_iter().map(|href| href.trim_start_matches('#'));
            let described = attributes(&page, "aria-describedby")
                .into_iter()
                .flat_map(str::split_whitespace);
            let named = attributes(&page, "for")
                .into_iter()
                .chain(attributes(&page, "aria-labelledby"));
            for target in links.chain(described).chain(named) {
                assert!(
                    unique.contains(target),
                    "{language} {kind}: nothing has the id {target:?}"
                );
            }
            let direction = drawn().form.direction(&language).as_str();
            assert!(
                page.contains(&format!(
                    "novalidate lang=\"{language}\" dir=\"{direction}\""
                )),
                "{page}"
            );
        }
    }
}

#[test]
fn every_answer_is_kept() {
    let sheet = [
        ("role", "newcomer"),
        ("place", "yes"),
        ("name", "Åsa \"Ö\" <b>"),
        ("email", "wrong"),
        ("phone", "070"),
        ("children", "3"),
        ("child_ages", "0-1"),
        ("child_ages", "4-6"),
        ("languages", "ti"),
        ("more", "a\nb & c"),
        ("helper_name", "Li"),
        ("evaluation", "yes"),
    ];
    let page = faulty_page(&sheet, "family", &Language::new("ar"));
    for expected in [
        "value=\"newcomer\" checked>",
        "id=\"f-place-yes\" name=\"place\" value=\"yes\" checked>",
        "value=\"Åsa &quot;Ö&quot; &lt;b&gt;\"",
        "value=\"wrong\"",
        "value=\"070\"",
        "value=\"3\"",
        "value=\"0-1\" checked>",
        "value=\"4-6\" checked>",
        "value=\"ti\" checked>",
        ">a\nb &amp; c</textarea>",
        "value=\"Li\"",
        "name=\"evaluation\" value=\"yes\" checked>",
    ] {
        assert!(page.contains(expected), "{expected}: {page}");
    }
    assert_eq!(page.matches(" checked>").count(), 6, "{page}");
}

#[test]
fn answers_are_drawn_in_every_language() {
    let Drawn { form, drawing } = drawn();
    let reference = Reference::draw("KD", 7);
    for language in form.languages() {
        for name in form.definition().answers.keys().map(String::as_str) {
            let page = drawing
                .answer(form, name, Some(&reference), &language)
                .unwrap();
            let title = escaped(form.answer_texts(name, &language).0);
            assert!(
                page.starts_with(&format!(
                    "<title>{title}</title><main><!--answer:{language}-->"
                )),
                "{page}"
            );
            assert_eq!(
                page.contains(reference.as_str()),
                name == "thanks",
                "{name} {page}"
            );
            let placeholders = form.answer_texts(name, &language).1.matches('{').count();
            assert_eq!(
                placeholders,
                usize::from(name == "too-many"),
                "{language} {name}"
            );
        }
    }
}

#[test]
fn a_language_without_a_page_is_drawn_in_the_originals() {
    let Drawn { form, .. } = drawn();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let public = tempfile::tempdir().unwrap();
    let forms = Forms::whole(Arc::clone(form));
    let refused = Drawing::read(&forms, &root, public.path())
        .err()
        .unwrap()
        .to_string();
    assert!(
        refused.contains("no page has the form of the kind \"individual\" in \"sv\""),
        "{refused}"
    );
    for (name, html) in [
        (
            "a.html",
            "<title>A</title><!--form:individual:sv--><!--/form-->",
        ),
        (
            "b.html",
            "<title>B</title><!--form:family:sv--><!--/form-->",
        ),
        ("c.html", "<title>C</title><!--answer:sv--><!--/answer-->"),
    ] {
        fs_err::write(public.path().join(name), html).unwrap();
    }
    let drawing = Drawing::read(&forms, &root, public.path()).unwrap();
    let page = drawing
        .answer(form, "not-found", None, &Language::new("ar"))
        .unwrap();
    assert!(page.contains("lang=\"ar\" dir=\"rtl\""), "{page}");
}

#[test]
fn a_drawing_is_read_once_when_it_is_asked_for() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let text = fs_err::read_to_string(root.join("content/sign-up/form.toml")).unwrap();
    let forms = Forms::whole(Arc::new(Form::read(&text).unwrap()));
    let public = tempfile::tempdir().unwrap();
    let later = || LazyDrawing::new(forms.clone(), root.clone(), public.path().to_path_buf());
    let (too_early, in_time) = (later(), later());
    let said = || too_early.get().err().map(|error| error.to_string());
    let first = said();
    assert!(first.as_ref().unwrap().contains("is the site built?"));
    for (name, slot) in [
        ("a", "form:individual:sv"),
        ("b", "form:family:sv"),
        ("c", "answer:sv"),
    ] {
        let closing = slot.split(':').next().unwrap();
        let html = format!("<title>T</title><!--{slot}--><!--/{closing}-->");
        fs_err::write(public.path().join(name).with_extension("html"), html).unwrap();
    }
    assert_eq!(said(), first, "what failed once is told again");
    in_time.try_now().unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// What is typed never comes back as markup: the page's tags are those of the page with nothing typed.
    #[test]
    fn nothing_typed_is_reflected_raw(typed in "[<>\"'&/=a-z \\PC]{0,60}") {
        let fields = ["name", "email", "phone", "children", "more", "helper_name", "helper_phone", "leave_empty", "role"];
        let pairs: Vec<(&str, &str)> = fields.iter().map(|field| (*field, typed.as_str())).collect();
        let page = faulty_page(&pairs, "family", &Language::new("sv"));
        let blank = faulty_page(&fields.map(|field| (field, "x")), "family", &Language::new("sv"));
        let tags = |page: &str| page.matches('<').count() - page.matches("class=\"fault\"").count() * 4
            - page.matches("<li>").count() * 4;
        prop_assert_eq!(tags(&page), tags(&blank), "{}", page);
    }
}
