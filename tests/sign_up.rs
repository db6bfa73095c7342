//! Every form of the built site, in every language: filled in and sent, it is one stored sign-up and two mails; sent again, nothing
//! more; with any one rule broken it is the same page with that fault, and nothing stored.

use std::collections::BTreeSet;

use crate::definition::{Break, Definition};
use crate::form::{Form, Kind, Values};
use crate::http::Client;
use crate::page::Page;
use crate::place::Place;

#[test]
fn every_form_stores_one_sign_up_and_sends_two_mails() {
    let place = Place::start();
    let forms = place.visitor.forms();
    let offered: BTreeSet<_> = forms
        .iter()
        .map(|(path, form)| (language_at(&place, path), kind(form)))
        .collect();
    assert_eq!(
        offered.len(),
        place.languages().len() * 2,
        "individual and family in each language: {offered:?}"
    );

    for (person, (path, form)) in (1..).zip(&forms) {
        let values = form.filled(person);
        let reference = sign_up(&place, form, &values);
        shows_reference(&place, &language_at(&place, path), &reference);
        is_stored(&place, &language_at(&place, path), form, &reference);
        is_mailed(&place, &values, &reference);

        assert_eq!(
            sign_up(&place, form, &values),
            reference,
            "the same answers again"
        );
        assert_eq!(
            place.mails_about(&reference).len(),
            2,
            "the same answers send no second mail"
        );
    }
    assert_eq!(place.sign_ups().len(), forms.len());
    assert_eq!(place.mails().len(), forms.len() * 2);
}

#[test]
fn every_broken_rule_is_told_in_the_language_and_stores_nothing() {
    let place = Place::start();
    let definition = Definition::read();
    let mut person = 0;
    for (path, form) in place.visitor.forms() {
        let language = language_at(&place, &path);
        for broken in definition.breaks(&kind(&form), &language) {
            person += 1;
            let mut values = form.filled(person);
            (broken.change)(&mut values);
            let answer = place.visitor.post(&form, &values);
            let case = format!("{path}: {} {}", broken.field, broken.how);
            assert_eq!(answer.status, 422, "{case}");
            tells(
                &Page::of(&answer.body),
                &broken,
                &definition,
                &language,
                &case,
            );
            keeps(&answer.body, &values, &broken, &case);
        }
    }
    assert!(person > 50, "only {person} rules were broken");
    assert_eq!(place.sign_ups().len(), 0);
    assert_eq!(place.mails().len(), 0);
}

#[test]
fn an_answer_that_rules_someone_out_is_explained_not_faulted() {
    let place = Place::start();
    let definition = Definition::read();
    for (path, form) in place.visitor.forms() {
        let language = language_at(&place, &path);
        let stops = definition.stops(&kind(&form));
        assert_eq!(stops.len(), 2, "{stops:?}");
        for (person, (field, code, stop)) in (1..).zip(stops) {
            let mut values = form.filled(person);
            values.set(&field, &code);
            values.0.extend(second_choices(&form));
            let answer = place.visitor.post(&form, &values);
            let page = Page::of(&answer.body);
            assert_eq!(answer.status, 200, "{path} {field}={code}");
            brings_the_answers_back(&place, &answer.body, &values);
            assert_eq!(
                page.texts("h1"),
                [definition.text(&["answers", &stop, "title"], &language)],
                "{path}"
            );
            assert_eq!(page.language(), language);
            leads_to_the_sign_up_alone(&place, &page);
            offers_the_sign_up(&place, &page);
        }
    }
    assert_eq!(place.sign_ups().len(), 0);
}

/// One more of the answers to each question that takes many.
fn second_choices(form: &Form) -> Vec<(String, String)> {
    let controls = form.controls.iter();
    let second = controls.filter_map(|control| match &control.kind {
        Kind::Many(choices) => Some((control.name.clone(), choices.get(1)?.clone())),
        _ => None,
    });
    second.collect()
}

/// By a form of their own: who goes back from here finds no answers in some browsers.
fn brings_the_answers_back(place: &Place, page: &str, values: &Values) {
    let kept = Form::posting(page).expect("a way back to the answers");
    let answer = place.visitor.post(&kept, &kept.as_drawn());
    assert_eq!(answer.status, 200, "{}", answer.body);
    let sheet = Form::posting(&answer.body).expect("the sheet");
    assert_eq!(sheet.as_drawn().answers(), values.answers());
}

