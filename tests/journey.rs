//! A person with a real browser in which JavaScript is off: from the start page to the reference, with mistakes on the way.

use crate::browser::Browser;
use crate::definition::Definition;
use crate::place::Place;

#[test]
fn from_the_start_page_to_the_reference_with_mistakes_on_the_way() {
    let place = Place::start();
    let browser = Browser::without_script();
    for (language, direction) in [("sv", "ltr"), ("ar", "rtl")] {
        browser.open(&place.visitor.url("/"));
        choose_language(&browser, language, direction);
        find_the_form(&browser);
        fill_in_with_mistakes(&browser);
        send(&browser);
        sees_faults(&browser, &Definition::read(), language);
        mend(&browser, &format!("samira.{language}@example.org"));
        send(&browser);
        let reference = browser.find(".reference strong").text();
        assert!(
            place.find(&reference).is_some(),
            "{reference} in {language}"
        );
        assert_eq!(browser.find("html").attribute("lang"), language);
        assert_eq!(place.mails_about(&reference).len(), 2);
    }
}

fn choose_language(browser: &Browser, language: &str, direction: &str) {
    browser
        .find(&format!("header a[hreflang='{language}']"))
        .follow();
    assert_eq!(browser.find("html").attribute("lang"), language);
    assert_eq!(browser.find("html").css("direction"), direction);
    let background = browser.find("header a.button").css("background-color");
    assert_ne!(
        background, "rgba(0, 0, 0, 0)",
        "the page's style is not applied: does its hash in static/_headers fit?"
    );
}

fn find_the_form(browser: &Browser) {
    browser.find("header a[href*='/sign-up/']").follow();
    browser.find("main a[href*='/individual/']").follow();
}

/// An e-mail address that is none, and no name.
fn fill_in_with_mistakes(browser: &Browser) {
    for choice in ["f-role-newcomer", "f-place-yes", "f-adult-yes"] {
        browser.find(&format!("#{choice}")).click();
    }
    browser.find("#f-email").type_text("samira.example.org");
    browser.find("#f-more").type_text("شكرا, tack");
}

fn send(browser: &Browser) {
    browser.find("main form button").follow();
}

fn sees_faults(browser: &Browser, definition: &Definition, language: &str) {
    let prefix = definition.text(&["texts", "fault_prefix"], language);
    assert!(browser.title().starts_with(&prefix), "{}", browser.title());
    assert_eq!(
        browser.focused().attribute("role"),
        "alert",
        "the summary has the focus"
    );
    assert_eq!(browser.find_all("[role=alert] li a").len(), 2);
    assert_eq!(
        browser.find("#f-email").property("value"),
        "samira.example.org"
    );
    assert_eq!(browser.find("#f-more").property("value"), "شكرا, tack");
    assert_eq!(
        browser.find("#f-email").css("direction"),
        "ltr",
        "addresses are written from left to right everywhere"
    );
}

/// Follows the summary's links to the fields, as a keyboard user would.
fn mend(browser: &Browser, email: &str) {
    browser.find("[role=alert] a[href='#f-name']").click();
    browser.focused().type_text("سميرة");
    browser.find("[role=alert] a[href='#f-email']").click();
    browser.focused().clear();
    browser.find("#f-email").type_text(email);
}