fn language_at(place: &Place, path: &str) -> String {
    Page::of(&place.visitor.get(path).body).language()
}

fn kind(form: &Form) -> String {
    form.as_drawn().get("kind").to_owned()
}

/// Posts, and gives the reference that the redirect leads to.
fn sign_up(place: &Place, form: &Form, values: &Values) -> String {
    let answer = place.visitor.post(form, values);
    assert_eq!(answer.status, 303, "{values:?}: {}", answer.body);
    let location = answer.header("location");
    assert!(location.starts_with("/api/sign-up/"), "{location}");
    location.rsplit('/').next().unwrap().to_owned()
}

fn shows_reference(place: &Place, language: &str, reference: &str) {
    let answer = place.visitor.get(&format!("/api/sign-up/{reference}"));
    let page = Page::of(&answer.body);
    assert_eq!((answer.status, page.language().as_str()), (200, language));
    assert_eq!(page.texts(".reference strong"), [reference]);
    assert!(page.has("meta[name=robots][content*=noindex]"));
    assert!(page.texts(".steps li").len() >= 3, "the timeline");
    assert!(!page.has("link[rel=canonical], link[rel=alternate]"));
    leads_to_the_reference_in_each_language(place, &page, reference);
}

/// In a list like that on top of all other pages.
fn leads_to_the_reference_in_each_language(place: &Place, page: &Page, reference: &str) {
    const LIST: &str = "header .languages a";
    let first_page = Page::of(&place.visitor.get("/").body);
    assert_eq!(page.texts(LIST), first_page.texts(LIST));
    for ((language, href), (same, first)) in page.links(LIST).iter().zip(first_page.links(LIST)) {
        assert_eq!(*language, same);
        let shown = place.visitor.get(href).body;
        let other = Page::of(&shown);
        assert_eq!(other.language(), *language);
        assert_eq!(other.texts(".reference strong"), [reference]);
        assert_eq!(other.texts("header .languages [aria-current]").len(), 1);
        let label = list_label(&place.visitor.get(&first).body);
        assert_eq!(list_label(&shown), label, "{language}");
    }
}

fn list_label(html: &str) -> String {
    let rest = html
        .split("class=\"languages\" aria-label=\"")
        .nth(1)
        .unwrap();
    rest.split('"').next().unwrap().to_owned()
}

/// Another language is not another answer: who changes it must not read that a sign-up is stored when none is.
fn leads_to_the_sign_up_alone(place: &Place, page: &Page) {
    let languages = page.links("header .languages a");
    assert_eq!(languages.len(), place.languages().len());
    for (language, href) in languages {
        assert!(href.ends_with("/sign-up/"), "{href}");
        assert_eq!(language_at(place, &href), language);
    }
    assert!(!page.has("link[rel=canonical], link[rel=alternate]"));
}

#[test]
fn the_page_of_answers_claims_nothing_as_it_lies() {
    let place = Place::start();
    let definition = Definition::read();
    for language in place.languages() {
        let prefix = if language == "sv" {
            String::new()
        } else {
            format!("/{language}")
        };
        let answer = place.visitor.get(&format!("{prefix}/sign-up/thanks/"));
        let page = Page::of(&answer.body);
        let nothing = definition.text(&["answers", "nothing-here", "title"], &language);
        assert_eq!(page.texts("h1"), [nothing.as_str()]);
        assert!(page.title().starts_with(&nothing), "{}", page.title());
        assert!(!page.has(".steps"), "{language}");
        offers_the_sign_up(&place, &page);
    }
}

/// A link to where one chooses a form, in the page's language.
fn offers_the_sign_up(place: &Place, page: &Page) {
    let language = page.language();
    let words = Definition::read().text(&["texts", "sign_up_link"], &language);
    let link = ".answer a[href^='/']";
    assert_eq!(page.texts(link), [words]);
    let section = page.attribute(link, "href");
    assert_eq!(language_at(place, &section), language, "{section}");
    let forms = Page::of(&place.visitor.get(&section).body);
    let forms = forms.links("main a");
    for kind in ["individual/", "family/"] {
        let mut hrefs = forms.iter().map(|(_, href)| href);
        assert!(hrefs.any(|href| href.ends_with(kind)), "{section}");
    }
}

/// Wherever words send someone there, one can go there.
#[test]
fn what_is_refused_leads_to_the_sign_up() {
    let place = Place::start();
    let address = place.visitor.url("/api/sign-up");
    let client = Client::new();
    for language in place.languages() {
        for (more, status) in [(10, 400), (200_000, 413)] {
            let values = [("language", language.clone()), ("more", "a".repeat(more))];
            let values = values.map(|(name, value)| (name.to_owned(), value));
            let answer = client.post(&address, &values);
            assert_eq!(answer.status, status, "{language}");
            let page = Page::of(&answer.body);
            assert_eq!(page.language(), language);
            offers_the_sign_up(&place, &page);
        }
    }
    let other = client.json(&address, "{}");
    assert_eq!(other.status, 415);
    offers_the_sign_up(&place, &Page::of(&other.body));
    let shown = place.visitor.get("/api/sign-up");
    assert_eq!(shown.status, 405);
    offers_the_sign_up(&place, &Page::of(&shown.body));
}

fn is_stored(place: &Place, language: &str, form: &Form, reference: &str) {
    let stored = place.find(reference).expect("the acknowledged sign-up");
    assert_eq!(stored.language.as_str(), language);
    assert_eq!(stored.answers.code("kind"), Some(kind(form).as_str()));
    assert_eq!(stored.suspect, None, "a willing person is no suspect");
}

/// A receipt to the person and a notice to the coordinators, neither with a word that the person typed.
fn is_mailed(place: &Place, values: &Values, reference: &str) {
    let mails = place.mails_about(reference);
    let receipts = mails
        .iter()
        .filter(|mail| mail.header("To").contains(values.get("email")))
        .count();
    assert_eq!((mails.len(), receipts), (2, 1), "{mails:?}");
    for mail in &mails {
        let parts =
            [mail.text.as_deref(), mail.html.as_deref()].map(|part| part.expect("two parts"));
        for typed in ["name", "more", "helper_name"].map(|field| values.get(field)) {
            assert!(!typed.is_empty());
            let shown = [mail.header("Subject"), parts[0], parts[1]].concat();
            assert!(
                !shown.contains(typed) && !shown.contains(&escaped(typed)),
                "{typed} in {shown}"
            );
        }
        assert!(
            parts.iter().all(|part| part.contains(reference)),
            "{mail:?}"
        );
    }
}

fn tells(page: &Page, broken: &Break, definition: &Definition, language: &str, case: &str) {
    let prefix = definition.text(&["texts", "fault_prefix"], language);
    assert_eq!(page.language(), language, "{case}");
    assert!(
        page.title().starts_with(&prefix),
        "{case}: title {}",
        page.title()
    );
    let faults = page.faults();
    assert_eq!(faults.len(), 1, "{case}: {faults:?}");
    let (id, text) = &faults[0];
    let expected = format!("{}{}", broken.label, broken.fault);
    assert_eq!(text, &expected, "{case}");
    assert!(
        page.has(&format!("[id='{id}']")),
        "{case}: the summary leads to {id}"
    );
    let beside = page.texts(&format!("[id='f-{}-fault']", broken.field));
    assert_eq!(beside, [format!("{prefix} {}", broken.fault)], "{case}");
    assert!(
        page.has("[role=alert] > h2[tabindex='-1'][autofocus]"),
        "{case}: the summary's heading takes the focus"
    );
}

/// Every answer stands in the form as it was, so that sending again sends the same.
fn keeps(page: &str, values: &Values, broken: &Break, case: &str) {
    let form = Form::posting(page).unwrap_or_else(|| panic!("{case}: no form"));
    let mut expected = values.clone();
    if !broken.is_kept {
        expected.remove(&broken.field);
    }
    assert_eq!(form.as_drawn().answers(), expected.answers(), "{case}");
    for typed in ["name", "more"]
        .map(|field| values.get(field))
        .into_iter()
        .filter(|typed| typed.contains('<'))
    {
        assert!(
            !page.contains(typed),
            "{case}: {typed} stands raw in the page"
        );
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
